//! Who may deliver. In: a request. Out: what its signature tells, or the answer that refuses it.
//! It must not know events.

use http::request::Parts;
use http::{StatusCode, Uri};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Reply, TenantKey, problem};
use crate::signature::{NoVerifier, Refusal, Scheme, Signed, Tenants, Verified, Verifier};

/// How long a sender is told to wait while secrets can't be had.
const COME_BACK: Duration = Duration::from_secs(30);

/// What a request is held against.
#[derive(Clone, Debug)]
pub(super) enum Guard {
    /// Nothing: somebody wrote `.unsigned()`.
    Open,
    /// What the webhook itself demands, and nothing else: a webhook that demands nothing is refused.
    Credentials,
    /// The secrets of one sender.
    One(Arc<Verifier>),
    /// The secrets of the tenant that the request names.
    Many(TenantKey, Tenants),
}

/// A verifier, and whose it is.
pub(super) struct Keeper {
    pub(super) verifier: Option<Arc<Verifier>>,
    pub(super) tenant: Option<String>,
}

/// Why a request goes no further: the inside code and the answer.
pub(super) type Refused = (&'static str, Reply);

impl Guard {
    /// The verifier for this request.
    pub(super) async fn keeper(&self, parts: &Parts, uri: &Uri, now: SystemTime) -> Result<Keeper, Refused> {
        let (key, tenants) = match self {
            Self::Open | Self::Credentials => return Ok(Keeper { verifier: None, tenant: None }),
            Self::One(verifier) => return Ok(Keeper { verifier: Some(Arc::clone(verifier)), tenant: None }),
            Self::Many(key, tenants) => (key, tenants),
        };
        let tenant = key.of(uri, &parts.headers).map(Cow::into_owned);
        let tenant = tenant.ok_or_else(|| ("signature::no_tenant", problem::unauthorized()))?;
        match tenants.verifier(&tenant, now).await {
            Ok(verifier) => Ok(Keeper { verifier: Some(verifier), tenant: Some(tenant) }),
            // To the outside an unknown tenant is a wrong signature: nobody learns who the tenants are.
            Err(NoVerifier::Unknown) => Err(("signature::unknown_tenant", problem::unauthorized())),
            Err(error) => {
                tracing::error!(target: "hookwright", error = %error, "a tenant's secrets can't be had");
                let reply = problem::plain(StatusCode::SERVICE_UNAVAILABLE, None).retry_after(COME_BACK);
                Err(("secrets::unavailable", reply))
            }
        }
    }

    pub(super) fn tolerance(&mut self, tolerance: Duration) {
        match self {
            Self::Open | Self::Credentials => {}
            Self::One(verifier) => *verifier = Arc::new(Verifier::clone(verifier).tolerance(tolerance)),
            Self::Many(_, tenants) => tenants.tolerance(tolerance),
        }
    }

    pub(super) fn keep_secrets(&mut self, keep: Duration) {
        if let Self::Many(_, tenants) = self {
            tenants.keep(keep);
        }
    }

    /// The scheme, where there is one.
    pub(super) fn scheme(&self) -> Option<&Scheme> {
        match self {
            Self::Open | Self::Credentials => None,
            Self::One(verifier) => Some(verifier.scheme()),
            Self::Many(_, tenants) => Some(tenants.scheme()),
        }
    }
}

impl Keeper {
    /// Verifies, after fetching what the scheme needs for it.
    pub(super) async fn verify<'a>(
        &self,
        request: &Signed<'a>,
        now: SystemTime,
    ) -> Option<Result<Verified<'a>, Refusal>> {
        let verifier = self.verifier.as_deref()?;
        Some(match verifier.prepare(request, now).await {
            Ok(()) => verifier.verify(request, now),
            Err(refusal) => Err(refusal),
        })
    }
}
