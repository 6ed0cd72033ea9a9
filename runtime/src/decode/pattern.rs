//! `pattern`: regular expressions of ECMA-262, as the generator has translated them.
//!
//! In comes a static pattern; out goes whether a text matches. The engine works in linear time, so no sender can make
//! it hang; patterns that it cannot express are none of this room's.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A regular expression, built when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    regex: &'static str,
    built: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as the document writes it, and the same for the engine.
    pub const fn new(source: &'static str, regex: &'static str) -> Self {
        Self { source, regex, built: OnceLock::new() }
    }

    /// The pattern as the document writes it.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether it matches somewhere in a text. The generator has tried it, so that it can be built; one written by
    /// hand that cannot matches nothing.
    pub fn matches(&self, text: &str) -> bool {
        let built = self.built.get_or_init(|| Regex::new(self.regex).ok());
        built.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}
