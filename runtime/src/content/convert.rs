//! Texts to JSON values and back, guided by the kinds that a schema allows.
//!
//! In: one text or JSON value. Out: the other. A text that can't be any of the kinds becomes a
//! string, so that the decoder reports what is wrong with it. It must not know names of members.

use std::borrow::Cow;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::decode::{Kinds, Reading};
use crate::json::Reader;
use crate::types::Body;
use crate::violation::Violations;

/// Appends the JSON string of a text.
pub(super) fn push_string(out: &mut Vec<u8>, text: &str) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// The kind of a text that is one JSON value.
pub(super) fn kind(text: &str) -> Option<Kinds> {
    let body = Body::of(text);
    let mut reader = Reader::new(&body, Reading::Strict);
    let kind = Kinds::of(&mut reader);
    (reader.skip().is_ok() && reader.end().is_ok()).then_some(kind)
}

/// Appends a text as the JSON value that it stands for.
pub(super) fn push_value(out: &mut Vec<u8>, text: &str, kinds: Kinds) {
    let strings = kinds.overlaps(Kinds::NONE.string());
    if text.is_empty() && !strings && kinds.overlaps(Kinds::NONE.null()) {
        return out.extend_from_slice(b"null");
    }
    // Where a string may stand too, `null` and a quoted text are texts like any other.
    let others = if strings { Kinds::NONE.bool().number().array().object() } else { Kinds::ANY };
    match kind(text) {
        Some(kind) if kind.overlaps(kinds) && kind.overlaps(others) => out.extend_from_slice(text.as_bytes()),
        _ => push_string(out, text),
    }
}

/// The text of a JSON value: a string without its quotes, nothing for null, else the JSON itself.
pub(super) fn text_of(json: &RawValue) -> Cow<'_, str> {
    let raw = json.get();
    match raw.bytes().next() {
        Some(b'"') => serde_json::from_str::<String>(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
        Some(b'n') => Cow::Borrowed(""),
        _ => Cow::Borrowed(raw),
    }
}

/// The items of a JSON array.
pub(super) fn items(json: &RawValue) -> Option<Vec<&RawValue>> {
    json.get().starts_with('[').then(|| serde_json::from_str(json.get()).ok()).flatten()
}

/// The members of a JSON object, in their order.
pub(super) fn members(json: &str) -> Option<Vec<(String, &RawValue)>> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }
    serde_json::Deserializer::from_str(json).deserialize_map(Members).ok()
}

/// The text of a body or part that must be UTF-8.
pub(super) fn utf8<'a>(pointer: &str, bytes: &'a [u8]) -> Result<&'a str, Violations> {
    std::str::from_utf8(bytes).map_err(|_| super::broken(pointer, "text in UTF-8 is expected"))
}

/// Bytes that are no UTF-8 stand in a text as U+F780 to U+F7FF, characters for private use.
const ESCAPED: u32 = 0xF700;

/// Bytes as a text: UTF-8 as it is, every other byte as a private character. Private characters that
/// stand in the bytes themselves are escaped byte by byte, so that the way back is certain.
pub(crate) fn binary_text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.chars().any(|c| escaped(c).is_some())
    {
        return Cow::Borrowed(text);
    }
    let escape = |byte: u8| char::from_u32(ESCAPED + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut out = String::with_capacity(bytes.len() * 2);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match escaped(c) {
                None => out.push(c),
                Some(_) => out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(escape)),
            }
        }
        out.extend(chunk.invalid().iter().copied().map(escape));
    }
    Cow::Owned(out)
}

/// The bytes that a text of [`binary_text`] stands for.
pub(crate) fn text_binary(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match escaped(c) {
            Some(byte) => out.push(byte),
            None => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out
}

fn escaped(c: char) -> Option<u8> {
    u8::try_from(u32::from(c).checked_sub(ESCAPED)?).ok().filter(|byte| *byte >= 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_as_text() {
        let hostile: Vec<u8> = (0..=255).chain("é\u{F780}\u{F7FF}日".bytes()).chain([0xEF, 0x9E]).collect();
        for bytes in [hostile.as_slice(), b"", b"plain", "\u{F77F}\u{F800}".as_bytes()] {
            assert_eq!(text_binary(&binary_text(bytes)), bytes);
        }
        assert!(matches!(binary_text("größe".as_bytes()), Cow::Borrowed("größe")));
    }

    #[test]
    fn texts_become_what_the_kinds_allow() {
        let value = |text, kinds| {
            let mut out = Vec::new();
            push_value(&mut out, text, kinds);
            String::from_utf8(out).unwrap()
        };
        let none = Kinds::NONE;
        assert_eq!(value("7", none.integer()), "7");
        assert_eq!(value("7", none.string()), "\"7\"");
        assert_eq!(value("seven", none.integer()), "\"seven\"");
        assert_eq!(value("007", none.integer()), "\"007\"");
        assert_eq!(value("7.5", none.string().integer()), "\"7.5\"");
        assert_eq!(value("7.0", none.string().integer()), "7.0");
        assert_eq!(value("true", none.string().bool()), "true");
        assert_eq!(value("null", none.string().null()), "\"null\"");
        assert_eq!(value("", none.string().null()), "\"\"");
        assert_eq!(value("", none.integer().null()), "null");
        assert_eq!(value("", none.integer()), "\"\"");
        assert_eq!(value("{\"a\":1}", none.object()), "{\"a\":1}");
        assert_eq!(value("{\"a\":1", none.object()), "\"{\\\"a\\\":1\"");
        assert_eq!(value("\"7\"", none.string()), "\"\\\"7\\\"\"");
    }
}
