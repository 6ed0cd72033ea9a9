//! A request on the command line.
//!
//! Comes in: what was typed, and files. Goes out: a request whose bytes are exactly those. It must not judge it.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use hookwright::Scheme;
use hookwright::signature::{Secret, Served};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::extra::Extra;
use crate::said::Format;
use crate::secrets::Secrets;

/// The one name that is no scheme: a digest is no signature.
pub(super) const DIGEST: &str = "rfc9530-content-digest";

/// What both commands ask for.
#[derive(Args, Debug)]
pub(crate) struct Wishes {
    /// How the request is signed: a preset (`hookwright presets`).
    #[arg(long, value_name = "NAME", value_parser = names())]
    pub(crate) scheme: String,

    #[command(flatten)]
    secrets: Secrets,

    /// The URL that the sender calls, as the receiver knows it.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// The method.
    #[arg(long, value_name = "METHOD", default_value = "POST")]
    pub(crate) method: Method,

    /// A header, `Name: value`; may be said several times.
    #[arg(long = "header", short = 'H', value_name = "HEADER")]
    pub(crate) headers: Vec<Header>,

    /// The file with the body, byte for byte; `-` is standard input. Without it the body is empty.
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,

    /// The time of signing or verifying, in Unix seconds. Without it, now.
    #[arg(long, value_name = "UNIX")]
    now: Option<Time>,

    /// More about the scheme as a JSON file: `keys`, `alg`, `policy`, `served`, `trust_root_pem`, `response_status`.
    #[arg(long, value_name = "FILE")]
    extra: Option<PathBuf>,

    /// How the result is shown: for people, or as one JSON object.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: Format,
}

fn names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Scheme::presets().chain([DIGEST]))
}

/// A request with nothing read into it.
pub(crate) struct Request {
    /// None where the name is that of [`DIGEST`].
    pub(crate) scheme: Option<Scheme>,
    pub(crate) secrets: Vec<Secret>,
    /// Keys and certificates that stand elsewhere.
    pub(super) fetcher: Served,
    pub(crate) headers: HeaderMap,
    /// Whether a header was given that no request can carry.
    pub(crate) impossible: bool,
    pub(crate) body: Vec<u8>,
    pub(crate) now: SystemTime,
}

impl Wishes {
    /// The whole request.
    pub(crate) fn request(&self) -> Result<Request, String> {
        let extra = self.extra.as_deref().map(Extra::read).transpose()?.unwrap_or_default();
        let mut secrets = extra.secrets();
        if secrets.is_empty() {
            secrets = self.secrets.read()?;
        }
        let scheme = Scheme::preset(&self.scheme)
            .map(|scheme| extra.scheme(scheme, !secrets.is_empty()))
            .transpose()?;
        let fetcher = extra.fetcher();
        let mut headers = HeaderMap::new();
        let mut impossible = false;
        for Header { name, value } in &self.headers {
            match value {
                Some(value) => drop(headers.append(name, value.clone())),
                None => impossible = true,
            }
        }
        let now = self.now.map_or_else(SystemTime::now, |Time(now)| now);
        Ok(Request { scheme, secrets, fetcher, headers, impossible, body: self.body()?, now })
    }

    fn body(&self) -> Result<Vec<u8>, String> {
        let Some(file) = &self.body_file else { return Ok(Vec::new()) };
        if file.as_os_str() == "-" {
            let mut body = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut body)
                .map_err(|error| format!("standard input: {error}"))?;
            return Ok(body);
        }
        std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
    }
}

/// One header as it was typed.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    name: HeaderName,
    /// None where no request can carry it: control characters.
    value: Option<HeaderValue>,
}

impl FromStr for Header {
    type Err = String;

    /// One space behind the colon belongs to the notation; any other is part of the value.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once(':').ok_or("a header is `Name: value`")?;
        let name = name.parse().map_err(|_| format!("`{name}` is no name of a header"))?;
        let value = unfolded(value.strip_prefix(' ').unwrap_or(value));
        let value = HeaderValue::from_bytes(value.as_bytes()).ok();
        Ok(Self { name, value })
    }
}

/// A folded value in one line, as servers read it (RFC 9112 section 5.2).
fn unfolded(value: &str) -> String {
    let mut lines = value.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |out, line| match line.strip_prefix([' ', '\t']) {
        Some(rest) => format!("{} {}", out.trim_end(), rest.trim_start()),
        // No fold: the header refuses it.
        None => format!("{out}\n{line}"),
    })
}

/// A time in Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(SystemTime);

impl FromStr for Time {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds: f64 = text.parse().map_err(|_| "a time is a number of seconds since 1970")?;
        let since =
            Duration::try_from_secs_f64(seconds).map_err(|_| "a time is a number of seconds since 1970")?;
        UNIX_EPOCH.checked_add(since).map(Self).ok_or("no clock goes so far")
    }
}
