//! What `hookwright listen` is asked for.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::examples::EXAMPLES;
use crate::examples::HINT;
use crate::said::Format;
use crate::span::span;
use crate::subject;

/// Receive what a sender emits, in whatever language, and judge it by its document.
///
/// Shows each request with a verdict: signature, media type, event, headers, payload. Over several attempts it watches
/// ids, bytes, timestamps and pauses. It answers by a script, or forwards to a receiver that runs on this machine.
/// Ctrl-C, `--until` and `--for` end it with a report.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = HINT)]
pub(crate) struct Wishes {
    #[command(flatten)]
    pub(super) subject: subject::Wishes,

    /// The port; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 4242, help_heading = "Receiving")]
    pub(super) port: u16,

    /// The address to listen at.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), help_heading = "Receiving")]
    pub(super) address: IpAddr,

    /// The URL that the sender was told, where the scheme signs it.
    #[arg(long, value_name = "URL", help_heading = "Receiving")]
    pub(super) public_url: Option<String>,

    /// Judge a body as too long beyond so many bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 1024 * 1024, help_heading = "Receiving")]
    pub(super) limit: usize,

    /// What each delivery's attempts are answered with, as in `500,429:2s,timeout,200`; `EVENT=SCRIPT` for one event.
    ///
    /// Words are a status, `429:2s` for one with `Retry-After`, `200@1s` for one after a while, `ok` for the document's
    /// own success, `timeout` and `reset`. The last one is repeated.
    #[arg(long, value_name = "SCRIPT", help_heading = "Answering")]
    pub(super) answer: Vec<String>,

    /// Send requests on to this URL as they are, and its answers back.
    #[arg(long, value_name = "URL", conflicts_with = "answer", help_heading = "Answering")]
    pub(super) forward_to: Option<String>,

    /// Append each request to this file, a line of JSON each.
    #[arg(long, value_name = "FILE", help_heading = "Recording")]
    pub(super) record: Option<PathBuf>,

    /// Send the requests of such a file to `--to` and end; their bytes are the recorded ones, their signatures new.
    #[arg(long, value_name = "FILE", requires = "to", conflicts_with_all = ["forward_to", "record", "answer"], help_heading = "Recording")]
    pub(super) replay: Option<PathBuf>,

    /// Where recorded requests go.
    #[arg(long, value_name = "URL", requires = "replay", help_heading = "Recording")]
    pub(super) to: Option<String>,

    /// Send recorded requests with their old signatures.
    #[arg(long, requires = "replay", help_heading = "Recording")]
    pub(super) as_is: bool,

    /// End after so many requests, once what failed was tried again or given up.
    #[arg(long, value_name = "N", help_heading = "Ending")]
    pub(super) until: Option<usize>,

    /// End after so long, such as `30s`.
    #[arg(long = "for", value_name = "TIME", value_parser = span, help_heading = "Ending")]
    pub(super) time: Option<Duration>,

    /// How long a retry may take where the document has no `x-webhook-retry`.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = span, help_heading = "Ending")]
    pub(super) patience: Duration,

    /// The report at the end.
    #[arg(long, value_name = "FORM", default_value = "text", help_heading = "Ending")]
    pub(super) report: Form,

    /// The file that the report is written to.
    #[arg(short, long, value_name = "FILE", help_heading = "Ending")]
    pub(super) out: Option<PathBuf>,

    /// How requests are shown: for people, or as a line of JSON each.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) format: Format,
}

/// `--report`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// JUnit's XML, which CI systems show.
    Junit,
}
