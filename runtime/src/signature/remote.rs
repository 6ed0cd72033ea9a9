//! What was fetched, kept for a while.
//!
//! In: what a scheme wants, a [`Fetcher`]. Out: bytes from the cache, or from afar. It must not decide what may be asked
//! for: schemes pin hosts before they want anything.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::{FetchFuture, Fetcher, Refusal, Wanted};

/// How long what was fetched is used.
const KEPT: Duration = Duration::from_secs(3600);

/// How long nobody asks again for what could not be fetched, so that strangers can't make us ask without end.
const FAILED: Duration = Duration::from_secs(30);

/// How much is kept at most.
const MOST: usize = 256;

/// A fetcher with its cache, which clones share.
#[derive(Clone)]
pub(super) struct Remote {
    fetcher: Arc<dyn Fetcher>,
    kept: Arc<Mutex<HashMap<Wanted, Kept>>>,
}

/// What came of it, and until when that counts.
struct Kept {
    bytes: Option<Bytes>,
    until: SystemTime,
}

impl Remote {
    pub(super) fn new(fetcher: impl Fetcher) -> Self {
        Self { fetcher: Arc::new(fetcher), kept: Arc::default() }
    }

    /// What is at hand; `Some(None)` where fetching has failed just now.
    fn kept(&self, wanted: &Wanted, now: SystemTime) -> Option<Option<Bytes>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(wanted).filter(|kept| now < kept.until).map(|kept| kept.bytes.clone())
    }

    /// What is at hand.
    #[cfg(feature = "asymmetric")]
    pub(super) fn get(&self, wanted: &Wanted, now: SystemTime) -> Option<Bytes> {
        self.kept(wanted, now).flatten()
    }

    /// Fetches it, unless it is at hand or has failed just now.
    pub(super) async fn load(&self, wanted: Wanted, now: SystemTime) -> Result<(), Refusal> {
        if let Some(kept) = self.kept(&wanted, now) {
            return kept.map(drop).ok_or(Refusal::Unavailable);
        }
        let fetched = self.fetcher.fetch(&wanted).await;
        if let Err(error) = &fetched {
            tracing::warn!(target: "hookwright", error = %error, "a key or certificate could not be fetched");
        }
        let bytes = fetched.ok();
        let is_there = bytes.is_some();
        self.keep(wanted, bytes, now);
        if is_there { Ok(()) } else { Err(Refusal::Unavailable) }
    }

    fn keep(&self, wanted: Wanted, bytes: Option<Bytes>, now: SystemTime) {
        let Some(until) = now.checked_add(if bytes.is_some() { KEPT } else { FAILED }) else { return };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, one| now < one.until && one.bytes.is_some());
        }
        if kept.len() < MOST {
            kept.insert(wanted, Kept { bytes, until });
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remote")
    }
}

/// A fetcher that has what it gives: certificates by address, keys by id. For tests, and for keys that change rarely.
///
/// ```
/// use hookwright::signature::Served;
///
/// let served = Served::default().with("https://api.paypal.com/certs/1", "-----BEGIN CERTIFICATE-----…");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Served {
    contents: HashMap<String, Bytes>,
}

impl Served {
    /// Also gives this at that address, or for that id.
    #[must_use]
    pub fn with(mut self, place: impl Into<String>, content: impl Into<Bytes>) -> Self {
        self.contents.insert(place.into(), content.into());
        self
    }
}

impl Fetcher for Served {
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a> {
        let place = match wanted {
            Wanted::Certificates { url } | Wanted::KeySet { url } | Wanted::Confirmation { url } => url,
            Wanted::Key { id } => id,
        };
        let found = self.contents.get(place).cloned();
        Box::pin(async move { found.ok_or_else(|| format!("nothing is served at {place}").into()) })
    }
}
