//! Headers that can stand once.
//!
//! In: the headers of a request. Out: the one value, or the refusal that says what is wrong. It must not know schemes.

use http::HeaderMap;

use super::Refusal;

/// The value of a header that must be there. Of several it can't be told which one was meant.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Refusal> {
    optional(headers, name)?.ok_or(Refusal::Missing { field: name })
}

/// The same, where the header may be missing; an empty one is.
pub(super) fn optional<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    let malformed = Refusal::Malformed { field: name };
    let text = first.to_str().map_err(|_| malformed)?;
    if values.next().is_some() { Err(malformed) } else { Ok(Some(text).filter(|text| !text.is_empty())) }
}
