//! Verifying: the receiving reader of a plan.
//!
//! In: a scheme, secrets, a request's headers and raw body, the time. Out: [`Verified`] or a
//! [`Refusal`]. It must not know events, payloads or answers.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue, Method};

use super::key::{self, Key, SecretError, Signature};
use super::plan::{Piece, Plan, SignatureField};
use super::{Names, Refusal, Scheme, Secret, Verified};

/// The parts of a request that a signature can cover.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The raw body, as it was received.
    pub body: &'a [u8],
    /// The public URL that the sender called, where it is known.
    pub url: Option<&'a str>,
    /// The method.
    pub method: &'a Method,
}

/// Checks signatures of one scheme under one or several secrets.
///
/// ```
/// use std::time::SystemTime;
/// use hookwright::signature::{Scheme, Signed, Verifier};
///
/// let verifier = Verifier::new(Scheme::github(), ["It's a Secret to Everybody"])?;
/// let mut headers = http::HeaderMap::new();
/// headers.insert(
///     "x-hub-signature-256",
///     "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17".parse().unwrap(),
/// );
/// let request = Signed {
///     headers: &headers,
///     body: b"Hello, World!",
///     url: None,
///     method: &http::Method::POST,
/// };
/// assert!(verifier.verify(&request, SystemTime::now()).is_ok());
/// # Ok::<(), hookwright::signature::SecretError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    scheme: Scheme,
    keys: Vec<Key>,
    tolerance: Option<u64>,
}

impl Verifier {
    /// A verifier that accepts what any of the secrets signed.
    ///
    /// # Errors
    /// Where there is no secret, or one is empty or not in the scheme's encoding.
    pub fn new(
        scheme: Scheme,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Self, SecretError> {
        let keys = Key::all(scheme.plan, secrets)?;
        Ok(Self { scheme, keys, tolerance: None })
    }

    /// How far the request's time may be from ours, both ways, inclusive; whole seconds. Without
    /// this the scheme's own tolerance holds (300 s for Standard Webhooks).
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance.as_secs());
        self
    }

    /// The scheme that is verified.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Checks the signature first, then the freshness.
    ///
    /// # Errors
    /// A [`Refusal`], for the log; tell the sender no more than "no".
    pub fn verify<'a>(&self, request: &Signed<'a>, now: SystemTime) -> Result<Verified<'a>, Refusal> {
        let plan = self.scheme.plan;
        let id = id(plan, request.headers)?;
        let timestamp = timestamp(plan, request.headers)?;
        written(&plan.signature, request.headers)?;
        let content = content(plan, id, timestamp.map(|(text, _)| text), request.body);
        // The bytes are hashed once per secret, and never again: names for them come from the same tags.
        let id_is_signed = plan.signs_id();
        let mut signature_keys = Names::default();
        let mut matches = false;
        for key in &self.keys {
            let tag = key.tag(content.clone());
            matches |= candidates(&plan.signature, request.headers).any(|candidate| tag.is(&candidate));
            if !id_is_signed {
                signature_keys.push(tag.name());
            } else if matches {
                break;
            }
        }
        if !matches {
            return Err(Refusal::Mismatch);
        }
        let timestamp = timestamp.map(|(_, seconds)| seconds);
        if let Some(seconds) = timestamp {
            self.fresh(seconds, now)?;
        }
        Ok(Verified {
            id: id.map(Cow::Borrowed),
            id_is_signed,
            timestamp,
            signature_keys,
            digest: id.is_none().then(|| key::digest(content)),
            secret: None,
        })
    }

    fn fresh(&self, signed: i64, now: SystemTime) -> Result<(), Refusal> {
        let Some(field) = &self.scheme.plan.timestamp else {
            return Ok(());
        };
        let now = unix_seconds(now);
        let seconds = now.abs_diff(signed);
        if signed < now && seconds > self.tolerance.unwrap_or(field.past) {
            return Err(Refusal::Stale { seconds });
        }
        if signed > now && seconds > self.tolerance.unwrap_or(field.future) {
            return Err(Refusal::Future { seconds });
        }
        Ok(())
    }
}

/// Unix seconds, rounded down; a clock before 1970 or beyond `i64` stops at the edge.
pub(super) fn unix_seconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |s| -s),
    }
}

/// The signed bytes, piece by piece, without copying the body.
pub(super) fn content<'a>(
    plan: &'static Plan,
    id: Option<&'a str>,
    timestamp: Option<&'a str>,
    body: &'a [u8],
) -> impl Iterator<Item = &'a [u8]> + Clone {
    plan.content.iter().map(move |piece| match piece {
        Piece::Id => id.unwrap_or_default().as_bytes(),
        Piece::Timestamp => timestamp.unwrap_or_default().as_bytes(),
        Piece::Body => body,
        Piece::Text(text) => text.as_bytes(),
    })
}

fn id<'a>(plan: &Plan, headers: &'a HeaderMap) -> Result<Option<&'a str>, Refusal> {
    let Some(field) = &plan.id else {
        return Ok(None);
    };
    match only(headers, field.header) {
        Err(Refusal::Missing { .. }) if !field.required => Ok(None),
        Ok(id) if plan.is_ambiguous(id) => Err(Refusal::Malformed { field: field.header }),
        result => result.map(Some),
    }
}

/// The timestamp's text and what it says.
fn timestamp<'a>(plan: &Plan, headers: &'a HeaderMap) -> Result<Option<(&'a str, i64)>, Refusal> {
    let Some(field) = &plan.timestamp else {
        return Ok(None);
    };
    let text = only(headers, field.header)?;
    let malformed = Refusal::Malformed { field: field.header };
    // `parse` alone would let a sign pass.
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed);
    }
    let seconds = text.parse().map_err(|_| malformed)?;
    Ok(Some((text, seconds)))
}

/// All values of a header. Looking its name up would read and hash the name first, which costs more
/// than all the names that a request has.
fn values<'a>(headers: &'a HeaderMap, header: &'static str) -> impl Iterator<Item = &'a HeaderValue> {
    headers.iter().filter(move |(name, _)| name.as_str() == header).map(|(_, value)| value)
}

/// The value of a header that can stand once. Of several it can't be told which one was signed.
fn only<'a>(headers: &'a HeaderMap, header: &'static str) -> Result<&'a str, Refusal> {
    let mut values = values(headers, header);
    let value = values.next().filter(|value| !value.is_empty());
    let value = value.ok_or(Refusal::Missing { field: header })?;
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(text),
        _ => Err(Refusal::Malformed { field: header }),
    }
}

/// That there is something to compare with, before the body is hashed.
fn written(field: &SignatureField, headers: &HeaderMap) -> Result<(), Refusal> {
    let header = field.header;
    if candidates(field, headers).next().is_some() {
        return Ok(());
    }
    let is_empty = values(headers, header).all(HeaderValue::is_empty);
    Err(if is_empty { Refusal::Missing { field: header } } else { Refusal::Malformed { field: header } })
}

/// Every signature that is written as the scheme says, from every occurrence of the header.
/// Others are skipped: they may be of a version that we do not know.
fn candidates<'a>(field: &'a SignatureField, headers: &'a HeaderMap) -> impl Iterator<Item = Signature> + 'a {
    let values = values(headers, field.header).filter_map(|value| value.to_str().ok());
    values.flat_map(|text| entries(field, text)).filter_map(|text| entry(field, text))
}

/// The signatures of one header value.
fn entries<'a>(field: &SignatureField, text: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = Some(text);
    let separator = field.separator;
    std::iter::from_fn(move || {
        let text = rest?;
        let cut = separator.and_then(|separator| text.split_once(separator));
        rest = cut.map(|(_, rest)| rest);
        Some(cut.map_or(text, |(first, _)| first))
    })
}

fn entry(field: &SignatureField, text: &str) -> Option<Signature> {
    field.encoding.decode(text.strip_prefix(field.prefix)?)
}
