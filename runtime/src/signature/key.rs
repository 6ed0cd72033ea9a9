//! Keys of templates: from a secret's text to something that signs.
//!
//! In: the secret as configured, the template's variants. Out: a [`Key`] that makes and checks signatures, and the
//! digest that names signed bytes. It must not know headers or requests.

use std::fmt;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use ctutils::CtEq;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::encoding::{hex, hex_bytes};
use super::template::{Algorithm, KeyEncoding, KeyText, Template, Unprefixed, Variant};
use super::{Secret, SecretError};

/// One secret, ready to use. Where it can be, the key's text is gone and a keyed state is kept.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) variant: &'static Variant,
    pub(super) id: Option<Arc<str>>,
    pub(super) material: Material,
}

/// What signs or verifies.
#[allow(
    clippy::large_enum_variant,
    reason = "a verifier has few keys, and a keyed state is copied for every request"
)]
#[derive(Clone)]
pub(super) enum Material {
    Shared(Shared),
    #[cfg(feature = "asymmetric")]
    Public(super::asymmetric::PublicKey),
    #[cfg(feature = "asymmetric")]
    Private(Arc<super::asymmetric::PrivateKey>),
}

/// A key that both sides have.
#[derive(Clone)]
pub(super) enum Shared {
    HmacSha1(Hmac<Sha1>),
    HmacSha256(Hmac<Sha256>),
    HmacSha512(Hmac<Sha512>),
    Sha256(Zeroizing<Vec<u8>>),
}

/// Whether keys are for verifying or for signing: of a key pair, the one needs a half that the other has not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Verify,
    Sign,
}

impl Key {
    /// The keys of a template's secrets, at least one.
    pub(super) fn all(
        template: &Template,
        secrets: &[Secret],
        purpose: Use,
    ) -> Result<Vec<Self>, SecretError> {
        let keys: Vec<Self> =
            secrets.iter().map(|secret| Self::new(template, secret, purpose)).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(SecretError::None) } else { Ok(keys) }
    }

    fn new(template: &Template, secret: &Secret, purpose: Use) -> Result<Self, SecretError> {
        if secret.text().is_empty() {
            return Err(SecretError::Empty);
        }
        let variant = variant(template, secret.text()).ok_or(SecretError::Encoding)?;
        let material = material(variant, secret.text(), purpose)?;
        Ok(Self { variant, id: secret.shared_id(), material })
    }
}

/// The variant whose prefix the secret bears, or the first.
fn variant(template: &Template, secret: &str) -> Option<&'static Variant> {
    let bears = |prefix: &str| !prefix.is_empty() && secret.starts_with(prefix);
    let named = template.variants.iter().find(|v| bears(v.key.prefix) || bears(v.key.private_prefix));
    named.or(template.variants.first())
}

fn material(variant: &Variant, secret: &str, purpose: Use) -> Result<Material, SecretError> {
    let shared = |bytes: Zeroizing<Vec<u8>>| match variant.algorithm {
        Algorithm::HmacSha1 => Hmac::new_from_slice(&bytes).map(Shared::HmacSha1).ok(),
        Algorithm::HmacSha256 => Hmac::new_from_slice(&bytes).map(Shared::HmacSha256).ok(),
        Algorithm::HmacSha512 => Hmac::new_from_slice(&bytes).map(Shared::HmacSha512).ok(),
        Algorithm::Sha256 => Some(Shared::Sha256(bytes)),
        _ => None,
    };
    match variant.algorithm {
        Algorithm::Ed25519 | Algorithm::EcdsaP256Sha256 | Algorithm::EcdsaP256Sha256Der => {
            pair(variant, secret, purpose)
        }
        _ => shared(key_bytes(&variant.key, secret)?).map(Material::Shared).ok_or(SecretError::Encoding),
    }
}

/// The bytes of a key's text, without its prefix.
fn key_bytes(text: &KeyText, secret: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let stripped = [text.prefix, text.private_prefix]
        .into_iter()
        .filter(|prefix| !prefix.is_empty())
        .find_map(|prefix| secret.strip_prefix(prefix));
    let has_prefix = !(text.prefix.is_empty() && text.private_prefix.is_empty());
    let encoded = match (stripped, text.unprefixed) {
        (Some(stripped), _) => stripped,
        (None, Unprefixed::Text) => return Ok(Zeroizing::new(secret.as_bytes().to_vec())),
        (None, Unprefixed::Refused) if has_prefix => return Err(SecretError::Encoding),
        (None, _) => secret,
    };
    let bytes = match text.encoding {
        KeyEncoding::Utf8 => Some(encoded.as_bytes().to_vec()),
        KeyEncoding::Base64 | KeyEncoding::DerBase64 => Base64::decode_vec(encoded).ok(),
        KeyEncoding::Hex => hex_bytes(encoded),
    };
    let bytes = bytes.map(Zeroizing::new).ok_or(SecretError::Encoding)?;
    if bytes.is_empty() { Err(SecretError::Empty) } else { Ok(bytes) }
}

#[cfg(not(feature = "asymmetric"))]
fn pair(_: &Variant, _: &str, _: Use) -> Result<Material, SecretError> {
    Err(SecretError::Feature)
}

impl Material {
    /// The HMAC of a text in hexadecimal, where this is the key of one.
    pub(super) fn tag_text(&self, text: &str) -> Option<String> {
        let Self::Shared(shared @ (Shared::HmacSha1(_) | Shared::HmacSha256(_) | Shared::HmacSha512(_))) =
            self
        else {
            return None;
        };
        let tag = shared.tag(|_, sink| {
            sink(text.as_bytes());
            Ok::<(), std::convert::Infallible>(())
        });
        tag.ok().map(|tag| hex(tag.as_bytes()))
    }
}

impl Shared {
    /// The signature over what `feed` hands on.
    pub(super) fn tag<E>(
        &self,
        feed: impl FnOnce(&[u8], &mut dyn FnMut(&[u8])) -> Result<(), E>,
    ) -> Result<Tag, E> {
        fn mac<M: Mac + Clone, E>(
            keyed: &M,
            feed: impl FnOnce(&[u8], &mut dyn FnMut(&[u8])) -> Result<(), E>,
        ) -> Result<Tag, E> {
            let mut mac = keyed.clone();
            feed(&[], &mut |piece| mac.update(piece))?;
            Ok(Tag::new(&mac.finalize().into_bytes()))
        }
        match self {
            Self::HmacSha1(keyed) => mac(keyed, feed),
            Self::HmacSha256(keyed) => mac(keyed, feed),
            Self::HmacSha512(keyed) => mac(keyed, feed),
            Self::Sha256(secret) => {
                let mut digest = Sha256::new();
                feed(secret, &mut |piece| digest.update(piece))?;
                Ok(Tag::new(&digest.finalize()))
            }
        }
    }
}

/// A signature of our own making.
pub(super) struct Tag {
    bytes: [u8; 64],
    length: usize,
}

impl Tag {
    fn new(tag: &[u8]) -> Self {
        let mut bytes = [0; 64];
        let length = tag.len().min(bytes.len());
        bytes[..length].copy_from_slice(&tag[..length]);
        Self { bytes, length }
    }

    /// Whether a signature is this one, in time that does not depend on how much of it is right.
    pub(super) fn is(&self, signature: &[u8]) -> bool {
        self.as_bytes().ct_eq(signature).to_bool()
    }

    /// What names the signed bytes under this key, without being good as a signature.
    pub(super) fn name(&self) -> [u8; 32] {
        Sha256::digest(self.as_bytes()).into()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// A digest that names the signed bytes, whichever key signed them.
pub(super) fn digest<E>(feed: impl FnOnce(&mut dyn FnMut(&[u8])) -> Result<(), E>) -> Result<[u8; 32], E> {
    let mut digest = Sha256::new();
    feed(&mut |piece| digest.update(piece))?;
    Ok(digest.finalize().into())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}

/// A key pair's half for this purpose.
#[cfg(feature = "asymmetric")]
fn pair(variant: &Variant, secret: &str, purpose: Use) -> Result<Material, SecretError> {
    use super::asymmetric::{PrivateKey, PublicKey};
    let is_document = secret.trim_start().starts_with("-----BEGIN") || secret.trim_start().starts_with('{');
    if is_document {
        return match purpose {
            Use::Verify => PublicKey::from_text(secret).map(Material::Public),
            Use::Sign => PrivateKey::from_text(secret).map(|key| Material::Private(Arc::new(key))),
        };
    }
    let key = &variant.key;
    let bytes = key_bytes(key, secret)?;
    let bears = |prefix: &str| !prefix.is_empty() && secret.starts_with(prefix);
    let is_der = key.encoding == KeyEncoding::DerBase64;
    // Only an Ed25519 key of 64 bytes has its public half with it; of 32, the prefix tells, or the purpose.
    let is_private = bears(key.private_prefix) || (!is_der && bytes.len() == 64);
    let private = || if is_der { PrivateKey::pkcs8(&bytes) } else { PrivateKey::ed25519(&bytes) };
    match purpose {
        Use::Sign if bears(key.prefix) => Err(SecretError::Public),
        Use::Sign => private().map(|key| Material::Private(Arc::new(key))),
        Use::Verify if is_private => private()?.public().map(Material::Public),
        Use::Verify if is_der => {
            PublicKey::spki(&bytes).or_else(|_| private()?.public()).map(Material::Public)
        }
        Use::Verify => PublicKey::ed25519(&bytes).map(Material::Public),
    }
}

/// The algorithm of a template among those of key pairs.
#[cfg(feature = "asymmetric")]
pub(super) fn of_pairs(algorithm: Algorithm) -> super::asymmetric::Algorithm {
    match algorithm {
        Algorithm::EcdsaP256Sha256 => super::asymmetric::Algorithm::EcdsaP256Sha256,
        Algorithm::EcdsaP256Sha256Der => super::asymmetric::Algorithm::EcdsaP256Sha256Der,
        _ => super::asymmetric::Algorithm::Ed25519,
    }
}
