//! The kinds of handshakes, as a document or code says them. In: names and parameters. Out: a [`Handshake`].
//! It must not know requests.

use std::borrow::Cow;
use std::fmt;

use super::cloud_events::{CloudEvents, Origins};
use super::event_grid::EventGrid;
use crate::signature::Secret;

/// One kind of handshake that a service takes part in.
///
/// What the document declares by `x-webhook-handshake` is on already; this is for kinds that need a parameter which no
/// document should hold, and for documents that declare none.
///
/// ```
/// use hookwright::receive::Handshake;
///
/// let slack = Handshake::slack();
/// let meta = Handshake::meta("the token that was typed into the dashboard");
/// let cloud_events = Handshake::cloud_events(["eventgrid.azure.net"]).rate(120);
/// assert_eq!(format!("{meta:?}"), "Handshake(\"meta\")");
/// ```
#[derive(Clone)]
pub struct Handshake {
    pub(super) kind: Kind,
}

#[derive(Clone)]
pub(super) enum Kind {
    Slack,
    Zoom,
    Discord,
    Sns,
    Dropbox,
    Asana,
    Meta(Option<Secret>),
    EventGrid(EventGrid),
    CloudEvents(CloudEvents),
}

impl Handshake {
    /// Slack's `url_verification`: its challenge is sent back as plain text, once its signature is good.
    #[must_use]
    pub const fn slack() -> Self {
        Self { kind: Kind::Slack }
    }

    /// Zoom's `endpoint.url_validation`, which is repeated every 72 hours: the token and its HMAC-SHA256 under the
    /// secret that verified the request.
    ///
    /// The answer is a signature over what the request says. A token that could be signed content, with a `:`, is
    /// refused.
    #[must_use]
    pub const fn zoom() -> Self {
        Self { kind: Kind::Zoom }
    }

    /// Discord's PING, once it is verified: that of interactions (`type` 1) by the same, that of webhook events (`type`
    /// 0) by 204.
    #[must_use]
    pub const fn discord() -> Self {
        Self { kind: Kind::Discord }
    }

    /// The `SubscriptionConfirmation` of Amazon SNS: once it is verified, its `SubscribeURL` on
    /// `sns.<region>.amazonaws.com` is called, by [`handshake_calls`](crate::Service::handshake_calls).
    ///
    /// An `UnsubscribeConfirmation` is answered and no more: its address would subscribe again.
    #[must_use]
    pub const fn sns() -> Self {
        Self { kind: Kind::Sns }
    }

    /// Dropbox's GET with a `challenge`, which comes back as plain text. Nobody can tell who asks.
    #[must_use]
    pub const fn dropbox() -> Self {
        Self { kind: Kind::Dropbox }
    }

    /// Asana's `X-Hook-Secret`, which is learnt where `Service::arm_handshake` (feature `learn`) has armed the path, and
    /// refused on every other.
    #[must_use]
    pub const fn asana() -> Self {
        Self { kind: Kind::Asana }
    }

    /// The GET of Meta (Facebook, Instagram, WhatsApp) with `hub.challenge`, which is echoed where `hub.verify_token`
    /// is this token. An empty token is nobody's.
    #[must_use]
    pub fn meta(token: impl Into<Secret>) -> Self {
        Self { kind: Kind::Meta(Some(token.into())) }
    }

    /// Azure Event Grid's `SubscriptionValidationEvent`, answered by its code. It is verified as far as deliveries are.
    #[must_use]
    pub const fn event_grid() -> Self {
        Self { kind: Kind::EventGrid(EventGrid::DECLARED) }
    }

    /// Event Grid's handshake, for those alone whose URL has this query parameter with this value.
    #[must_use]
    pub fn event_grid_with(parameter: impl Into<Cow<'static, str>>, token: impl Into<Secret>) -> Self {
        Self { kind: Kind::EventGrid(EventGrid::with(parameter.into(), token.into())) }
    }

    /// The OPTIONS request of CloudEvents' webhooks: these origins may send, `*` for all of them.
    #[must_use]
    pub fn cloud_events(origins: impl IntoIterator<Item = impl Into<Cow<'static, str>>>) -> Self {
        let origins = Origins::Said(origins.into_iter().map(Into::into).collect());
        Self { kind: Kind::CloudEvents(CloudEvents { origins, rate: None, calls_back: false }) }
    }

    /// The most requests each minute that CloudEvents' consent allows; else what is asked for.
    #[must_use]
    pub fn rate(mut self, requests: u32) -> Self {
        if let Kind::CloudEvents(policy) = &mut self.kind {
            policy.rate = Some(requests);
        }
        self
    }

    /// Consents later, as the sender proposes: CloudEvents by calling `WebHook-Request-Callback`, where it is `https` on
    /// the host of an origin that is listed by name, or below it; Event Grid by calling `validationUrl`, on its own hosts. What calls is
    /// [`handshake_calls`](crate::Service::handshake_calls). A CloudEvents request without a callback is answered at
    /// once.
    #[must_use]
    pub fn by_calling_back(mut self) -> Self {
        match &mut self.kind {
            Kind::CloudEvents(policy) => policy.calls_back = true,
            Kind::EventGrid(policy) => policy.calls_back = true,
            _ => {}
        }
        self
    }

    /// Meta's, as a document declares it: without a token every request is refused.
    #[doc(hidden)]
    #[must_use]
    pub const fn meta_without_token() -> Self {
        Self { kind: Kind::Meta(None) }
    }

    /// CloudEvents', as a document declares it.
    #[doc(hidden)]
    #[must_use]
    pub const fn declared_cloud_events(origins: &'static [&'static str], rate: Option<u32>) -> Self {
        let origins = Origins::Declared(origins);
        Self { kind: Kind::CloudEvents(CloudEvents { origins, rate, calls_back: false }) }
    }

    /// The name by which a document declares it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Slack => "slack",
            Kind::Zoom => "zoom",
            Kind::Discord => "discord",
            Kind::Sns => "sns",
            Kind::Dropbox => "dropbox",
            Kind::Asana => "asana",
            Kind::Meta(_) => "meta",
            Kind::EventGrid(_) => "event-grid",
            Kind::CloudEvents(_) => "cloud-events",
        }
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// The name alone: parameters are secrets.
impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handshake").field(&self.name()).finish()
    }
}
