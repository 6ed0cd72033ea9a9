//! Standard Webhooks by hand. In: headers and a body. Out: whether they belong together. It must not know payloads.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::fault::Fault;
use crate::read::Refusal;

/// How far a sender's clock may be off.
const TOLERANCE: i64 = 300;

/// Verifies deliveries, with one fault at most.
pub struct Verifier {
    key: Vec<u8>,
    fault: Option<Fault>,
    /// Signatures that were good once; what [`Fault::VerdictKept`] looks at.
    good: Mutex<HashSet<String>>,
}

impl Verifier {
    /// By this secret: its key is what follows the prefix, in base64.
    ///
    /// # Panics
    /// Where it is not.
    #[must_use]
    pub fn new(secret: &str, fault: Option<Fault>) -> Self {
        let text = secret.trim_start_matches("whsec_");
        let key = match fault {
            Some(Fault::SecretUndecoded) => secret.as_bytes().to_vec(),
            Some(Fault::SecretWithoutPrefixUndecoded) => text.as_bytes().to_vec(),
            _ => BASE64_STANDARD.decode(text).expect("base64"),
        };
        Self { key, fault, good: Mutex::default() }
    }

    /// Whether the delivery is the sender's, and of now; gives its id.
    ///
    /// # Errors
    /// The refusal, where it is not.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<String, Refusal> {
        let has = |fault| self.fault == Some(fault);
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let id = text("webhook-id");
        if has(Fault::Unverified) || has(Fault::UnsignedTaken) && text("webhook-signature").is_none() {
            return Ok(id.unwrap_or_default().to_owned());
        }
        let parts = id.zip(text("webhook-timestamp")).zip(text("webhook-signature"));
        let Some(((id, time), given)) = parts else {
            return Err(if has(Fault::MissingHeaderCrashes) { crash() } else { unauthorized("incomplete") });
        };
        if has(Fault::VerdictKept) && self.good().contains(given) {
            return Ok(id.to_owned());
        }
        let sent: i64 = time.parse().map_err(|_| unauthorized("no time"))?;
        if !self.is_fresh(sent) {
            return Err(unauthorized("not of now"));
        }
        let written = self.written_anew(body)?;
        let body = written.as_deref().unwrap_or(body);
        let mut times = if has(Fault::AnyTime) { sent - 60..=sent + 60 } else { sent..=sent };
        if !times.any(|time| self.is_signed(given, &self.signature(id, time, body))) {
            let right =
                if has(Fault::SignatureTold) { self.signature(id, sent, body) } else { String::new() };
            return Err(unauthorized(&format!("wrong signature {right}")));
        }
        self.good().insert(given.to_owned());
        Ok(id.to_owned())
    }

    fn good(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.good.lock().expect("nobody panics with it")
    }

    fn is_fresh(&self, sent: i64) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let age = i64::try_from(now).expect("before the end of time") - sent;
        match self.fault {
            Some(Fault::TimeIgnored) => true,
            Some(Fault::FutureTaken) => age <= TOLERANCE,
            Some(Fault::StaleTaken) => age >= -TOLERANCE,
            _ => age.abs() <= TOLERANCE,
        }
    }

    /// The body as a parser and a serialiser would leave it, for the faults that parse first.
    fn written_anew(&self, body: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        match self.fault {
            Some(Fault::WrittenAnew) => {
                let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::bad("no JSON"))?;
                Ok(Some(value.to_string().into_bytes()))
            }
            Some(Fault::SpacesWritten) => {
                let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::bad("no JSON"))?;
                Ok(Some(spaced(&value).into_bytes()))
            }
            Some(Fault::ParsedFirst) => match serde_json::from_slice::<Value>(body) {
                Ok(_) => Ok(None),
                Err(_) => Err(crash()),
            },
            _ => Ok(None),
        }
    }

    fn signature(&self, id: &str, time: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any length will do");
        mac.update(format!("{id}.{time}.").as_bytes());
        mac.update(body);
        BASE64_STANDARD.encode(mac.finalize().into_bytes())
    }

    /// Whether one of the signatures in the header is the right one.
    fn is_signed(&self, given: &str, right: &str) -> bool {
        let mut signatures = given.split(' ').filter_map(|one| one.strip_prefix("v1,"));
        match self.fault {
            Some(Fault::HeaderComparedWhole) => given == format!("v1,{right}"),
            Some(Fault::FirstSignatureAlone) => signatures.next() == Some(right),
            Some(Fault::BeginningCompared) => signatures.any(|one| right.starts_with(one)),
            Some(Fault::ShorterCompared) => {
                signatures.any(|one| !one.is_empty() && one.bytes().zip(right.bytes()).all(|(a, b)| a == b))
            }
            _ => signatures.any(|one| one == right),
        }
    }
}

/// JSON as Python's `json.dumps` writes it.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), spaced(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn unauthorized(why: &str) -> Refusal {
    Refusal { status: StatusCode::UNAUTHORIZED, why: why.to_owned() }
}

fn crash() -> Refusal {
    Refusal { status: StatusCode::INTERNAL_SERVER_ERROR, why: "something broke".to_owned() }
}
