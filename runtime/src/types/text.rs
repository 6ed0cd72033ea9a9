//! Strings with a `format`, and enum values that the document does not list.
//!
//! In comes the text of a JSON string; out goes the same text. `format` is an annotation in JSON
//! Schema, so any text is accepted, kept as it was sent, and converted into the caller's own date
//! or UUID type on demand.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::string::Text;

macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text);

        impl $name {
            /// The text as it was sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text read as a type of the caller's choice, such as `jiff::Timestamp`,
            /// `time::Date` or `uuid::Uuid`.
            pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
                self.0.parse()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl From<Cow<'_, str>> for $name {
            fn from(text: Cow<'_, str>) -> Self {
                Self(text.into())
            }
        }

        impl From<Text> for $name {
            fn from(text: Text) -> Self {
                Self(text)
            }
        }

        impl From<$name> for Text {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Text::deserialize(deserializer).map(Self)
            }
        }
    };
}

text! {
    /// A point in time, `format: date-time` (RFC 3339), as the text that was sent.
    ///
    /// ```
    /// let at = hookwright::DateTime::from("2026-02-03T04:05:06Z");
    /// assert_eq!(at.as_str(), "2026-02-03T04:05:06Z");
    /// ```
    DateTime
}

text! {
    /// A calendar day, `format: date` (RFC 3339), as the text that was sent.
    Date
}

text! {
    /// A UUID, `format: uuid` (RFC 4122), as the text that was sent.
    ///
    /// ```
    /// let id = hookwright::Uuid::from("67e55044-10b1-426f-9247-bb680e5fe0c8");
    /// assert!(id.parse::<u128>().is_err()); // any `FromStr` type will do, `uuid::Uuid` above all
    /// ```
    Uuid
}

/// The text of an enum value that the document does not list.
///
/// It cannot be made or taken apart, so that a value which a newer document lists does not silently
/// stop matching.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown(Box<str>);

impl Unknown {
    pub(crate) fn new(text: Cow<'_, str>) -> Self {
        Self(text.into())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unknown").field(&self.0).finish()
    }
}
