//! What is asked, by kind. In: a kind with its parameters, a challenge. Out: the parts of a request. It must not know
//! answers.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::client::{SendError, header};
use crate::signature::Secret;

/// A kind of handshake that a sender can ask for. Challenges are made anew each time.
///
/// ```
/// use hookwright::client::Ask;
///
/// let consent = Ask::cloud_events("events.example.com").rate(120);
/// assert_eq!(format!("{:?}", Ask::meta("hush")), "Ask(\"meta\")");
/// ```
#[derive(Clone)]
pub struct Ask {
    pub(super) kind: Kind,
}

#[derive(Clone)]
pub(super) enum Kind {
    Slack,
    Zoom,
    Dropbox,
    EventGrid,
    Meta(Secret),
    Asana(Secret),
    CloudEvents { origin: String, rate: Option<u32>, callback: Option<String> },
}

/// The parts of a request.
pub(crate) struct Asking {
    pub(crate) method: Method,
    /// What comes to the URL's query.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) signed: bool,
}

impl Ask {
    /// As Slack: a signed `url_verification` with a challenge, which must come back.
    #[must_use]
    pub const fn slack() -> Self {
        Self { kind: Kind::Slack }
    }

    /// As Zoom: a signed `endpoint.url_validation` with a token, which must come back with its HMAC under a secret of
    /// this client's signing.
    #[must_use]
    pub const fn zoom() -> Self {
        Self { kind: Kind::Zoom }
    }

    /// As Dropbox: a GET with a `challenge`, which must come back.
    #[must_use]
    pub const fn dropbox() -> Self {
        Self { kind: Kind::Dropbox }
    }

    /// As Event Grid: a `SubscriptionValidationEvent`, signed if deliveries are, whose code must come back.
    #[must_use]
    pub const fn event_grid() -> Self {
        Self { kind: Kind::EventGrid }
    }

    /// As Meta: a GET with `hub.challenge`, which must come back, and the token that the subscriber gave us.
    #[must_use]
    pub fn meta(token: impl Into<Secret>) -> Self {
        Self { kind: Kind::Meta(token.into()) }
    }

    /// As Asana: hands over the secret by which deliveries to this endpoint will be signed, in `X-Hook-Secret`, which
    /// must come back. Let the secret be random and of this endpoint alone.
    #[must_use]
    pub fn asana(secret: impl Into<Secret>) -> Self {
        Self { kind: Kind::Asana(secret.into()) }
    }

    /// As CloudEvents: OPTIONS with our name as `WebHook-Request-Origin`, a host's name.
    #[must_use]
    pub fn cloud_events(origin: impl Into<String>) -> Self {
        Self { kind: Kind::CloudEvents { origin: origin.into(), rate: None, callback: None } }
    }

    /// How many requests each minute a CloudEvents endpoint is asked for.
    #[must_use]
    pub fn rate(mut self, requests: u32) -> Self {
        if let Kind::CloudEvents { rate, .. } = &mut self.kind {
            *rate = Some(requests);
        }
        self
    }

    /// Where a CloudEvents endpoint may consent later.
    #[must_use]
    pub fn callback(mut self, url: impl Into<String>) -> Self {
        if let Kind::CloudEvents { callback, .. } = &mut self.kind {
            *callback = Some(url.into());
        }
        self
    }

    pub(super) const fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Slack => "slack",
            Kind::Zoom => "zoom",
            Kind::Dropbox => "dropbox",
            Kind::EventGrid => "event-grid",
            Kind::Meta(_) => "meta",
            Kind::Asana(_) => "asana",
            Kind::CloudEvents { .. } => "cloud-events",
        }
    }

    pub(super) fn asking(&self, challenge: &str) -> Result<Asking, SendError> {
        Ok(match &self.kind {
            Kind::Slack => post(&json!({ "type": "url_verification", "challenge": challenge })),
            Kind::Zoom => post(&json!({
                "event": "endpoint.url_validation",
                "event_ts": milliseconds(),
                "payload": { "plainToken": challenge },
            })),
            Kind::EventGrid => {
                let mut asking = post(&json!([{
                    "id": challenge,
                    "topic": "",
                    "subject": "",
                    "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
                    "metadataVersion": "1",
                    "dataVersion": "1",
                    "data": { "validationCode": challenge },
                }]));
                let kind = HeaderValue::from_static("SubscriptionValidation");
                asking.headers.insert("aeg-event-type", kind);
                asking
            }
            Kind::Dropbox => get(format!("challenge={challenge}")),
            Kind::Meta(token) => {
                let token = utf8_percent_encode(token.text(), NON_ALPHANUMERIC);
                get(format!("hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={token}"))
            }
            Kind::Asana(secret) => {
                let mut asking = Asking { signed: false, ..post(&json!({})) };
                asking.headers.insert("x-hook-secret", header::hidden("x-hook-secret", secret.text())?);
                asking
            }
            Kind::CloudEvents { origin, rate, callback } => options(origin, *rate, callback.as_deref())?,
        })
    }
}

/// The kind alone: the rest may be secret.
impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ask").field(&self.name()).finish()
    }
}

fn post(body: &Value) -> Asking {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let body = Bytes::from(body.to_string());
    Asking { method: Method::POST, query: String::new(), headers, body, signed: true }
}

fn get(query: String) -> Asking {
    Asking { method: Method::GET, query, headers: HeaderMap::new(), body: Bytes::new(), signed: false }
}

fn options(origin: &str, rate: Option<u32>, callback: Option<&str>) -> Result<Asking, SendError> {
    let mut asking = Asking { method: Method::OPTIONS, ..get(String::new()) };
    let mut put = |name: &'static str, text: &str| {
        if text.is_empty() {
            return Err(SendError::Header(name.to_owned()));
        }
        asking.headers.insert(name, header::value(name, text)?);
        Ok(())
    };
    put("webhook-request-origin", origin)?;
    if let Some(rate) = rate {
        put("webhook-request-rate", &rate.to_string())?;
    }
    if let Some(callback) = callback {
        put("webhook-request-callback", callback)?;
    }
    Ok(asking)
}

fn milliseconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
