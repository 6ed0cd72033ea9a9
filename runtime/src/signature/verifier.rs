//! Verifying.
//!
//! In: a scheme, secrets, a request's headers and raw body, the time. Out: [`Verified`] or a
//! [`Refusal`]. It must not know events, payloads or answers.

use std::time::{Duration, SystemTime};

#[cfg(feature = "asymmetric")]
use bytes::Bytes;
use http::{HeaderMap, Method};

use super::remote::Remote;
use super::scheme::Kind;
use super::{Fetcher, Refusal, Scheme, Secret, SecretError, Verified, Wanted, adyen, template, twilio};
#[cfg(feature = "asymmetric")]
use super::{jws, message, paypal, sns};

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
    keyed: Keyed,
    tolerance: Option<u64>,
    remote: Option<Remote>,
}

/// A scheme with its keys.
#[derive(Clone, Debug)]
enum Keyed {
    Template(template::Verifier),
    Twilio(twilio::Verifier),
    Adyen(adyen::Verifier),
    #[cfg(feature = "asymmetric")]
    Jws(jws::Verifier),
    #[cfg(feature = "asymmetric")]
    Message(message::Verifier),
    #[cfg(feature = "asymmetric")]
    PayPal(paypal::Verifier),
    #[cfg(feature = "asymmetric")]
    Sns(sns::Verifier),
}

impl Keyed {
    /// With `elsewhere`, keys may come with requests, and there may be none yet.
    #[cfg_attr(
        not(feature = "asymmetric"),
        allow(unused_variables, reason = "shared keys are never fetched")
    )]
    fn new(kind: &Kind, secrets: &[Secret], elsewhere: bool) -> Result<Self, SecretError> {
        Ok(match kind {
            Kind::Template(template) => Self::Template(template::Verifier::new(template, secrets)?),
            Kind::Twilio => Self::Twilio(twilio::Verifier::new(secrets)?),
            Kind::AdyenNotification => Self::Adyen(adyen::Verifier::new(secrets)?),
            #[cfg(feature = "asymmetric")]
            Kind::Jws(profile) => Self::Jws(jws::Verifier::new(*profile, secrets, elsewhere)?),
            #[cfg(feature = "asymmetric")]
            Kind::Message(profile) => Self::Message(message::Verifier::new(profile, secrets)?),
            #[cfg(feature = "asymmetric")]
            Kind::PayPal(trust) => Self::PayPal(paypal::Verifier::new(trust, secrets)?),
            #[cfg(feature = "asymmetric")]
            Kind::Sns(trust) => Self::Sns(sns::Verifier::new(trust, secrets)?),
        })
    }
}

impl Verifier {
    /// A verifier that accepts what any of the secrets signed.
    ///
    /// # Errors
    /// Where there is no secret, or one is empty or not in the scheme's form.
    pub fn new(
        scheme: Scheme,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Self, SecretError> {
        let secrets: Vec<Secret> = secrets.into_iter().map(Into::into).collect();
        let keyed = Keyed::new(&scheme.kind, &secrets, false)?;
        Ok(Self { scheme, keyed, tolerance: None, remote: None })
    }

    /// How far the request's time may be from ours, both ways, inclusive; whole seconds. Without
    /// this the scheme's own tolerance holds (300 s for Standard Webhooks).
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance.as_secs());
        self
    }

    /// A verifier of a scheme whose keys are fetched by the ids that requests name (`plaid`), beside these secrets, if any.
    ///
    /// # Errors
    /// As of [`new`](Self::new), but that a scheme with keys elsewhere needs no secret.
    pub fn fetching(
        scheme: Scheme,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
        fetcher: impl Fetcher,
    ) -> Result<Self, SecretError> {
        let secrets: Vec<Secret> = secrets.into_iter().map(Into::into).collect();
        let keyed = Keyed::new(&scheme.kind, &secrets, true)?;
        Ok(Self { scheme, keyed, tolerance: None, remote: Some(Remote::new(fetcher)) })
    }

    /// Where keys and certificates come from that requests name. What it brings is kept for an hour.
    #[must_use]
    pub fn fetcher(mut self, fetcher: impl Fetcher) -> Self {
        self.remote = Some(Remote::new(fetcher));
        self
    }

    /// The scheme that is verified.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Fetches the key or certificate that this request names, where the scheme has such, unless it is at hand.
    ///
    /// # Errors
    /// A [`Refusal`] where it can't be had, or must not be asked for.
    pub async fn prepare(&self, request: &Signed<'_>, now: SystemTime) -> Result<(), Refusal> {
        match (self.wanted(request)?, &self.remote) {
            (None, _) => Ok(()),
            (Some(wanted), Some(remote)) => remote.load(&wanted, now).await.map(drop),
            (Some(_), None) => Err(Refusal::Unavailable),
        }
    }

    /// The HMAC of a text in hexadecimal, by the key that signed this request: for handshakes that ask for it.
    pub(crate) fn tag(&self, request: &Signed<'_>, text: &str) -> Option<String> {
        match &self.keyed {
            Keyed::Template(verifier) => verifier.tag(request, text),
            _ => None,
        }
    }

    /// What stands elsewhere and is needed to verify this request.
    fn wanted(&self, request: &Signed<'_>) -> Result<Option<Wanted>, Refusal> {
        match &self.keyed {
            #[cfg(feature = "asymmetric")]
            Keyed::PayPal(_) => paypal::Verifier::wanted(request).map(Some),
            #[cfg(feature = "asymmetric")]
            Keyed::Sns(verifier) => verifier.wanted(request).map(Some),
            #[cfg(feature = "asymmetric")]
            Keyed::Jws(verifier) if self.remote.is_some() => verifier.wanted(request),
            _ => {
                let _ = request;
                Ok(None)
            }
        }
    }

    /// What was fetched for this request.
    #[cfg(feature = "asymmetric")]
    fn fetched(&self, wanted: &Wanted, now: SystemTime) -> Result<Bytes, Refusal> {
        self.remote.as_ref().and_then(|remote| remote.get(wanted, now)).ok_or(Refusal::Unavailable)
    }

    /// Checks the signature first, then the freshness.
    ///
    /// # Errors
    /// A [`Refusal`], for the log; tell the sender no more than "no".
    pub fn verify<'a>(&self, request: &Signed<'a>, now: SystemTime) -> Result<Verified<'a>, Refusal> {
        match &self.keyed {
            Keyed::Template(verifier) => verifier.verify(request, self.tolerance, now),
            Keyed::Twilio(verifier) => verifier.verify(request),
            Keyed::Adyen(verifier) => verifier.verify(request),
            #[cfg(feature = "asymmetric")]
            Keyed::Jws(verifier) => {
                let wanted = self.wanted(request)?;
                let fetched = wanted.map(|wanted| self.fetched(&wanted, now)).transpose()?;
                verifier.verify(request, fetched.as_deref(), self.tolerance, now)
            }
            #[cfg(feature = "asymmetric")]
            Keyed::Message(verifier) => verifier.verify(request, self.tolerance, now),
            #[cfg(feature = "asymmetric")]
            Keyed::PayPal(verifier) => {
                let fetched = self.fetched(&paypal::Verifier::wanted(request)?, now)?;
                verifier.verify(request, &fetched, self.tolerance, now)
            }
            #[cfg(feature = "asymmetric")]
            Keyed::Sns(verifier) => {
                let fetched = self.fetched(&verifier.wanted(request)?, now)?;
                verifier.verify(request, &fetched, self.tolerance, now)
            }
        }
    }
}
