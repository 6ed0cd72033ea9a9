//! One thing that is wrong. In: a code of the catalogue, what was seen. Out: lines for people, fields for machines. It
//! must not hold secrets, nor values of payloads.

use std::fmt;

use serde::Serialize;

use crate::violation::Violation;

/// One thing that is wrong with what a sender emits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// Its stable name: one of the [`catalogue`](super::catalogue).
    pub code: &'static str,
    /// What was seen.
    pub message: String,
    /// What to look at.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Where in the payload, as an RFC 6901 JSON Pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The JSON Schema keyword that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<&'static str>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        debug_assert!(super::codes::is_known(code), "`{code}` is not in the catalogue");
        Self { code, message: message.into(), help: String::new(), pointer: None, keyword: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    pub(super) fn violation(code: &'static str, violation: Violation) -> Self {
        Self {
            pointer: Some(violation.pointer),
            keyword: Some(violation.keyword),
            ..Self::new(code, violation.message)
        }
    }
}

/// `payload::violation /order/id: type: a string is expected`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(pointer) = &self.pointer {
            write!(f, " {}", if pointer.is_empty() { "(body)" } else { pointer })?;
        }
        if let Some(keyword) = self.keyword {
            write!(f, ": {keyword}")?;
        }
        write!(f, ": {}", self.message)
    }
}
