//! Signing.
//!
//! In: a scheme, secrets, and what is sent. Out: the headers to add. It must not know events,
//! payloads or sockets.

use std::fmt;
use std::sync::LazyLock;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::scheme::Kind;
use super::{Scheme, Secret, SecretError, Signed, template, twilio};
#[cfg(feature = "asymmetric")]
use super::{jws, message};

/// A request before it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// The delivery's id.
    pub id: &'a str,
    /// The method.
    pub method: &'a Method,
    /// The URL that is called, as the receiver knows it.
    pub url: &'a str,
    /// The headers that the request has already, for schemes that sign some.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

static POST: Method = Method::POST;
static NO_HEADERS: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);

impl<'a> Unsigned<'a> {
    /// A `POST` without headers that a scheme would sign.
    #[must_use]
    pub fn post(id: &'a str, url: &'a str, body: &'a [u8]) -> Self {
        Self { id, method: &POST, url, headers: &NO_HEADERS, body }
    }

    /// The same, as its receiver will see it.
    pub(super) fn as_signed(&self) -> Signed<'a> {
        Signed { headers: self.headers, body: self.body, url: Some(self.url), method: self.method }
    }
}

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
    keyed: Option<(Scheme, Keyed)>,
}

/// A scheme with its keys.
#[derive(Clone, Debug)]
enum Keyed {
    Template(template::Signer),
    Twilio(twilio::Signer),
    #[cfg(feature = "asymmetric")]
    Jws(jws::Signer),
    #[cfg(feature = "asymmetric")]
    Message(message::Signer),
}

impl Keyed {
    fn new(kind: &Kind, secrets: &[Secret]) -> Result<Self, SecretError> {
        Ok(match kind {
            Kind::Template(template) => Self::Template(template::Signer::new(template, secrets)?),
            Kind::Twilio => Self::Twilio(twilio::Signer::new(secrets)?),
            Kind::AdyenNotification => return Err(SecretError::Unsupported),
            #[cfg(feature = "asymmetric")]
            Kind::Jws(profile) => Self::Jws(jws::Signer::new(*profile, secrets)?),
            #[cfg(feature = "asymmetric")]
            Kind::Message(profile) => Self::Message(message::Signer::new(profile, secrets)?),
            #[cfg(feature = "asymmetric")]
            Kind::PayPal(_) | Kind::Sns(_) => return Err(SecretError::Unsupported),
        })
    }
}

impl Signing {
    /// Signs by this scheme with every secret; while secrets rotate, the new one stands first.
    ///
    /// # Errors
    /// Where there is no secret, one is empty or not in the scheme's form, or there are several
    /// and the scheme carries one signature.
    pub fn new(
        scheme: Scheme,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Self, SecretError> {
        let secrets: Vec<Secret> = secrets.into_iter().map(Into::into).collect();
        let keyed = Keyed::new(&scheme.kind, &secrets)?;
        Ok(Self { keyed: Some((scheme, keyed)) })
    }

    /// Signs by Standard Webhooks with one secret.
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

    /// The headers that are signed too, in schemes that let the sender choose (`hook0`). They must be among the
    /// request's.
    #[must_use]
    pub fn sign_headers(mut self, names: impl IntoIterator<Item = HeaderName>) -> Self {
        let names: Vec<HeaderName> = names.into_iter().collect();
        if let Some((_, Keyed::Template(signer))) = &mut self.keyed {
            signer.sign_headers(&names);
        }
        self
    }

    /// The scheme, unless nothing is signed.
    #[must_use]
    pub fn scheme(&self) -> Option<&Scheme> {
        self.keyed.as_ref().map(|(scheme, _)| scheme)
    }

    /// Whether the URL is among what is signed, or may be.
    #[cfg(feature = "client")]
    pub(crate) fn signs_url(&self) -> bool {
        match &self.keyed {
            None => false,
            Some((scheme, Keyed::Template(_))) => scheme.signs_url(),
            Some(_) => true,
        }
    }

    /// The HMACs of a text in hexadecimal, by each key: for handshakes that ask for one.
    #[cfg(feature = "client")]
    pub(crate) fn tags(&self, text: &str) -> Vec<String> {
        match &self.keyed {
            Some((_, Keyed::Template(signer))) => signer.tags(text),
            _ => Vec::new(),
        }
    }

    /// The headers that carry id, time and signatures of this request.
    ///
    /// # Errors
    /// A [`SignError`] where a receiver would refuse what came out.
    pub fn sign(
        &self,
        request: &Unsigned<'_>,
        now: SystemTime,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SignError> {
        let Some((_, keyed)) = &self.keyed else { return Ok(Vec::new()) };
        match keyed {
            Keyed::Template(signer) => signer.sign(request, now),
            Keyed::Twilio(signer) => signer.sign(request),
            #[cfg(feature = "asymmetric")]
            Keyed::Jws(signer) => signer.sign(request, now),
            #[cfg(feature = "asymmetric")]
            Keyed::Message(signer) => signer.sign(request, now),
        }
    }
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
    /// The scheme signs the URL, and this is none.
    Url,
    /// The scheme has id, time or signature in the body, and this one has not.
    Body,
    /// A header that is to be signed is missing, stands twice or can't be written.
    Header,
    /// The key can't sign: it is not the algorithm's.
    Key,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => {
                "the delivery's id must be one or more printable ASCII characters, no space, no time behind a `.`"
            }
            Self::Time => "the time of signing is before 1970",
            Self::Url => "the scheme signs the URL, and this is none",
            Self::Body => "the scheme needs a body, with its id, time or signature where they stand in it",
            Self::Header => "a header that is to be signed is missing, stands twice or can't be written",
            Self::Key => "the key is not one of the scheme's algorithm",
        })
    }
}

impl std::error::Error for SignError {}
