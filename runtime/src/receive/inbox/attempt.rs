//! One attempt at handling a stored delivery. In: its row. Out: what became of it. It must not touch the store.

use http::request::Parts;
use http::{Request, StatusCode, header};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::task::JoinSet;
use tracing::Instrument;

use super::super::delivery::{Delivery, Handled};
use super::super::incoming::Envelope;
use super::super::outcome::Named;
use super::super::pipeline::{Settled, open};
use super::super::recognise::{Recognised, recognise};
use super::super::service::Core;
use super::super::{Failure, Reply, TraceContext};
use super::rows::{Stored, Taken};
use crate::header_lines;
use crate::store::from_millis;

/// An application's error may be long; so much of it is kept, in characters.
const ERROR: usize = 1_000;

/// What became of an attempt.
pub(super) struct Attempted {
    pub(super) end: End,
    /// The inside code: why it is over, or what went wrong.
    pub(super) code: &'static str,
    pub(super) status: Option<StatusCode>,
    pub(super) error: String,
    pub(super) named: Named,
    pub(super) novelties: usize,
    pub(super) violations: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    /// It is worth another attempt, not before this time has passed.
    Again(Option<Duration>),
    /// Another attempt would end the same way.
    Never,
}

/// Calls the handler. A panic is a failure of the delivery, not of the workers.
pub(super) async fn attempt(core: Arc<Core>, row: &Taken) -> Attempted {
    let mut named = Named { name: row.event.clone(), ..Named::default() };
    let (index, delivery) = match rebuild(&core, row, &mut named) {
        Ok(found) => found,
        Err(refused) => {
            let error = "the delivery is no longer what the receiver takes".to_owned();
            let end = Attempted::new(End::Never, refused.code, error, named);
            return Attempted { status: Some(refused.reply.status), ..end };
        }
    };
    let span = span(row, delivery.envelope.trace.as_ref());
    let mut running = JoinSet::new();
    running.spawn(async move { core.handler.call(index, delivery).await }.instrument(span));
    match running.join_next().await {
        Some(Ok(handled)) => judge(handled, named),
        // Nobody else holds the set, so that whatever ended without a result has panicked.
        _ => Attempted::new(End::Again(None), "handler::panicked", "the handler panicked".to_owned(), named),
    }
}

/// The delivery as the pipeline would have handed it over.
fn rebuild(core: &Core, row: &Taken, named: &mut Named) -> Result<(usize, Delivery), Box<Settled>> {
    let parts = parts(&row.request);
    let coding = core.codings.of(&parts.headers);
    let coding = coding.map_err(|reply| Box::new(Settled { code: "media_type", reply: *reply }))?;
    let body = open(core, coding, row.request.body.clone())?;
    let Recognised { index, event, name, version } = recognise(core, &parts, &body, named)?;
    let envelope = Arc::new(Envelope {
        trace: TraceContext::of(&parts.headers),
        headers: parts.headers,
        body,
        url: row.request.url.clone(),
        source: row.request.source.as_deref().and_then(|source| source.parse().ok()),
        id: row.id.clone(),
        timestamp: row.signed.map(from_millis),
        event,
        name,
        version,
        reading: core.reading,
        tenant: row.tenant.clone(),
        attempt: row.attempt,
        unhandled: AtomicBool::new(false),
    });
    Ok((index, Delivery { envelope }))
}

/// The request's head. Method and URI were a request's, so that they are good.
pub(super) fn parts(request: &Stored) -> Parts {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = request.method.parse().unwrap_or_default();
    parts.uri = request.uri.parse().unwrap_or_default();
    parts.headers = header_lines::read(&request.headers);
    #[cfg(feature = "axum")]
    if let Some(original) = request.original.as_deref().and_then(|uri| uri.parse().ok()) {
        parts.extensions.insert(axum::extract::OriginalUri(original));
    }
    parts
}

fn judge(handled: Handled, named: Named) -> Attempted {
    let Handled { result, code, novelties, violations } = handled;
    let (end, code, error, status) = match result {
        Ok(reply) if reply.status.is_success() => (End::Done, code, String::new(), reply.status),
        Ok(reply) => (failure(&reply), "handler::failed", String::new(), reply.status),
        Err(failed) => refusal(failed, code),
    };
    Attempted { novelties, violations, status: Some(status), ..Attempted::new(end, code, error, named) }
}

fn refusal(failed: Failure, code: &'static str) -> (End, &'static str, String, StatusCode) {
    let error = failed.error().map(ToString::to_string).unwrap_or_default();
    let reply = failed.into_reply();
    (failure(&reply), code, error.chars().take(ERROR).collect(), reply.status)
}

/// A 4xx says that the delivery itself is wrong, but for those that say "not now".
fn failure(reply: &Reply) -> End {
    let now = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::CONFLICT,
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    if reply.status.is_client_error() && !now.contains(&reply.status) {
        return End::Never;
    }
    let seconds = reply.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    End::Again(seconds.map(Duration::from_secs))
}

fn span(row: &Taken, trace: Option<&TraceContext>) -> tracing::Span {
    tracing::info_span!(
        target: "hookwright",
        "hookwright.attempt",
        event = row.event.as_deref().unwrap_or_default(),
        id = row.id.as_str(),
        attempt = row.attempt,
        trace_id = trace.map(TraceContext::trace_id),
        parent_id = trace.map(TraceContext::parent_id),
    )
}

impl Attempted {
    fn new(end: End, code: &'static str, error: String, named: Named) -> Self {
        Self { end, code, status: None, error, named, novelties: 0, violations: 0 }
    }
}
