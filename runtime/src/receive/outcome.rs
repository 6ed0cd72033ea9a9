//! What became of a request, for logs and metrics. In: the pipeline's findings. Out: one event per request.
//! It must not carry values of payloads, header values or secrets.

use http::StatusCode;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Span;
use tracing::field::Empty;

use super::{TraceContext, VersionInfo};

/// What became of one request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The inside code, which the sender never sees: `accepted`, `duplicate`, `signature::stale`, `handler::failed`
    /// … The whole list stands in [the module's table](super).
    pub code: &'static str,
    /// The event's name, once it is known; what an unknown event called itself.
    pub event: Option<String>,
    /// The name of its version, in receivers of several, once it is known.
    pub version: Option<&'static str>,
    /// The delivery's id, once it is verified.
    pub id: Option<String>,
    /// Who called, where the server or a trusted proxy says so.
    pub source: Option<IpAddr>,
    /// The status of the answer; none where the request was dropped before there was one.
    pub status: Option<StatusCode>,
    /// The time from the request's headers to the answer.
    pub elapsed: Duration,
    /// How many novelties the payload had.
    pub novelties: usize,
    /// How many violations the payload had.
    pub violations: usize,
}

/// What an event is called, once it is known.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The document's name, or what an unknown event called itself.
    pub(super) name: Option<String>,
    /// The name, where it is the document's.
    #[cfg_attr(not(feature = "metrics"), allow(dead_code, reason = "metrics name it"))]
    pub(super) declared: &'static str,
    /// Its version, where there are several.
    pub(super) version: Option<&'static VersionInfo>,
}

/// Called once for every request, and for every attempt of an inbox.
pub(super) type Observer = Arc<dyn Fn(&Outcome) + Send + Sync>;

/// Watches one request, so that its outcome is told even if it is dropped half-way.
pub(super) struct Watch {
    observer: Option<Observer>,
    started: Instant,
    told: bool,
    /// Everything that belongs to the request happens in it.
    pub(super) span: Span,
    pub(super) source: Option<IpAddr>,
    pub(super) trace: Option<TraceContext>,
    pub(super) event: Named,
    pub(super) id: Option<String>,
    pub(super) novelties: usize,
    pub(super) violations: usize,
}

impl Watch {
    pub(super) fn start(
        observer: Option<Observer>,
        source: Option<IpAddr>,
        trace: Option<TraceContext>,
    ) -> Self {
        #[cfg(feature = "metrics")]
        super::metrics::received();
        Self {
            observer,
            started: Instant::now(),
            told: false,
            span: span(source, trace.as_ref()),
            source,
            trace,
            event: Named::default(),
            id: None,
            novelties: 0,
            violations: 0,
        }
    }

    pub(super) fn finish(mut self, code: &'static str, status: StatusCode) {
        self.tell(code, Some(status));
    }

    fn tell(&mut self, code: &'static str, status: Option<StatusCode>) {
        self.told = true;
        let outcome = Outcome {
            code,
            event: self.event.name.take(),
            version: self.event.version.map(|version| version.name),
            id: self.id.take(),
            source: self.source,
            status,
            elapsed: self.started.elapsed(),
            novelties: self.novelties,
            violations: self.violations,
        };
        #[cfg(feature = "metrics")]
        super::metrics::answered(&outcome, self.event.declared);
        self.span.in_scope(|| log(&outcome, &self.span));
        if let Some(observer) = &self.observer {
            observer(&outcome);
        }
    }
}

/// Tells what became of one attempt at handling a stored delivery, whose request was answered long ago.
#[cfg(feature = "sqlite")]
pub(super) fn attempted(outcome: &Outcome, declared: &'static str, observer: Option<&Observer>) {
    #[cfg(feature = "metrics")]
    super::metrics::attempted(outcome, declared);
    #[cfg(not(feature = "metrics"))]
    let _ = declared;
    log(outcome, &Span::current());
    if let Some(observer) = observer {
        observer(outcome);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.told {
            let code = if std::thread::panicking() { "handler::panicked" } else { "cancelled" };
            self.tell(code, None);
        }
    }
}

/// One span for each request. The sender's trace is named by its ids, for whoever collects traces.
fn span(source: Option<IpAddr>, trace: Option<&TraceContext>) -> Span {
    let span = tracing::info_span!(
        target: "hookwright",
        "hookwright.delivery",
        source = Empty,
        trace_id = Empty,
        parent_id = Empty,
        event = Empty,
        version = Empty,
        id = Empty,
        code = Empty,
        status = Empty,
    );
    if let Some(source) = source {
        span.record("source", tracing::field::display(source));
    }
    if let Some(trace) = trace {
        span.record("trace_id", trace.trace_id()).record("parent_id", trace.parent_id());
    }
    span
}

fn log(outcome: &Outcome, span: &Span) {
    let Outcome { code, event, version, id, status, elapsed, novelties, violations, .. } = outcome;
    let status = status.map_or(0, |status| status.as_u16());
    let (event, id) = (event.as_deref().unwrap_or_default(), id.as_deref().unwrap_or_default());
    let ms = elapsed.as_secs_f64() * 1e3;
    span.record("event", event).record("id", id).record("code", code).record("status", status);
    if let Some(version) = version {
        span.record("version", version);
    }
    if matches!(*code, "accepted" | "duplicate" | "inbox::accepted" | "handshake::answered") {
        tracing::info!(target: "hookwright", code, event, version, id, status, ms, novelties, violations, "delivery");
    } else {
        tracing::warn!(target: "hookwright", code, event, version, id, status, ms, novelties, violations, "delivery");
    }
}
