//! How much a change matters, and to whom: plain data.
//!
//! Comes in: nothing. Goes out: words that order themselves. It knows no document.

use std::fmt;

/// How much a change matters to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It does not matter.
    None,
    /// Good to know: what was written for the old document goes on working.
    Info,
    /// It works on, but something is missing or may be read otherwise.
    Warning,
    /// What was written for the old document refuses what the new one allows.
    Breaking,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How readers take what they do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// They validate by the schema and refuse the rest.
    Strict,
    /// They keep listed values and members that they do not know, as generated receivers do.
    Tolerant,
}

/// Whose document it is, which says who has to follow when it changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Perspective {
    /// The provider's: it writes payloads by the new document, and receivers read by the old one.
    #[default]
    Provider,
    /// The consumer's: it reads payloads by the new document, and senders write by the old one.
    Consumer,
}

/// What a change does to the set of values that a schema takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The new document allows what the old one refused.
    Widens,
    /// The new document refuses what the old one allowed.
    Narrows,
    /// Both.
    Changes,
}

impl Effect {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Widens => "widens",
            Self::Narrows => "narrows",
            Self::Changes => "changes",
        }
    }

    pub(super) fn widens(self) -> bool {
        self != Self::Narrows
    }

    pub(super) fn narrows(self) -> bool {
        self != Self::Widens
    }
}

/// Which part of a delivery changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// What the provider writes as the body.
    Payload,
    /// What the provider writes as headers and in the URL.
    Parameter,
    /// What the consumer writes in return.
    Answer,
}

impl Subject {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Parameter => "parameter",
            Self::Answer => "answer",
        }
    }

    /// Whether who reads it follows the old document, and who writes it the new one.
    pub(super) fn is_read_by_old(self, perspective: Perspective) -> bool {
        (self == Self::Answer) == (perspective == Perspective::Consumer)
    }
}
