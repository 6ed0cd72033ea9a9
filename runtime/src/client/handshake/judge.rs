//! Whether an answer is consent. In: what was asked, the answer. Out: what was granted, or what is wrong with it. It must
//! not guess: whatever is not the exact answer is none.

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, StatusCode};

use super::ask::{Ask, Kind};
use super::{Granted, HandshakeError};
use crate::json::lookup;

type Verdict = Result<Granted, HandshakeError>;

/// Consent without a word about rates.
const GRANTED: Granted = Granted { rate: None, later: false };

/// `tags` are the HMACs of the challenge by the keys that we sign with.
pub(super) fn judge(
    ask: &Ask,
    challenge: &str,
    tags: impl Fn() -> Vec<String>,
    parts: &Parts,
    body: &Bytes,
) -> Verdict {
    let status = parts.status;
    let is_good = match ask.kind {
        Kind::CloudEvents { .. } => status.is_success(),
        Kind::Asana(_) => status == StatusCode::OK || status == StatusCode::NO_CONTENT,
        _ => status == StatusCode::OK,
    };
    if !is_good {
        return Err(HandshakeError::Status(status));
    }
    match &ask.kind {
        Kind::Slack => {
            let is_it = body == challenge.as_bytes() || is(body, "/challenge", challenge);
            when(is_it, "its body is not the challenge")
        }
        Kind::Dropbox | Kind::Meta(_) => when(body == challenge.as_bytes(), "its body is not the challenge"),
        Kind::EventGrid => {
            when(is(body, "/validationResponse", challenge), "its `validationResponse` is not the code")
        }
        Kind::Zoom if !is(body, "/plainToken", challenge) => wrong("its `plainToken` is not the token"),
        Kind::Zoom => zoom(body, &tags()),
        Kind::Asana(secret) => {
            let given = only(&parts.headers, "x-hook-secret")?;
            when(given == Some(secret.text()), "its `X-Hook-Secret` is not the secret")
        }
        Kind::CloudEvents { origin, rate, callback } => {
            consent(&parts.headers, origin, rate.is_some(), callback.is_some())
        }
    }
}

fn zoom(body: &[u8], tags: &[String]) -> Verdict {
    if tags.is_empty() {
        return Err(HandshakeError::NoKey);
    }
    let is_one = |tag: &String| is(body, "/encryptedToken", tag);
    when(tags.iter().any(is_one), "its `encryptedToken` is not the token's HMAC")
}

fn consent(headers: &HeaderMap, origin: &str, asked_rate: bool, has_callback: bool) -> Verdict {
    let Some(allowed) = only(headers, "webhook-allowed-origin")? else {
        return match has_callback {
            true => Ok(Granted { later: true, ..GRANTED }),
            false => Err(HandshakeError::Refused),
        };
    };
    if allowed != "*" && !allowed.eq_ignore_ascii_case(origin) {
        return wrong("its `WebHook-Allowed-Origin` is another");
    }
    let rate = match only(headers, "webhook-allowed-rate")? {
        None if asked_rate => return wrong("it has no `WebHook-Allowed-Rate`"),
        None | Some("*") => None,
        Some(text) => match number(text) {
            Some(rate) => Some(rate),
            None => return wrong("its `WebHook-Allowed-Rate` is no rate"),
        },
    };
    Ok(Granted { rate, later: false })
}

/// A number of requests; one that is too large to count is as good as the largest.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rate = digits.then(|| text.parse().unwrap_or(u32::MAX))?;
    (rate > 0).then_some(rate)
}

fn is(body: &[u8], pointer: &str, text: &str) -> bool {
    lookup(body, pointer).as_deref() == Some(text)
}

fn when(consented: bool, otherwise: &'static str) -> Verdict {
    if consented { Ok(GRANTED) } else { wrong(otherwise) }
}

fn wrong(what: &'static str) -> Verdict {
    Err(HandshakeError::Answer(what))
}

/// A header that may stand once.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, HandshakeError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(HandshakeError::Answer("a header of its stands twice, or is no text")),
    }
}
