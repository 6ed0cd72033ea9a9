//! The public face of a scheme.
//!
//! In: a preset's name. Out: a [`Scheme`] that verifiers and signers are made from. It must not
//! know secrets or requests.

use std::fmt;

use super::plan::{self, Plan};

/// How requests are signed: which headers, which bytes, which algorithm.
///
/// ```
/// use hookwright::signature::Scheme;
///
/// assert_eq!(Scheme::preset("github").unwrap(), Scheme::github());
/// assert!(Scheme::preset("gihtub").is_none());
/// ```
#[derive(Clone)]
pub struct Scheme {
    pub(super) plan: &'static Plan,
}

impl Scheme {
    /// Standard Webhooks v1: id, timestamp and body under HMAC-SHA256.
    #[must_use]
    pub fn standard_webhooks() -> Self {
        Self { plan: &plan::STANDARD_WEBHOOKS }
    }

    /// GitHub's `X-Hub-Signature-256`: the body under HMAC-SHA256; the id is not signed.
    #[must_use]
    pub fn github() -> Self {
        Self { plan: &plan::GITHUB }
    }

    /// The preset of this name: one of [`Scheme::presets`].
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        let plan = plan::PRESETS.iter().find(|plan| plan.name == name)?;
        Some(Self { plan })
    }

    /// The names of all presets.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        plan::PRESETS.iter().map(|plan| plan.name)
    }

    /// The scheme's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.plan.name
    }

    /// Whether the signature covers the delivery's id. Where it does not, a replay under a new id
    /// passes an id check.
    #[must_use]
    pub fn signs_id(&self) -> bool {
        self.plan.signs_id()
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scheme").field(&self.plan.name).finish()
    }
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.plan.name == other.plan.name
    }
}

impl Eq for Scheme {}
