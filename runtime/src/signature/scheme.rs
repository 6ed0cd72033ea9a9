//! The public face of a scheme.
//!
//! In: a preset's name, or a record. Out: a [`Scheme`] that verifiers and signers are made from. It must not
//! know secrets or requests.

use std::fmt;

use super::template::{Template, presets};

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
    pub(super) kind: Kind,
}

/// What a scheme is made of.
#[derive(Clone)]
pub(super) enum Kind {
    Template(&'static Template),
}

impl Scheme {
    /// A scheme of one's own, as a record: what the generator makes of `x-webhook-signature`.
    #[must_use]
    pub const fn template(template: &'static Template) -> Self {
        Self { kind: Kind::Template(template) }
    }

    /// The preset of this name: one of [`Scheme::presets`].
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        presets::all().find(|template| template.name == name).map(Self::template)
    }

    /// The names of all presets.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        presets::all().map(|template| template.name)
    }

    /// The scheme's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Template(template) => template.name,
        }
    }

    /// Whether the signature covers the delivery's id. Where it does not, a replay under a new id
    /// passes an id check.
    #[must_use]
    pub fn signs_id(&self) -> bool {
        match &self.kind {
            Kind::Template(template) => template.signs_id(),
        }
    }

    /// Whether the signature covers the URL, so that a receiver must know its own (`public_url`).
    #[must_use]
    pub fn signs_url(&self) -> bool {
        match &self.kind {
            Kind::Template(template) => template.signs_url(),
        }
    }

    /// Whether the signature covers the body.
    #[must_use]
    pub fn signs_body(&self) -> bool {
        match &self.kind {
            Kind::Template(template) => template.signs_body(),
        }
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scheme").field(&self.name()).finish()
    }
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Scheme {}
