//! Twilio: the URL and the sorted parameters of a form, or the URL with a digest of the body in it.
//!
//! In: auth tokens, a request. Out: what was verified, or the header to send. It must not know the other schemes.
//! Nothing stands between the fields, so that bytes can move from a name to its value: what is signed is their sequence.

use std::borrow::Cow;

use base64ct::{Base64, Encoding as _};
use http::{HeaderName, HeaderValue};

use super::encoding::{Bytes, hex};
use super::shared::{Hash, equal, sha256, tag};
use super::{Refusal, Secret, SecretError, SignError, Signed, Unsigned, Verified, header};
use crate::content::form;

const SIGNATURE: &str = "x-twilio-signature";
/// Which shared key signed, and how; where it is missing, the auth token did, with SHA-1.
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";
/// The same over all attempts, and not signed.
const ID: &str = "i-twilio-idempotency-token";
const DIGEST: &str = "bodySHA256=";

/// Checks signatures of Twilio.
#[derive(Clone, Debug)]
pub(super) struct Verifier {
    secrets: Vec<Secret>,
}

impl Verifier {
    pub(super) fn new(secrets: &[Secret]) -> Result<Self, SecretError> {
        Ok(Self { secrets: usable(secrets)? })
    }

    pub(super) fn verify<'a>(&self, request: &Signed<'a>) -> Result<Verified<'a>, Refusal> {
        let url = request.url.ok_or(Refusal::NoUrl)?;
        let given = header::only(request.headers, SIGNATURE)?;
        let given = Bytes::base64(given).ok_or(Refusal::Malformed { field: SIGNATURE })?;
        let (hash, key) = settings(request)?;
        let parameters = parameters(request, url)?;
        let mut verified =
            Verified { id: header::optional(request.headers, ID)?.map(Cow::Borrowed), ..Verified::default() };
        let mut matching = None;
        for secret in
            self.secrets.iter().filter(|secret| secret.id().is_none() || key.is_none() || secret.id() == key)
        {
            for (at, url) in spellings(url).iter().enumerate() {
                let ours = tag(hash, secret.text().as_bytes(), &[url.as_bytes(), &parameters]);
                if at == 0 {
                    verified.signature_keys.push(sha256(&[&ours]));
                }
                if equal(&ours, given.as_slice()) {
                    matching = matching.or(Some(secret));
                }
            }
        }
        verified.secret = matching.ok_or(Refusal::Mismatch)?.shared_id();
        if verified.id.is_none() {
            verified.digest = Some(sha256(&[url.as_bytes(), &parameters]));
        }
        Ok(verified)
    }
}

/// The algorithm, and the shared key that the request names.
fn settings<'a>(request: &Signed<'a>) -> Result<(Hash, Option<&'a str>), Refusal> {
    let Some(settings) = header::optional(request.headers, SETTINGS)? else { return Ok((Hash::Sha1, None)) };
    let value = |name: &str| {
        let mut values = settings
            .split(',')
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name);
        let first = values.next().map(|pair| pair.1);
        if values.next().is_some() { Err(Refusal::Malformed { field: SETTINGS }) } else { Ok(first) }
    };
    match value("algorithm")? {
        Some("HMAC_SHA256") => Ok((Hash::Sha256, value("key")?)),
        _ => Err(Refusal::Algorithm),
    }
}

/// What is signed after the URL: the parameters of a form, and nothing where the URL vouches for the body.
fn parameters(request: &Signed<'_>, url: &str) -> Result<Vec<u8>, Refusal> {
    let kind = header::optional(request.headers, "content-type")?.unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(sorted(request.body));
    }
    let query = url.split('#').next().and_then(|url| url.split_once('?')).map(|(_, query)| query);
    let mut digests =
        query.into_iter().flat_map(|query| query.split('&')).filter_map(|pair| pair.strip_prefix(DIGEST));
    match (digests.next(), digests.next()) {
        (Some(digest), None) if digest == hex(&sha256(&[request.body])) => Ok(Vec::new()),
        (Some(_), _) => Err(Refusal::Digest),
        (None, _) if request.body.is_empty() => Ok(Vec::new()),
        (None, _) => Err(Refusal::Uncovered),
    }
}

/// Names and values, decoded, in the order of their bytes, each pair once.
fn sorted(body: &[u8]) -> Vec<u8> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (form::decoded(&pair[..at]), form::decoded(pair.get(at + 1..).unwrap_or_default()))
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.iter().flat_map(|(name, value)| name.iter().chain(value.iter())).copied().collect()
}

/// The URL as it stands, without its port, and with its scheme's: the sender may have called any of these.
fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return spellings };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let host = authority.rfind('@').map_or(authority, |at| &authority[at + 1..]);
    let port = host.rfind(':').filter(|at| host[at + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    match port {
        Some(at) => {
            let end = authority.len() - host.len() + at;
            spellings.push(format!("{scheme}://{}{rest}", &authority[..end]));
        }
        None => {
            let port = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
            spellings.push(format!("{scheme}://{authority}:{port}{rest}"));
        }
    }
    spellings
}

/// Signs as Twilio does, with the auth token.
#[derive(Clone, Debug)]
pub(super) struct Signer {
    secret: Secret,
}

impl Signer {
    pub(super) fn new(secrets: &[Secret]) -> Result<Self, SecretError> {
        match usable(secrets)?.as_slice() {
            [secret] => Ok(Self { secret: secret.clone() }),
            _ => Err(SecretError::Several),
        }
    }

    /// The URL must hold the body's digest already, where the body is no form.
    pub(super) fn sign(&self, request: &Unsigned<'_>) -> Result<Vec<(HeaderName, HeaderValue)>, SignError> {
        let parameters = parameters(&request.as_signed(), request.url).map_err(|_| SignError::Url)?;
        let made = tag(Hash::Sha1, self.secret.text().as_bytes(), &[request.url.as_bytes(), &parameters]);
        let value = HeaderValue::from_str(&Base64::encode_string(&made)).map_err(|_| SignError::Header)?;
        Ok(vec![(HeaderName::from_static(SIGNATURE), value)])
    }
}

fn usable(secrets: &[Secret]) -> Result<Vec<Secret>, SecretError> {
    if secrets.is_empty() {
        return Err(SecretError::None);
    }
    if secrets.iter().any(|secret| secret.text().is_empty()) {
        return Err(SecretError::Empty);
    }
    Ok(secrets.to_vec())
}
