//! The pull reader that decodes run on.
//!
//! In comes a body that is UTF-8; out go scalars, containers piece by piece, and a record of what
//! broke. The first pass stops at the first violation and records nothing; only when it fails, a
//! second pass with the same code collects all of them. The reader must not know which types it
//! serves.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::kind::Kind;
use super::record::{Nearest, Record};
use super::scan::{Broken, Scan, Text};
use super::trials::{Key, Trials};
use super::work::Work;
use super::{DEEPEST, DEEPEST_STACK, Invalid, Reading, unescape};
use crate::types::Body;
use crate::violation::{MOST_VIOLATIONS, Novelty, Violations};

/// A cursor over a JSON body, which takes one value after the other and keeps account of
/// violations.
///
/// Implementations of [`Decode`](crate::Decode) call it; each method that takes a value checks its
/// kind. When a method gives [`Invalid`], the violation is recorded and, while violations are
/// collected, the value has been passed over.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(crate) scan: Scan<'a>,
    text: &'a str,
    /// What texts are parts of.
    body: &'a Arc<Body>,
    pub(crate) reading: Reading,
    pub(crate) collecting: bool,
    /// Nothing more can be read: the text is broken, or the record is full.
    pub(crate) dead: bool,
    pub(crate) depth: u32,
    /// The address of the stack where the body's reading began.
    stack: usize,
    pub(crate) record: Record,
    /// While violations are collected: which members of the open objects have been seen.
    pub(crate) seen: Vec<bool>,
    pub(crate) trials: Trials,
    pub(crate) work: Work,
}

/// A state of a reader to which it can go back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) at: usize,
    depth: u32,
    dead: bool,
    collecting: bool,
    pub(crate) reading: Reading,
    novelties: usize,
    seen: usize,
}

impl Place {
    /// What a trial of a union at this place is remembered by.
    pub(crate) fn key(&self, union: usize) -> Key {
        (union, self.at, self.reading)
    }
}

impl<'a> Reader<'a> {
    /// A reader for the first pass, which stops at the first violation.
    pub(crate) fn new(body: &'a Arc<Body>, reading: Reading) -> Self {
        let text = body.as_str();
        Self {
            scan: Scan::whole(text.as_bytes()),
            text,
            body,
            reading,
            collecting: false,
            dead: false,
            depth: 0,
            stack: stack(),
            record: Record::default(),
            seen: Vec::new(),
            trials: Trials::default(),
            work: Work::of(text.len()),
        }
    }

    /// A reader for the second pass, which lists all violations.
    pub(crate) fn collecting(body: &'a Arc<Body>, reading: Reading) -> Self {
        Self { collecting: true, ..Self::new(body, reading) }
    }

    /// How the body is read.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// The kind of the value at the cursor, by its first byte; `None` where no value can start.
    #[inline]
    pub fn kind(&mut self) -> Option<Kind> {
        Some(match self.scan.space() {
            b'n' => Kind::Null,
            b't' | b'f' => Kind::Bool,
            b'-' | b'0'..=b'9' => Kind::Number,
            b'"' => Kind::String,
            b'[' => Kind::Array,
            b'{' => Kind::Object,
            _ => return None,
        })
    }

    /// The offset of the value at the cursor, by which its violations are named.
    #[inline]
    pub fn start(&mut self) -> usize {
        self.scan.space();
        self.scan.at
    }

    /// Takes a string.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>, Invalid> {
        if self.scan.space() != b'"' {
            return Err(self.mismatch("a string"));
        }
        match self.scan.string() {
            Ok(token) => Ok(self.text_of(token)),
            Err(broken) => Err(self.broken(broken)),
        }
    }

    /// Takes a string as a part of the body.
    #[inline]
    pub fn text(&mut self) -> Result<crate::Text, Invalid> {
        match self.string()? {
            Cow::Borrowed(text) => {
                // Behind a string without escapes the cursor is one quote further than its end.
                let start = self.scan.at - 1 - text.len();
                Ok(crate::Text::part(self.body, start, text.len()).unwrap_or_else(|| text.into()))
            }
            Cow::Owned(text) => Ok(text.into()),
        }
    }

    /// Takes a boolean.
    #[inline]
    pub fn boolean(&mut self) -> Result<bool, Invalid> {
        let (word, value) = match self.scan.space() {
            b't' => ("true", true),
            b'f' => ("false", false),
            _ => return Err(self.mismatch("a boolean")),
        };
        self.literal(word)?;
        Ok(value)
    }

    /// Takes `null` if it is what comes.
    #[inline]
    pub fn null(&mut self) -> Result<bool, Invalid> {
        if self.scan.space() != b'n' {
            return Ok(false);
        }
        self.literal("null")?;
        Ok(true)
    }

    #[inline]
    fn literal(&mut self, word: &'static str) -> Result<(), Invalid> {
        self.scan.literal(word).map_err(|broken| self.broken(broken))
    }

    /// Takes a number and gives its text.
    #[inline]
    pub fn number(&mut self) -> Result<&'a str, Invalid> {
        if !matches!(self.scan.space(), b'-' | b'0'..=b'9') {
            return Err(self.mismatch("a number"));
        }
        match self.scan.number() {
            Ok(number) => Ok(self.since(number.start)),
            Err(broken) => Err(self.broken(broken)),
        }
    }

    /// Takes any value and gives its text, without the white space around it.
    pub fn raw(&mut self) -> Result<&'a str, Invalid> {
        let start = self.start();
        self.skip()?;
        Ok(self.since(start))
    }

    /// Passes over any value.
    #[inline]
    pub fn skip(&mut self) -> Result<(), Invalid> {
        match self.scan.skip(DEEPEST - self.depth.min(DEEPEST)) {
            Ok(()) => Ok(()),
            Err(broken) => Err(self.broken(broken)),
        }
    }

    /// The text from an offset to the cursor.
    #[inline]
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.scan.at).unwrap_or_default()
    }

    /// The text of a string token of this body.
    #[inline]
    pub(crate) fn text_of(&self, token: Text) -> Cow<'a, str> {
        unescape::text(self.text, token)
    }

    /// Records that the value which started at `at` and has been taken breaks `keyword`. The
    /// message must not hold the value.
    #[cold]
    #[inline(never)]
    pub fn invalid(&mut self, at: usize, keyword: &'static str, message: fmt::Arguments<'_>) -> Invalid {
        self.invalid_below(at, "", keyword, message)
    }

    /// The same for a place inside the value, by the pointer that leads there from it.
    pub(crate) fn invalid_below(
        &mut self,
        at: usize,
        below: &str,
        keyword: &'static str,
        message: fmt::Arguments<'_>,
    ) -> Invalid {
        if self.collecting {
            self.record.violation(Some(at), below, keyword, message);
            self.dead |= self.record.full;
        }
        Invalid
    }

    /// Records that the value at the cursor is of another kind than `expected`, and passes over it.
    #[cold]
    #[inline(never)]
    pub fn mismatch(&mut self, expected: &str) -> Invalid {
        self.refuse("type", format_args!("{expected} is expected"))
    }

    /// Records that the value at the cursor breaks `keyword`, and passes over it.
    #[cold]
    #[inline(never)]
    pub(crate) fn refuse(&mut self, keyword: &'static str, message: fmt::Arguments<'_>) -> Invalid {
        if self.collecting {
            let at = self.start();
            // The text must be JSON before one can speak of kinds.
            if self.skip().is_ok() {
                self.invalid(at, keyword, message);
            }
        }
        Invalid
    }

    /// The same, with what can be said about a union's closest alternative.
    pub(crate) fn refuse_nearest(
        &mut self,
        keyword: &'static str,
        message: &str,
        nearest: Option<Nearest>,
    ) -> Invalid {
        let before = self.record.violations.len();
        self.refuse(keyword, format_args!("{message}"));
        if let Some(found) = self.record.violations.get_mut(before).filter(|found| found.keyword == keyword) {
            found.nearest = nearest;
        }
        Invalid
    }

    /// The string that a member of the object ahead has; the first one of its name, without
    /// decoding the object.
    pub(crate) fn peek_member(&self, member: &str) -> Option<Cow<'a, str>> {
        let mut scan = self.scan.clone();
        scan.take(b'{', "").ok()?;
        while scan.space() != b'}' {
            let name = scan.name().ok()?;
            if scan.space() == b'"' && self.text_of(name) == member {
                return scan.string().ok().map(|token| self.text_of(token));
            }
            scan.skip(DEEPEST).ok()?;
            if scan.space() == b',' {
                scan.at += 1;
            }
        }
        None
    }

    /// Notes something that only a newer document could have caused. Call it in a tolerant reading
    /// only.
    #[cold]
    pub fn novelty(&mut self, at: usize, keyword: &'static str) {
        self.record.novelty(at, keyword);
    }

    /// Whether no more novelties are noted.
    pub(crate) fn is_full(&self) -> bool {
        self.record.novelties.len() >= MOST_VIOLATIONS
    }

    /// Records that the text is no JSON, after which nothing can be read.
    #[cold]
    #[inline(never)]
    pub(crate) fn broken(&mut self, broken: Broken) -> Invalid {
        if self.collecting && !self.dead {
            match broken {
                Broken::Syntax(expected) => {
                    let (line, column) = self.line();
                    let message = format!("not JSON at line {line}, column {column}: {expected}");
                    self.record.violation(None, "", "syntax", format_args!("{message}"));
                }
                Broken::Depth => {
                    let message = format!(
                        "at most {DEEPEST} arrays and objects may be nested, fewer where they have very many members"
                    );
                    self.record.violation(Some(self.scan.at), "", "depth", format_args!("{message}"));
                }
            }
        }
        self.dead = true;
        Invalid
    }

    /// The line and column of the cursor, both from 1; columns count characters.
    fn line(&self) -> (usize, usize) {
        let before = self.scan.bytes.get(..self.scan.at).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n');
        let column = |line: &[u8]| String::from_utf8_lossy(line).chars().count() + 1;
        line.enumerate().last().map_or((1, 1), |(number, line)| (number + 1, column(line)))
    }

    /// Opens an array or object whose first byte the cursor is on.
    pub(crate) fn open(&mut self) -> Result<(), Invalid> {
        if self.depth == DEEPEST || stack().abs_diff(self.stack) > DEEPEST_STACK {
            return Err(self.broken(Broken::Depth));
        }
        self.depth += 1;
        self.scan.at += 1;
        Ok(())
    }

    /// Checks that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Result<(), Invalid> {
        self.scan.space();
        if self.scan.at == self.text.len() {
            return Ok(());
        }
        Err(self.broken(Broken::Syntax("the end of the body is expected")))
    }

    /// Where the reader is.
    pub(crate) fn place(&self) -> Place {
        Place {
            at: self.scan.at,
            depth: self.depth,
            dead: self.dead,
            collecting: self.collecting,
            reading: self.reading,
            novelties: self.record.novelties.len(),
            seen: self.seen.len(),
        }
    }

    /// Goes back to a place, as if nothing had been read since; violations stay.
    pub(crate) fn back(&mut self, place: &Place) {
        self.keep(place);
        self.scan.at = place.at;
        self.depth = place.depth;
        self.record.novelties.truncate(place.novelties);
        self.seen.truncate(place.seen);
    }

    /// Goes on from where the reader is, in the way it was reading at a place.
    pub(crate) fn keep(&mut self, place: &Place) {
        self.dead = place.dead;
        self.collecting = place.collecting;
        self.reading = place.reading;
    }

    pub(crate) fn into_novelties(self) -> Vec<Novelty> {
        self.record.into_novelties(self.text)
    }

    pub(crate) fn into_violations(self) -> Option<Violations> {
        self.record.into_violations(self.text)
    }
}

/// Where the stack is at. A type of hundreds of members that holds itself could otherwise exhaust
/// it before it is nested too deep, and that would end the process.
#[inline(never)]
fn stack() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(&here).addr()
}
