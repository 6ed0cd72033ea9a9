//! What may stand in a header that we send.
//!
//! In: names and texts of documents, callers and strangers. Out: headers, or which one is none. One line of printable
//! ASCII each: servers, proxies and languages disagree on the rest, and a signature over it would not survive them.

use http::{HeaderName, HeaderValue};

use super::SendError;

pub(super) fn name(text: &str) -> Result<HeaderName, SendError> {
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| unfit(text))
}

/// The value of the header of this name, by which an error calls it.
pub(super) fn value(name: &str, text: &str) -> Result<HeaderValue, SendError> {
    // The type by itself lets bytes beyond ASCII pass.
    match HeaderValue::from_str(text) {
        Ok(value) if text.is_ascii() => Ok(value),
        _ => Err(unfit(name)),
    }
}

/// The same for what no log shall show.
pub(super) fn hidden(name: &str, text: &str) -> Result<HeaderValue, SendError> {
    let mut value = value(name, text)?;
    value.set_sensitive(true);
    Ok(value)
}

fn unfit(name: &str) -> SendError {
    SendError::Header(name.to_owned())
}
