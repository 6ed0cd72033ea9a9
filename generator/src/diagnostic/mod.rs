//! What goes wrong, said well: a code, a message, places, a cause and a way out.
//!
//! Comes in: findings of every stage. Goes out: a report for people, a line for cargo, JSON for
//! machines. It knows files and places, never what a document means.

mod catalogue;
mod line;
mod report;
mod sink;
mod suggest;
#[cfg(test)]
mod tests;
mod window;

pub use catalogue::{Entry, catalogue};
pub use line::{Plain, json, one_line};
pub use report::{Style, report, report_all};
pub use sink::Diagnostics;
pub use suggest::nearest;

use std::fmt;

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The result cannot be had.
    Error,
    /// The result can be had, but something in it is not as the document says.
    Warning,
    /// Something that was decided and is good to know.
    Note,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The stable name of a kind of finding, such as `reference::dangling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// What the catalogue says of it.
    #[must_use]
    pub fn entry(self) -> Option<&'static Entry> {
        catalogue().find(|entry| entry.code == self.0)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A place with what is to be said of it; the text may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said of it.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub level: Level,
    /// Its kind.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The places that are to blame, the first of them first.
    pub labels: Vec<Label>,
    /// Why that is so.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of a level.
    #[must_use]
    pub fn new(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { level, code: Code(code), message, labels: Vec::new(), why: None, help: None }
    }

    /// A finding without which there is no result.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, message)
    }

    /// A finding that leaves a result with a flaw.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, message)
    }

    /// A finding that is good to know.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Note, code, message)
    }

    /// Adds a place; the first one is where the report points.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says why.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The place where it points.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}
