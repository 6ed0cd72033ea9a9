//! Messages of several parts: `multipart/form-data`, `multipart/related`, `multipart/mixed`.
//!
//! In: a whole body and its `Content-Type`. Out: its parts, or the JSON of the schema's instance; and
//! back. Taking bodies apart is multer's; it must not know payload types.

use std::borrow::Cow;
use std::fmt::Write as _;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream;
use sha2::{Digest as _, Sha256};

use super::group::{self, Piece};
use super::is_json;
use super::shape::{Field, Form, Shape};
use super::{Written, broken, parameter};
use crate::decode::Kinds;
use crate::violation::Violations;

/// How many parts a body may have.
pub const MOST_PARTS: usize = 1000;

/// One part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// `name` of its `Content-Disposition`.
    pub name: Option<String>,
    /// `filename` of its `Content-Disposition`: what the sender says, so no path to write to.
    pub file_name: Option<String>,
    /// Its `Content-ID`, without angle brackets.
    pub content_id: Option<String>,
    /// Its `Content-Type`; empty where it has none.
    pub content_type: String,
    /// What it holds.
    pub bytes: Bytes,
}

/// The parts of a message, in their order.
///
/// ```
/// use hookwright::multipart::parts;
///
/// let body = b"--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--b--\r\n";
/// let parts = parts(Some("multipart/form-data; boundary=b"), body)?;
/// assert_eq!((parts[0].name.as_deref(), &parts[0].bytes[..]), (Some("note"), &b"hello"[..]));
/// # Ok::<(), hookwright::Violations>(())
/// ```
///
/// # Errors
/// Where the body is no such message, or has more than [`MOST_PARTS`] parts. A part may have up to 32 headers.
pub fn parts(content_type: Option<&str>, body: &[u8]) -> Result<Vec<Part>, Violations> {
    let boundary = match content_type {
        Some(said) => parameter(said, "boundary"),
        None => first_line(body),
    };
    let boundary = boundary.filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or_else(|| broken("", "a `boundary` between the parts is expected"))?;
    let whole = Ok::<_, std::convert::Infallible>(Bytes::copy_from_slice(body));
    let mut reading = multer::Multipart::new(stream::iter([whole]), boundary);
    let incomplete = || broken("", "parts between boundaries, and a closing one, are expected");
    let mut parts = Vec::new();
    // Everything is in memory, so nothing is ever waited for.
    while let Some(field) = reading.next_field().now_or_never().and_then(Result::ok).ok_or_else(incomplete)? {
        if parts.len() == MOST_PARTS {
            return Err(broken("", format!("no more than {MOST_PARTS} parts are expected")));
        }
        let mut part = described(&field)?;
        part.bytes = field.bytes().now_or_never().and_then(Result::ok).ok_or_else(incomplete)?;
        parts.push(part);
    }
    Ok(parts)
}

/// The boundary that a body without a header begins with.
fn first_line(body: &[u8]) -> Option<Cow<'_, str>> {
    let line = body.trim_ascii_start().split(|byte| *byte == b'\n').next()?;
    std::str::from_utf8(line.strip_prefix(b"--")?).ok().map(|line| Cow::Borrowed(line.trim_ascii_end()))
}

fn described(field: &multer::Field<'_>) -> Result<Part, Violations> {
    let header = |name: &str| field.headers().get(name).and_then(|value| value.to_str().ok());
    let name = field.name().filter(|name| !name.is_empty()).map(str::to_owned);
    let id =
        header("content-id").map(|id| id.trim().trim_start_matches('<').trim_end_matches('>').to_owned());
    let coding = header("content-transfer-encoding").unwrap_or("binary").trim().to_ascii_lowercase();
    if !matches!(coding.as_str(), "7bit" | "8bit" | "binary") {
        return Err(broken("", "parts without a content transfer encoding are expected"));
    }
    Ok(Part {
        name,
        file_name: field.file_name().map(str::to_owned),
        content_id: id,
        content_type: header("content-type").unwrap_or_default().to_owned(),
        bytes: Bytes::new(),
    })
}

/// The JSON of a message.
pub(super) fn read(shape: &Shape, body: &[u8], content_type: Option<&str>) -> Result<Vec<u8>, Violations> {
    let parts = parts(content_type, body)?;
    let names = names(shape, &parts);
    let piece = |(part, name): (&Part, String)| Piece {
        name: Cow::Owned(name),
        value: Cow::Owned(part.bytes.to_vec()),
        is_json: is_json(&part.content_type),
    };
    group::instance(shape, parts.iter().zip(names).map(piece).collect())
}

/// The member of each part: by its name, by its `Content-ID`, else the first free one of its media type.
fn names(shape: &Shape, parts: &[Part]) -> Vec<String> {
    let declared = |id: &Option<String>| id.clone().filter(|id| shape.field(id).is_some());
    let mut names: Vec<Option<String>> =
        parts.iter().map(|part| part.name.clone().or_else(|| declared(&part.content_id))).collect();
    for (index, part) in parts.iter().enumerate() {
        if names[index].is_none() {
            let free = |field: &&Field| !names.iter().flatten().any(|name| name == field.name);
            let mut free = shape.fields.iter().filter(free);
            let said = free.clone().find(|field| is_said(field, &part.content_type));
            let name = said.or_else(|| free.find(|field| may_be(field, &part.content_type)));
            let name = name.map(|field| field.name.to_owned());
            let otherwise = || part.content_id.clone().unwrap_or_else(|| format!("part-{}", index + 1));
            names[index] = Some(name.unwrap_or_else(otherwise));
        }
    }
    names.into_iter().flatten().collect()
}

/// Whether a part of this media type can be a member for which the document says no media type.
fn may_be(field: &Field, content_type: &str) -> bool {
    let (json, text) = (is_json(content_type), content_type.is_empty() || content_type.starts_with("text/"));
    let fits = match field.form {
        Form::Bytes | Form::ManyBytes => !json,
        Form::Value(kinds) if kinds.overlaps(Kinds::NONE.object().array()) => json,
        Form::Value(_) | Form::List(..) => text,
        Form::Object(_) => json,
    };
    fits && field.media_type.is_empty()
}

/// Whether the document says this media type of the member.
fn is_said(field: &Field, content_type: &str) -> bool {
    let got = content_type.split(';').next().unwrap_or_default().trim();
    field.media_type.split(',').map(str::trim).any(|said| {
        said.eq_ignore_ascii_case(got)
            || (is_json(said) && is_json(got))
            || said.strip_suffix("/*").is_some_and(|family| {
                got.split_once('/')
                    .is_some_and(|(kind, _)| family == "*" || family.eq_ignore_ascii_case(kind))
            })
    })
}

/// The message of a payload's JSON.
pub(super) fn write(shape: &Shape, media_type: &str, json: &str) -> Result<Written, Violations> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let essence = if essence.ends_with('*') { "multipart/mixed" } else { essence.as_str() };
    let is_form = essence == "multipart/form-data";
    let mut pieces = group::pieces(shape, json)?;
    if !is_form {
        // The root of a message that is no form comes first, and JSON is it.
        pieces.sort_by_key(|(piece, _)| !piece.is_json);
    }
    let boundary = boundary(&pieces);
    let mut body = Vec::new();
    for (piece, field) in &pieces {
        body.extend_from_slice(head(piece, *field, &boundary, is_form).as_bytes());
        body.extend_from_slice(&piece.value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let mut content_type = format!("{essence}; boundary={boundary}");
    if essence == "multipart/related"
        && let Some((root, field)) = pieces.first()
    {
        let _ = write!(content_type, "; type=\"{}\"", type_of(root, *field).unwrap_or("text/plain"));
    }
    Ok(Written { body, content_type: Some(content_type) })
}

/// A line that can't stand in any of the pieces, since it depends on all of them; the same for the same pieces.
fn boundary(pieces: &[(Piece<'_>, Option<&'static Field>)]) -> String {
    let mut digest = Sha256::new();
    for (piece, _) in pieces {
        digest.update(&piece.value);
        digest.update([0]);
    }
    let digest = digest.finalize();
    digest.iter().take(16).fold(String::from("hookwright-"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn head(piece: &Piece<'_>, field: Option<&'static Field>, boundary: &str, is_form: bool) -> String {
    let name = piece.name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut head = format!("--{boundary}\r\n");
    let is_file = field.is_some_and(|field| matches!(field.form, Form::Bytes | Form::ManyBytes));
    let _ = match (is_form, is_file) {
        (true, true) => {
            write!(head, "Content-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n")
        }
        (true, false) => write!(head, "Content-Disposition: form-data; name=\"{name}\"\r\n"),
        (false, _) => write!(head, "Content-ID: <{name}>\r\n"),
    };
    if let Some(media_type) = type_of(piece, field) {
        let _ = write!(head, "Content-Type: {media_type}\r\n");
    } else if !is_form {
        head.push_str("Content-Type: text/plain; charset=utf-8\r\n");
    }
    head.push_str("\r\n");
    head
}

/// The media type of a piece: the document's first, JSON's, that of bytes; a text needs none.
fn type_of(piece: &Piece<'_>, field: Option<&'static Field>) -> Option<&'static str> {
    let said = field.map_or("", |field| field.media_type).split(',').next().unwrap_or_default().trim();
    if !said.is_empty() && !said.contains('*') {
        return Some(said);
    }
    if piece.is_json {
        return Some("application/json");
    }
    let is_bytes = field.is_some_and(|field| matches!(field.form, Form::Bytes | Form::ManyBytes));
    is_bytes.then_some("application/octet-stream")
}
