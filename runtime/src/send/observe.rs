//! What is logged and counted of attempts. In: an attempt, judged. Out: a line, and metrics where the feature `metrics` is
//! on. It must not show URLs, payloads or secrets.

use super::deliver::{Attempted, Destination, Parcel};
use super::policy::{Judgement, Next};

/// Counts an event that was accepted; one that was accepted before under its key is none.
#[cfg(feature = "metrics")]
pub(super) fn accepted(event: &'static str, accepted: &super::Accepted) {
    if !accepted.repeated {
        metrics::counter!("hookwright_sender_accepted_total", "event" => event).increment(1);
    }
}

/// Says what came of an attempt.
pub(super) fn observe(
    parcel: &Parcel,
    to: &Destination,
    attempted: &Attempted,
    judgement: &Judgement,
    now: i64,
) {
    let (event, endpoint, tenant, name) = (&parcel.event, &to.id, &to.tenant, &parcel.name);
    let (class, status, attempt) = (attempted.class, attempted.status, parcel.attempts.saturating_add(1));
    let milliseconds = attempted.elapsed.as_millis();
    match judgement.next {
        Next::Delivered => {
            let latency = now.saturating_sub(parcel.accepted_at);
            tracing::debug!(target: "hookwright", event, name, tenant, endpoint, attempt, status, milliseconds, latency,
                "delivered");
        }
        Next::At(due) => {
            let wait = due.saturating_sub(now);
            tracing::info!(target: "hookwright", event, name, tenant, endpoint, attempt, status, class, milliseconds,
                wait, "not delivered, tried again later");
        }
        Next::Dead(reason) => {
            tracing::warn!(target: "hookwright", event, name, tenant, endpoint, attempt, status, class, reason,
                "not delivered, given up");
        }
    }
    #[cfg(feature = "metrics")]
    count(parcel, attempted, judgement, now);
}

#[cfg(feature = "metrics")]
fn count(parcel: &Parcel, attempted: &Attempted, judgement: &Judgement, now: i64) {
    metrics::counter!("hookwright_sender_attempts_total", "class" => attempted.class).increment(1);
    metrics::histogram!("hookwright_sender_attempt_seconds").record(attempted.elapsed.as_secs_f64());
    match judgement.next {
        Next::Delivered => {
            let millis = u32::try_from(now.saturating_sub(parcel.accepted_at)).unwrap_or(u32::MAX);
            metrics::counter!("hookwright_sender_delivered_total").increment(1);
            metrics::histogram!("hookwright_sender_latency_seconds").record(f64::from(millis) / 1000.0);
        }
        Next::At(_) => metrics::counter!("hookwright_sender_retries_total").increment(1),
        Next::Dead(reason) => {
            metrics::counter!("hookwright_sender_dead_total", "reason" => reason).increment(1);
        }
    }
}
