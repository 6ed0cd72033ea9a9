//! Keys of JSON Web Signatures, each good for the algorithms of its own kind and no other.
//!
//! In: secrets as they are configured, or what was fetched. Out: keys. It must not know tokens.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Profile, Says};
use crate::json::Tree;
use crate::signature::asymmetric::{Algorithm, By, Material, Reading};
use crate::signature::shared::Hash;
use crate::signature::{Refusal, Secret, SecretError};

/// A key, with what its JSON Web Key says of it.
#[derive(Clone)]
pub(super) struct Key {
    /// The secret's identifier, or `kid`.
    pub(super) id: Option<Arc<str>>,
    /// What it may be used by: of the profile, of its type, and pinned by its `alg`. Never empty.
    algorithms: Vec<&'static str>,
    /// `expired_at`, in Unix seconds.
    pub(super) expired: Option<i64>,
    material: Material,
}

/// What a key says of itself.
#[derive(Default)]
struct Said {
    id: Option<Arc<str>>,
    algorithm: Option<String>,
    expired: Option<i64>,
}

impl Key {
    /// A key of this profile; `signs` where it is to sign.
    pub(super) fn new(profile: Profile, secret: &Secret, signs: bool) -> Result<Self, SecretError> {
        let text = secret.text();
        if text.trim().is_empty() {
            return Err(SecretError::Empty);
        }
        let is_jwk = text.trim_start().starts_with('{');
        let is_pair = text.trim_start().starts_with("-----BEGIN");
        let ed25519 = profile.algorithms.iter().all(|name| matches!(*name, "EdDSA" | "Ed25519"));
        let material = match profile.says {
            // MessageBird's keys are texts.
            Says::MessageBird if !is_jwk => Material::Shared(Zeroizing::new(text.as_bytes().to_vec())),
            _ => Material::read(text, Reading { signs, ed25519 })?,
        };
        let mut said = if is_jwk { said(text.trim())? } else { Said::default() };
        // Bytes alone do not say their algorithm. Vendors who allow several say so in their profile.
        let silent = !is_jwk && !is_pair && profile.says == Says::Body && profile.algorithms.len() > 1;
        if silent && matches!(material, Material::Shared(_)) {
            said.algorithm = Some("HS256".to_owned());
        }
        let fits = |name: &&'static str| {
            said.algorithm.as_deref().is_none_or(|own| own == *name)
                && algorithm(name).is_some_and(|by| material.is_for(by))
        };
        let algorithms: Vec<&'static str> = profile.algorithms.iter().copied().filter(fits).collect();
        if algorithms.is_empty() {
            return Err(SecretError::Encoding);
        }
        Ok(Self { id: secret.shared_id().or(said.id), algorithms, expired: said.expired, material })
    }

    /// What was fetched: a JSON Web Key, alone or as the member `key` of an answer, or a set of them (RFC 7517 section 5).
    /// Members of a set that can't be read are for others.
    pub(super) fn fetched(profile: Profile, json: &[u8]) -> Result<Vec<Self>, Refusal> {
        let read: serde_json::Value = serde_json::from_slice(json).map_err(|_| Refusal::Unavailable)?;
        let keys = match (read.get("keys"), read.get("key")) {
            (Some(keys), _) => keys.as_array().cloned().unwrap_or_default(),
            (None, Some(key)) if key.is_object() => vec![key.clone()],
            _ => vec![read],
        };
        let keys = keys.iter().filter(|key| key["kty"] != "oct");
        Ok(keys.filter_map(|key| Self::new(profile, &Secret::new(key.to_string()), false).ok()).collect())
    }

    pub(super) fn allows(&self, algorithm: &str) -> bool {
        self.algorithms.contains(&algorithm)
    }

    /// Whether the signature is this key's. A key of another kind than the algorithm's never signs under it.
    pub(super) fn verify(&self, name: &str, message: &[u8], signature: &[u8]) -> bool {
        self.allows(name) && algorithm(name).is_some_and(|by| self.material.verify(by, message, signature))
    }

    /// A signature by the first of its algorithms.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.material.sign(algorithm(self.algorithm())?, message)
    }

    /// The algorithm that this key signs by.
    pub(super) fn algorithm(&self) -> &'static str {
        self.algorithms.first().copied().unwrap_or_default()
    }
}

/// `kid`, `alg` and `expired_at` of a JSON Web Key.
fn said(text: &str) -> Result<Said, SecretError> {
    let jwk = Tree::distinct(text).map_err(|_| SecretError::Encoding)?;
    let member = |name: &str| jwk.get(name).and_then(Tree::as_str);
    let expired = match jwk.get("expired_at") {
        None | Some(Tree::Null) => None,
        Some(time) => Some(time.as_seconds().ok_or(SecretError::Encoding)?),
    };
    Ok(Said { id: member("kid").map(Into::into), algorithm: member("alg").map(str::to_owned), expired })
}

/// The algorithm of this name in RFC 7518, RFC 8037 and RFC 9864.
fn algorithm(name: &str) -> Option<By> {
    Some(match name {
        "HS256" => By::Hmac(Hash::Sha256),
        "HS384" => By::Hmac(Hash::Sha384),
        "HS512" => By::Hmac(Hash::Sha512),
        "ES256" => By::Pair(Algorithm::EcdsaP256Sha256),
        "ES384" => By::Pair(Algorithm::EcdsaP384Sha384),
        "EdDSA" | "Ed25519" => By::Pair(Algorithm::Ed25519),
        "RS256" => By::Pair(Algorithm::RsaSha256),
        "RS384" => By::Pair(Algorithm::RsaSha384),
        "RS512" => By::Pair(Algorithm::RsaSha512),
        "PS256" => By::Pair(Algorithm::RsaPssSha256),
        "PS384" => By::Pair(Algorithm::RsaPssSha384),
        "PS512" => By::Pair(Algorithm::RsaPssSha512),
        _ => return None,
    })
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}
