//! Bytes as text, strictly: one spelling for each.
//!
//! In: text or bytes. Out: bytes or text. It must not know what they are.

use base64ct::{Base64, Encoding as _};

/// No algorithm of a template makes longer signatures: DER of ECDSA over P-256 has up to 72 bytes.
const LONGEST: usize = 72;

/// The bytes of a signature that was received.
pub(super) struct Bytes {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Bytes {
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn new(write: impl FnOnce(&mut [u8]) -> Option<usize>) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        let length = write(&mut bytes)?;
        (length > 0).then_some(Self { bytes, length })
    }

    /// From standard padded base64.
    pub(super) fn base64(text: &str) -> Option<Self> {
        Self::new(|bytes| Some(Base64::decode(text, bytes).ok()?.len()))
    }

    /// From lower-case hexadecimal.
    pub(super) fn hex(text: &str) -> Option<Self> {
        Self::new(|bytes| unhex(text.as_bytes(), bytes, false))
    }

    /// From hexadecimal of either case.
    pub(super) fn any_hex(text: &str) -> Option<Self> {
        Self::new(|bytes| unhex(text.as_bytes(), bytes, true))
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}

/// Bytes from hexadecimal of either case.
pub(super) fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; text.len() / 2];
    unhex(text.as_bytes(), &mut bytes, true)?;
    Some(bytes)
}

fn unhex(text: &[u8], bytes: &mut [u8], upper: bool) -> Option<usize> {
    let length = text.len() / 2;
    for (byte, pair) in bytes.get_mut(..length)?.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0], upper)? << 4 | digit(pair[1], upper)?;
    }
    text.len().is_multiple_of(2).then_some(length)
}

fn digit(byte: u8, upper: bool) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' if upper => Some(byte - b'A' + 10),
        _ => None,
    }
}
