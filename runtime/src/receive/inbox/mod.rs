//! The inbox: accept now, handle later. In: verified requests. Out: an answer as soon as they are on the disk, and
//! handlers called by workers, again and again until one is done or the delivery is dead. It must not lose what it has
//! acknowledged, and must not call a handler whose delivery is not on the disk.

mod accept;
mod attempt;
mod backoff;
mod letters;
mod rows;
mod workers;

use http::{HeaderMap, HeaderName, StatusCode, header};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

pub(super) use accept::{Arrived, accept};
use backoff::Backoff;
pub use letters::{Counts, DeadLetter};
pub use workers::{Running, Workers};

use super::duplicates::claims;
use super::{Service, SqliteDuplicates};
use crate::store::{self, LEASES, SqliteStore};

/// Where deliveries are stored, and how they are handled from there. Options in any order; cloning is cheap.
///
/// A delivery is verified as ever, then stored with its duplicate check in one transaction, and answered: with the
/// document's success for its event, without a body. Its handler runs afterwards, from [`Workers`]. When that fails, it
/// is tried again after a growing time; after the last attempt the delivery is a [dead letter](Self::dead_letters).
///
/// Whatever was acknowledged reaches its handler at least once, also when the process is killed at any point. It may
/// reach it more than once: a handler tells by [`Incoming::id`](super::Incoming::id), and a first attempt by
/// [`Incoming::attempt`](super::Incoming::attempt). Deliveries are handled beside each other and in no order that one
/// could rely on.
///
/// ```no_run
/// # use hookwright::receive::Inbox;
/// # async fn example<H: hookwright::codegen::Routes>(service: hookwright::Service<H>) -> Result<(), Box<dyn std::error::Error>> {
/// let inbox = Inbox::open("webhooks.db").await?.namespace("shop").concurrency(8);
/// let (service, workers) = service.inbox(&inbox);
/// let working = workers.start();
/// // … serve, until the server has stopped, then:
/// working.shutdown(std::time::Duration::from_secs(20)).await;
/// # let _ = service;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Inbox {
    store: SqliteStore,
    namespace: Arc<str>,
    concurrency: usize,
    attempts: u32,
    backoff: Backoff,
    lease: Duration,
    retention: Duration,
    answer: Option<StatusCode>,
    omitted: Arc<[HeaderName]>,
    wake: Arc<Notify>,
}

impl Inbox {
    /// How many handlers run at once by default.
    pub const CONCURRENCY: usize = 16;
    /// How often a delivery is tried by default. With the default delays, which grow to an hour, the last attempt comes
    /// 6 hours after the first on average, and 12 at most.
    pub const ATTEMPTS: u32 = 20;
    /// How long a process that has died keeps others from taking over by default.
    pub const LEASE: Duration = Duration::from_secs(10);

    /// Opens a file, which may be the application's own database, and makes the tables.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], and where a newer version of this crate made the tables.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, store::Error> {
        Self::on(SqliteStore::open(path).await?).await
    }

    /// Makes the tables in a file that is open.
    ///
    /// # Errors
    /// Where the tables can't be made, or a newer version of this crate made them.
    pub async fn on(store: SqliteStore) -> Result<Self, store::Error> {
        for part in [&claims::TABLES, &LEASES, &rows::TABLES] {
            store.install(part).await?;
        }
        Ok(Self {
            store,
            namespace: "".into(),
            concurrency: Self::CONCURRENCY,
            attempts: Self::ATTEMPTS,
            backoff: Backoff::default(),
            lease: Self::LEASE,
            retention: SqliteDuplicates::RETENTION,
            answer: None,
            omitted: [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE].into(),
            wake: Arc::default(),
        })
    }

    /// Sets whose deliveries these are. Each sender has a namespace of its own: its ids, workers and dead letters.
    #[must_use]
    pub fn namespace(self, sender: &str) -> Self {
        // Accepting wakes the workers of the same namespace.
        Self { namespace: sender.into(), wake: Arc::default(), ..self }
    }

    /// Sets how many handlers run at once, at least one.
    #[must_use]
    pub fn concurrency(self, handlers: usize) -> Self {
        Self { concurrency: handlers.max(1), ..self }
    }

    /// Sets how often a delivery is tried before it is dead, at least once. An attempt counts when it begins: one that
    /// the end of its process cut short, too.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts.max(1), ..self }
    }

    /// Sets the delays between attempts: before the second, a random time up to `first`; each further bound is twice the
    /// one before, and none is more than `longest`. By default 5 s and an hour. A [`Failure`](super::Failure) with
    /// `retry_after` waits at least that long, up to a day.
    #[must_use]
    pub fn delays(self, first: Duration, longest: Duration) -> Self {
        Self { backoff: Backoff { first, longest }, ..self }
    }

    /// Sets how long a process that has died keeps others from taking over its work, at least 100 ms. All processes on
    /// one file say the same.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease: lease.max(Duration::from_millis(100)), ..self }
    }

    /// Sets how long an accepted delivery is remembered, to tell repeated ones: 24 hours by default. It must exceed twice
    /// the scheme's tolerance; where the scheme signs no time, it is the whole protection against replay.
    #[must_use]
    pub fn retention(self, retention: Duration) -> Self {
        Self { retention, ..self }
    }

    /// Sets the answer to accepted deliveries, whatever the document says; 202 says most plainly what happened. Statuses
    /// other than 2xx would have senders deliver again, and are not taken.
    #[must_use]
    pub fn answer(self, status: StatusCode) -> Self {
        Self { answer: status.is_success().then_some(status), ..self }
    }

    /// Adds a header that is not stored. `Authorization`, `Proxy-Authorization` and `Cookie` never are: what they prove
    /// has been proven by then. Name here what else carries a secret, as the header of an API key.
    ///
    /// Signatures are stored: they are worth something only beside their body, which has to be stored anyway.
    #[must_use]
    pub fn omit_header(self, name: HeaderName) -> Self {
        let omitted = self.omitted.iter().cloned().chain([name]).collect();
        Self { omitted, ..self }
    }

    /// The file and its threads, to be shared with other parts.
    #[must_use]
    pub fn store(&self) -> &SqliteStore {
        &self.store
    }

    /// The headers that may be stored.
    fn stored(&self, mut headers: HeaderMap) -> HeaderMap {
        for name in self.omitted.iter() {
            headers.remove(name);
        }
        headers
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("store", &self.store)
            .field("namespace", &self.namespace)
            .field("concurrency", &self.concurrency)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl<H> Service<H> {
    /// Stores what is verified and answers at once; handlers run from the workers, which begin when they are told to.
    ///
    /// Set all other options before: the workers keep the service as it is now. The inbox recognises repeated
    /// deliveries itself, in the transaction that stores them, and [`duplicates`](Self::duplicates) is not asked.
    /// Typed answers go nowhere, and what `fallback` refuses was acknowledged and becomes a dead letter.
    pub fn inbox(self, inbox: &Inbox) -> (Self, Workers) {
        let service = self.with(|core| core.inbox = Some(inbox.clone()));
        let workers = Workers::new(service.core(), inbox.clone());
        (service, workers)
    }
}
