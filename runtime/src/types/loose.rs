//! `Loose`: a value whose schema describes one kind of JSON and allows all others.
//!
//! In comes a value of any kind; out goes the typed one where it is of the kind that the schema describes, and its
//! text otherwise.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::Json;

/// A value whose schema has `properties` or `items` and no `type`.
///
/// JSON Schema lets such a schema accept strings, numbers and null too, and so does this type. Where
/// the document means an object it should say `type: object` (or the generator be told to assume
/// it), and this wrapper is gone.
///
/// ```
/// use hookwright::{Loose, Map, Reading, read};
///
/// let stock = read::<Loose<Map<u32>>>(br#"{"apples": 3}"#, Reading::Strict)?.value;
/// assert_eq!(stock.get().map(|stock| stock["apples"]), Some(3));
///
/// let other = read::<Loose<Map<u32>>>(b"null", Reading::Strict)?.value;
/// assert!(other.get().is_none());
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Loose<T> {
    /// The kind that the schema describes.
    Is(T),
    /// Any other kind, about which the schema says nothing.
    Other(Json),
}

impl<T> Loose<T> {
    /// The value, where it is of the kind that the schema describes.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Other(_) => None,
        }
    }

    /// The value itself, where it is of the kind that the schema describes.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

impl<T> From<T> for Loose<T> {
    fn from(value: T) -> Self {
        Self::Is(value)
    }
}

impl<T: Serialize> Serialize for Loose<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Is(value) => value.serialize(serializer),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: crate::Decode> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::decode::deserialize(deserializer)
    }
}
