//! What a key consists of, for schemes that take shared keys and key pairs alike.
//!
//! In: a secret's text. Out: what verifies or signs, by algorithms of its own type alone. It must not know the names that
//! schemes give algorithms.

use std::sync::Arc;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::{Algorithm, PrivateKey, PublicKey};
use crate::json::Tree;
use crate::signature::SecretError;
use crate::signature::shared::{self, Hash};

/// A shared key, or one half of a pair.
#[derive(Clone)]
pub(in crate::signature) enum Material {
    Shared(Zeroizing<Vec<u8>>),
    Public(PublicKey),
    Private(Arc<PrivateKey>),
}

/// An algorithm of either type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signature) enum By {
    Hmac(Hash),
    Pair(Algorithm),
}

/// What a key is read for.
#[derive(Clone, Copy, Debug)]
pub(in crate::signature) struct Reading {
    pub(in crate::signature) signs: bool,
    /// Bytes without more are Ed25519's own: it is the only algorithm.
    pub(in crate::signature) ed25519: bool,
}

impl Material {
    /// A JSON Web Key, PEM, or base64 of either alphabet: a shared key, or DER of a key pair.
    pub(in crate::signature) fn read(text: &str, reading: Reading) -> Result<Self, SecretError> {
        let text = text.trim();
        if text.starts_with('{') {
            return Self::jwk(text, reading);
        }
        if text.starts_with("-----BEGIN") {
            return Self::pair(text, reading);
        }
        let bytes = Base64::decode_vec(text).or_else(|_| Base64UrlUnpadded::decode_vec(text));
        Self::bytes(shared_key(bytes.map_err(|_| SecretError::Encoding)?)?, reading)
    }

    fn jwk(text: &str, reading: Reading) -> Result<Self, SecretError> {
        let jwk = Tree::distinct(text).map_err(|_| SecretError::Encoding)?;
        let member = |name: &str| jwk.get(name).and_then(Tree::as_str);
        if member("kty") != Some("oct") {
            return Self::pair(text, reading);
        }
        let bytes = member("k").and_then(|k| Base64UrlUnpadded::decode_vec(k).ok());
        shared_key(bytes.ok_or(SecretError::Encoding)?).map(Self::Shared)
    }

    fn pair(text: &str, reading: Reading) -> Result<Self, SecretError> {
        Ok(match reading.signs {
            true => Self::Private(Arc::new(PrivateKey::from_text(text)?)),
            false => Self::Public(PublicKey::from_text(text)?),
        })
    }

    /// What is DER of a key pair is never a shared key: everybody may know the public half.
    fn bytes(bytes: Zeroizing<Vec<u8>>, Reading { signs, ed25519 }: Reading) -> Result<Self, SecretError> {
        let own = |key: Result<PrivateKey, SecretError>| key.map(Arc::new).map(Self::Private);
        if ed25519 && signs && PrivateKey::ed25519(&bytes).is_ok() {
            return own(PrivateKey::ed25519(&bytes));
        }
        if ed25519 && !signs && PublicKey::ed25519(&bytes).is_ok() {
            return PublicKey::ed25519(&bytes).map(Self::Public);
        }
        match (PrivateKey::pkcs8(&bytes), PublicKey::spki(&bytes), signs) {
            (Ok(private), _, true) => own(Ok(private)),
            (Ok(private), _, false) => private.public().map(Self::Public),
            (_, Ok(public), false) => Ok(Self::Public(public)),
            (_, Ok(_), true) => Err(SecretError::Public),
            _ => Ok(Self::Shared(bytes)),
        }
    }

    /// Whether the key is of the algorithm's type.
    pub(in crate::signature) fn is_for(&self, by: By) -> bool {
        match (self, by) {
            (Self::Shared(_), By::Hmac(_)) => true,
            (Self::Public(key), By::Pair(by)) => key.is_for(by),
            (Self::Private(key), By::Pair(by)) => key.public().is_ok_and(|key| key.is_for(by)),
            _ => false,
        }
    }

    /// Whether the signature is this key's. A private key verifies nothing: it signs.
    pub(in crate::signature) fn verify(&self, by: By, message: &[u8], signature: &[u8]) -> bool {
        match (self, by) {
            (Self::Shared(key), By::Hmac(hash)) => {
                shared::equal(&shared::tag(hash, key, &[message]), signature)
            }
            (Self::Public(key), By::Pair(by)) => key.verify(by, message, signature),
            _ => false,
        }
    }

    pub(in crate::signature) fn sign(&self, by: By, message: &[u8]) -> Option<Vec<u8>> {
        match (self, by) {
            (Self::Shared(key), By::Hmac(hash)) => Some(shared::tag(hash, key, &[message])),
            (Self::Private(key), By::Pair(by)) => key.sign(by, message),
            _ => None,
        }
    }
}

fn shared_key(bytes: Vec<u8>) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    if bytes.is_empty() { Err(SecretError::Empty) } else { Ok(Zeroizing::new(bytes)) }
}
