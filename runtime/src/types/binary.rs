//! Bytes within a payload: strings of `format: binary`, the files of a form.
//!
//! In comes the text of a JSON string, or a part of a message; out go bytes.

use std::fmt;

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::content::{binary_text, text_binary};

/// A member that is bytes: a file in a form, a part of a message.
///
/// In JSON, which has no bytes, it is a string: UTF-8 stands there as text, every other byte as a
/// character for private use (U+F780 to U+F7FF). So it survives JSON and serde formats whole.
///
/// ```
/// use hookwright::Binary;
///
/// let photo = Binary::from(&[0xFF, 0xD8, b'j'][..]);
/// let json = serde_json::to_string(&photo).unwrap();
/// assert_eq!(serde_json::from_str::<Binary>(&json).unwrap().as_bytes(), [0xFF, 0xD8, b'j']);
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binary(Bytes);

impl Binary {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, shared.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// From the text of a JSON string.
    pub(crate) fn of_text(text: &str) -> Self {
        Self(text_binary(text).into())
    }
}

impl From<Bytes> for Binary {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

/// The length alone: bytes are seldom fit for a log.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&binary_text(&self.0))
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::of_text(&text))
    }
}
