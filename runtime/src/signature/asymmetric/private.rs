//! Keys that sign.

use std::fmt;

use pkcs8::PrivateKeyInfoRef;
use ring::rand::SystemRandom;
use ring::signature::{
    self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use rustls_pki_types::pem::{PemObject, SectionKind};
use sec1::EcPrivateKey;

use super::public::RSA_PSS;
use super::{Algorithm, PublicKey, jwk};
use crate::signature::SecretError;

/// A key that signs. ring keeps it in its own form and wipes nothing; we keep no other copy.
pub(in crate::signature) struct PrivateKey {
    kind: Kind,
    random: SystemRandom,
}

#[allow(clippy::large_enum_variant, reason = "a signer has one key or two")]
enum Kind {
    Ed25519(Ed25519KeyPair),
    /// The same key for both forms of a signature, which ring binds to the key: `r‖s` and DER.
    P256(Box<[EcdsaKeyPair; 2]>),
    P384(Box<EcdsaKeyPair>),
    Rsa {
        pair: RsaKeyPair,
        /// It is for PSS alone.
        pss: bool,
    },
}

impl PrivateKey {
    fn new(kind: Kind) -> Self {
        Self { kind, random: SystemRandom::new() }
    }

    /// A key as PEM (`PRIVATE KEY` of PKCS#8, `RSA PRIVATE KEY`, `EC PRIVATE KEY`) or as a JSON Web Key. One over a curve
    /// has its public key with it, as ring makes none.
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
            SectionKind::RsaPrivateKey => Self::pkcs1(&der, false),
            SectionKind::EcPrivateKey => {
                let key = EcPrivateKey::try_from(der.as_slice()).map_err(|_| SecretError::Encoding)?;
                Self::ec(key.private_key, key.public_key.ok_or(SecretError::Encoding)?)
            }
            SectionKind::PublicKey | SectionKind::Certificate => Err(SecretError::Public),
            _ => Err(SecretError::Encoding),
        }
    }

    /// A PKCS#8 document in DER, whichever algorithm it is for.
    pub(in crate::signature) fn pkcs8(der: &[u8]) -> Result<Self, SecretError> {
        let random = SystemRandom::new();
        let ec = |by: &'static EcdsaSigningAlgorithm| EcdsaKeyPair::from_pkcs8(by, der, &random).ok();
        let ed25519 = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(Kind::Ed25519);
        let p256 = || {
            let pairs = [ec(&ECDSA_P256_SHA256_FIXED_SIGNING)?, ec(&ECDSA_P256_SHA256_ASN1_SIGNING)?];
            Some(Kind::P256(Box::new(pairs)))
        };
        let p384 = || ec(&ECDSA_P384_SHA384_FIXED_SIGNING).map(Box::new).map(Kind::P384);
        let rsa = || RsaKeyPair::from_pkcs8(der).ok().map(|pair| Kind::Rsa { pair, pss: false });
        let known = ed25519().or_else(p256).or_else(p384).or_else(rsa);
        known.map(Self::new).map_or_else(|| Self::pss(der), Ok)
    }

    /// A PKCS#8 document of an RSA key that is for PSS alone (RFC 4055 section 3.1).
    fn pss(der: &[u8]) -> Result<Self, SecretError> {
        match PrivateKeyInfoRef::try_from(der) {
            Ok(info) if info.algorithm.oid == RSA_PSS => Self::pkcs1(info.private_key.as_bytes(), true),
            _ => Err(SecretError::Encoding),
        }
    }

    /// `RSAPrivateKey` in DER (RFC 8017 appendix A.1.2).
    fn pkcs1(der: &[u8], pss: bool) -> Result<Self, SecretError> {
        let pair = RsaKeyPair::from_der(der).map_err(|_| SecretError::Encoding)?;
        Ok(Self::new(Kind::Rsa { pair, pss }))
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
            32 => {
                let pairs = [make(&ECDSA_P256_SHA256_FIXED_SIGNING)?, make(&ECDSA_P256_SHA256_ASN1_SIGNING)?];
                Kind::P256(Box::new(pairs))
            }
            48 => Kind::P384(Box::new(make(&ECDSA_P384_SHA384_FIXED_SIGNING)?)),
            _ => return Err(SecretError::Encoding),
        }))
    }

    /// An RSA key of its parts.
    pub(super) fn rsa(pair: RsaKeyPair) -> Self {
        Self::new(Kind::Rsa { pair, pss: false })
    }

    /// The half that verifies.
    pub(in crate::signature) fn public(&self) -> Result<PublicKey, SecretError> {
        match &self.kind {
            Kind::Ed25519(pair) => PublicKey::ed25519(pair.public_key().as_ref()),
            Kind::P256(pairs) => PublicKey::ec(pairs[0].public_key().as_ref(), 32),
            Kind::P384(pair) => PublicKey::ec(pair.public_key().as_ref(), 48),
            Kind::Rsa { pair, pss } => PublicKey::pkcs1(pair.public().as_ref(), *pss),
        }
    }

    /// A signature; none where the key is of another type than the algorithm's.
    pub(in crate::signature) fn sign(&self, by: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
        let ec =
            |pair: &EcdsaKeyPair| pair.sign(&self.random, message).ok().map(|made| made.as_ref().to_vec());
        match (&self.kind, by) {
            (Kind::Ed25519(pair), Algorithm::Ed25519) => Some(pair.sign(message).as_ref().to_vec()),
            (Kind::P256(pairs), Algorithm::EcdsaP256Sha256) => ec(&pairs[0]),
            (Kind::P256(pairs), Algorithm::EcdsaP256Sha256Der) => ec(&pairs[1]),
            (Kind::P384(pair), Algorithm::EcdsaP384Sha384) => ec(pair),
            (Kind::Rsa { pair, pss }, by) if by.is_pss() || !pss => {
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
