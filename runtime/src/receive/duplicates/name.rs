//! A key as databases hold it. In: a namespace and a key. Out: 32 bytes, whatever the sender calls its deliveries.
//! It must not be reversible into another key.

use sha2::{Digest, Sha256};

use super::Key;

/// SHA-256 of a namespace and a key: ids may be longer than what an index takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name([u8; 32]);

impl Name {
    /// The namespace's length goes before it, so that no namespace and key can pass for another's.
    pub(crate) fn new(namespace: &str, key: &Key) -> Self {
        Self(Sha256::digest(format!("{}:{namespace}:{key}", namespace.len())).into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_namespace_passes_for_another() {
        let id = |id: &str| Key::Id(id.into());
        assert_eq!(Name::new("a", &id("x")), Name::new("a", &id("x")));
        assert_ne!(Name::new("a", &id("x")), Name::new("b", &id("x")));
        assert_ne!(Name::new("", &id("id:x")), Name::new("id:", &id("x")));
    }
}
