//! Bodies that are not JSON: forms, and messages of several parts.
//!
//! In: a body, what the document says of its form, and the request's `Content-Type`. Out: the same
//! as JSON text for the one decoder, so that there is one validation and violations point at
//! members; and back, for sending. It must not know payload types, events' names or signatures.

mod convert;
pub(crate) mod form;
mod group;
pub(crate) mod headers;
#[cfg(feature = "multipart")]
pub mod multipart;
mod parameter;
mod shape;

use std::borrow::Cow;

use bytes::Bytes;

use crate::decode::{self, Decode, Read, Reading};
use crate::violation::{Violation, Violations};

pub use headers::DeclaredHeaders;
pub use shape::{Field, Form, Shape};

pub(crate) use convert::{binary_text, text_binary};
pub(crate) use parameter::parameter;

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Content {
    /// As the payload's own type reads it: JSON for all but raw bodies.
    Plain,
    /// `application/x-www-form-urlencoded`
    Form(
        #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::one"))]
        &'static Shape,
    ),
    /// `multipart/form-data`, `multipart/related`, `multipart/mixed`; needs the feature `multipart`.
    Multipart(
        #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::one"))]
        &'static Shape,
    ),
}

impl Content {
    /// Whether this build can read it.
    pub(crate) const fn is_readable(self) -> bool {
        cfg!(feature = "multipart") || !matches!(self, Self::Multipart(_))
    }
}

/// A further media type in which an event's body may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Also {
    /// The media type.
    pub media_type: &'static str,
    /// How such a body is written.
    pub content: Content,
}

/// A body that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) body: Vec<u8>,
    /// The `Content-Type`, where it says more than the document does.
    pub(crate) content_type: Option<String>,
}

/// Reads a body of a request.
pub(crate) fn read<T: Decode>(
    content: Content,
    body: &Bytes,
    content_type: Option<&str>,
    reading: Reading,
) -> Result<Read<T>, Violations> {
    match content {
        Content::Plain => T::from_content(body, content_type, reading),
        other => decode::read(&json(other, body, content_type)?, reading),
    }
}

/// Reads a body of which nobody said what it is: where it can't be a form or a message of parts, it
/// is taken for the JSON of the schema's instance.
pub(crate) fn read_bare<T: Decode>(
    content: Content,
    body: &[u8],
    reading: Reading,
) -> Result<Read<T>, Violations> {
    let is_json = match content {
        Content::Plain => true,
        Content::Form(_) => std::str::from_utf8(body).is_ok_and(|text| convert::kind(text).is_some()),
        Content::Multipart(_) => !body.trim_ascii_start().starts_with(b"--"),
    };
    if is_json { decode::read(body, reading) } else { decode::read(&json(content, body, None)?, reading) }
}

/// The body as JSON text.
pub(crate) fn json<'a>(
    content: Content,
    body: &'a [u8],
    content_type: Option<&str>,
) -> Result<Cow<'a, [u8]>, Violations> {
    match content {
        Content::Plain => Ok(Cow::Borrowed(body)),
        Content::Form(shape) => form::read(shape, body).map(Cow::Owned),
        #[cfg(feature = "multipart")]
        Content::Multipart(shape) => multipart::read(shape, body, content_type).map(Cow::Owned),
        #[cfg(not(feature = "multipart"))]
        Content::Multipart(_) => {
            let _ = content_type;
            Err(Violation::new("", "contentMediaType", "the feature `multipart` of hookwright is needed")
                .into())
        }
    }
}

/// A payload's JSON in the form in which its document has it sent.
pub(crate) fn write(content: Content, media_type: &str, json: Vec<u8>) -> Result<Written, Violations> {
    let plain = |body| Written { body, content_type: None };
    match content {
        Content::Plain => Ok(plain(json)),
        Content::Form(shape) => form::write(shape, &text(&json)?).map(plain),
        #[cfg(feature = "multipart")]
        Content::Multipart(shape) => multipart::write(shape, media_type, &text(&json)?),
        #[cfg(not(feature = "multipart"))]
        Content::Multipart(_) => {
            let _ = media_type;
            Err(Violation::new("", "contentMediaType", "the feature `multipart` of hookwright is needed")
                .into())
        }
    }
}

fn text(json: &[u8]) -> Result<Cow<'_, str>, Violations> {
    crate::json::text(json).map(Cow::Borrowed)
}

/// A body, or a part of one, that is not what its form asks for.
#[cold]
fn broken(pointer: impl Into<String>, message: impl Into<String>) -> Violations {
    Violation::new(pointer, "syntax", message).into()
}

/// The pointer of a member.
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Whether a media type is JSON, by RFC 6839's suffix too; its parameters do not count.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let suffix = essence.rsplit_once('+').map(|(_, suffix)| suffix);
    essence.eq_ignore_ascii_case("application/json")
        || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json"))
}
