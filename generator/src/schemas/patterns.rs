//! Patterns that several extensions have.
//!
//! In: nothing. Out: regular expressions by ECMA-262. It must not know who uses them.

use serde_json::{Value, json};

/// The name of a header.
pub(crate) const HEADER: &str = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

/// A JSON Pointer that leads somewhere.
pub(crate) const POINTER: &str = "^/";

/// The schema of a header's name.
pub(crate) fn header_name() -> Value {
    json!({ "type": "string", "pattern": HEADER })
}
