//! The consent of CloudEvents' webhooks (CloudEvents HTTP webhooks 1.0.1 section 4). In: an OPTIONS request, a policy.
//! Out: the headers of consent, or none of them. It must not call an address that is not the origin's own.

use http::header::{ALLOW, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use std::borrow::Cow;

use super::super::pipeline::{Settled, Step};
use super::calls::Calls;
use super::{Reply, Request, Verdict, host, refusal};

/// Who may send, and how much.
#[derive(Clone)]
pub(super) struct CloudEvents {
    /// Names of senders; `*` is anybody.
    pub(super) origins: Origins,
    /// Requests each minute.
    pub(super) rate: Option<u32>,
    /// Whether consent goes to the callback, where there is one.
    pub(super) calls_back: bool,
}

/// The names of senders that may send.
#[derive(Clone)]
pub(super) enum Origins {
    Declared(&'static [&'static str]),
    Said(Vec<Cow<'static, str>>),
}

const ORIGIN: &str = "webhook-request-origin";
const RATE: &str = "webhook-request-rate";
const CALLBACK: &str = "webhook-request-callback";

const ALLOWED_ORIGIN: HeaderName = HeaderName::from_static("webhook-allowed-origin");
const ALLOWED_RATE: HeaderName = HeaderName::from_static("webhook-allowed-rate");

pub(super) async fn answer(request: Request<'_>, policy: &CloudEvents, calls: &Calls) -> Option<Verdict> {
    if !request.headers.contains_key(ORIGIN) {
        return None;
    }
    Some(consent(request.headers, policy, calls).await)
}

async fn consent(headers: &HeaderMap, policy: &CloudEvents, calls: &Calls) -> Verdict {
    let origin = only(headers, ORIGIN)?.ok_or_else(refusal::malformed)?;
    if !policy.allows(origin) {
        return Err(without_consent("handshake::origin"));
    }
    let rate = policy.rate(only(headers, RATE)?).ok_or_else(refusal::malformed)?;
    let reply = Reply::empty(StatusCode::OK).header(ALLOW, HeaderValue::from_static("POST"));
    // Where anybody may send, a callback would have us call whatever host anybody names.
    if policy.calls_back
        && policy.names(origin)
        && let Some(url) = only(headers, CALLBACK)?
    {
        let parent = origin.to_ascii_lowercase();
        let url = host::pinned(url, true, |name| host::is_below(name, &parent));
        calls.make(url.ok_or_else(|| without_consent("handshake::host"))?).await?;
        return Ok(reply);
    }
    let origin = HeaderValue::from_str(origin).map_err(|_| refusal::malformed())?;
    let rate = HeaderValue::from_str(&rate).map_err(|_| refusal::malformed())?;
    Ok(reply.header(ALLOWED_ORIGIN, origin).header(ALLOWED_RATE, rate))
}

impl CloudEvents {
    fn allows(&self, origin: &str) -> bool {
        host::is_name(origin) && (self.names("*") || self.names(origin))
    }

    fn names(&self, origin: &str) -> bool {
        match &self.origins {
            Origins::Declared(origins) => origins.iter().any(|one| one.eq_ignore_ascii_case(origin)),
            Origins::Said(origins) => origins.iter().any(|one| one.eq_ignore_ascii_case(origin)),
        }
    }

    /// The rate that is granted: the smaller one of what is asked for and what is allowed. None where what is asked for
    /// is no rate.
    fn rate(&self, asked: Option<&str>) -> Option<String> {
        let asked = match asked {
            None | Some("*") => None,
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(text.parse::<u32>().ok().filter(|rate| *rate > 0)?)
            }
            Some(_) => return None,
        };
        let granted = match (asked, self.rate) {
            (Some(asked), Some(most)) => Some(asked.min(most)),
            (one, other) => one.or(other),
        };
        Some(granted.map_or_else(|| "*".to_owned(), |rate| rate.to_string()))
    }
}

/// A header that may stand once.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Step<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().map_err(|_| refusal::malformed())?.trim();
    if values.next().is_some() { Err(refusal::malformed()) } else { Ok(Some(text)) }
}

/// No status takes consent away: what is missing does.
fn without_consent(code: &'static str) -> Box<Settled> {
    let mut settled = refusal::stranger(code);
    settled.reply.headers.insert(ALLOW, HeaderValue::from_static("POST"));
    settled
}
