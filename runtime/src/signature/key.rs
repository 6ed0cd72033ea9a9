//! Keys: from a secret's text to something that signs.
//!
//! In: the secret as configured, the plan's key text and algorithm. Out: a [`Key`] that makes and
//! checks signatures, and the digest that names signed bytes. It must not know headers or requests.
//! This is the only module that names the crypto crates.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Secret;
use super::plan::{Algorithm, Encoding, KeyText, Plan};

/// One secret, ready to use. The key's text is gone: what is kept is the keyed state.
#[derive(Clone)]
pub(super) enum Key {
    HmacSha256(Hmac<Sha256>),
}

impl Key {
    /// The keys of a scheme's secrets, at least one.
    pub(super) fn all(
        plan: &Plan,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Vec<Self>, SecretError> {
        let keys: Vec<Self> = secrets
            .into_iter()
            .map(|secret| Self::new(plan, secret.into().text()))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(SecretError::None) } else { Ok(keys) }
    }

    fn new(plan: &Plan, secret: &str) -> Result<Self, SecretError> {
        let bytes = key_bytes(&plan.key, secret)?;
        match plan.algorithm {
            Algorithm::HmacSha256 => {
                Hmac::new_from_slice(&bytes).map(Self::HmacSha256).map_err(|_| SecretError::Encoding)
            }
        }
    }

    /// The signature over these bytes, piece after piece.
    pub(super) fn tag<'a>(&self, content: impl Iterator<Item = &'a [u8]>) -> Tag {
        match self {
            Self::HmacSha256(keyed) => {
                let mut mac = keyed.clone();
                content.for_each(|piece| mac.update(piece));
                Tag(mac.finalize())
            }
        }
    }
}

/// A signature of our own making.
pub(super) struct Tag(CtOutput<Hmac<Sha256>>);

impl Tag {
    /// Whether a signature is this one, in time that does not depend on how much of it is right.
    pub(super) fn is(&self, signature: &Signature) -> bool {
        let given = signature.bytes.get(..signature.length).and_then(|bytes| bytes.try_into().ok());
        given.is_some_and(|given: &[u8; 32]| {
            self.0 == CtOutput::from(sha2::digest::array::Array::from(*given))
        })
    }

    /// What names the signed bytes under this key, without being good as a signature.
    pub(super) fn name(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The bytes of a signature that was received.
pub(super) struct Signature {
    bytes: [u8; LONGEST_SIGNATURE],
    length: usize,
}

/// No algorithm makes longer ones.
const LONGEST_SIGNATURE: usize = 64;

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

fn key_bytes(text: &KeyText, secret: &str) -> Result<Vec<u8>, SecretError> {
    let bytes = match text {
        KeyText::Utf8 => secret.as_bytes().to_vec(),
        KeyText::Base64 { prefix } => {
            let encoded = secret.strip_prefix(prefix).unwrap_or(secret);
            Base64::decode_vec(encoded).map_err(|_| SecretError::Encoding)?
        }
    };
    if bytes.is_empty() {
        return Err(SecretError::Empty);
    }
    Ok(bytes)
}

/// A digest that names the signed bytes, whichever key signed them.
pub(super) fn digest<'a>(content: impl Iterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut digest = Sha256::new();
    content.for_each(|piece| digest.update(piece));
    digest.finalize().into()
}

impl Encoding {
    pub(super) fn encode(self, signature: &[u8]) -> String {
        match self {
            Self::Hex => hex(signature),
            Self::Base64 => Base64::encode_string(signature),
        }
    }

    /// The bytes of a signature's text; `None` where it is empty, longer than any signature, or not
    /// in this encoding to the letter.
    pub(super) fn decode(self, text: &str) -> Option<Signature> {
        let mut bytes = [0; LONGEST_SIGNATURE];
        let length = match self {
            Self::Hex => unhex(text.as_bytes(), &mut bytes)?,
            Self::Base64 => Base64::decode(text, &mut bytes).ok()?.len(),
        };
        (length > 0).then_some(Signature { bytes, length })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}

fn unhex(text: &[u8], bytes: &mut [u8]) -> Option<usize> {
    let length = text.len() / 2;
    for (byte, pair) in bytes.get_mut(..length)?.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    text.len().is_multiple_of(2).then_some(length)
}

/// Upper case is refused: a signature has one spelling.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// Why secrets can't be used. Never shows them.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// No secret was given.
    None,
    /// A secret is empty (after its prefix).
    Empty,
    /// A secret is not in the encoding that the scheme asks for.
    Encoding,
    /// The environment variable is not set or not UTF-8.
    Environment,
    /// The file can't be read or is not UTF-8.
    File,
    /// The scheme needs a feature of this crate that is not switched on (`asymmetric`).
    Feature,
    /// The scheme signs with a key of its own, which a verifier does not have.
    Public,
    /// The scheme carries one signature per request, so a signer needs exactly one secret.
    Several,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no secret was given; use `.unsigned()` if that is meant",
            Self::Empty => "a secret is empty; is its environment variable set?",
            Self::Encoding => {
                "a secret is not padded base64 as the scheme asks for (line breaks and spaces \
                 around it count)"
            }
            Self::Environment => "the environment variable with the secret is not set",
            Self::File => "the file with the secret can't be read",
            Self::Feature => "the scheme needs the feature `asymmetric` of the crate hookwright",
            Self::Public => "a public key signs nothing: give the private one",
            Self::Several => "the scheme carries one signature, so a signer takes one secret",
        })
    }
}

/// As `Display`: it is what a `main` that returns the error prints.
impl fmt::Debug for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SecretError {}
