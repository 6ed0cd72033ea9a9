//! A sink that has started. In: the house of its connections. Out: what arrived, and the verdict, to whoever waits. It
//! must not know HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::record::{Arrived, Record};
use super::serve::{self, House};
use super::{Answering, SinkError, Verdict};
use crate::contract::judge::retries::Rules;
use crate::contract::judge::{Arrival, Judge};

/// A receiver that listens until it is dropped.
pub struct Listening {
    house: Arc<House>,
    address: SocketAddr,
    rules: Rules,
    quiet: Duration,
    longest: Duration,
    accepting: JoinHandle<()>,
}

impl Listening {
    pub(super) fn start(
        listener: TcpListener,
        judge: Judge,
        answering: Answering,
        rules: Rules,
        quiet: Duration,
        longest: Duration,
    ) -> Result<Self, SinkError> {
        let address = listener.local_addr().map_err(SinkError::Listen)?;
        let house = Arc::new(House { judge, record: Record::new(), answering });
        let accepting = tokio::spawn(serve::accept(listener, Arc::clone(&house)));
        Ok(Self { house, address, rules, quiet, longest, accepting })
    }

    /// Where it listens: `http://127.0.0.1:PORT/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The address of the socket.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All requests so far, in the order in which they arrived.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arc<Arrived>> {
        self.house.record.all()
    }

    /// Waits until so many requests have been answered, or their senders have gone.
    ///
    /// # Errors
    /// [`SinkError::Waited`] where they don't come.
    pub async fn wait_for(&self, requests: usize) -> Result<Vec<Arc<Arrived>>, SinkError> {
        let mut changes = self.changes();
        let enough = async {
            loop {
                let all = self.arrivals();
                if all.iter().filter(|one| one.ended().is_some()).count() >= requests {
                    return all;
                }
                changes.next().await;
            }
        };
        tokio::time::timeout(self.longest, enough).await.map_err(|_| SinkError::Waited {
            came: self.arrivals().len(),
            wanted: requests,
            time: self.longest,
        })
    }

    /// Tells when something has happened from now on.
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes(self.house.record.changes())
    }

    /// The verdict, once nothing more is to come: what failed was tried again or given up, and then it was quiet for a
    /// while. What is not settled when the longest time is over is told as open.
    pub async fn verdict(&self) -> Verdict {
        let begun = Instant::now();
        let mut changes = self.changes();
        loop {
            let verdict = self.verdict_now();
            let left = self.longest.saturating_sub(begun.elapsed());
            let wait = self.rest(&verdict).min(left);
            if wait.is_zero() {
                return verdict;
            }
            let _ = tokio::time::timeout(wait, changes.next()).await;
        }
    }

    /// How long there may still come something.
    fn rest(&self, verdict: &Verdict) -> Duration {
        let now = SystemTime::now();
        let until = |time: SystemTime| time.duration_since(now).unwrap_or_default();
        let quiet = self.house.record.last().and_then(|last| last.checked_add(self.quiet));
        // A little more, so that what is due is over when it is looked at.
        let open = verdict.open_until.map(|time| until(time) + Duration::from_millis(1));
        open.unwrap_or_default().max(quiet.map(until).unwrap_or_default())
    }

    /// The verdict over what has arrived so far.
    #[must_use]
    pub fn verdict_now(&self) -> Verdict {
        Verdict::over(&self.arrivals(), &self.rules, SystemTime::now())
    }

    /// For tests: waits for the [`verdict`](Self::verdict).
    ///
    /// # Panics
    /// With all faults, where there are any; and where nothing arrived, since that proves nothing.
    pub async fn assert_ok(&self) {
        let verdict = self.verdict().await;
        assert!(verdict.is_ok(), "{verdict}");
    }
}

/// What happens at a sink: requests arrive, are answered, end.
#[derive(Debug)]
pub struct Changes(tokio::sync::watch::Receiver<u64>);

impl Changes {
    /// Waits until something has happened since the last time. What is dropped never changes again.
    pub async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listening").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Judge {
    /// The status by which the document acknowledges an event.
    pub(super) fn success(&self, event: Option<&str>) -> u16 {
        let found = event.and_then(|name| self.documents().find_map(|document| document.event(name)));
        found.map_or(200, |event| event.info.success)
    }

    /// Fetches what a scheme needs to verify this request. Where it can't be had, the verdict will say so.
    pub(super) async fn prepare(&self, arrival: &Arrival) {
        let Some(verifier) = self.verifying() else { return };
        let url = self.url(arrival);
        let _ = verifier.prepare(&Self::signed(arrival, &url), arrival.at).await;
    }
}
