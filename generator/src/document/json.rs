//! JSON, read directly.
//!
//! A YAML parser reads JSON too, but takes five times as long on the largest documents, which are
//! all JSON, and words its errors for YAML. This reader builds the same tree.

use std::borrow::Cow;

use super::mapping::{Entry, Mapping};
use super::node::{Node, Value};
use super::{DEPTH_LIMIT, Parsed, duplicate_key, too_deep};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// Reads one JSON text.
pub(super) fn read(text: &str, source: SourceId) -> Result<Parsed, Diagnostic> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start, source, findings: Vec::new() };
    reader.skip_space();
    let root = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader
            .wrong("the document ends before this")
            .help("a file holds one JSON value; remove what follows it"));
    }
    Ok(Parsed { root, findings: reader.findings })
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    source: SourceId,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.at < self.bytes.len() && matches!(self.bytes[self.at], b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    fn span_from(&self, start: usize) -> Span {
        Span::new(self.source, start, self.at)
    }

    /// A finding at the character ahead.
    fn wrong(&self, label: &str) -> Diagnostic {
        let width = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.wrong_at(self.at, self.at + width, label)
    }

    fn wrong_at(&self, start: usize, end: usize, label: &str) -> Diagnostic {
        Diagnostic::error("document::syntax", "this file is not valid JSON")
            .label(Span::new(self.source, start, end), label)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Diagnostic> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$') => self.word()?,
            Some(b'\'') => {
                return Err(self.wrong("a text begins here").help("JSON wants double quotes: \"…\""));
            }
            Some(b'/') => {
                return Err(self
                    .wrong("a comment?")
                    .help("JSON has no comments; remove it, or write the file in YAML"));
            }
            Some(_) => return Err(self.wrong("a value is expected here")),
            None => return Err(self.wrong("the file ends where a value is expected")),
        };
        Ok(Node { span: self.span_from(start), value })
    }

    fn word(&mut self) -> Result<Value, Diagnostic> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$')) {
            self.at += 1;
        }
        match &self.text[start..self.at] {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(self
                .wrong_at(start, self.at, "this is no JSON value")
                .help("put texts in double quotes: \"…\"")),
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.at < self.bytes.len() && self.bytes[self.at].is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Value, Diagnostic> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.at;
        let mut fits = self.digits() > 0;
        fits &= self.at - whole == 1 || self.bytes.get(whole) != Some(&b'0');
        if self.peek() == Some(b'.') {
            self.at += 1;
            fits &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            fits &= self.digits() > 0;
        }
        if fits {
            return Ok(Value::Number(self.text[start..self.at].into()));
        }
        let end = self.at.max(start + 1);
        Err(self
            .wrong_at(start, end, "this is no JSON number")
            .help("numbers are written like 12, -0.5 or 1e9"))
    }

    fn array(&mut self, depth: usize) -> Result<Value, Diagnostic> {
        let open = self.enter(depth)?;
        let mut list = Vec::new();
        while !self.closes(b']', list.is_empty(), open)? {
            list.push(self.value(depth + 1)?);
        }
        Ok(Value::Sequence(list))
    }

    fn object(&mut self, depth: usize) -> Result<Value, Diagnostic> {
        let open = self.enter(depth)?;
        let mut entries = Vec::new();
        while !self.closes(b'}', entries.is_empty(), open)? {
            entries.push(self.member(depth)?);
        }
        let (mapping, twice) = Mapping::new(entries);
        for (first, again) in twice {
            self.findings.push(duplicate_key(first, again));
        }
        Ok(Value::Mapping(mapping))
    }

    /// Steps over an opening bracket and gives its place.
    fn enter(&mut self, depth: usize) -> Result<usize, Diagnostic> {
        let open = self.at;
        self.at += 1;
        if depth < DEPTH_LIMIT { Ok(open) } else { Err(too_deep(self.span_from(open))) }
    }

    /// Steps over what separates entries; true when the bracket closes.
    fn closes(&mut self, close: u8, first: bool, open: usize) -> Result<bool, Diagnostic> {
        self.skip_space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(true);
        }
        if self.at >= self.bytes.len() {
            return Err(self.unclosed(close, open));
        }
        if first {
            return Ok(false);
        }
        if self.peek() != Some(b',') {
            let label = format!("`,` or `{}` is expected here", close as char);
            return Err(self
                .wrong(&label)
                .label(Span::new(self.source, open, open + 1), "in what opens here"));
        }
        let comma = self.at;
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(close) {
            let found = self.wrong_at(comma, comma + 1, "nothing follows this comma");
            return Err(found.help("JSON allows no comma after the last entry; remove it"));
        }
        Ok(false)
    }

    fn unclosed(&self, close: u8, open: usize) -> Diagnostic {
        let label = format!("the file ends, but `{}` is missing", close as char);
        self.wrong(&label).label(Span::new(self.source, open, open + 1), "this is never closed")
    }

    fn member(&mut self, depth: usize) -> Result<Entry, Diagnostic> {
        if self.peek() != Some(b'"') {
            return Err(self.wrong("a name in double quotes is expected here"));
        }
        let start = self.at;
        let key = self.string()?;
        let key_span = self.span_from(start);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.wrong("`:` is expected here").label(key_span, "after this name"));
        }
        self.at += 1;
        self.skip_space();
        Ok(Entry { key, key_span, value: self.value(depth + 1)? })
    }

    fn string(&mut self) -> Result<Box<str>, Diagnostic> {
        let start = self.at;
        self.at += 1;
        let mut text: Cow<'_, str> = Cow::Borrowed("");
        loop {
            let from = self.at;
            while self.at < self.bytes.len() && !matches!(self.bytes[self.at], b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            text += &self.text[from..self.at];
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text.into());
                }
                Some(b'\\') => text.to_mut().push(self.escape()?),
                Some(b'\n' | b'\r') | None => {
                    let found = self.wrong_at(start, self.at, "this text is never closed");
                    return Err(found.help("add the missing `\"`; a line break in a text is written \\n"));
                }
                Some(_) => {
                    return Err(self
                        .wrong("a control character in a text")
                        .help("write it as \\t or \\u00XX"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Diagnostic> {
        let start = self.at;
        self.at += 2;
        Ok(match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                return Err(self
                    .wrong_at(start, start + 1, "JSON has no such escape")
                    .help("a backslash itself is written \\\\"));
            }
        })
    }

    /// `\uXXXX`, or two of them that make one character. A half alone becomes U+FFFD.
    fn unicode(&mut self, start: usize) -> Result<char, Diagnostic> {
        let high = self.hex(start)?;
        if !(0xd800..0xdc00).contains(&high) || self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
            return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let second = self.at;
        self.at += 2;
        let low = self.hex(second)?;
        if (0xdc00..0xe000).contains(&low) {
            let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        // The second one stands for itself.
        self.at = second;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self, start: usize) -> Result<u32, Diagnostic> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(self.wrong_at(start, start + 2, "four hexadecimal digits are expected after this"));
        };
        self.at += 4;
        Ok(code)
    }
}
