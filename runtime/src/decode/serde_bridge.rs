//! serde's way in: generated types are `Deserialize` by way of the one decoder.
//!
//! In comes any serde format that describes itself; out goes the strict reading of the same value
//! as JSON.

use serde::de::{Deserialize, Deserializer, Error};

use super::{Decode, Reading, read};

/// Reads a value strictly; the error lists the violations.
///
/// The value passes through [`serde_json::Value`], so numbers lose what a double cannot hold;
/// [`read`] keeps them.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    match read::<T>(value.to_string().as_bytes(), Reading::Strict) {
        Ok(read) => Ok(read.value),
        Err(violations) => Err(D::Error::custom(violations)),
    }
}
