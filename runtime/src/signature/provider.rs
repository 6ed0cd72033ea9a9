//! Secrets that stand elsewhere, for receivers of many tenants.
//!
//! In: what names a tenant. Out: a verifier with that tenant's secrets, kept for a while. It must not know where a
//! request names its tenant, nor what an unknown one is answered.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::{Scheme, Secret, SecretError, Verifier};

/// Where the secrets of many tenants come from: a database, a vault.
///
/// ```
/// use hookwright::signature::{ProviderError, Secret, SecretProvider};
///
/// struct Vault;
/// impl SecretProvider for Vault {
///     async fn secrets(&self, tenant: &str) -> Result<Vec<Secret>, ProviderError> {
///         Ok(if tenant == "acme" { vec![Secret::new("the current one"), Secret::new("the one before")] } else { vec![] })
///     }
/// }
/// ```
pub trait SecretProvider: Send + Sync + 'static {
    /// The secrets of this tenant, none where there is no such tenant. The key is what a stranger wrote into a request.
    ///
    /// # Errors
    /// Where they can't be had now: the sender is told to come back.
    fn secrets(&self, tenant: &str) -> impl Future<Output = Result<Vec<Secret>, ProviderError>> + Send;
}

/// Why secrets can't be had now.
pub type ProviderError = Box<dyn Error + Send + Sync>;

/// Why a tenant has no verifier.
#[derive(Debug)]
pub(crate) enum NoVerifier {
    /// There is no such tenant.
    Unknown,
    /// Its secrets can't be used.
    Secret(SecretError),
    /// The provider has failed.
    Provider(ProviderError),
}

/// How long secrets are kept, unless told otherwise.
pub(crate) const KEPT: Duration = Duration::from_secs(60);

/// How many tenants are kept: beyond that the oldest go, so that strangers who invent tenants fill no memory.
const MOST_KEPT: usize = 10_000;

/// The verifiers of tenants, made as they are asked for.
#[derive(Clone)]
pub(crate) struct Tenants {
    scheme: Scheme,
    provider: Arc<dyn Provide>,
    kept: Arc<Mutex<HashMap<Box<str>, Kept>>>,
    keep: Duration,
    tolerance: Option<Duration>,
}

/// A tenant's verifier, or that there is none, and until when that is believed.
#[derive(Clone)]
struct Kept {
    verifier: Option<Arc<Verifier>>,
    until: SystemTime,
}

/// [`SecretProvider`] without its types.
trait Provide: Send + Sync {
    fn provide<'a>(&'a self, tenant: &'a str) -> Provided<'a>;
}

type Provided<'a> = Pin<Box<dyn Future<Output = Result<Vec<Secret>, ProviderError>> + Send + 'a>>;

impl<P: SecretProvider> Provide for P {
    fn provide<'a>(&'a self, tenant: &'a str) -> Provided<'a> {
        Box::pin(self.secrets(tenant))
    }
}

impl Tenants {
    pub(crate) fn new(scheme: Scheme, provider: impl SecretProvider) -> Self {
        let kept = Arc::default();
        Self { scheme, provider: Arc::new(provider), kept, keep: KEPT, tolerance: None }
    }

    pub(crate) fn keep(&mut self, keep: Duration) {
        self.keep = keep;
    }

    pub(crate) fn tolerance(&mut self, tolerance: Duration) {
        self.tolerance = Some(tolerance);
    }

    pub(crate) fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The verifier of a tenant. Nobody waits for another's: two requests at once may both ask the provider.
    pub(crate) async fn verifier(&self, tenant: &str, now: SystemTime) -> Result<Arc<Verifier>, NoVerifier> {
        if let Some(kept) = self.kept(tenant, now) {
            return kept.ok_or(NoVerifier::Unknown);
        }
        let secrets = self.provider.provide(tenant).await.map_err(NoVerifier::Provider)?;
        let verifier = match secrets.is_empty() {
            true => None,
            false => Some(Arc::new(self.make(&secrets).map_err(NoVerifier::Secret)?)),
        };
        self.remember(tenant, verifier.clone(), now);
        verifier.ok_or(NoVerifier::Unknown)
    }

    fn make(&self, secrets: &[Secret]) -> Result<Verifier, SecretError> {
        let verifier = Verifier::new(self.scheme.clone(), secrets)?;
        Ok(match self.tolerance {
            Some(tolerance) => verifier.tolerance(tolerance),
            None => verifier,
        })
    }

    fn kept(&self, tenant: &str, now: SystemTime) -> Option<Option<Arc<Verifier>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(tenant).filter(|kept| now < kept.until).map(|kept| kept.verifier.clone())
    }

    fn remember(&self, tenant: &str, verifier: Option<Arc<Verifier>>, now: SystemTime) {
        let Some(until) = now.checked_add(self.keep) else { return };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, one| now < one.until && one.verifier.is_some());
        }
        // Full of real tenants: one has to go, whichever it is.
        if kept.len() >= MOST_KEPT
            && let Some(name) = kept.keys().next().cloned()
        {
            kept.remove(&name);
        }
        kept.insert(tenant.into(), Kept { verifier, until });
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

impl fmt::Display for NoVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is no such tenant"),
            Self::Secret(error) => error.fmt(f),
            Self::Provider(error) => error.fmt(f),
        }
    }
}
