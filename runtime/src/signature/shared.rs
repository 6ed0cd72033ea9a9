//! HMAC keys for schemes that are code, not a record.
//!
//! In: key bytes, messages. Out: tags, compared in constant time. It must not know how keys are written.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash under HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    #[cfg_attr(not(feature = "asymmetric"), allow(dead_code, reason = "JSON Web Signatures use it"))]
    Sha384,
    #[cfg_attr(not(feature = "asymmetric"), allow(dead_code, reason = "JSON Web Signatures use it"))]
    Sha512,
}

/// The HMAC over pieces, one after another.
pub(super) fn tag(hash: Hash, key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => compute::<Hmac<Sha1>>(key, pieces),
        Hash::Sha256 => compute::<Hmac<Sha256>>(key, pieces),
        Hash::Sha384 => compute::<Hmac<Sha384>>(key, pieces),
        Hash::Sha512 => compute::<Hmac<Sha512>>(key, pieces),
    }
}

/// HMAC takes keys of any length, so this is never the empty tag; if it ever were, it would match nothing.
fn compute<M: Mac + KeyInit>(key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() };
    pieces.iter().for_each(|piece| mac.update(piece));
    mac.finalize().into_bytes().to_vec()
}

/// Whether a tag is this one, in time that does not depend on how much of it is right. Nothing is never right.
pub(super) fn equal(ours: &[u8], given: &[u8]) -> bool {
    use ctutils::CtEq;
    !ours.is_empty() && ours.ct_eq(given).to_bool()
}

/// SHA-256 over pieces, one after another.
pub(super) fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    pieces.iter().for_each(|piece| digest.update(piece));
    digest.finalize().into()
}

/// SHA-512 of a body.
#[cfg(feature = "asymmetric")]
pub(super) fn sha512(body: &[u8]) -> [u8; 64] {
    Sha512::digest(body).into()
}
