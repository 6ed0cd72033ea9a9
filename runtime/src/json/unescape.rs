//! From the bytes between two quotes to text.
//!
//! In comes what [`Scan::string`](super::scan::Scan::string) has accepted; out goes the text,
//! borrowed where there is no escape.

use std::borrow::Cow;

use super::scan::Text;

/// The text of a token in `body`. `body` must be what the token was read from.
#[inline]
pub(crate) fn text<'a>(body: &'a str, token: Text) -> Cow<'a, str> {
    let raw = body.get(token.start..token.end).unwrap_or_default();
    if token.escaped { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) }
}

#[cold]
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let (character, length) = character(escape);
        out.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The character that an escape stands for, and the length of the escape behind its backslash.
fn character(escape: &str) -> (char, usize) {
    let character = match escape.as_bytes().first() {
        Some(b'u') => return unicode(escape),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(other) => char::from(*other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, 1)
}

fn unicode(escape: &str) -> (char, usize) {
    let unit = |from: usize| {
        escape.get(from..from + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0xFFFD)
    };
    let first = unit(1);
    if !(0xD800..0xDC00).contains(&first) {
        return (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 5);
    }
    let pair = 0x10000 + ((first - 0xD800) << 10) + (unit(7) & 0x3FF);
    (char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER), 11)
}
