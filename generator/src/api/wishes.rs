//! What the config wants of a document, beside what the document says.

use std::collections::BTreeSet;

/// What the config wants of a document.
#[derive(Debug, Default)]
pub struct Wishes<'w> {
    /// Name globs; empty means all.
    pub only: &'w [glob::Pattern],
    /// `x-webhook-dispatch` where the document does not say it.
    pub dispatch: Option<&'w serde_json::Value>,
    /// The root's `security` is that of its webhooks, too.
    pub root_security: bool,
    /// `x-webhook-signature` where the document does not say it.
    pub signature: Option<&'w serde_json::Value>,
    /// `x-webhook-handshake` where the document does not say it.
    pub handshake: Option<&'w serde_json::Value>,
    /// `x-webhook-retry` where the document does not say it.
    pub retry: Option<&'w serde_json::Value>,
    /// `x-webhook-version` where the document does not say it.
    pub versioning: Option<&'w serde_json::Value>,
    /// The webhooks of one version, where the document marks several; all otherwise.
    pub exactly: Option<&'w BTreeSet<String>>,
}

impl Wishes<'_> {
    /// Whether a webhook of this name is asked for.
    pub(super) fn wants(&self, name: &str) -> bool {
        self.exactly.is_none_or(|names| names.contains(name))
            && (self.only.is_empty() || self.only.iter().any(|glob| glob.matches(name)))
    }
}
