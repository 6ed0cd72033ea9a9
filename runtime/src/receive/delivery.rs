//! From the pipeline into generated code and back. In: a verified delivery and its event. Out: what became of it.
//! It must not know verification or duplicates; generic code is kept small, since it is compiled once per event.

use http::StatusCode;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::incoming::Envelope;
use super::{
    Answer, Dispatch, Failure, Handshake, Incoming, Reply, Unclaimed, UnknownEvent, Versions, Violating,
};
use crate::Violations;
use crate::decode::{Decode, Read};
use crate::event::EventInfo;
use crate::signature::Scheme;

/// The generated router of a document's events to a receiver's methods.
pub trait Routes: Send + Sync + 'static {
    /// The document's `Event`.
    type Event: Send;

    /// The document's events, in the order of their indices.
    const EVENTS: &'static [EventInfo];

    /// How a request's event is found, where there is one version.
    const DISPATCH: &'static Dispatch;

    /// The versions of the API, where there are several: each has its own part of `EVENTS`, and its own dispatch.
    const VERSIONS: Option<&'static Versions> = None;

    /// The handshakes that the document declares.
    const HANDSHAKES: &'static [Handshake] = &[];

    /// Hands a delivery to the method of the event at this index; to `fallback` where there is no such event.
    fn call(&self, event: usize, delivery: Delivery) -> Call<'_>;

    /// Hands what nobody claimed to the receiver's `fallback`.
    fn fallback(&self, unclaimed: Unclaimed<Self::Event>) -> Fallback<'_>;
}

/// Implemented where the document names the scheme its deliveries are signed with.
#[diagnostic::on_unimplemented(
    message = "the document of `{Self}` does not say how its deliveries are signed",
    label = "the document names no signature scheme",
    note = "name one here: `.scheme(Scheme::standard_webhooks(), [secret])?`",
    note = "or name one in the document (`x-webhook-signature`), in an overlay or in hookwright.toml",
    note = "deliveries that nobody signs are accepted only after `.unsigned()`"
)]
pub trait Signed {
    /// The scheme.
    const SCHEME: fn() -> Scheme;
}

/// A delivery on its way to its method.
pub struct Delivery {
    pub(super) envelope: Arc<Envelope>,
}

/// What became of a delivery: the answer, and what the log should know.
pub struct Handled {
    pub(super) result: Result<Reply, Failure>,
    pub(super) code: &'static str,
    pub(super) novelties: usize,
    pub(super) violations: usize,
}

impl Handled {
    /// What a handshake is answered.
    pub(super) fn handshake(reply: Reply) -> Self {
        Self { result: Ok(reply), code: "handshake::answered", novelties: 0, violations: 0 }
    }
}

/// A handler at work.
pub type Call<'a> = Pin<Box<dyn Future<Output = Handled> + Send + 'a>>;

/// A `fallback` at work.
pub type Fallback<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// Decodes the payload and hands it to `handler`; a payload with violations goes to `fallback`.
pub fn call<'a, R, T, A, F, H>(routes: &'a R, delivery: Delivery, handler: H) -> Call<'a>
where
    R: Routes,
    T: Decode,
    A: Answer,
    F: Future<Output = Result<A, Failure>> + Send + 'a,
    H: FnOnce(Incoming<T>) -> F,
{
    let read = match delivery.read::<Box<T>>() {
        Ok(read) => read,
        Err(violations) => return violating(routes, delivery, violations),
    };
    let novelties = read.novelties.len();
    let running = handler(Incoming::new(read.value, read.novelties, Arc::clone(&delivery.envelope)));
    run(delivery, novelties, running)
}

/// As [`call`], for an event of an older version: decodes `Old`, hands it to `upgrade`, and what comes of it to
/// `handler`. Where `upgrade` fails, the handler has.
pub fn upgraded<'a, R, Old, T, A, F, H, U>(
    routes: &'a R,
    delivery: Delivery,
    upgrade: U,
    handler: H,
) -> Call<'a>
where
    R: Routes,
    Old: Decode,
    A: Answer,
    F: Future<Output = Result<A, Failure>> + Send + 'a,
    H: FnOnce(Incoming<T>) -> F,
    U: FnOnce(Old) -> Result<T, Failure>,
{
    let Read { value, novelties } = match delivery.read::<Box<Old>>() {
        Ok(read) => read,
        Err(violations) => return violating(routes, delivery, violations),
    };
    let count = novelties.len();
    match upgrade(*value) {
        Ok(payload) => {
            let envelope = Arc::clone(&delivery.envelope);
            let running = handler(Incoming::new(Box::new(payload), novelties, envelope));
            run(delivery, count, running)
        }
        Err(failure) => {
            let handled = delivery.handled(Err(failure), count);
            Box::pin(std::future::ready(handled))
        }
    }
}

fn run<'a, A: Answer>(
    delivery: Delivery,
    novelties: usize,
    running: impl Future<Output = Result<A, Failure>> + Send + 'a,
) -> Call<'a> {
    Box::pin(async move {
        let answer = running.await;
        let result = match delivery.envelope.event {
            Some(event) => answer.and_then(|answer| answer.into_reply(event)),
            None => answer.map(|_| Reply::empty(StatusCode::OK)),
        };
        delivery.handled(result, novelties)
    })
}

/// Hands a delivery of an unknown event to `fallback`.
pub fn unclaimed<R: Routes>(routes: &R, delivery: Delivery) -> Call<'_> {
    let event = delivery.envelope.event;
    let running = routes.fallback(Unclaimed::Unknown(UnknownEvent(delivery.envelope)));
    settle(running, event, "event::unknown", 0)
}

/// What a receiver's method does when the receiver does not implement it.
pub async fn unhandled<A: Answer>(fallback: impl Future<Output = Result<(), Failure>>) -> Result<A, Failure> {
    fallback.await.map(|()| A::acknowledged())
}

fn violating<R: Routes>(routes: &R, delivery: Delivery, violations: Violations) -> Call<'_> {
    let count = violations.len();
    let event = delivery.envelope.event;
    let violating = Violating { envelope: delivery.envelope, violations };
    settle(routes.fallback(Unclaimed::Violating(violating)), event, "payload::violation", count)
}

/// Turns what `fallback` decided into the answer.
fn settle<'a>(
    fallback: Fallback<'a>,
    event: Option<&'static EventInfo>,
    code: &'static str,
    violations: usize,
) -> Call<'a> {
    Box::pin(async move {
        let status = event.map_or(StatusCode::OK, success_status);
        let result = fallback.await.map(|()| Reply::empty(status));
        Handled { code: code_of(&result, code), result, novelties: 0, violations }
    })
}

impl Delivery {
    fn read<T: Decode>(&self) -> Result<Read<T>, Violations> {
        self.envelope.read()
    }

    fn handled(&self, result: Result<Reply, Failure>, novelties: usize) -> Handled {
        let code = match (&result, self.envelope.was_unhandled()) {
            (result, true) => code_of(result, "event::unhandled"),
            (Ok(_), false) => "accepted",
            (Err(_), false) => "handler::failed",
        };
        Handled { result, code, novelties, violations: 0 }
    }
}

/// A `fallback` that refuses has decided; one that answers 5xx has failed.
fn code_of(result: &Result<Reply, Failure>, decided: &'static str) -> &'static str {
    match result {
        Err(failure) if failure.status() >= 500 => "handler::failed",
        _ => decided,
    }
}

/// The document's own success.
pub(super) fn success_status(event: &EventInfo) -> StatusCode {
    StatusCode::from_u16(event.success).unwrap_or(StatusCode::OK)
}

/// [`Routes`] without its constants and types, so that the pipeline is compiled once for all documents.
pub(super) trait Handle: Send + Sync {
    fn call(&self, event: usize, delivery: Delivery) -> Call<'_>;
}

impl<R: Routes> Handle for R {
    fn call(&self, event: usize, delivery: Delivery) -> Call<'_> {
        Routes::call(self, event, delivery)
    }
}
