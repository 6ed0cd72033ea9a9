//! Key pairs: public keys that verify, private keys that sign.
//!
//! In: keys as PEM, JSON Web Keys, DER or raw bytes. Out: whether a signature is good, or a signature. It must not know
//! schemes or requests. These are the only files that name ring.

mod jwk;
mod material;
mod private;
mod public;

pub(super) use material::{By, Material, Reading};
pub(super) use private::PrivateKey;
pub(super) use public::PublicKey;

/// What turns a message into a signature. A key of another type never verifies under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// RFC 8032; 64 bytes. Signatures that are not canonical are refused.
    Ed25519,
    /// `r‖s`, 64 bytes.
    EcdsaP256Sha256,
    /// DER.
    EcdsaP256Sha256Der,
    /// `r‖s`, 96 bytes.
    EcdsaP384Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-1: verified for vendors that have nothing better, never signed.
    RsaSha1,
    /// RSASSA-PKCS1-v1_5.
    RsaSha256,
    /// RSASSA-PKCS1-v1_5.
    RsaSha384,
    /// RSASSA-PKCS1-v1_5.
    RsaSha512,
    /// RSASSA-PSS; the salt is as long as the digest.
    RsaPssSha256,
    /// RSASSA-PSS; the salt is as long as the digest.
    RsaPssSha384,
    /// RSASSA-PSS; the salt is as long as the digest.
    RsaPssSha512,
}

impl Algorithm {
    fn is_pss(self) -> bool {
        matches!(self, Self::RsaPssSha256 | Self::RsaPssSha384 | Self::RsaPssSha512)
    }
}

#[cfg(test)]
mod tests;
