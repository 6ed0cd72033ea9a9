//! Azure Event Grid's validation of a subscription. In: a POST of one event, a policy. Out: its code, or a call of the
//! address that it gives. It must not call any other host.

use http::StatusCode;
use serde_json::json;
use std::borrow::Cow;

use super::calls::Calls;
use super::query::{Parameter, parameter};
use super::{Reply, Request, Verdict, challenge, host, meta, refusal};
use crate::json::lookup;
use crate::signature::Secret;

/// Who is answered, and how.
#[derive(Clone)]
pub(super) struct EventGrid {
    /// A query parameter, and what it must be.
    token: Option<(Cow<'static, str>, Secret)>,
    pub(super) calls_back: bool,
}

impl EventGrid {
    /// What a document can declare.
    pub(super) const DECLARED: Self = Self { token: None, calls_back: false };

    pub(super) const fn with(parameter: Cow<'static, str>, token: Secret) -> Self {
        Self { token: Some((parameter, token)), calls_back: false }
    }
}

pub(super) fn asks(request: Request<'_>) -> bool {
    let kind = request.headers.get("aeg-event-type");
    let is_said = kind.is_none_or(|kind| kind.as_bytes().eq_ignore_ascii_case(b"SubscriptionValidation"));
    let event = lookup(request.body, "/0/eventType");
    is_said && event.as_deref() == Some("Microsoft.EventGrid.SubscriptionValidationEvent")
}

pub(super) async fn answer(request: Request<'_>, policy: Option<&EventGrid>, calls: &Calls) -> Verdict {
    let policy = policy.unwrap_or(&EventGrid::DECLARED);
    if let Some((name, token)) = &policy.token {
        let Parameter::One(given) = parameter(request.uri, name) else {
            return Err(refusal::stranger("handshake::token"));
        };
        if !meta::is(Some(token), &given) {
            return Err(refusal::stranger("handshake::token"));
        }
    }
    if policy.calls_back {
        return call(request.body, calls).await;
    }
    let code = lookup(request.body, "/0/data/validationCode").filter(|code| challenge::is_token(code));
    let code = code.ok_or_else(refusal::malformed)?;
    let answer = json!({ "validationResponse": code }).to_string();
    Ok(challenge::unread(Reply::with_body(StatusCode::OK, "application/json", answer)))
}

async fn call(body: &[u8], calls: &Calls) -> Verdict {
    let url = lookup(body, "/0/data/validationUrl").ok_or_else(refusal::malformed)?;
    // Its ports are its own: 553 in some regions.
    let url = host::pinned(&url, true, |name| host::is_below(name, "eventgrid.azure.net"));
    calls.make(url.ok_or_else(|| refusal::stranger("handshake::host"))?).await?;
    Ok(Reply::empty(StatusCode::OK))
}
