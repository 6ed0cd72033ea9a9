//! The public face of a scheme.
//!
//! In: a preset's name, a record, a profile. Out: a [`Scheme`] that verifiers and signers are made from. It must not
//! know secrets or requests.

use std::fmt;
#[cfg(feature = "asymmetric")]
use std::sync::Arc;

#[cfg(feature = "asymmetric")]
use super::jws::{self, DetachedJws, Profile};
#[cfg(feature = "asymmetric")]
use super::message::MessageSignatures;
use super::template::{Template, presets};
#[cfg(feature = "asymmetric")]
use super::{PayPal, Sns};

/// How requests are signed: which headers, which bytes, which algorithm.
///
/// ```
/// use hookwright::signature::Scheme;
///
/// assert_eq!(Scheme::preset("github").unwrap(), Scheme::github());
/// assert!(Scheme::preset("gihtub").is_none());
/// ```
#[derive(Clone)]
pub struct Scheme {
    pub(super) kind: Kind,
}

/// What a scheme is made of.
#[derive(Clone)]
pub(super) enum Kind {
    Template(&'static Template),
    Twilio,
    AdyenNotification,
    #[cfg(feature = "asymmetric")]
    Jws(Profile),
    #[cfg(feature = "asymmetric")]
    Message(Arc<MessageSignatures>),
    #[cfg(feature = "asymmetric")]
    PayPal(Arc<PayPal>),
    #[cfg(feature = "asymmetric")]
    Sns(Arc<Sns>),
}

/// What a scheme's signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Covers {
    id: bool,
    url: bool,
    body: bool,
}

impl Scheme {
    /// A scheme of one's own, as a record: what the generator makes of `x-webhook-signature`.
    #[must_use]
    pub const fn template(template: &'static Template) -> Self {
        Self { kind: Kind::Template(template) }
    }

    /// Twilio: the URL with the parameters of a form, or the URL with the body's digest in it. **Nothing stands between
    /// names and values**, so bytes can move from one to the other under one signature.
    #[must_use]
    pub const fn twilio() -> Self {
        Self { kind: Kind::Twilio }
    }

    /// Adyen's notifications of payments: eight fields of every item in the body, under a key in hexadecimal. **Other
    /// fields are not signed**, and there is no time.
    #[must_use]
    pub const fn adyen_notification() -> Self {
        Self { kind: Kind::AdyenNotification }
    }

    /// Plaid: a token (ES256) with the body's digest; keys are JSON Web Keys, chosen by `kid`. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub const fn plaid() -> Self {
        Self { kind: Kind::Jws(jws::PLAID) }
    }

    /// Bird, MessageBird: a token (HS256, HS384, HS512) with digests of URL and body. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub const fn messagebird_jwt() -> Self {
        Self { kind: Kind::Jws(jws::MESSAGEBIRD) }
    }

    /// A detached JSON Web Signature (RFC 7515 appendix F, RFC 7797) in `X-JWS-Signature`. A shared key is base64url and
    /// signs by HS256; a JSON Web Key says its algorithm itself. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub const fn jws_detached() -> Self {
        Self::jws_detached_by(DetachedJws::new())
    }

    /// The same in a header of one's own, perhaps by one algorithm alone. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub const fn jws_detached_by(by: DetachedJws) -> Self {
        Self { kind: Kind::Jws(by.0) }
    }

    /// HTTP Message Signatures (RFC 9421) by this profile. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub fn message_signatures(profile: MessageSignatures) -> Self {
        Self { kind: Kind::Message(Arc::new(profile)) }
    }

    /// HTTP Message Signatures (RFC 9421) over method, URL and body. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub fn rfc9421() -> Self {
        Self::message_signatures(MessageSignatures::new())
    }

    /// PayPal: id, time and a CRC-32 of the body, under a certificate that is fetched; secrets are webhook ids. **A body of
    /// the same checksum has the same signature.** Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub fn paypal() -> Self {
        Self::paypal_by(PayPal::default())
    }

    /// The same, trusting these roots. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub fn paypal_by(trust: PayPal) -> Self {
        Self { kind: Kind::PayPal(Arc::new(trust)) }
    }

    /// Amazon SNS: the fields of a message, under a certificate that is fetched; secrets are the names of topics, since
    /// any account can sign. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub fn aws_sns() -> Self {
        Self::aws_sns_by(Sns::default())
    }

    /// The same, with other demands. Feature `asymmetric`.
    #[cfg(feature = "asymmetric")]
    #[must_use]
    pub fn aws_sns_by(trust: Sns) -> Self {
        Self { kind: Kind::Sns(Arc::new(trust)) }
    }

    /// The preset of this name: one of [`Scheme::presets`].
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        let template = presets::all().find(|template| template.name == name).map(Self::template);
        template.or_else(|| Self::others().find(|scheme| scheme.name() == name))
    }

    /// The names of all presets.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        presets::all().map(|template| template.name).chain(Self::others().map(|scheme| scheme.name()))
    }

    /// The presets that are no records.
    fn others() -> impl Iterator<Item = Self> {
        let shared = [Self::twilio(), Self::adyen_notification()];
        #[cfg(feature = "asymmetric")]
        let pairs = [
            Self::plaid(),
            Self::messagebird_jwt(),
            Self::jws_detached(),
            Self::rfc9421(),
            Self::paypal(),
            Self::aws_sns(),
        ];
        #[cfg(not(feature = "asymmetric"))]
        let pairs = [];
        shared.into_iter().chain(pairs)
    }

    /// The scheme's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Template(template) => template.name,
            Kind::Twilio => "twilio",
            Kind::AdyenNotification => "adyen-notification",
            #[cfg(feature = "asymmetric")]
            Kind::Jws(profile) => profile.name,
            #[cfg(feature = "asymmetric")]
            Kind::Message(_) => "rfc9421",
            #[cfg(feature = "asymmetric")]
            Kind::PayPal(_) => "paypal",
            #[cfg(feature = "asymmetric")]
            Kind::Sns(_) => "aws-sns",
        }
    }

    /// The record that says how it signs, for those that are records.
    #[must_use]
    pub fn record(&self) -> Option<&'static Template> {
        match &self.kind {
            Kind::Template(template) => Some(template),
            _ => None,
        }
    }

    /// What a request says of itself, where the scheme is a record.
    #[cfg(feature = "contract")]
    pub(crate) fn told(&self, request: &super::Signed<'_>) -> super::template::Told {
        match &self.kind {
            Kind::Template(template) => template.told(request),
            _ => super::template::Told::default(),
        }
    }

    fn covers(&self) -> Covers {
        match &self.kind {
            Kind::Template(template) => {
                Covers { id: template.signs_id(), url: template.signs_url(), body: template.signs_body() }
            }
            Kind::Twilio => Covers { id: false, url: true, body: true },
            Kind::AdyenNotification => Covers { id: false, url: false, body: false },
            #[cfg(feature = "asymmetric")]
            Kind::Jws(profile) => {
                let is_messagebird = profile.says == jws::Says::MessageBird;
                Covers { id: is_messagebird, url: is_messagebird, body: true }
            }
            #[cfg(feature = "asymmetric")]
            Kind::PayPal(_) => Covers { id: true, url: false, body: false },
            #[cfg(feature = "asymmetric")]
            Kind::Sns(_) => Covers { id: true, url: false, body: true },
            #[cfg(feature = "asymmetric")]
            Kind::Message(profile) => {
                Covers { id: profile.signs_id(), url: profile.covers_url(), body: profile.covers_body() }
            }
        }
    }

    /// Whether the signature covers the delivery's id. Where it does not, a replay under a new id
    /// passes an id check.
    #[must_use]
    pub fn signs_id(&self) -> bool {
        self.covers().id
    }

    /// Whether the signature covers the URL, so that a receiver must know its own (`public_url`).
    #[must_use]
    pub fn signs_url(&self) -> bool {
        self.covers().url
    }

    /// Whether the signature covers the body as a whole.
    #[must_use]
    pub fn signs_body(&self) -> bool {
        self.covers().body
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scheme").field(&self.name()).finish()
    }
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Scheme {}
