//! `Content-Digest` (RFC 9530): the digest of a body in a header.
//!
//! It vouches for nothing by itself: whoever changes the body changes the digest. Only a signature over it does.

use base64ct::{Base64, Encoding as _};
use http::HeaderMap;

use super::field::Field;
use crate::signature::Refusal;
use crate::signature::shared::{equal, sha256, sha512};

pub(super) const NAME: &str = "content-digest";

/// Whether the body is the one that `Content-Digest` says: every digest that is known (`sha-256`, `sha-512`) must be right,
/// and there must be one. Insecure and unknown algorithms count for nothing.
///
/// # Errors
/// A [`Refusal`]: the header is missing or malformed, knows no algorithm of ours, or a digest is another body's.
pub fn verify_content_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let malformed = Refusal::Malformed { field: NAME };
    let field = Field::read(headers, NAME)?;
    let mut known = 0;
    for (algorithm, member) in &field.members {
        let given = field.bytes(member).ok_or(malformed)?;
        let right = match algorithm.as_str() {
            "sha-256" => equal(&sha256(&[body]), given),
            "sha-512" => equal(&sha512(body), given),
            _ => continue,
        };
        if !right {
            return Err(Refusal::Digest);
        }
        known += 1;
    }
    if known > 0 { Ok(()) } else { Err(Refusal::Algorithm) }
}

/// The value of `Content-Digest` for a body: its SHA-256.
#[must_use]
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", Base64::encode_string(&sha256(&[body])))
}
