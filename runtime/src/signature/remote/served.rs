//! A fetcher that has everything at hand.
//!
//! In: addresses and what stands there. Out: the same, when asked. It must not know the network.

use std::collections::HashMap;
use std::fmt;

use bytes::Bytes;

use crate::signature::{FetchFuture, Fetcher, Wanted};

/// Brings what it was given: for tests, for commands that take files, and for keys that are part of a deployment.
///
/// ```
/// use hookwright::signature::Served;
///
/// let served = Served::default().with("https://api.paypal.com/v1/notifications/certs/CERT-1", "-----BEGIN …");
/// ```
#[derive(Clone, Default)]
pub struct Served {
    by_name: HashMap<String, Bytes>,
    otherwise: Option<Bytes>,
}

impl Served {
    /// Adds what stands at an address, or the key of an identifier.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        self.by_name.insert(name.into(), bytes.into());
        self
    }

    /// What stands at every other address.
    #[must_use]
    pub fn otherwise(mut self, bytes: impl Into<Bytes>) -> Self {
        self.otherwise = Some(bytes.into());
        self
    }
}

impl Fetcher for Served {
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a> {
        let name = match wanted {
            Wanted::Certificates { url } | Wanted::KeySet { url } | Wanted::Confirmation { url } => url,
            Wanted::Key { id } => id,
        };
        let found = self.by_name.get(name).or(self.otherwise.as_ref()).cloned();
        Box::pin(async { found.ok_or_else(|| "nothing is served there".into()) })
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}
