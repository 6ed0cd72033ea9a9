//! Signing: the sending reader of a plan.
//!
//! In: a scheme, secrets, and what is sent. Out: the headers to add. It must not know events,
//! payloads or sockets.

use std::fmt;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue, Method};

use super::key::{Key, SecretError};
use super::plan::Plan;
use super::verifier::{content, unix_seconds};
use super::{Scheme, Secret};

/// Signs what is sent, or says openly that it does not.
///
/// ```
/// use hookwright::signature::Signing;
///
/// let signing = Signing::standard_webhooks("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")?;
/// assert!(Signing::standard_webhooks("not base64!").is_err());
/// # Ok::<(), hookwright::signature::SecretError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Signing {
    keyed: Option<(Scheme, Vec<Key>)>,
}

impl Signing {
    /// Signs by this scheme with every secret; while secrets rotate, the new one stands first.
    ///
    /// # Errors
    /// Where there is no secret, one is empty or not in the scheme's encoding, or there are several
    /// and the scheme carries one signature.
    pub fn new(
        scheme: Scheme,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Self, SecretError> {
        let keys = Key::all(scheme.plan, secrets)?;
        match keys.len() {
            2.. if scheme.plan.signature.separator.is_none() => Err(SecretError::Several),
            _ => Ok(Self { keyed: Some((scheme, keys)) }),
        }
    }

    /// Signs by Standard Webhooks v1 with one secret.
    ///
    /// # Errors
    /// Where the secret is empty or not base64.
    pub fn standard_webhooks(secret: impl Into<Secret>) -> Result<Self, SecretError> {
        Self::new(Scheme::standard_webhooks(), [secret])
    }

    /// Signs as GitHub does.
    ///
    /// # Errors
    /// Where the secret is empty.
    pub fn github(secret: impl Into<Secret>) -> Result<Self, SecretError> {
        Self::new(Scheme::github(), [secret])
    }

    /// Sends without a signature. Only for receivers that ask for none.
    #[must_use]
    pub fn unsigned() -> Self {
        Self { keyed: None }
    }

    /// The scheme, unless nothing is signed.
    #[must_use]
    pub fn scheme(&self) -> Option<&Scheme> {
        self.keyed.as_ref().map(|(scheme, _)| scheme)
    }

    /// The headers that carry id, time and signatures of this request.
    ///
    /// # Errors
    /// Where the id is empty or can't stand in a header, or the time is before 1970.
    pub fn sign(
        &self,
        id: &str,
        now: SystemTime,
        _method: &Method,
        _url: &str,
        body: &[u8],
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SignError> {
        let Some((scheme, keys)) = &self.keyed else {
            return Ok(Vec::new());
        };
        let plan = scheme.plan;
        let timestamp = plan.timestamp.as_ref().map(|field| (field.header, now));
        let timestamp = timestamp.map(|(header, now)| Ok((header, seconds(now)?))).transpose()?;
        let mut headers = Vec::with_capacity(3);
        if let Some(field) = &plan.id {
            headers.push((field.header, id_value(plan, id)?));
        }
        if let Some((header, text)) = &timestamp {
            headers.push((header, value(text)?));
        }
        let text = timestamp.as_ref().map(|(_, text)| text.as_str());
        let content = content(plan, Some(id), text, body);
        headers.push((plan.signature.header, value(&signatures(plan, keys, &content))?));
        let headers = headers.into_iter();
        Ok(headers.map(|(name, value)| (HeaderName::from_static(name), value)).collect())
    }
}

fn signatures<'a>(plan: &Plan, keys: &[Key], content: &(impl Iterator<Item = &'a [u8]> + Clone)) -> String {
    let field = &plan.signature;
    let mut text = String::new();
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            text.extend(field.separator);
        }
        text.push_str(field.prefix);
        text.push_str(&field.encoding.encode(key.tag(content.clone()).as_bytes()));
    }
    text
}

fn seconds(now: SystemTime) -> Result<String, SignError> {
    let seconds = unix_seconds(now);
    u64::try_from(seconds).map(|seconds| seconds.to_string()).map_err(|_| SignError::Time)
}

fn id_value(plan: &Plan, id: &str) -> Result<HeaderValue, SignError> {
    // Graphic ASCII only: anything else is trimmed or re-read on its way by some server.
    if id.is_empty() || plan.is_ambiguous(id) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SignError::Id);
    }
    value(id)
}

fn value(text: &str) -> Result<HeaderValue, SignError> {
    HeaderValue::from_str(text).map_err(|_| SignError::Id)
}

/// Why a request can't be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The delivery's id is empty, has characters that can't travel in a header, or would pass for an id and
    /// a timestamp among the signed bytes (`a.1700000000` in Standard Webhooks).
    Id,
    /// The time is before 1970.
    Time,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => {
                "the delivery's id must be one or more printable ASCII characters, no space, no time behind a `.`"
            }
            Self::Time => "the time of signing is before 1970",
        })
    }
}

impl std::error::Error for SignError {}
