//! Violations: the ways a body breaks its schema.
//!
//! In come pointer, keyword and a message that says what was expected; out goes a bounded list that
//! can be printed, logged and answered. It must not know values: nothing that a sender wrote,
//! except the names of members in a pointer, ever stands here.

use std::fmt;
use std::ops::Deref;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// The number of violations that one list holds; the decoder stops looking when it is reached.
pub const MOST_VIOLATIONS: usize = 100;

/// One way a payload breaks its schema.
///
/// The message says what was expected and never what was received, so that it can be logged and
/// sent back.
///
/// ```
/// let violation = hookwright::Violation::new("/items/0/price", "type", "a number is expected");
/// assert_eq!(violation.to_string(), "/items/0/price: type: a number is expected");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Violation {
    /// Where, as an RFC 6901 JSON Pointer; empty for the whole body.
    pub pointer: String,
    /// The JSON Schema keyword that failed: `required`, `type`, `maxLength` …; `syntax` for text
    /// that is not JSON, `depth` for nesting that is too deep.
    pub keyword: &'static str,
    /// What was expected.
    pub message: String,
}

impl Violation {
    /// A violation of `keyword` at `pointer`.
    pub fn new(pointer: impl Into<String>, keyword: &'static str, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), keyword, message: message.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "(body)" } else { &self.pointer };
        write!(f, "{pointer}: {}: {}", self.keyword, self.message)
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Violation", 3)?;
        object.serialize_field("pointer", &self.pointer)?;
        object.serialize_field("keyword", self.keyword)?;
        object.serialize_field("message", &self.message)?;
        object.end()
    }
}

/// All violations of one body, in the order of their discovery: at least one, at most
/// [`MOST_VIOLATIONS`].
///
/// It dereferences to a slice and is an error with one line per violation.
///
/// ```
/// use hookwright::{Reading, Violations, Map, read};
///
/// let violations: Violations = read::<Map<i64>>(br#"{"a": 1, "b": "2"}"#, Reading::Strict).unwrap_err();
/// assert_eq!(violations[0].pointer, "/b");
/// assert_eq!(violations[0].keyword, "type");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations {
    list: Vec<Violation>,
    cut: bool,
}

impl Violations {
    pub(crate) fn new(list: Vec<Violation>, cut: bool) -> Self {
        debug_assert!(!list.is_empty(), "a refusal has a reason");
        Self { list, cut }
    }

    /// Whether the decoder stopped because the list was full, so that there may be more.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The violations as they are.
    pub fn into_vec(self) -> Vec<Violation> {
        self.list
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self { list: vec![violation], cut: false }
    }
}

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.list
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{violation}")?;
        }
        if self.cut { f.write_str("\n… and maybe more") } else { Ok(()) }
    }
}

impl std::error::Error for Violations {}

impl Serialize for Violations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.list)
    }
}

/// Something that only a newer document could have caused and that a tolerant reading therefore let
/// through.
///
/// Its keyword is `enum` for a value that the document does not list, and `additionalProperties`
/// for a member where the document allows no others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Novelty {
    /// Where, as an RFC 6901 JSON Pointer.
    pub pointer: String,
    /// The JSON Schema keyword that a strict reading would have named.
    pub keyword: &'static str,
}

impl Novelty {
    /// A novelty under `keyword` at `pointer`.
    pub fn new(pointer: impl Into<String>, keyword: &'static str) -> Self {
        Self { pointer: pointer.into(), keyword }
    }
}

impl fmt::Display for Novelty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.keyword)
    }
}
