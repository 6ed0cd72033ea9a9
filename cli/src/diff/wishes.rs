//! The arguments of `hookwright diff`.
//!
//! Comes in: what was typed. Goes out: plain data.

use clap::{Args, ValueEnum};
use hookwright_build::diff::{Perspective, Readers, Severity};

const EXAMPLES: &str = "\
Examples:
  hookwright diff orders-v1.yaml orders-v2.yaml
  hookwright diff HEAD:specs/orders.yaml specs/orders.yaml --fail-on warning
  hookwright diff v1.4.0:specs/orders.yaml HEAD:specs/orders.yaml --format markdown > CHANGES.md

Exit codes:
  0  nothing that --fail-on names
  1  something that --fail-on names
  2  the command was not understood, or a document can't be read";

/// Say what a new document of webhooks changes for those who read by the old one.
///
/// Schemas are compared by the values that fit, not by how they are written. For payloads the provider writes and the
/// consumer reads: what the new document allows and the old one refuses may break readers. For answers it is the
/// other way round.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = crate::examples::HINT)]
pub(crate) struct Wishes {
    /// The old document: a file, or REVISION:PATH as `git show` has it.
    #[arg(value_name = "OLD")]
    pub(crate) old: String,

    /// The new document, likewise.
    #[arg(value_name = "NEW")]
    pub(crate) new: String,

    /// The form of the report.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: Format,

    /// Whose readers count: those that refuse what they do not know, or those that keep it, as generated ones do.
    #[arg(long, value_name = "READERS", default_value = "tolerant")]
    pub(crate) readers: ReadersWish,

    /// Whose document it is: who owns it changes it, and the others follow.
    #[arg(long, value_name = "WHO", default_value = "provider")]
    pub(crate) perspective: PerspectiveWish,

    /// Fail on changes that matter so much.
    #[arg(long, value_name = "SEVERITY", default_value = "breaking")]
    pub(crate) fail_on: FailOn,

    /// Show changes that break nobody, too; the other forms always have them.
    #[arg(long)]
    pub(crate) all: bool,

    /// Only webhooks whose names match; may be said several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,

    /// Read references to URLs that begin with PREFIX from files below DIR; may be said several times.
    #[arg(long, value_name = "PREFIX=DIR", value_parser = crate::args::mapping)]
    pub(crate) map: Vec<(String, String)>,

    /// Compare the rest when a webhook can't be read.
    #[arg(long)]
    pub(crate) keep_going: bool,
}

/// `--format`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// A changelog for subscribers.
    Markdown,
    /// SARIF 2.1.0, for code hosts.
    Sarif,
}

/// `--readers`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReadersWish {
    /// They refuse what the schema refuses.
    Strict,
    /// They keep listed values and members that they do not know.
    Tolerant,
}

impl From<ReadersWish> for Readers {
    fn from(wish: ReadersWish) -> Self {
        match wish {
            ReadersWish::Strict => Self::Strict,
            ReadersWish::Tolerant => Self::Tolerant,
        }
    }
}

/// `--perspective`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PerspectiveWish {
    /// Receivers go by the old document, the sender by the new one.
    Provider,
    /// Senders go by the old document, the receiver by the new one.
    Consumer,
}

impl From<PerspectiveWish> for Perspective {
    fn from(wish: PerspectiveWish) -> Self {
        match wish {
            PerspectiveWish::Provider => Self::Provider,
            PerspectiveWish::Consumer => Self::Consumer,
        }
    }
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailOn {
    /// What the readers refuse.
    Breaking,
    /// What they may miss, too.
    Warning,
    /// Any change.
    Info,
    /// Nothing.
    Never,
}

impl FailOn {
    /// The least severity that fails.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Breaking => Some(Severity::Breaking),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}
