//! Keys of JSON Web Signatures, each good for the algorithms of its own kind and no other.

use std::fmt;
use std::sync::Arc;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::{Profile, Says};
use crate::json::Tree;
use crate::signature::asymmetric::{Algorithm, PrivateKey, PublicKey};
use crate::signature::shared::{self, Hash};
use crate::signature::{Refusal, Secret, SecretError};

/// A key, with what its JSON Web Key says of it.
#[derive(Clone)]
pub(super) struct Key {
    /// `kid`, or the secret's identifier.
    pub(super) id: Option<Arc<str>>,
    /// `alg`, where it is pinned.
    algorithm: Option<String>,
    /// `expired_at`, in Unix seconds.
    pub(super) expired: Option<i64>,
    pub(super) material: Material,
}

#[derive(Clone)]
pub(super) enum Material {
    Shared(Zeroizing<Vec<u8>>),
    Public(PublicKey),
    Private(Arc<PrivateKey>),
}

impl Key {
    /// A key of this profile; `signs` where it is to sign.
    pub(super) fn new(profile: &Profile, secret: &Secret, signs: bool) -> Result<Self, SecretError> {
        let text = secret.text();
        if text.trim().is_empty() {
            return Err(SecretError::Empty);
        }
        if text.trim_start().starts_with('{') {
            return Self::jwk(secret, signs);
        }
        let pair = text.trim_start().starts_with("-----BEGIN");
        let material = match (pair, signs) {
            (true, true) => Material::Private(Arc::new(PrivateKey::from_text(text)?)),
            (true, false) => Material::Public(PublicKey::from_text(text)?),
            (false, _) => Material::Shared(bytes(profile, text)?),
        };
        // Bytes alone do not say their algorithm. Vendors who allow several say so in their profile.
        let pinned = !pair && profile.says == Says::Body;
        Ok(Self {
            id: secret.shared_id(),
            algorithm: pinned.then(|| "HS256".to_owned()),
            expired: None,
            material,
        })
    }

    fn jwk(secret: &Secret, signs: bool) -> Result<Self, SecretError> {
        let jwk = Tree::distinct(secret.text().trim()).map_err(|_| SecretError::Encoding)?;
        let text = |name: &str| jwk.get(name).and_then(Tree::as_str);
        let material = match (text("kty"), signs) {
            (Some("oct"), _) => {
                let key = text("k").and_then(|k| Base64UrlUnpadded::decode_vec(k).ok()).map(Zeroizing::new);
                Material::Shared(key.filter(|key| !key.is_empty()).ok_or(SecretError::Encoding)?)
            }
            (_, true) => Material::Private(Arc::new(PrivateKey::from_text(secret.text())?)),
            (_, false) => Material::Public(PublicKey::from_text(secret.text())?),
        };
        let expired = match jwk.get("expired_at") {
            None | Some(Tree::Null) => None,
            Some(time) => Some(time.as_seconds().ok_or(SecretError::Encoding)?),
        };
        let id = secret.shared_id().or_else(|| text("kid").map(Into::into));
        Ok(Self { id, algorithm: text("alg").map(str::to_owned), expired, material })
    }

    /// What was fetched: a JSON Web Key, or a set of them (RFC 7517 section 5). Members of a set that can't be read are for
    /// others.
    pub(super) fn fetched(profile: &Profile, json: &[u8]) -> Result<Vec<Self>, Refusal> {
        let read: serde_json::Value = serde_json::from_slice(json).map_err(|_| Refusal::Unavailable)?;
        let keys = match read.get("keys") {
            Some(keys) => keys.as_array().cloned().unwrap_or_default(),
            None => vec![read],
        };
        let keys = keys.iter().filter(|key| key["kty"] != "oct");
        Ok(keys.filter_map(|key| Self::new(profile, &Secret::new(key.to_string()), false).ok()).collect())
    }

    pub(super) fn allows(&self, algorithm: &str) -> bool {
        self.algorithm.as_ref().is_none_or(|pinned| pinned == algorithm)
    }

    /// Whether the signature is this key's. A key of another kind than the algorithm's never signs under it.
    pub(super) fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Shared(key) => hash(algorithm)
                .is_some_and(|hash| shared::equal(&shared::tag(hash, key, &[message]), signature)),
            Material::Public(key) => pair(algorithm).is_some_and(|by| key.verify(by, message, signature)),
            Material::Private(_) => false,
        }
    }

    pub(super) fn sign(&self, algorithm: &str, message: &[u8]) -> Option<Vec<u8>> {
        match &self.material {
            Material::Shared(key) => Some(shared::tag(hash(algorithm)?, key, &[message])),
            Material::Private(key) => key.sign(pair(algorithm)?, message),
            Material::Public(_) => None,
        }
    }

    /// The algorithm that this key signs by: the pinned one, or the first of the profile that it can.
    pub(super) fn own_algorithm(&self, profile: &Profile) -> Option<&'static str> {
        let mut allowed = profile.algorithms.iter().filter(|name| self.allows(name));
        allowed.find(|name| self.sign(name, b"").is_some()).copied()
    }
}

/// The key bytes of a text: MessageBird's are the text, others' are base64.
fn bytes(profile: &Profile, text: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let bytes = match profile.says {
        Says::MessageBird => Ok(text.as_bytes().to_vec()),
        _ => Base64UrlUnpadded::decode_vec(text).or_else(|_| Base64::decode_vec(text)),
    };
    let bytes = bytes.map(Zeroizing::new).map_err(|_| SecretError::Encoding)?;
    if bytes.is_empty() { Err(SecretError::Empty) } else { Ok(bytes) }
}

fn hash(algorithm: &str) -> Option<Hash> {
    Some(match algorithm {
        "HS256" => Hash::Sha256,
        "HS384" => Hash::Sha384,
        "HS512" => Hash::Sha512,
        _ => return None,
    })
}

fn pair(algorithm: &str) -> Option<Algorithm> {
    Some(match algorithm {
        "ES256" => Algorithm::EcdsaP256Sha256,
        "ES384" => Algorithm::EcdsaP384Sha384,
        "EdDSA" | "Ed25519" => Algorithm::Ed25519,
        "RS256" => Algorithm::RsaSha256,
        "RS384" => Algorithm::RsaSha384,
        "RS512" => Algorithm::RsaSha512,
        "PS256" => Algorithm::RsaPssSha256,
        "PS384" => Algorithm::RsaPssSha384,
        "PS512" => Algorithm::RsaPssSha512,
        _ => return None,
    })
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}
