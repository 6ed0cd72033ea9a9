//! The few functions that the payload macros call beside [`crate::decode`].
//!
//! In come bodies and opaque texts; out go values and texts for expansions, which cannot reach what
//! is private.

use crate::content;
use crate::decode::{Decode, Reading, read};
use crate::event::EventInfo;
use crate::types::Unknown;
use crate::violation::{Violation, Violations};

/// The strict reading of a whole body.
pub fn strict<T: Decode>(body: &[u8]) -> Result<T, Violations> {
    read(body, Reading::Strict).map(|read| read.value)
}

/// The strict reading of a whole body that is not JSON, by the event's own record.
pub fn coded<T: Decode>(event: &EventInfo, body: &[u8]) -> Result<T, Violations> {
    content::read_bare(event.content, body, Reading::Strict).map(|read| read.value)
}

/// The answer to the name of an event that the document does not have.
#[cold]
pub fn no_event<T>(_: &[u8]) -> Result<T, Violations> {
    Err(Violation::new("", "event", "the name of an event of the document is expected").into())
}

/// The text of an enum value that the document does not list.
pub fn unknown(unknown: &Unknown) -> &str {
    unknown.text()
}
