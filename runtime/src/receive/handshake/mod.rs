//! Handshakes: how senders find out that an endpoint is there and wants their deliveries.
//!
//! In: requests that are no deliveries. Out: the answer that their sender waits for, or the refusal. It must not know
//! events or payloads: what is answered here never comes to a receiver.
//!
//! | kind | the request | verified | the answer |
//! |---|---|---|---|
//! | `slack` | POST `url_verification` | yes | its challenge |
//! | `zoom` | POST `endpoint.url_validation` | yes | its token, and the HMAC of it |
//! | `discord` | POST `{"type":1}` | yes | `{"type":1}` |
//! | `sns` | POST `SubscriptionConfirmation` | yes | 200, once its address was called |
//! | `event-grid` | POST `SubscriptionValidationEvent` | as deliveries are | its code |
//! | `dropbox` | GET `?challenge=` | cannot be | the challenge |
//! | `meta` | GET `?hub.mode=subscribe` | by its token | its challenge |
//! | `cloud-events` | OPTIONS | by its origin | consent, in headers |
//! | `asana` | POST with `X-Hook-Secret` | by the path that was armed | the same header |

#[cfg(feature = "learn")]
mod armed;
mod asana;
mod calls;
mod challenge;
mod cloud_events;
mod discord;
mod dropbox;
mod event_grid;
mod host;
mod kind;
#[cfg(feature = "learn")]
mod learn;
mod meta;
mod query;
mod refusal;
mod service;
mod slack;
mod sns;
mod zoom;

#[cfg(feature = "learn")]
pub use armed::{ArmError, Armed};
pub use kind::Handshake;
#[cfg(feature = "learn")]
pub use learn::{LearnError, Learnt, LearntSecrets};

use http::{HeaderMap, Method, Uri};
use std::sync::Arc;
use std::time::SystemTime;

use super::Reply;
use super::pipeline::Step;
use crate::signature::Fetcher;
#[cfg(feature = "learn")]
use armed::Arms;
use calls::Calls;
use kind::Kind;

/// No request for a handshake has a longer body. Those of SNS are the longest, with 2 kB.
const LONGEST: usize = 16 * 1024;

/// A request, as handshakes look at it.
#[derive(Clone, Copy)]
pub(super) struct Request<'r> {
    pub(super) method: &'r Method,
    /// As the sender called it.
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r HeaderMap,
    pub(super) body: &'r [u8],
}

/// What a request asks for, as far as can be told before its signature is looked at.
pub(super) enum Asked {
    /// For no handshake: it is a delivery.
    Nothing,
    /// For one that needs no signature, or can have none.
    Answered(Verdict),
    /// For one that is answered once the request is verified.
    Sealed(Sealed),
}

/// A handshake that is answered once its request is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sealed {
    Slack,
    Zoom,
    Discord,
    EventGrid,
    Sns,
}

/// The answer to a handshake, or the one that refuses it.
pub(super) type Verdict = Step<Reply>;

/// The handshakes of a service.
#[derive(Clone, Default)]
pub(super) struct Handshakes {
    kinds: Vec<Handshake>,
    calls: Calls,
    #[cfg(feature = "learn")]
    arms: Arc<Arms>,
}

impl Handshakes {
    /// Those that a document declares.
    pub(super) fn declared(kinds: &[Handshake]) -> Self {
        Self { kinds: kinds.to_vec(), ..Self::default() }
    }

    /// One more, in place of another of its kind.
    pub(super) fn add(&mut self, handshake: Handshake) {
        self.kinds.retain(|kind| !kind.is_like(&handshake));
        self.kinds.push(handshake);
    }

    pub(super) fn call_by(&mut self, fetcher: Arc<dyn Fetcher>) {
        self.calls.by(fetcher);
    }

    #[cfg(feature = "learn")]
    pub(super) fn arms(&self) -> &Arms {
        &self.arms
    }

    /// What this request asks for.
    pub(super) async fn hear(&self, request: Request<'_>, now: SystemTime) -> Asked {
        let takes_secrets = self.takes_secrets();
        if self.kinds.is_empty() && !takes_secrets {
            return Asked::Nothing;
        }
        if takes_secrets && asana::asks(request) {
            return Asked::Answered(self.learn(request, now).await);
        }
        let answered = match *request.method {
            Method::GET => self.echo(request),
            Method::OPTIONS => self.consent(request).await,
            Method::POST => return self.sealed(request).map_or(Asked::Nothing, Asked::Sealed),
            _ => None,
        };
        answered.map_or(Asked::Nothing, Asked::Answered)
    }

    /// Answers what was heard, now that the request is verified. `is_known` says whether there was anything to know its
    /// sender by; `tag` is the HMAC in hexadecimal by the key that did.
    pub(super) async fn answer(
        &self,
        sealed: Sealed,
        request: Request<'_>,
        is_known: bool,
        tag: impl Fn(&str) -> Option<String>,
    ) -> Verdict {
        if !is_known && sealed != Sealed::EventGrid {
            return Err(refusal::stranger("handshake::unverified"));
        }
        match sealed {
            Sealed::Slack => slack::answer(request.body),
            Sealed::Zoom => zoom::answer(request.body, tag),
            Sealed::Discord => Ok(discord::answer(request.body)),
            Sealed::Sns => sns::answer(request.body, &self.calls).await,
            Sealed::EventGrid => {
                let policy = self.kinds.iter().find_map(|kind| match &kind.kind {
                    Kind::EventGrid(policy) => Some(policy),
                    _ => None,
                });
                event_grid::answer(request, policy, &self.calls).await
            }
        }
    }

    /// Whether a secret in the clear is a handshake here.
    fn takes_secrets(&self) -> bool {
        let declared = self.kinds.iter().any(|kind| matches!(kind.kind, Kind::Asana));
        #[cfg(feature = "learn")]
        let declared = declared || !self.arms.is_empty();
        declared
    }

    #[cfg(feature = "learn")]
    async fn learn(&self, request: Request<'_>, now: SystemTime) -> Verdict {
        asana::answer(&self.arms, request, now).await
    }

    /// Nobody can have armed a path.
    #[cfg(not(feature = "learn"))]
    async fn learn(&self, _: Request<'_>, _: SystemTime) -> Verdict {
        Err(asana::unarmed())
    }

    fn echo(&self, request: Request<'_>) -> Option<Verdict> {
        self.kinds.iter().find_map(|kind| match &kind.kind {
            Kind::Dropbox => dropbox::answer(request),
            Kind::Meta(token) => meta::answer(request, token.as_ref()),
            _ => None,
        })
    }

    async fn consent(&self, request: Request<'_>) -> Option<Verdict> {
        let policy = self.kinds.iter().find_map(|kind| match &kind.kind {
            Kind::CloudEvents(policy) => Some(policy),
            _ => None,
        })?;
        cloud_events::answer(request, policy, &self.calls).await
    }

    fn sealed(&self, request: Request<'_>) -> Option<Sealed> {
        if request.body.len() > LONGEST {
            return None;
        }
        self.kinds.iter().find_map(|kind| match kind.kind {
            Kind::Slack => slack::asks(request.body).then_some(Sealed::Slack),
            Kind::Zoom => zoom::asks(request.body).then_some(Sealed::Zoom),
            Kind::Discord => discord::asks(request.body).then_some(Sealed::Discord),
            Kind::EventGrid(_) => event_grid::asks(request).then_some(Sealed::EventGrid),
            Kind::Sns => sns::asks(request.body).then_some(Sealed::Sns),
            _ => None,
        })
    }
}

impl Sealed {
    /// Whether the answer costs a call, which a replay must not cost again.
    pub(super) fn calls(self) -> bool {
        self == Self::Sns
    }
}
