//! What `hookwright test` is asked for.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use hookwright::contract::Check;

use super::examples::EXAMPLES;
use crate::examples::HINT;
use crate::subject;

/// Ask of a receiver, in whatever language, all that its document promises.
///
/// Sends every example of the document, samples made from the schemas, and then what must be refused: payloads that break
/// the schema one constraint at a time, tampered, forged, stale and repeated deliveries, unknown events and versions.
/// What fails is made as small as it still fails, and shown with a line for the shell that repeats it.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = HINT)]
pub(crate) struct Wishes {
    #[command(flatten)]
    pub(super) subject: subject::Wishes,

    /// Where the receiver listens; `{version}` in it is filled in.
    #[arg(long, value_name = "URL")]
    pub(super) url: String,

    /// Only events whose names match; may be said several times.
    #[arg(long, value_name = "GLOB", help_heading = "What is asked")]
    pub(super) only: Vec<String>,

    /// Only these checks; may be said several times.
    #[arg(long, value_name = "CHECK", value_parser = checks(), help_heading = "What is asked")]
    pub(super) check: Vec<String>,

    /// All checks but these; may be said several times.
    #[arg(long, value_name = "CHECK", value_parser = checks(), help_heading = "What is asked")]
    pub(super) skip: Vec<String>,

    /// Other samples: the same number makes the same ones.
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "What is asked")]
    pub(super) seed: u64,

    /// At most so many broken payloads for each event, spread over its schema.
    #[arg(long, value_name = "N", default_value_t = 60, help_heading = "What is asked")]
    pub(super) broken: usize,

    /// What the receiver does with payloads that break the schema, where the document does not say.
    #[arg(long, value_name = "WHAT", default_value = "consistent", help_heading = "What the receiver is")]
    pub(super) invalid: Invalid,

    /// The time in which a delivery has to be acknowledged, such as `5s` or `800ms`.
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time, help_heading = "What the receiver is")]
    pub(super) within: Duration,

    /// The receiver's limit of bytes; without it a body of 32 MiB must be beyond it.
    #[arg(long, value_name = "BYTES", help_heading = "What the receiver is")]
    pub(super) limit: Option<usize>,

    /// The URL as the receiver knows it, where the scheme signs it and it is another one.
    #[arg(long, value_name = "URL", help_heading = "What the receiver is")]
    pub(super) public_url: Option<String>,

    /// What the document's `security` demands beside a signature; `user:password` for basic.
    #[arg(long, value_name = "NAME=SECRET", value_parser = pair, help_heading = "What the receiver is")]
    pub(super) credential: Vec<(String, String)>,

    /// A URL that answers with the number of effects so far, so that a repeated delivery can be shown to have none.
    #[arg(long, value_name = "URL", help_heading = "What the receiver is")]
    pub(super) observe: Option<String>,

    /// How the result is reported.
    #[arg(long, visible_alias = "report", value_name = "FORM", default_value = "text")]
    pub(super) format: Form,

    /// The file that the report is written to; standard output otherwise.
    #[arg(short, long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// JUnit's XML, which CI systems show.
    Junit,
    /// One page.
    Html,
}

/// `--invalid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Invalid {
    /// It refuses all, or acknowledges all.
    Consistent,
    /// It refuses all.
    Refused,
}

fn checks() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Check::ALL.iter().map(|check| check.name()))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, secret) = text.split_once('=').ok_or("a name and a secret are expected, as in apiKey=hush")?;
    Ok((name.to_owned(), secret.to_owned()))
}

/// Seconds, or milliseconds.
fn time(text: &str) -> Result<Duration, String> {
    let number = |digits: &str| digits.trim().parse::<u64>().ok();
    let time = match text.strip_suffix("ms") {
        Some(digits) => number(digits).map(Duration::from_millis),
        None => number(text.strip_suffix('s').unwrap_or(text)).map(Duration::from_secs),
    };
    time.filter(|time| !time.is_zero()).ok_or_else(|| "a time is expected, such as 5s or 800ms".to_owned())
}
