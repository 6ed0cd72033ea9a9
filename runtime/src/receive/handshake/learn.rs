//! Secrets that handshakes bring. In: a secret that was learnt, and where. Out: a place that keeps it, and gives it to
//! verifiers. It must not know who sent it.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use crate::signature::{ProviderError, Secret, SecretProvider};

/// Why a learnt secret was not kept. The sender is then told to come back.
pub type LearnError = Box<dyn Error + Send + Sync>;

/// Keeps the secrets that handshakes bring: a database, a vault.
pub trait Learnt: Send + Sync + 'static {
    /// Keeps a secret for what comes to this path segment from now on. The handshake is answered once this has
    /// returned, so it should be durable then.
    ///
    /// # Errors
    /// Where it can't be kept: the path stays armed.
    fn learnt(&self, segment: &str, secret: Secret) -> impl Future<Output = Result<(), LearnError>> + Send;
}

/// [`Learnt`] without its types.
pub(super) trait Learn: Send + Sync {
    fn learn<'a>(&'a self, segment: &'a str, secret: Secret) -> Learning<'a>;
}

pub(super) type Learning<'a> = Pin<Box<dyn Future<Output = Result<(), LearnError>> + Send + 'a>>;

impl<L: Learnt> Learn for L {
    fn learn<'a>(&'a self, segment: &'a str, secret: Secret) -> Learning<'a> {
        Box::pin(self.learnt(segment, secret))
    }
}

/// Learnt secrets in memory, for tests and for hooks that live as long as the process. Clones share them.
///
/// It is a [`Learnt`] and a [`SecretProvider`]: what it learns, a receiver of
/// [`tenants`](crate::Setup::tenants) by [`PathSegment`](super::super::TenantKey::PathSegment) verifies by at once.
#[derive(Clone, Default)]
pub struct LearntSecrets {
    by_segment: Arc<Mutex<HashMap<Box<str>, Secret>>>,
}

impl Learnt for LearntSecrets {
    async fn learnt(&self, segment: &str, secret: Secret) -> Result<(), LearnError> {
        self.by_segment.lock().unwrap_or_else(PoisonError::into_inner).insert(segment.into(), secret);
        Ok(())
    }
}

impl SecretProvider for LearntSecrets {
    async fn secrets(&self, segment: &str) -> Result<Vec<Secret>, ProviderError> {
        let known = self.by_segment.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(known.get(segment).cloned().into_iter().collect())
    }
}

impl fmt::Debug for LearntSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.by_segment.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("LearntSecrets").field("known", &known).finish()
    }
}
