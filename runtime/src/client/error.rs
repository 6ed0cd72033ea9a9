//! Why an attempt has no answer.
//!
//! In: what went wrong. Out: [`SendError`]: words for people, `may_have_arrived` for retries. It
//! shows hosts, never whole URLs (their paths and queries are often secrets), ids or bodies.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::Answer;
use crate::callback::ExpressionError;
use crate::signature::SignError;
use crate::violation::Violations;

/// Why an event was not sent, or why its answer can't be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// The URL can't be called, whatever is allowed.
    Url(&'static str),
    /// The URL is plain HTTP.
    Insecure {
        /// The URL's host.
        host: String,
    },
    /// The host is, or resolves to, an address that is not public.
    Blocked {
        /// The URL's host.
        host: String,
    },
    /// The callback's URL can't be made from the original exchange.
    Expression(ExpressionError),
    /// The payload can't be written as JSON.
    Payload(serde_json::Error),
    /// The payload breaks its own schema, or can't be written in its document's media type. Nothing was sent.
    Forbidden(Violations),
    /// The request's headers are not what the document declares. Nothing was sent.
    Headers(Violations),
    /// The endpoint's version has no such event, or the application says that this one can't be said in it. Nothing
    /// was sent.
    NotInVersion {
        /// The event, as the application's version names it.
        event: &'static str,
        /// The endpoint's version.
        version: &'static str,
    },
    /// The delivery's id or time can't be signed.
    Sign(SignError),
    /// A header of the event or the trace context is not a header's value, or the method is none.
    Header(String),
    /// The system has no random numbers.
    Random,
    /// No connection: the name, the network, the proxy, or TLS.
    Connect {
        /// The URL's host.
        host: String,
        /// How far it came.
        step: Step,
        /// What the network said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The connection broke before the answer was whole.
    Broken {
        /// The URL's host.
        host: String,
        /// What the network said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No whole answer in time.
    Timeout {
        /// The URL's host.
        host: String,
        /// What was waited for.
        phase: Phase,
        /// The limit that ran out.
        after: Duration,
    },
    /// The receiver answered, and did not take the event; said by [`Answer::accepted`] alone.
    Refused {
        /// The answer's status.
        status: StatusCode,
        /// The delivery's id.
        id: String,
    },
    /// The answer's body is larger than the client reads.
    AnswerTooLarge {
        /// The answer's status: the event arrived.
        status: StatusCode,
        /// The client's limit in bytes.
        limit: usize,
    },
    /// The answer's body is not what the document says.
    Answer {
        /// The answer as it came: the event arrived.
        answer: Box<Answer<()>>,
        /// Where the body breaks its schema.
        violations: Violations,
    },
}

/// Steps to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// From the name to addresses.
    Name,
    /// From an address to a connection.
    Network,
    /// From the proxy to the host.
    Proxy,
    /// From a connection to an encrypted one.
    Tls,
}

/// Phases of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Until there is a connection: name, network, proxy, TLS. Nothing was sent.
    Connect,
    /// Until the answer's head.
    Headers,
    /// Until the answer's last byte.
    Answer,
}

impl SendError {
    /// Whether the receiver may have got the event all the same. Where it may, a retry must keep
    /// the delivery's id.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Timeout { phase, .. } => *phase != Phase::Connect,
            Self::Broken { .. } | Self::AnswerTooLarge { .. } | Self::Answer { .. } => true,
            _ => false,
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(reason) => write!(f, "the URL can't be called: {reason}"),
            Self::Insecure { host } => write!(
                f,
                "`{host}` would be called by plain HTTP; use https, or for tests \
                 `allow_http_on_loopback` and a loopback host"
            ),
            Self::Blocked { host } => {
                write!(f, "`{host}` is not a public address; if that is meant, `allow_private_addresses`")
            }
            Self::Expression(error) => write!(f, "the callback has no URL: {error}"),
            Self::Payload(error) => write!(f, "the payload can't be written as JSON: {error}"),
            Self::Forbidden(violations) => {
                write!(f, "the payload is not what its document allows, so it was not sent: {violations}")
            }
            Self::Headers(violations) => write!(
                f,
                "the headers are not what the document declares, so nothing was sent (`headers` sets them): {violations}"
            ),
            Self::NotInVersion { event, version } => {
                write!(f, "`{event}` can't be said in version {version}, so it was not sent")
            }
            Self::Sign(error) => write!(f, "the request can't be signed: {error}"),
            Self::Header(name) => write!(f, "`{name}` is not fit for an HTTP request"),
            Self::Random => f.write_str("the system has no random numbers for an id"),
            Self::Connect { host, step, source } => {
                let way = if *step == Step::Proxy { " through the proxy" } else { "" };
                write!(f, "no connection to `{host}`{way}: {}", innermost(&**source))
            }
            Self::Broken { host, source } => write!(
                f,
                "the connection to `{host}` broke before the answer was whole: {}",
                innermost(&**source)
            ),
            Self::Timeout { host, phase, after } => match phase {
                Phase::Connect => write!(f, "no connection to `{host}` in {after:?}"),
                Phase::Headers => write!(f, "no answer of `{host}` in {after:?}"),
                Phase::Answer => write!(f, "no whole answer of `{host}` in {after:?}"),
            },
            Self::Refused { status, id } => write!(f, "the receiver refused delivery `{id}` with {status}"),
            Self::AnswerTooLarge { status, limit } => {
                write!(f, "the answer ({status}) is larger than {limit} bytes")
            }
            Self::Answer { answer, violations } => {
                let status = answer.status;
                write!(f, "the answer ({status}) is not what the document says: {violations}")
            }
        }
    }
}

/// The end of a chain says most: "connection refused", not "error trying to connect".
fn innermost<'a>(error: &'a (dyn std::error::Error + 'static)) -> &'a dyn std::error::Error {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Expression(error) => Some(error),
            Self::Payload(error) => Some(error),
            Self::Forbidden(violations) | Self::Headers(violations) => Some(violations),
            Self::Sign(error) => Some(error),
            Self::Connect { source, .. } | Self::Broken { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

impl From<ExpressionError> for SendError {
    fn from(error: ExpressionError) -> Self {
        Self::Expression(error)
    }
}

impl From<SignError> for SendError {
    fn from(error: SignError) -> Self {
        Self::Sign(error)
    }
}
