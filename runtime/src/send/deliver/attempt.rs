//! One attempt. In: a delivery, its endpoint. Out: what came of it, ready to be judged and stored. It must not decide
//! what happens next.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use tracing::Instrument as _;

use super::super::document::{Converted, Kept};
use super::super::policy::Came;
use super::super::sender::Shared;
use super::{Destination, Parcel};
use crate::client::body::Body;
use crate::client::{Answer, Client, Delivery, SendError};
use crate::event::EventInfo;
use crate::header_lines;
use crate::millis::millis;

/// What came of an attempt.
#[derive(Clone, Debug)]
pub(in crate::send) struct Attempted {
    pub(in crate::send) came: Came,
    pub(in crate::send) at: i64,
    pub(in crate::send) elapsed: Duration,
    pub(in crate::send) status: Option<u16>,
    /// `delivered`, `refused`, or why there is no answer.
    pub(in crate::send) class: &'static str,
    /// For people; it shows hosts, no URLs.
    pub(in crate::send) detail: String,
    /// The beginning of the answer's body.
    pub(in crate::send) answer: Vec<u8>,
}

/// A delivery as it goes out: in the endpoint's version.
struct Letter<'a> {
    event: &'static EventInfo,
    payload: Bytes,
    content_type: Cow<'a, str>,
}

/// Why there is nothing to send.
enum Nothing {
    /// The endpoint's version has no such event, or the document has it no more.
    NoEvent(&'static str, String),
    /// The application could not say it in that version.
    Failed(String),
}

/// Sends one delivery, once.
pub(in crate::send) async fn attempt(shared: &Shared, parcel: &Parcel, to: &Destination) -> Attempted {
    let now = shared.store.now();
    let letter = match letter(shared, parcel, to) {
        Ok(letter) => letter,
        Err(nothing) => return unsent(nothing, now),
    };
    let client = client(shared, parcel, to, now);
    let success = letter.event.success;
    let body = Body { bytes: letter.payload, content_type: Cow::Owned(letter.content_type.into_owned()) };
    let started = std::time::Instant::now();
    let number = parcel.attempts.saturating_add(1);
    let span = tracing::debug_span!(target: "hookwright", "attempt", event = parcel.event, name = parcel.name,
        endpoint = to.id, attempt = number, traceparent = parcel.traceparent);
    let outcome = client.send_body(letter.event, &to.url, body).instrument(span).await;
    let elapsed = started.elapsed();
    match outcome {
        Ok(answer) => answered(&answer, success, now, shared.settings.answer_kept),
        Err(error) => failed(&error, now, elapsed),
    }
}

fn letter<'a>(shared: &Shared, parcel: &'a Parcel, to: &Destination) -> Result<Letter<'a>, Nothing> {
    // What tells of endpoints is of no version.
    let converter = shared.document.converter.as_ref();
    let converter = converter.filter(|_| shared.document.event(&parcel.name).is_some());
    let (Some(version), Some(converter)) = (to.version, converter) else {
        let event = shared.event(&parcel.name).ok_or_else(|| unknown(parcel))?;
        let content_type = Cow::Borrowed(parcel.content_type.as_str());
        return Ok(Letter { event, payload: parcel.payload.clone(), content_type });
    };
    let kept = Kept { event: &parcel.name, payload: &parcel.payload, content_type: &parcel.content_type };
    match converter.convert(&kept, version.name) {
        Ok(Some(Converted { event, payload, content_type })) => {
            Ok(Letter { event, payload, content_type: Cow::Owned(content_type) })
        }
        Err(why) => Err(Nothing::Failed(why)),
        Ok(None) => {
            let why = format!("version `{}` has no event `{}`", version.name, parcel.name);
            Err(Nothing::NoEvent("version::no_event", why))
        }
    }
}

fn unknown(parcel: &Parcel) -> Nothing {
    Nothing::NoEvent("event::unknown", format!("the document has no event `{}`", parcel.name))
}

fn client(shared: &Shared, parcel: &Parcel, to: &Destination, now: SystemTime) -> Client {
    let delivery = Delivery {
        id: Some(parcel.event.clone()),
        timestamp: Some(now),
        traceparent: parcel.traceparent.clone(),
    };
    let mut client = shared.client.signing(Arc::clone(&to.signing)).delivery(delivery);
    if let Some(version) = to.version {
        client = client.versioned(version);
    }
    if let Some(headers) = &parcel.headers {
        client = client.with_headers(header_lines::read(headers));
    }
    client
}

fn unsent(nothing: Nothing, now: SystemTime) -> Attempted {
    let (came, class, detail) = match nothing {
        Nothing::NoEvent(class, why) => (Came::Impossible, class, why),
        Nothing::Failed(why) => (Came::Failed { retry_after: None }, "version::failed", why),
    };
    let at = millis(now);
    Attempted { came, at, elapsed: Duration::ZERO, status: None, class, detail, answer: Vec::new() }
}

fn answered(answer: &Answer<()>, success: u16, now: SystemTime, kept: usize) -> Attempted {
    let (came, class) = verdict(answer.status, success, &answer.headers, now);
    Attempted {
        came,
        at: millis(now),
        elapsed: answer.elapsed,
        status: Some(answer.status.as_u16()),
        class,
        detail: String::new(),
        answer: answer.body[..answer.body.len().min(kept)].to_vec(),
    }
}

fn verdict(status: StatusCode, success: u16, headers: &HeaderMap, now: SystemTime) -> (Came, &'static str) {
    let retry_after = || retry_after(headers, now);
    let came = match status.as_u16() {
        code if status.is_success() || code == success => return (Came::Delivered, "delivered"),
        410 => Came::Gone,
        code @ (429 | 502 | 504) => Came::Throttled { status: code, retry_after: retry_after() },
        503 => Came::Failed { retry_after: retry_after() },
        _ => Came::Failed { retry_after: None },
    };
    (came, "refused")
}

/// Seconds, or a date (RFC 9110, section 10.2.3). What is neither says nothing.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

fn failed(error: &SendError, now: SystemTime, elapsed: Duration) -> Attempted {
    let status = match error {
        SendError::AnswerTooLarge { status, .. } => Some(status.as_u16()),
        _ => None,
    };
    Attempted {
        came: Came::Failed { retry_after: None },
        at: millis(now),
        elapsed,
        status,
        class: error.class(),
        detail: error.to_string(),
        answer: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    fn asked(text: &str) -> Option<u64> {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, text.parse().unwrap())]);
        retry_after(&headers, now).map(|time| time.as_secs())
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(asked("120"), Some(120));
        assert_eq!(asked(" 0 "), Some(0));
        assert_eq!(asked("99999999999999999999999"), Some(u64::MAX));
        assert_eq!(asked("Sun, 09 Sep 2001 01:47:40 GMT"), Some(60));
        assert_eq!(asked("Sun, 09 Sep 2001 01:40:00 GMT"), Some(0), "a date that has passed");
        for nothing in ["", "-1", "1.5", "soon"] {
            assert_eq!(asked(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_statuses_mean() {
        let headers = HeaderMap::new();
        let came =
            |code, success| verdict(StatusCode::from_u16(code).unwrap(), success, &headers, UNIX_EPOCH).0;
        for code in [200, 202, 204, 299] {
            assert_eq!(came(code, 200), Came::Delivered);
        }
        assert_eq!(came(302, 302), Came::Delivered, "the document says so");
        for code in [301, 302, 307, 308, 400, 401, 404, 500, 503] {
            assert_eq!(came(code, 200), Came::Failed { retry_after: None }, "{code}");
        }
        for code in [429, 502, 504] {
            assert_eq!(came(code, 200), Came::Throttled { status: code, retry_after: None });
        }
        assert_eq!(came(410, 200), Came::Gone);
    }
}
