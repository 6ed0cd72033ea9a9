//! What `hookwright send` is asked for.

use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::examples::EXAMPLES;
use crate::examples::HINT;
use crate::said::Format;
use crate::span::span;
use crate::subject;

/// Send an event of a document: a payload that its schema takes, signed as it says.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = HINT)]
pub(crate) struct Wishes {
    /// The event's name.
    #[arg(value_name = "EVENT")]
    pub(super) event: String,

    #[command(flatten)]
    pub(super) subject: subject::Wishes,

    /// Where it goes; `{version}` in it is filled in. Without it, a line for curl is printed.
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,

    /// Print a line for curl that sends it, and send nothing.
    #[arg(long)]
    pub(super) dry_run: bool,

    /// The version of the document; the newest that has the event otherwise.
    #[arg(long, value_name = "VERSION")]
    pub(super) pin: Option<String>,

    /// The payload from a file of JSON; `-` is standard input.
    #[arg(long, value_name = "FILE", help_heading = "What is sent")]
    pub(super) data: Option<String>,

    /// The document's example of this name.
    #[arg(long, value_name = "NAME", conflicts_with = "data", help_heading = "What is sent")]
    pub(super) example: Option<String>,

    /// A payload made from the schema: a name, or a number from 0.
    #[arg(long, value_name = "SAMPLE", conflicts_with_all = ["data", "example"], help_heading = "What is sent")]
    pub(super) sample: Option<String>,

    /// Other samples: the same number makes the same ones.
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "What is sent")]
    pub(super) seed: u64,

    /// Change the payload at a JSON Pointer; may be said several times.
    #[arg(long, value_name = "/POINTER=VALUE", value_parser = change, help_heading = "What is sent")]
    pub(super) set: Vec<(String, Value)>,

    /// Send a payload that breaks the schema all the same.
    #[arg(long, help_heading = "What is sent")]
    pub(super) invalid: bool,

    /// The delivery's id; a new one otherwise.
    #[arg(long, value_name = "ID", conflicts_with = "count", help_heading = "What is sent")]
    pub(super) id: Option<String>,

    /// A header, `Name: value`, in place of one that the document has a value for; may be said several times.
    #[arg(long = "header", short = 'H', value_name = "HEADER", value_parser = header, help_heading = "What is sent")]
    pub(super) headers: Vec<(http::HeaderName, http::HeaderValue)>,

    /// What the document's `security` demands beside a signature; `user:password` for basic.
    #[arg(long, value_name = "NAME=SECRET", value_parser = pair, help_heading = "What is sent")]
    pub(super) credential: Vec<(String, String)>,

    /// So many deliveries, each with an id of its own.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), help_heading = "How it is sent")]
    pub(super) count: u32,

    /// So many each second; as many as can be otherwise.
    #[arg(long, value_name = "R", value_parser = rate, help_heading = "How it is sent")]
    pub(super) rate: Option<f64>,

    /// So many at once, at most.
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "How it is sent")]
    pub(super) concurrency: u16,

    /// How long an answer may take.
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = span, help_heading = "How it is sent")]
    pub(super) timeout: Duration,

    /// Allow HTTPS to addresses that are not public.
    #[arg(long, help_heading = "How it is sent")]
    pub(super) private: bool,

    /// How the answer is shown: for people, or as one JSON value.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) format: Format,
}

/// `/a/b=3`, `/name=Ada`.
fn change(text: &str) -> Result<(String, Value), String> {
    let wrong = || "a JSON Pointer and a value are expected, as in /order/total=5 or /name=Ada".to_owned();
    let (pointer, value) = text.split_once('=').ok_or_else(wrong)?;
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(wrong());
    }
    Ok((pointer.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| Value::from(value))))
}

fn header(text: &str) -> Result<(http::HeaderName, http::HeaderValue), String> {
    let (name, value) = text.split_once(':').ok_or("a header is `Name: value`")?;
    let name = name.trim().parse().map_err(|_| format!("`{name}` is no name of a header"))?;
    let value = http::HeaderValue::from_str(value.trim()).map_err(|_| "no header can have this value")?;
    Ok((name, value))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, secret) = text.split_once('=').ok_or("a name and a secret are expected, as in apiKey=hush")?;
    Ok((name.to_owned(), secret.to_owned()))
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: Option<f64> = text.parse().ok();
    rate.filter(|rate| rate.is_finite() && *rate > 0.0 && *rate <= 1e6)
        .ok_or_else(|| "a number of deliveries each second is expected, such as 50 or 0.5".to_owned())
}
