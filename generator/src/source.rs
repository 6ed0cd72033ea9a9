//! The files that were read, and places in them.
//!
//! Comes in: names and texts. Goes out: ids, and line and column of a place, which are looked up
//! only when a diagnostic is printed. It knows neither YAML nor how a file was read.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// One file of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A place: a range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A place in a file.
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// Whether the other place lies within this one.
    #[must_use]
    pub fn contains(&self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// Line and column as people count them: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// One file: its name as it is shown, and its text.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    lines: OnceCell<Vec<usize>>,
}

impl Source {
    /// The name as it is shown: the path as the user gave it, with `/` between its parts.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte at which each line begins.
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        })
    }

    /// The number of the line, from 0, in which a byte stands.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        self.lines().partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The bytes of a line, counted from 0, without its line break.
    #[must_use]
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let lines = self.lines();
        let start = lines.get(line).copied().unwrap_or(self.text.len());
        let end = lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or_default();
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    /// The nearest byte, from here backwards, at which a character begins.
    #[must_use]
    pub fn floor(&self, byte: usize) -> usize {
        let mut at = byte.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let at = self.floor(byte);
        let line = self.line_of(at);
        let start = self.lines()[line];
        let before = &self.text[start..at];
        // A byte order mark is no character that an editor shows.
        let before = if start == 0 { before.trim_start_matches('\u{feff}') } else { before };
        Position { line: line + 1, column: before.chars().count() + 1 }
    }
}

/// The store of files; it only grows.
#[derive(Debug, Default)]
pub struct Sources {
    all: RefCell<Vec<Rc<Source>>>,
}

impl Sources {
    /// Takes a file; backslashes of its name become slashes.
    pub fn add(&self, name: &str, text: String) -> SourceId {
        let name = name.replace('\\', "/");
        let mut all = self.all.borrow_mut();
        all.push(Rc::new(Source { name, text, lines: OnceCell::new() }));
        SourceId(u32::try_from(all.len() - 1).unwrap_or(u32::MAX))
    }

    /// A file; `None` for the id of another store.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<Rc<Source>> {
        self.all.borrow().get(id.0 as usize).cloned()
    }

    /// Where a place begins.
    #[must_use]
    pub fn position(&self, span: Span) -> Option<Position> {
        Some(self.get(span.source)?.position(span.start as usize))
    }

    /// Where a place begins, as `file:line:column`.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<String> {
        let source = self.get(span.source)?;
        let Position { line, column } = source.position(span.start as usize);
        Some(format!("{}:{line}:{column}", source.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let sources = Sources::default();
        let id = sources.add("a\\b.yaml", "\u{feff}a: 1\r\nü: x\n".to_owned());
        let text = sources.get(id).expect("just added");
        let x = text.text().find('x').expect("there");
        assert_eq!(text.position(3), Position { line: 1, column: 1 });
        assert_eq!(sources.place(Span::new(id, x, x + 1)).as_deref(), Some("a/b.yaml:2:4"));
        assert_eq!(&text.text()[text.line_range(0)], "\u{feff}a: 1");
        assert_eq!(text.position(9999), Position { line: 3, column: 1 });
    }
}
