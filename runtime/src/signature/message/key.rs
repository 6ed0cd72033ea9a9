//! Keys of HTTP Message Signatures.
//!
//! In: secrets as they are configured. Out: keys that verify or sign by their own algorithms and no others. It must not
//! know messages.

use std::fmt;
use std::sync::Arc;

use super::profile::MessageAlgorithm;
use crate::json::Tree;
use crate::signature::asymmetric::{Material, Reading};
use crate::signature::{Secret, SecretError};

/// A key under its `keyid`, where it has one.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<Arc<str>>,
    /// What it may be used by: of its type, and pinned by the profile and by the key itself. Never empty.
    pub(super) algorithms: Vec<MessageAlgorithm>,
    material: Material,
}

impl Key {
    /// Of a JSON Web Key, PEM, or base64. Where `pinned` is Ed25519, base64 may be its raw bytes.
    pub(super) fn new(
        secret: &Secret,
        pinned: Option<MessageAlgorithm>,
        signs: bool,
    ) -> Result<Self, SecretError> {
        let text = secret.text().trim();
        let reading = Reading { signs, ed25519: pinned == Some(MessageAlgorithm::Ed25519) };
        let material = Material::read(text, reading)?;
        let (id, own) = if text.starts_with('{') { said(text)? } else { (None, None) };
        let fits = |by: &MessageAlgorithm| {
            pinned.is_none_or(|pinned| pinned == *by)
                && own.is_none_or(|own| own == *by)
                && material.is_for(by.by())
        };
        let algorithms: Vec<MessageAlgorithm> = MessageAlgorithm::ALL.into_iter().filter(fits).collect();
        if algorithms.is_empty() {
            return Err(SecretError::Encoding);
        }
        Ok(Self { id: secret.shared_id().or(id), algorithms, material })
    }

    pub(super) fn verify(&self, by: MessageAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        self.material.verify(by.by(), message, signature)
    }

    /// A signature by the first of its algorithms.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.material.sign(self.algorithms.first()?.by(), message)
    }
}

/// The `kid` of a JSON Web Key, and the algorithm that its `alg` pins.
fn said(text: &str) -> Result<(Option<Arc<str>>, Option<MessageAlgorithm>), SecretError> {
    let jwk = Tree::distinct(text).map_err(|_| SecretError::Encoding)?;
    let member = |name: &str| jwk.get(name).and_then(Tree::as_str);
    let own = match member("alg") {
        None => None,
        Some(name) => Some(of_jose(name).ok_or(SecretError::Encoding)?),
    };
    Ok((member("kid").map(Into::into), own))
}

/// The same algorithm by its name in RFC 7518 and RFC 8037.
fn of_jose(name: &str) -> Option<MessageAlgorithm> {
    Some(match name {
        "HS256" => MessageAlgorithm::HmacSha256,
        "EdDSA" | "Ed25519" => MessageAlgorithm::Ed25519,
        "ES256" => MessageAlgorithm::EcdsaP256Sha256,
        "ES384" => MessageAlgorithm::EcdsaP384Sha384,
        "PS512" => MessageAlgorithm::RsaPssSha512,
        "RS256" => MessageAlgorithm::RsaV15Sha256,
        _ => return None,
    })
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}
