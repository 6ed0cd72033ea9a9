//! What became of a request, for logs and metrics. In: the pipeline's findings. Out: one event per request.
//! It must not carry values of payloads, header values or secrets.

use http::StatusCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What became of one request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The inside code, which the sender never sees: `accepted`, `duplicate`, `signature::stale`, `handler::failed`
    /// … The whole list stands in [the module's table](super).
    pub code: &'static str,
    /// The event's name, once it is known; what an unknown event called itself.
    pub event: Option<String>,
    /// The delivery's id, once it is verified.
    pub id: Option<String>,
    /// The status of the answer; none where the request was dropped before there was one.
    pub status: Option<StatusCode>,
    /// The time from the request's headers to the answer.
    pub elapsed: Duration,
    /// How many novelties the payload had.
    pub novelties: usize,
    /// How many violations the payload had.
    pub violations: usize,
}

/// Called once for every request.
pub(super) type Observer = Arc<dyn Fn(&Outcome) + Send + Sync>;

/// Watches one request, so that its outcome is told even if it is dropped half-way.
pub(super) struct Watch {
    observer: Option<Observer>,
    started: Instant,
    told: bool,
    pub(super) event: Option<String>,
    pub(super) id: Option<String>,
    pub(super) novelties: usize,
    pub(super) violations: usize,
}

impl Watch {
    pub(super) fn start(observer: Option<Observer>) -> Self {
        let started = Instant::now();
        Self { observer, started, told: false, event: None, id: None, novelties: 0, violations: 0 }
    }

    pub(super) fn finish(mut self, code: &'static str, status: StatusCode) {
        self.tell(code, Some(status));
    }

    fn tell(&mut self, code: &'static str, status: Option<StatusCode>) {
        self.told = true;
        let outcome = Outcome {
            code,
            event: self.event.take(),
            id: self.id.take(),
            status,
            elapsed: self.started.elapsed(),
            novelties: self.novelties,
            violations: self.violations,
        };
        log(&outcome);
        if let Some(observer) = &self.observer {
            observer(&outcome);
        }
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

fn log(outcome: &Outcome) {
    let Outcome { code, event, id, status, elapsed, novelties, violations } = outcome;
    let status = status.map_or(0, |status| status.as_u16());
    let (event, id) = (event.as_deref().unwrap_or_default(), id.as_deref().unwrap_or_default());
    let ms = elapsed.as_secs_f64() * 1e3;
    if matches!(*code, "accepted" | "duplicate") {
        tracing::info!(target: "hookwright", code, event, id, status, ms, novelties, violations, "delivery");
    } else {
        tracing::warn!(target: "hookwright", code, event, id, status, ms, novelties, violations, "delivery");
    }
}
