//! Whitespace that YAML 1.2 wants and older parsers do not ask for.
//!
//! Real documents have texts in quotes and brackets that go on too far left, and comments that
//! touch what they follow. Most parsers read them, saphyr-parser refuses. Blanks mean nothing in
//! these spots, so they are put in, and places are led back to the text as it is.

use std::borrow::Cow;

/// Enough blanks to stand right of any indentation.
const INDENT: usize = 200;

/// A text with blanks put in.
#[derive(Clone, Debug, Default)]
pub(super) struct Repairs {
    /// At which byte of the original, and how many; sorted.
    inserted: Vec<(usize, usize)>,
}

impl Repairs {
    /// Where the first blanks were put in.
    pub(super) fn first(&self) -> Option<usize> {
        self.inserted.first().map(|(at, _)| *at)
    }

    /// The text with the blanks.
    pub(super) fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.inserted.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut out =
            String::with_capacity(text.len() + self.inserted.iter().map(|(_, blanks)| blanks).sum::<usize>());
        let mut from = 0;
        for (at, blanks) in &self.inserted {
            out.push_str(&text[from..*at]);
            out.extend(std::iter::repeat_n(' ', *blanks));
            from = *at;
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }

    /// The byte of the original that a byte of the text with blanks comes from.
    pub(super) fn original(&self, byte: usize) -> usize {
        let mut before = 0;
        for (at, blanks) in &self.inserted {
            if at + before >= byte {
                break;
            }
            // A place within the blanks is the place where they were put in.
            before += (*blanks).min(byte - at - before);
        }
        byte - before
    }

    /// Adds what an error at a byte of the original asks for; false where that is not known.
    pub(super) fn mend(&mut self, text: &str, error: &str, at: usize) -> bool {
        let known = self.inserted.len();
        match error {
            "comments must be separated from other tokens by whitespace" if text[at..].starts_with('#') => {
                self.insert(at, 1);
            }
            "invalid indentation" | "invalid indentation in flow construct" => {
                let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
                if text[line..at].trim().is_empty() {
                    self.insert(line, INDENT);
                }
            }
            "invalid indentation in quoted scalar" => self.indent_quoted(text, at),
            _ => {}
        }
        self.inserted.len() > known
    }

    fn insert(&mut self, at: usize, blanks: usize) {
        if let Err(slot) = self.inserted.binary_search_by_key(&at, |(at, _)| *at) {
            self.inserted.insert(slot, (at, blanks));
        }
    }

    /// Indents the lines of a text in quotes that begins at a byte.
    fn indent_quoted(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let Some(quote @ (b'"' | b'\'')) = bytes.get(start).copied() else { return };
        let mut at = start + 1;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' if quote == b'"' => at += 1,
                b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
                byte if byte == quote => return,
                // Empty lines are line breaks of the text; they stay empty.
                b'\n' if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r') | None) => {
                    self.insert(at + 1, INDENT);
                }
                _ => {}
            }
            at += 1;
        }
    }
}
