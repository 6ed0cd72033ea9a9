//! The compact form of a JSON Web Signature (RFC 7515 section 7.1), strictly: base64url without padding, no member twice.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::json::Tree;
use crate::signature::Refusal;

/// A token taken apart.
pub(super) struct Token<'a> {
    /// The header as it is signed.
    pub(super) header: &'a str,
    /// The payload as it is signed; empty where it is detached.
    pub(super) payload: &'a str,
    pub(super) signature: Vec<u8>,
    pub(super) algorithm: String,
    pub(super) key: Option<String>,
    /// Whether a payload is signed in base64url; `b64: false` says that it is signed as it is (RFC 7797).
    pub(super) encoded: bool,
}

impl<'a> Token<'a> {
    pub(super) fn read(text: &'a str, field: &'static str) -> Result<Self, Refusal> {
        let malformed = Refusal::Malformed { field };
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed);
        };
        let said = decoded(header).ok_or(malformed)?;
        let said =
            std::str::from_utf8(&said).ok().and_then(|text| Tree::distinct(text).ok()).ok_or(malformed)?;
        let algorithm = said.get("alg").and_then(Tree::as_str).ok_or(malformed)?.to_owned();
        let key = match said.get("kid") {
            None => None,
            Some(kid) => Some(kid.as_str().ok_or(malformed)?.to_owned()),
        };
        let encoded = encoded(&said).ok_or(malformed)?;
        let signature = decoded(signature).filter(|bytes| !bytes.is_empty()).ok_or(malformed)?;
        Ok(Self { header, payload, signature, algorithm, key, encoded })
    }
}

/// Whether payloads are in base64url; `None` where the header demands what we do not know (`crit`), or says `b64` without
/// demanding that it be understood.
fn encoded(said: &Tree<'_>) -> Option<bool> {
    let critical: &[Tree<'_>] = match said.get("crit") {
        None => &[],
        Some(Tree::Array(names)) if !names.is_empty() => names,
        Some(_) => return None,
    };
    if critical.iter().any(|name| name.as_str() != Some("b64")) || critical.len() > 1 {
        return None;
    }
    match (said.get("b64"), critical.is_empty()) {
        (None, true) => Some(true),
        (Some(Tree::Bool(encoded)), false) => Some(*encoded),
        _ => None,
    }
}

pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

pub(super) fn encoded_text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}
