//! Keys of HTTP Message Signatures.
//!
//! In: secrets as they are configured. Out: keys that verify or sign by their own algorithms and no others. It must not
//! know messages.

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
    /// What it may be used by: of its type, and pinned by the profile and by the key itself. Never empty.
    pub(super) algorithms: Vec<MessageAlgorithm>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Shared(Zeroizing<Vec<u8>>),
    Public(PublicKey),
    Private(Arc<PrivateKey>),
}

impl Key {
    /// Of a JSON Web Key, PEM, or base64: a shared key, or DER of a key pair. Where `pinned` is Ed25519, also its raw bytes.
    pub(super) fn new(
        secret: &Secret,
        pinned: Option<MessageAlgorithm>,
        signs: bool,
    ) -> Result<Self, SecretError> {
        let text = secret.text().trim();
        let (material, id, own) = if text.starts_with('{') {
            jwk(text, signs)?
        } else if text.starts_with("-----BEGIN") {
            (pair(text, signs)?, None, None)
        } else {
            (raw(text, pinned, signs)?, None, None)
        };
        let fits = |by: &MessageAlgorithm| {
            pinned.is_none_or(|pinned| pinned == *by)
                && own.is_none_or(|own| own == *by)
                && material.is_for(*by)
        };
        let algorithms: Vec<MessageAlgorithm> = MessageAlgorithm::ALL.into_iter().filter(fits).collect();
        if algorithms.is_empty() {
            return Err(SecretError::Encoding);
        }
        Ok(Self { id: secret.shared_id().or(id), algorithms, material })
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

    /// A signature by the first of its algorithms.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match (&self.material, self.algorithms.first()?.pair()) {
            (Material::Shared(key), None) => Some(shared::tag(Hash::Sha256, key, &[message])),
            (Material::Private(key), Some(by)) => key.sign(by, message),
            _ => None,
        }
    }
}

impl Material {
    fn is_for(&self, by: MessageAlgorithm) -> bool {
        match (self, by.pair()) {
            (Self::Shared(_), None) => true,
            (Self::Public(key), Some(by)) => key.is_for(by),
            (Self::Private(key), Some(by)) => key.public().is_ok_and(|key| key.is_for(by)),
            _ => false,
        }
    }
}

fn pair(text: &str, signs: bool) -> Result<Material, SecretError> {
    Ok(match signs {
        true => Material::Private(Arc::new(PrivateKey::from_text(text)?)),
        false => Material::Public(PublicKey::from_text(text)?),
    })
}

type Read = (Material, Option<Arc<str>>, Option<MessageAlgorithm>);

/// A JSON Web Key, with its `kid` and the algorithm that its `alg` pins.
fn jwk(text: &str, signs: bool) -> Result<Read, SecretError> {
    let jwk = Tree::distinct(text).map_err(|_| SecretError::Encoding)?;
    let member = |name: &str| jwk.get(name).and_then(Tree::as_str);
    let material = match member("kty") {
        Some("oct") => {
            let bytes = member("k").and_then(|k| Base64UrlUnpadded::decode_vec(k).ok());
            Material::Shared(filled(bytes.ok_or(SecretError::Encoding)?)?)
        }
        _ => pair(text, signs)?,
    };
    let own = match member("alg") {
        None => None,
        Some(name) => Some(of_jose(name).ok_or(SecretError::Encoding)?),
    };
    Ok((material, member("kid").map(Into::into), own))
}

/// The same algorithm by its name in RFC 7518 and RFC 8037.
fn of_jose(name: &str) -> Option<MessageAlgorithm> {
    Some(match name {
        "HS256" => MessageAlgorithm::HmacSha256,
        "EdDSA" | "Ed25519" => MessageAlgorithm::Ed25519,
        "ES256" => MessageAlgorithm::EcdsaP256Sha256,
        "PS512" => MessageAlgorithm::RsaPssSha512,
        "RS256" => MessageAlgorithm::RsaV15Sha256,
        _ => return None,
    })
}

/// Bytes in base64. What is DER of a key pair is never a shared key: everybody may know the public half.
fn raw(text: &str, pinned: Option<MessageAlgorithm>, signs: bool) -> Result<Material, SecretError> {
    let bytes = Base64::decode_vec(text).or_else(|_| Base64UrlUnpadded::decode_vec(text));
    let bytes = filled(bytes.map_err(|_| SecretError::Encoding)?)?;
    let private = match pinned {
        Some(MessageAlgorithm::Ed25519) if signs => {
            PrivateKey::ed25519(&bytes).or_else(|_| PrivateKey::pkcs8(&bytes))
        }
        _ => PrivateKey::pkcs8(&bytes),
    };
    let public = match pinned {
        Some(MessageAlgorithm::Ed25519) => PublicKey::ed25519(&bytes).or_else(|_| PublicKey::spki(&bytes)),
        _ => PublicKey::spki(&bytes),
    };
    match (private, public, signs) {
        (Ok(private), _, true) => Ok(Material::Private(Arc::new(private))),
        (Ok(private), _, false) => private.public().map(Material::Public),
        (_, Ok(public), false) => Ok(Material::Public(public)),
        (_, Ok(_), true) => Err(SecretError::Public),
        _ => Ok(Material::Shared(bytes)),
    }
}

fn filled(bytes: Vec<u8>) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    if bytes.is_empty() { Err(SecretError::Empty) } else { Ok(Zeroizing::new(bytes)) }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}
