//! Verifying.
//!
//! In: a scheme, secrets, a request's headers and raw body, the time. Out: [`Verified`] or a
//! [`Refusal`]. It must not know events, payloads or answers.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method};

use super::scheme::Kind;
use super::{Refusal, Scheme, Secret, SecretError, Verified, template};

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
}

/// A scheme with its keys.
#[derive(Clone, Debug)]
enum Keyed {
    Template(template::Verifier),
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
        let keyed = match &scheme.kind {
            Kind::Template(template) => Keyed::Template(template::Verifier::new(template, &secrets)?),
        };
        Ok(Self { scheme, keyed, tolerance: None })
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

    /// Fetches the key or certificate that this request names, where the scheme has such, unless it is at hand.
    ///
    /// # Errors
    /// A [`Refusal`] where it can't be had, or must not be asked for.
    pub async fn prepare(&self, _request: &Signed<'_>, _now: SystemTime) -> Result<(), Refusal> {
        match &self.keyed {
            Keyed::Template(_) => Ok(()),
        }
    }

    /// The HMAC of a text in hexadecimal, by the key that signed this request: for handshakes that ask for it.
    pub(crate) fn tag(&self, request: &Signed<'_>, text: &str) -> Option<String> {
        match &self.keyed {
            Keyed::Template(verifier) => verifier.tag(request, text),
        }
    }

    /// Checks the signature first, then the freshness.
    ///
    /// # Errors
    /// A [`Refusal`], for the log; tell the sender no more than "no".
    pub fn verify<'a>(&self, request: &Signed<'a>, now: SystemTime) -> Result<Verified<'a>, Refusal> {
        match &self.keyed {
            Keyed::Template(verifier) => verifier.verify(request, self.tolerance, now),
        }
    }
}
