//! A body as text, before anything is read out of it.
//!
//! In come bytes; out goes the same as UTF-8, or the one violation of a body that is none. It must
//! not know JSON.

use std::str::Utf8Error;
use std::sync::Arc;

use bytes::Bytes;

use crate::types::Body;
use crate::violation::{Violation, Violations};

/// The body as text that is shared by what is read out of it.
pub(crate) fn body(bytes: &Bytes) -> Result<Arc<Body>, Violations> {
    Body::shared(bytes).map_err(refused)
}

/// The body as text.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Violations> {
    std::str::from_utf8(bytes).map_err(refused)
}

#[cold]
fn refused(error: Utf8Error) -> Violations {
    let message = format!("not JSON: the body must be UTF-8 and is not after {} bytes", error.valid_up_to());
    Violation::new("", "syntax", message).into()
}
