//! The order in which a request is judged. In: a request. Out: the one answer to it, and its outcome for the log.
//! It must not know payload types or the receiver's: it is compiled once for all documents.

use bytes::Bytes;
use http::header::ALLOW;
use http::request::Parts;
use http::{HeaderValue, StatusCode, Uri};
use http_body::Body;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tracing::Instrument;

use super::admission::{Judged, admit, may_go_unsigned, vouched};
use super::body::{self, Unread};
use super::coding::{Coding, Shut};
use super::delivery::{Delivery, Handled};
use super::duplicates::{Begun, Held, Key};
use super::handshake::{Asked, Request, Sealed};
#[cfg(feature = "sqlite")]
use super::inbox::{self, Arrived};
use super::incoming::Envelope;
use super::outcome::Watch;
use super::recognise::{Recognised, recognise};
use super::service::Core;
use super::{Failure, Reply, TraceContext, media_type, problem};
use crate::event::EventInfo;
use crate::security::Claimant;
use crate::signature::{Signed, Verified};

/// How long a sender is told to wait while its delivery is in flight.
const IN_FLIGHT: Duration = Duration::from_secs(5);

/// Names that unknown events give themselves, and ids, are cut here, so that logs stay readable.
const LOGGED_LENGTH: usize = 100;

/// A request whose body is still on its way.
pub(super) struct Pending {
    core: Arc<Core>,
    parts: Parts,
    watch: Watch,
}

/// An answer and the inside code that goes with it.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) code: &'static str,
    pub(super) reply: Reply,
}

/// Boxed, since an answer is large and refusals are rare.
pub(super) type Step<T> = Result<T, Box<Settled>>;

impl Pending {
    pub(super) fn start(core: Arc<Core>, parts: Parts) -> Self {
        let source = core.callers.source(&parts);
        let watch = Watch::start(core.observer.clone(), source, TraceContext::of(&parts.headers));
        Self { core, parts, watch }
    }

    /// Reads the body and answers, all within the request's own span.
    pub(super) async fn answer<B: Body>(self, body: B) -> Reply {
        let span = self.watch.span.clone();
        let answering = async {
            let body = match self.admit() {
                Ok(()) => {
                    let (core, headers) = (&self.core, &self.parts.headers);
                    body::read(headers, body, core.limit, core.limits.body_time).await.map_err(unread)
                }
                Err(refused) => Err(refused),
            };
            self.settle(body).await
        };
        answering.instrument(span).await
    }

    /// What can be said before anything of the body is read.
    fn admit(&self) -> Step<()> {
        let limits = &self.core.limits;
        limits.headers(&self.parts.headers).map_err(|reply| refused("limit::headers", *reply))?;
        #[cfg(feature = "rate-limit")]
        limits.source(self.watch.source).map_err(|reply| refused("limit::rate", *reply))?;
        Ok(())
    }

    async fn settle(self, body: Step<Bytes>) -> Reply {
        let Self { core, parts, mut watch } = self;
        let settled = match judge(&core, parts, body, &mut watch).await {
            Ok(settled) => settled,
            Err(refused) => *refused,
        };
        let version = watch.event.version;
        watch.finish(settled.code, settled.reply.status);
        match version.filter(|version| version.ends()) {
            Some(version) => version.announce(settled.reply),
            None => settled.reply,
        }
    }
}

/// The whole order: handshake, method, media type, signature with freshness, tenant, duplicate, coding, version, event, payload, handler,
/// answer.
async fn judge(core: &Core, parts: Parts, body: Step<Bytes>, watch: &mut Watch) -> Step<Settled> {
    let body = body?;
    let now = (core.clock)();
    let sealed = hear(core, &parts, &body, now).await?;
    let coding = core.codings.of(&parts.headers).map_err(|reply| refused("media_type", *reply))?;
    let uri = original_uri(&parts);
    let url = core.address.url(&parts.headers, uri);
    let keeper = core.guard.keeper(&parts, uri, now).await.map_err(|(code, reply)| refused(code, reply))?;
    let signed = Signed { headers: &parts.headers, body: &body, url: url.as_deref(), method: &parts.method };
    let (verified, refusal) = match keeper.verify(&signed, now).await.transpose() {
        Ok(verified) => (verified, None),
        // A webhook may be content with a key or a token instead; which one it is, the body says.
        Err(refusal) if may_go_unsigned(core.events) => (None, Some(refusal)),
        Err(refusal) => return Err(refused(refusal.code(), problem::unauthorized())),
    };
    let claimant = Claimant { parts: &parts, uri, signed: verified.is_some() };
    let judged = Judged { request: claimant, body: &body, coding, refusal };
    let known =
        if sealed.is_some() { vouched(core, &judged)? } else { admit(core, &judged).map(|()| true)? };
    watch.id = verified.as_ref().and_then(|verified| verified.id.as_deref()).map(printable);
    #[cfg(feature = "rate-limit")]
    core.limits.tenant(uri, &parts.headers).map_err(|reply| refused("limit::rate", *reply))?;
    let keys: Arc<[Key]> =
        verified.iter().flat_map(|verified| keys(verified, keeper.tenant.as_deref())).collect();
    if let Some(sealed) = sealed {
        let held = if sealed.calls() { claim(core, keys, now).await? } else { None };
        let tag = |text: &str| keeper.verifier.as_deref()?.tag(&signed, text);
        let request = request(&parts, &body);
        let verdict = core.handshakes.answer(sealed, request, known, tag).await;
        return settle(core, Handled::handshake(verdict?), held).await;
    }
    let (id, timestamp) = verified.map(identity).unwrap_or_default();
    #[cfg(feature = "sqlite")]
    if let Some(inbox) = &core.inbox {
        let request = Arrived { parts, body, coding, url, tenant: keeper.tenant, id, timestamp, keys };
        return inbox::accept(core, inbox, request, watch, now).await;
    }
    let held = claim(core, keys, now).await?;
    let body = open(core, coding, body)?;
    let Recognised { index, event, name, version } = recognise(core, &parts, &body, &mut watch.event)?;
    let envelope = Arc::new(Envelope {
        headers: parts.headers,
        body,
        url,
        source: watch.source,
        trace: watch.trace.take(),
        id,
        timestamp,
        event,
        name,
        version,
        reading: core.reading,
        tenant: keeper.tenant,
        attempt: 1,
        unhandled: AtomicBool::new(false),
    });
    let handled = core.handler.call(index, Delivery { envelope }).await;
    (watch.novelties, watch.violations) = (handled.novelties, handled.violations);
    settle(core, handled, held).await
}

/// The handshake that a request asks for, and that waits for its signature; one that does not is answered here. What
/// asks for none must look like a delivery.
async fn hear(core: &Core, parts: &Parts, body: &[u8], now: SystemTime) -> Step<Option<Sealed>> {
    match core.handshakes.hear(request(parts, body), now).await {
        Asked::Nothing => {
            allow(core.events, parts)?;
            check_media_type(core.events, parts, body)?;
            Ok(None)
        }
        Asked::Sealed(sealed) => Ok(Some(sealed)),
        Asked::Answered(verdict) => Err(refused("handshake::answered", verdict?)),
    }
}

fn request<'r>(parts: &'r Parts, body: &'r [u8]) -> Request<'r> {
    Request { method: &parts.method, uri: original_uri(parts), headers: &parts.headers, body }
}

pub(super) fn refused(code: &'static str, reply: Reply) -> Box<Settled> {
    Box::new(Settled { code, reply })
}

fn unread(why: Unread) -> Box<Settled> {
    match why {
        Unread::TooLarge => refused("limit::body", problem::plain(StatusCode::PAYLOAD_TOO_LARGE, None)),
        Unread::TooSlow => refused("limit::time", problem::plain(StatusCode::REQUEST_TIMEOUT, None)),
        Unread::Broken => refused("body::broken", problem::plain(StatusCode::BAD_REQUEST, None)),
    }
}

/// A method that no event is sent by is answered with those that some are.
pub(super) fn allow(events: &[EventInfo], parts: &Parts) -> Step<()> {
    if events.iter().any(|event| event.method == parts.method.as_str()) {
        return Ok(());
    }
    let mut methods: Vec<&str> = events.iter().map(|event| event.method).collect();
    methods.sort_unstable();
    methods.dedup();
    let reply = problem::plain(StatusCode::METHOD_NOT_ALLOWED, None);
    let allow = HeaderValue::from_str(&methods.join(", ")).unwrap_or(HeaderValue::from_static(""));
    Err(refused("method", reply.header(ALLOW, allow)))
}

pub(super) fn check_media_type(events: &[EventInfo], parts: &Parts, body: &[u8]) -> Step<()> {
    if media_type::accepts(events, &parts.headers, body) {
        return Ok(());
    }
    Err(refused("media_type", problem::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, None)))
}

/// The body as it was written, once its signature is good.
pub(super) fn open(core: &Core, coding: Option<Coding>, body: Bytes) -> Step<Bytes> {
    let Some(coding) = coding else { return Ok(body) };
    core.codings.open(coding, &body, core.limit).map_err(|why| match why {
        Shut::TooLarge => unread(Unread::TooLarge),
        Shut::Broken => refused("body::coding", problem::plain(StatusCode::BAD_REQUEST, None)),
    })
}

/// Claims the delivery. Without a signature nothing vouches for an id, and without keys there is nothing to claim.
async fn claim(core: &Core, keys: Arc<[Key]>, now: SystemTime) -> Step<Option<Held>> {
    if keys.is_empty() {
        return Ok(None);
    }
    match core.duplicates.begin(keys, now).await {
        Ok(Begun::First(claim)) => Ok(Some(Held::new(Arc::clone(&core.duplicates), claim))),
        Ok(Begun::Finished(answer)) => Err(refused("duplicate", Reply::clone(&answer))),
        Ok(Begun::InFlight) => Err(come_back("duplicate")),
        Ok(Begun::Full) => Err(come_back("duplicate::full")),
        Err(error) => {
            store_failed(&*error);
            Err(come_back("duplicate::store"))
        }
    }
}

/// What can't be said yet.
pub(super) fn come_back(code: &'static str) -> Box<Settled> {
    refused(code, problem::plain(StatusCode::SERVICE_UNAVAILABLE, None).retry_after(IN_FLIGHT))
}

/// Of two tenants, ids may be equal and deliveries are not. No name of a tenant can pass for another's name and id.
fn keys<'v>(verified: &'v Verified<'_>, tenant: Option<&'v str>) -> impl Iterator<Item = Key> + 'v {
    let id = verified.id.as_deref().map(|id| Key::Id(id.into()));
    let signed = verified.signature_keys.iter().copied().map(Key::Signed);
    id.into_iter().chain(signed).map(move |key| match tenant {
        Some(tenant) => Key::Id(format!("{}:{tenant}:{key}", tenant.len()).into()),
        None => key,
    })
}

pub(super) fn printable(name: &str) -> String {
    let plain = |c: char| if c.is_control() || c.is_whitespace() { '?' } else { c };
    name.chars().take(LOGGED_LENGTH).map(plain).collect()
}

/// The delivery's id, or what stands in for it, and the time of signing.
fn identity(verified: Verified<'_>) -> (String, Option<SystemTime>) {
    let digest = |key: [u8; 32]| key.iter().map(|byte| format!("{byte:02x}")).collect();
    let timestamp = verified.timestamp.and_then(time);
    let id = verified.id.map(Cow::into_owned).or_else(|| verified.digest.map(digest));
    (id.unwrap_or_default(), timestamp)
}

fn time(seconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
}

/// Records a good answer and frees the id after a bad one, so that a retry is handled like a first attempt.
async fn settle(core: &Core, handled: Handled, held: Option<Held>) -> Step<Settled> {
    let Handled { result, code, .. } = handled;
    let reply = match result {
        Ok(reply) => reply,
        Err(failure) => return Ok(Settled { code, reply: failed(failure) }),
    };
    if reply.status.is_server_error() {
        return Ok(Settled { code: "handler::failed", reply });
    }
    // A typed 429 or 409 is no end either: recorded, it would be the answer to every retry.
    let held = held.filter(|_| reply.status.is_success());
    let Some(held) = held else { return Ok(Settled { code, reply }) };
    let answer = Arc::new(reply);
    if let Err(error) = held.finish(Arc::clone(&answer), (core.clock)()).await {
        // The event was handled: to say otherwise would have it handled twice for certain, not perhaps.
        store_failed(&*error);
    }
    Ok(Settled { code, reply: Arc::unwrap_or_clone(answer) })
}

/// The application's own error text goes to the log and nowhere else.
fn failed(failure: Failure) -> Reply {
    if let Some(error) = failure.error() {
        tracing::warn!(target: "hookwright", code = "handler::failed", error = %error, "a handler failed");
    }
    failure.into_reply()
}

fn store_failed(error: &dyn std::error::Error) {
    tracing::warn!(target: "hookwright", code = "duplicate::store", error = %error, "the duplicate store failed");
}

/// The URI as the server saw it: routers that nest services shorten the request's own.
pub(super) fn original_uri(parts: &Parts) -> &Uri {
    #[cfg(feature = "axum")]
    if let Some(original) = parts.extensions.get::<axum::extract::OriginalUri>() {
        return &original.0;
    }
    &parts.uri
}
