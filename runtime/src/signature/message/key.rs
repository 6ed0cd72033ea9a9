//! Keys of HTTP Message Signatures.

use std::fmt;
use std::sync::Arc;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::profile::MessageAlgorithm;
use crate::json::Tree;
use crate::signature::asymmetric::{PrivateKey, PublicKey};
use crate::signature::shared::{self, Hash};
use crate::signature::{Secret, SecretError};

/// A key under its `keyid`, where it has one.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<Arc<str>>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Shared(Zeroizing<Vec<u8>>),
    Public(PublicKey),
    Private(Arc<PrivateKey>),
}

impl Key {
    /// Of a JSON Web Key or PEM; anything else is a shared key in base64.
    pub(super) fn new(secret: &Secret, signs: bool) -> Result<Self, SecretError> {
        let text = secret.text().trim();
        let is_json = text.starts_with('{');
        let material = if is_json && is_shared(text) {
            Material::Shared(oct(text)?)
        } else if is_json || text.starts_with("-----BEGIN") {
            match signs {
                true => Material::Private(Arc::new(PrivateKey::from_text(text)?)),
                false => Material::Public(PublicKey::from_text(text)?),
            }
        } else {
            Material::Shared(bytes(text)?)
        };
        Ok(Self { id: secret.shared_id(), material })
    }

    pub(super) fn verify(&self, by: MessageAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        match (&self.material, by.pair()) {
            (Material::Shared(key), None) => {
                shared::equal(&shared::tag(Hash::Sha256, key, &[message]), signature)
            }
            (Material::Public(key), Some(by)) => key.verify(by, message, signature),
            _ => false,
        }
    }

    pub(super) fn sign(&self, by: MessageAlgorithm, message: &[u8]) -> Option<Vec<u8>> {
        match (&self.material, by.pair()) {
            (Material::Shared(key), None) => Some(shared::tag(Hash::Sha256, key, &[message])),
            (Material::Private(key), Some(by)) => key.sign(by, message),
            _ => None,
        }
    }
}

fn is_shared(json: &str) -> bool {
    Tree::distinct(json).is_ok_and(|key| key.get("kty").and_then(Tree::as_str) == Some("oct"))
}

fn oct(json: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let key = Tree::distinct(json).map_err(|_| SecretError::Encoding)?;
    let bytes = key.get("k").and_then(Tree::as_str).and_then(|k| Base64UrlUnpadded::decode_vec(k).ok());
    filled(bytes.ok_or(SecretError::Encoding)?)
}

fn bytes(text: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let bytes = Base64::decode_vec(text).or_else(|_| Base64UrlUnpadded::decode_vec(text));
    filled(bytes.map_err(|_| SecretError::Encoding)?)
}

fn filled(bytes: Vec<u8>) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    if bytes.is_empty() { Err(SecretError::Empty) } else { Ok(Zeroizing::new(bytes)) }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}
