//! Keys that verify.

use std::fmt;
use std::sync::Arc;

use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use rustls_pki_types::pem::{PemObject, SectionKind};
use spki::der::asn1::UintRef;
use spki::der::{Decode as _, Reader as _, SliceReader};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::{Algorithm, PrivateKey, jwk};
use crate::signature::SecretError;

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// RFC 4055: keys that are for PSS alone.
pub(super) const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// The sizes of RSA keys that ring verifies by, in bytes of the modulus.
const RSA_SIZES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A key that verifies.
#[derive(Clone)]
pub(in crate::signature) struct PublicKey(Arc<Kind>);

enum Kind {
    Ed25519(Vec<u8>),
    /// An uncompressed point.
    P256(Vec<u8>),
    /// An uncompressed point.
    P384(Vec<u8>),
    Rsa {
        key: RsaPublicKeyComponents<Vec<u8>>,
        /// It is for PSS alone.
        pss: bool,
    },
}

impl PublicKey {
    fn new(kind: Kind) -> Self {
        Self(Arc::new(kind))
    }

    /// A key as PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`, `CERTIFICATE`, or a private key whose public half it is) or as a JSON
    /// Web Key. Nobody vouches for a certificate that is configured but whoever configured it.
    pub(in crate::signature) fn from_text(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        if text.starts_with('{') {
            return jwk::public(text);
        }
        let pem = |text: &str| {
            <(SectionKind, Vec<u8>)>::from_pem_slice(text.as_bytes()).map_err(|_| SecretError::Encoding)
        };
        // The PEM parser knows not this one name.
        if text.starts_with("-----BEGIN RSA PUBLIC KEY-----") {
            return Self::pkcs1(&pem(&text.replace("RSA PUBLIC KEY", "PUBLIC KEY"))?.1, false);
        }
        let (kind, der) = pem(text)?;
        match kind {
            SectionKind::PublicKey => Self::spki(&der),
            SectionKind::Certificate => Self::certificate(&der),
            _ => PrivateKey::from_text(text)?.public(),
        }
    }

    /// An Ed25519 key of 32 bytes.
    pub(in crate::signature) fn ed25519(key: &[u8]) -> Result<Self, SecretError> {
        if key.len() == 32 { Ok(Self::new(Kind::Ed25519(key.to_vec()))) } else { Err(SecretError::Encoding) }
    }

    /// A `SubjectPublicKeyInfo` in DER (RFC 5280 section 4.1.2.7).
    pub(in crate::signature) fn spki(der: &[u8]) -> Result<Self, SecretError> {
        let info = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| SecretError::Encoding)?;
        let key = info.subject_public_key.as_bytes().ok_or(SecretError::Encoding)?;
        let curve = info.algorithm.parameters_oid().ok();
        match (info.algorithm.oid, curve) {
            (ED25519, _) => Self::ed25519(key),
            (EC, Some(P256)) => Self::ec(key, 32),
            (EC, Some(P384)) => Self::ec(key, 48),
            (RSA, _) => Self::pkcs1(key, false),
            (RSA_PSS, _) => Self::pkcs1(key, true),
            _ => Err(SecretError::Encoding),
        }
    }

    fn certificate(der: &[u8]) -> Result<Self, SecretError> {
        use x509_cert::der::Encode as _;
        let certificate = x509_cert::Certificate::from_der(der).map_err(|_| SecretError::Encoding)?;
        let key = certificate.tbs_certificate().subject_public_key_info().to_der();
        Self::spki(&key.map_err(|_| SecretError::Encoding)?)
    }

    /// A point over the curve whose coordinates are so many bytes long, uncompressed (SEC 1 section 2.3.3).
    pub(super) fn ec(point: &[u8], length: usize) -> Result<Self, SecretError> {
        if point.len() != 1 + 2 * length || point[0] != 4 {
            return Err(SecretError::Encoding);
        }
        let point = point.to_vec();
        Ok(Self::new(if length == 32 { Kind::P256(point) } else { Kind::P384(point) }))
    }

    /// `RSAPublicKey` in DER (RFC 8017 appendix A.1.1).
    pub(super) fn pkcs1(der: &[u8], pss: bool) -> Result<Self, SecretError> {
        let read = || {
            let mut outer = SliceReader::new(der)?;
            let parts = outer.sequence(|inner| {
                let (n, e) = (UintRef::decode(inner)?, UintRef::decode(inner)?);
                Ok::<_, spki::der::Error>((n.as_bytes().to_vec(), e.as_bytes().to_vec()))
            })?;
            outer.finish()?;
            Ok::<_, spki::der::Error>(parts)
        };
        let (n, e) = read().map_err(|_| SecretError::Encoding)?;
        Self::rsa(n, e, pss)
    }

    /// An RSA key of its modulus and exponent.
    pub(super) fn rsa(n: Vec<u8>, e: Vec<u8>, pss: bool) -> Result<Self, SecretError> {
        // Told when it is configured, not with every request.
        if !RSA_SIZES.contains(&n.len()) || n[0] == 0 || e.is_empty() {
            return Err(SecretError::Encoding);
        }
        Ok(Self::new(Kind::Rsa { key: RsaPublicKeyComponents { n, e }, pss }))
    }

    /// Whether the key is of the algorithm's type.
    pub(in crate::signature) fn is_for(&self, by: Algorithm) -> bool {
        match &*self.0 {
            Kind::Ed25519(_) => by == Algorithm::Ed25519,
            Kind::P256(_) => matches!(by, Algorithm::EcdsaP256Sha256 | Algorithm::EcdsaP256Sha256Der),
            Kind::P384(_) => by == Algorithm::EcdsaP384Sha384,
            Kind::Rsa { pss, .. } => rsa(by, *pss).is_some(),
        }
    }

    /// Whether the signature is this key's over the message.
    pub(in crate::signature) fn verify(&self, by: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (&*self.0, by) {
            (Kind::Ed25519(key), Algorithm::Ed25519) => check(&signature::ED25519, key, message, signature),
            (Kind::P256(key), Algorithm::EcdsaP256Sha256) => {
                check(&signature::ECDSA_P256_SHA256_FIXED, key, message, signature)
            }
            (Kind::P256(key), Algorithm::EcdsaP256Sha256Der) => {
                check(&signature::ECDSA_P256_SHA256_ASN1, key, message, signature)
            }
            (Kind::P384(key), Algorithm::EcdsaP384Sha384) => {
                check(&signature::ECDSA_P384_SHA384_FIXED, key, message, signature)
            }
            (Kind::Rsa { key, pss }, by) => {
                rsa(by, *pss).is_some_and(|by| key.verify(by, message, signature).is_ok())
            }
            _ => false,
        }
    }
}

fn check(by: &'static dyn VerificationAlgorithm, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(by, key).verify(message, signature).is_ok()
}

/// Keys of fewer than 2048 bits are refused by all of these.
fn rsa(by: Algorithm, pss: bool) -> Option<&'static signature::RsaParameters> {
    Some(match by {
        _ if pss && !by.is_pss() => return None,
        Algorithm::RsaSha1 => &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::RsaSha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RsaSha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RsaSha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::RsaPssSha256 => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::RsaPssSha384 => &signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::RsaPssSha512 => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.0 {
            Kind::Ed25519(_) => "PublicKey(Ed25519)",
            Kind::P256(_) => "PublicKey(P-256)",
            Kind::P384(_) => "PublicKey(P-384)",
            Kind::Rsa { .. } => "PublicKey(RSA)",
        })
    }
}
