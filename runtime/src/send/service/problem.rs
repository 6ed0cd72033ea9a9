//! What is wrong, as RFC 9457 has it. In: refusals, mistakes, errors of the store. Out: problem documents that name places
//! and never what stood there. It must not show what is inside: that is logged.

use bytes::Bytes;
use http::header::{ALLOW, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use super::super::Error;
use super::answer::with_body;
use super::caller::Refusal;
use crate::receive::body::Unread;

/// A mistake in a request: where, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) pointer: String,
    pub(super) message: String,
}

/// Why a request does not get what it asked for.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
    mistakes: Vec<Mistake>,
    allow: Option<&'static str>,
}

impl Mistake {
    pub(super) fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), mistakes: Vec::new(), allow: None }
    }

    pub(super) fn refused(refusal: Refusal) -> Self {
        Self::new(refusal.status, "The caller may not do this.")
    }

    pub(super) fn unread(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "The body has more than 65536 bytes.")
            }
            Unread::TooSlow => Self::new(StatusCode::REQUEST_TIMEOUT, "The body did not come in time."),
            Unread::Broken => Self::new(StatusCode::BAD_REQUEST, "The body broke off."),
        }
    }

    pub(super) fn mistakes(mistakes: Vec<Mistake>) -> Self {
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Something in the request is not valid.");
        Self { mistakes, ..problem }
    }

    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such thing.")
    }

    pub(super) fn not_allowed(allow: &'static str) -> Self {
        let problem = Self::new(StatusCode::METHOD_NOT_ALLOWED, "The method is none of this path's.");
        Self { allow: Some(allow), ..problem }
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut problem = json!({ "title": title, "status": self.status.as_u16(), "detail": self.detail });
        if !self.mistakes.is_empty() {
            let one = |mistake: &Mistake| json!({ "pointer": mistake.pointer, "message": mistake.message });
            problem["errors"] = self.mistakes.iter().map(one).collect::<Vec<Value>>().into();
        }
        let body = problem.to_string().into_bytes();
        let mut response = with_body(self.status, "application/problem+json", body);
        if let Some(allow) = self.allow {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// Who called hears of his own mistakes; the store's are logged.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::NotFound { .. } => Self::not_found(),
            Error::NotConsented(why) => {
                Self::new(StatusCode::CONFLICT, format!("The endpoint has not consented: {why}."))
            }
            Error::UnknownEvent(_) => Self::mistakes(vec![Mistake::at(
                "/events",
                "the document has no event of one of these names",
            )]),
            Error::Url(error) => Self::mistakes(vec![Mistake::at("/url", url(error.class()))]),
            Error::Invalid { what, .. } => match place(what) {
                Some((pointer, message)) => Self::mistakes(vec![Mistake::at(pointer, message)]),
                None => Self::inside(&error),
            },
            _ if error.is_overloaded() => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "There is too much to do. Try again.")
            }
            _ => Self::inside(&error),
        }
    }
}

impl Problem {
    fn inside(error: &Error) -> Self {
        tracing::error!(target: "hookwright", code = "sender::service", error = %error, "a request can't be answered");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong inside.")
    }
}

/// A name that leads inside and one that leads nowhere are one mistake: who registers endpoints is not told what names
/// there are inside.
fn url(class: &str) -> &'static str {
    match class {
        "insecure" => "a URL that begins with `https:` is expected",
        "url" => "a URL is expected: absolute, without user and password",
        _ => "a URL is expected whose host has a public address",
    }
}

/// Where what is not valid stands, and what is expected there.
fn place(what: &str) -> Option<(&'static str, &'static str)> {
    Some(match what {
        "filter" => ("/filter", "an object of 1 to 16 JSON Pointers and their values is expected"),
        "retry schedule" => {
            ("/retry", "a schedule of 1 to 100 delays is expected, in milliseconds, of 31 days at most")
        }
        "subscription" => ("/events", "at least one event is expected; `*` stands for all"),
        "version" => ("/version", "the document has no such version"),
        "secret" => ("/secret", "a secret in the form of the signature scheme is expected"),
        _ => return None,
    })
}
