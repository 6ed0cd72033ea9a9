//! Who calls. In: a request's head. Out: a tenant, or a refusal; both are the application's word. It must not know
//! sessions, tokens or cookies.

use http::StatusCode;
use http::request::Parts;

/// Who may do what he asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// Whose endpoints he sees and manages.
    pub tenant: String,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(in crate::send) status: StatusCode,
}

impl Caller {
    /// One who manages the endpoints of this tenant, and no others.
    pub fn of_tenant(tenant: impl Into<String>) -> Self {
        Self { tenant: tenant.into() }
    }
}

impl Refusal {
    /// 401: nobody knows who calls.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self { status: StatusCode::UNAUTHORIZED }
    }

    /// 403: whoever calls may not do this.
    #[must_use]
    pub fn forbidden() -> Self {
        Self { status: StatusCode::FORBIDDEN }
    }
}

/// Says who calls.
pub(super) trait Authorise: Send + Sync {
    fn authorise(&self, parts: &Parts) -> Result<Caller, Refusal>;
}

impl<F: Fn(&Parts) -> Result<Caller, Refusal> + Send + Sync> Authorise for F {
    fn authorise(&self, parts: &Parts) -> Result<Caller, Refusal> {
        self(parts)
    }
}
