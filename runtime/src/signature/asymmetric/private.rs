//! Keys that sign.

use std::fmt;

use ring::rand::SystemRandom;
use ring::signature::{
    self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use rustls_pki_types::pem::{PemObject, SectionKind};

use super::public::Kind as Public;
use super::{Algorithm, PublicKey, jwk};
use crate::signature::SecretError;

/// A key that signs. ring keeps it in its own form and wipes nothing; we keep no other copy.
pub(in crate::signature) struct PrivateKey {
    kind: Kind,
    random: SystemRandom,
}

enum Kind {
    Ed25519(Ed25519KeyPair),
    /// The same key for both forms of a signature, which ring binds to the key.
    P256 {
        fixed: EcdsaKeyPair,
        der: EcdsaKeyPair,
    },
    P384(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl PrivateKey {
    fn new(kind: Kind) -> Self {
        Self { kind, random: SystemRandom::new() }
    }

    /// A key as PEM (`PRIVATE KEY` of PKCS#8, `RSA PRIVATE KEY`) or as a JSON Web Key.
    pub(in crate::signature) fn from_text(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        if text.starts_with('{') {
            return jwk::private(text);
        }
        let (kind, der) =
            <(SectionKind, Vec<u8>)>::from_pem_slice(text.as_bytes()).map_err(|_| SecretError::Encoding)?;
        let der = zeroize::Zeroizing::new(der);
        match kind {
            SectionKind::PrivateKey => Self::pkcs8(&der),
            SectionKind::RsaPrivateKey => RsaKeyPair::from_der(&der)
                .map(|key| Self::new(Kind::Rsa(key)))
                .map_err(|_| SecretError::Encoding),
            SectionKind::PublicKey => Err(SecretError::Public),
            _ => Err(SecretError::Encoding),
        }
    }

    /// A PKCS#8 document in DER, whichever algorithm it is for.
    pub(in crate::signature) fn pkcs8(der: &[u8]) -> Result<Self, SecretError> {
        let random = SystemRandom::new();
        let ec = |by: &'static EcdsaSigningAlgorithm| EcdsaKeyPair::from_pkcs8(by, der, &random).ok();
        let ed25519 = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(Kind::Ed25519);
        let p256 = || {
            let (fixed, der) = (ec(&ECDSA_P256_SHA256_FIXED_SIGNING)?, ec(&ECDSA_P256_SHA256_ASN1_SIGNING)?);
            Some(Kind::P256 { fixed, der })
        };
        let p384 = || ec(&ECDSA_P384_SHA384_FIXED_SIGNING).map(Kind::P384);
        let rsa = || RsaKeyPair::from_pkcs8(der).ok().map(Kind::Rsa);
        ed25519().or_else(p256).or_else(p384).or_else(rsa).map(Self::new).ok_or(SecretError::Encoding)
    }

    /// An Ed25519 key: its seed of 32 bytes, or the seed and the public key, which must be its own.
    pub(in crate::signature) fn ed25519(key: &[u8]) -> Result<Self, SecretError> {
        let pair = match key.len() {
            32 => Ed25519KeyPair::from_seed_unchecked(key),
            64 => Ed25519KeyPair::from_seed_and_public_key(&key[..32], &key[32..]),
            _ => return Err(SecretError::Encoding),
        };
        pair.map(|pair| Self::new(Kind::Ed25519(pair))).map_err(|_| SecretError::Encoding)
    }

    /// A key over P-256 or P-384 from its scalar and its uncompressed point.
    pub(super) fn ec(scalar: &[u8], point: &[u8]) -> Result<Self, SecretError> {
        let random = SystemRandom::new();
        let make = |by: &'static EcdsaSigningAlgorithm| {
            EcdsaKeyPair::from_private_key_and_public_key(by, scalar, point, &random)
                .map_err(|_| SecretError::Encoding)
        };
        Ok(Self::new(match scalar.len() {
            32 => Kind::P256 {
                fixed: make(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
                der: make(&ECDSA_P256_SHA256_ASN1_SIGNING)?,
            },
            48 => Kind::P384(make(&ECDSA_P384_SHA384_FIXED_SIGNING)?),
            _ => return Err(SecretError::Encoding),
        }))
    }

    /// An RSA key from its parts.
    pub(super) fn rsa(key: RsaKeyPair) -> Self {
        Self::new(Kind::Rsa(key))
    }

    /// The half that verifies.
    pub(in crate::signature) fn public(&self) -> Result<PublicKey, SecretError> {
        Ok(match &self.kind {
            Kind::Ed25519(pair) => return PublicKey::ed25519(pair.public_key().as_ref()),
            Kind::P256 { fixed, .. } => PublicKey::new(Public::P256(fixed.public_key().as_ref().to_vec())),
            Kind::P384(pair) => PublicKey::new(Public::P384(pair.public_key().as_ref().to_vec())),
            Kind::Rsa(pair) => PublicKey::new(Public::Rsa(pair.public().as_ref().to_vec())),
        })
    }

    /// A signature; none where the key is of another type than the algorithm's.
    pub(in crate::signature) fn sign(&self, by: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
        let ec =
            |pair: &EcdsaKeyPair| pair.sign(&self.random, message).ok().map(|made| made.as_ref().to_vec());
        match (&self.kind, by) {
            (Kind::Ed25519(pair), Algorithm::Ed25519) => Some(pair.sign(message).as_ref().to_vec()),
            (Kind::P256 { fixed, .. }, Algorithm::EcdsaP256Sha256) => ec(fixed),
            (Kind::P256 { der, .. }, Algorithm::EcdsaP256Sha256Der) => ec(der),
            (Kind::P384(pair), Algorithm::EcdsaP384Sha384) => ec(pair),
            (Kind::Rsa(pair), by) => {
                let mut made = vec![0; pair.public().modulus_len()];
                pair.sign(rsa(by)?, &self.random, message, &mut made).ok()?;
                Some(made)
            }
            _ => None,
        }
    }
}

fn rsa(by: Algorithm) -> Option<&'static dyn signature::RsaEncoding> {
    Some(match by {
        Algorithm::RsaSha256 => &signature::RSA_PKCS1_SHA256,
        Algorithm::RsaSha384 => &signature::RSA_PKCS1_SHA384,
        Algorithm::RsaSha512 => &signature::RSA_PKCS1_SHA512,
        Algorithm::RsaPssSha256 => &signature::RSA_PSS_SHA256,
        Algorithm::RsaPssSha384 => &signature::RSA_PSS_SHA384,
        Algorithm::RsaPssSha512 => &signature::RSA_PSS_SHA512,
        _ => return None,
    })
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}
