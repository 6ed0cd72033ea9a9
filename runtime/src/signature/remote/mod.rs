//! What was fetched, kept for a while.
//!
//! In: what a request wants, a fetcher, the time. Out: bytes. It must not know what they are, nor trust them: the scheme
//! does that. Addresses are pinned by the schemes before they come here.
//!
//! Strangers decide what is wanted, so nothing here grows or repeats at their will: what can't be had is remembered for
//! a minute, and both the entries and the fetches that fail are counted.

mod cache;
mod served;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::{FetchError, Fetcher, Refusal, Wanted};
use cache::{Cache, Found};

pub use served::Served;

/// No certificate or key set is as large.
const LARGEST: usize = 64 * 1024;
/// A fetcher that is not back by then has failed, whatever its own limit is.
const LONGEST: Duration = Duration::from_secs(30);

/// A fetcher with a memory. Clones share it.
#[derive(Clone)]
pub(super) struct Remote {
    fetcher: Arc<dyn Fetcher>,
    cache: Arc<Mutex<Cache>>,
}

impl Remote {
    pub(super) fn new(fetcher: impl Fetcher) -> Self {
        Self { fetcher: Arc::new(fetcher), cache: Arc::default() }
    }

    /// What is at hand, if it is not older than a day.
    #[cfg(any(test, feature = "asymmetric"))]
    pub(super) fn get(&self, wanted: &Wanted, now: SystemTime) -> Option<Bytes> {
        self.cache().usable(wanted, now)
    }

    /// What is at hand and not older than an hour, or is fetched now; where that fails, what is at hand all the same.
    /// Of several that want the same at once, one asks, and the others wait for it.
    pub(super) async fn load(&self, wanted: &Wanted, now: SystemTime) -> Result<Bytes, Refusal> {
        let flight = match self.cache().find(wanted, now)? {
            Found::Bytes(bytes) => return Ok(bytes),
            Found::Flight(flight) => flight,
        };
        let _alone = flight.lock().await;
        let start = self.cache().start(wanted, now);
        if let Some(known) = start {
            return known;
        }
        let fetched = self.fetch(wanted).await;
        if let Err(error) = &fetched {
            tracing::warn!(target: "hookwright", ?wanted, %error, "could not be fetched");
        }
        self.cache().finish(wanted, fetched.ok(), now)
    }

    async fn fetch(&self, wanted: &Wanted) -> Result<Bytes, FetchError> {
        let fetch = self.fetcher.fetch(wanted);
        let bytes = match tokio::runtime::Handle::try_current() {
            Ok(_) => tokio::time::timeout(LONGEST, fetch).await??,
            // Without tokio there is no clock to wait by.
            Err(_) => fetch.await?,
        };
        if bytes.len() > LARGEST { Err("it is larger than 64 KiB".into()) } else { Ok(bytes) }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").finish_non_exhaustive()
    }
}
