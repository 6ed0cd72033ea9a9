//! `Json`: a value that the document says nothing about.
//!
//! In comes the text of one JSON value; out goes the same text, and conversions on demand.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::{Reading, Tree};
use crate::violation::Violations;

/// Any JSON value, as the text that was sent.
///
/// Two are equal when their values are: white space, the order of members and the form of a number
/// (`1`, `1.0`, `10e-1`) do not count.
///
/// ```
/// use hookwright::Json;
///
/// let price: Json = r#"{"amount": 1.10, "currency": "EUR"}"#.parse()?;
/// assert_eq!(price.as_str(), r#"{"amount": 1.10, "currency": "EUR"}"#);
/// assert_eq!(price.value()["currency"], "EUR");
/// assert_eq!(price, serde_json::json!({"currency": "EUR", "amount": 1.1}).into());
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// The value `null`.
    pub fn null() -> Self {
        Self("null".into())
    }

    /// Takes a text that the reader has accepted.
    pub(crate) fn accepted(text: &str) -> Self {
        Self(text.into())
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        &*self.0 == "null"
    }

    /// The value to look into; numbers that it cannot hold become the nearest that it can.
    pub fn value(&self) -> serde_json::Value {
        self.tree().into_value()
    }

    /// The value as a type of the caller's own.
    pub fn get<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    fn tree(&self) -> Tree<'_> {
        // The text was accepted before, so it is a tree.
        Tree::read(&self.0).unwrap_or(Tree::Null)
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({})", self.0)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.tree() == other.tree()
    }
}

impl Eq for Json {}

impl Hash for Json {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tree().hash(state);
    }
}

impl FromStr for Json {
    type Err = Violations;

    fn from_str(text: &str) -> Result<Self, Violations> {
        crate::decode::read(text.as_bytes(), Reading::Strict).map(|read| read.value)
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(&self.0).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// serde formats hand over a value, not its text: here numbers are what [`serde_json::Value`] makes
/// of them.
impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Self::from)
    }
}
