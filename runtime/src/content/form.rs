//! `application/x-www-form-urlencoded`, both ways.
//!
//! In: a form. Out: the JSON of the schema's instance; and back. It must not know where forms come from.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use super::group::{self, Piece};
use super::{Shape, broken};
use crate::violation::Violations;

/// What the URL Standard escapes in a form; a space is `+`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');

/// The JSON of a form.
pub(super) fn read(shape: &Shape, body: &[u8]) -> Result<Vec<u8>, Violations> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let pieces = pairs.map(piece).collect::<Result<_, _>>()?;
    group::instance(shape, pieces)
}

fn piece(pair: &[u8]) -> Result<Piece<'_>, Violations> {
    let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
    let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
    let name = match String::from_utf8(decoded(name).into_owned()) {
        Ok(name) => Cow::Owned(name),
        Err(_) => return Err(broken("", "names in UTF-8 are expected in a form")),
    };
    Ok(Piece { name, value: decoded(value), is_json: false })
}

/// Bytes without the escapes of a form.
pub(crate) fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

/// The form of a payload's JSON.
pub(super) fn write(shape: &Shape, json: &str) -> Result<Vec<u8>, Violations> {
    let mut out = String::new();
    for (piece, _) in group::pieces(shape, json)? {
        if !out.is_empty() {
            out.push('&');
        }
        encode(&mut out, &piece.name);
        out.push('=');
        encode_bytes(&mut out, &piece.value);
    }
    Ok(out.into_bytes())
}

fn encode(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, ESCAPED).map(|part| part.replace(' ', "+")));
}

fn encode_bytes(out: &mut String, bytes: &[u8]) {
    out.extend(percent_encoding::percent_encode(bytes, ESCAPED).map(|part| part.replace(' ', "+")));
}
