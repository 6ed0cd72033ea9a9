//! Metrics of receiving, by the facade `metrics`. In: what became of requests. Out: counters, a histogram, a gauge.
//! It must not use a word of a sender's as a label: their values are the document's and this crate's alone.
//!
//! | name | kind | labels | counts |
//! |---|---|---|---|
//! | `hookwright_received_total` | counter | | requests, whatever became of them |
//! | `hookwright_in_flight` | gauge | | requests that have no answer yet |
//! | `hookwright_answered_total` | counter | `code`, `event`, `version` | requests by their inside code ([the table](super)): `accepted`, `duplicate`, each refusal, `cancelled`; `event` is a name of the document or empty |
//! | `hookwright_latency_seconds` | histogram | `code` | from a request's headers to its answer |
//! | `hookwright_novelties_total` | counter | `event`, `version` | values and members that only a newer document can have caused |
//! | `hookwright_violations_total` | counter | `event`, `version` | ways in which payloads broke their schemas |
//! | `hookwright_inbox_attempts_total` | counter | `code`, `event`, `version` | attempts at handling deliveries of an inbox: `accepted` and other ends by their inside code, `inbox::retry`, `inbox::dead` |
//! | `hookwright_inbox_attempt_seconds` | histogram | `code` | how long an attempt took |
//!
//! `version` is there where a receiver has several versions and the request's is known: the name of one of them.

use metrics::{counter, gauge, histogram};

use super::Outcome;

/// A counter of the document's names; with the version, where there is one.
macro_rules! counted {
    ($name:literal, $version:expr, $($label:literal => $value:expr),+) => {
        match $version {
            None => counter!($name, $($label => $value),+),
            Some(version) => counter!($name, $($label => $value,)+ "version" => version),
        }
    };
}

/// A request has come.
pub(super) fn received() {
    counter!("hookwright_received_total").increment(1);
    gauge!("hookwright_in_flight").increment(1.0);
}

/// A request has gone. The event's name is the document's, never the one that an unknown event gives itself.
pub(super) fn answered(outcome: &Outcome, event: &'static str) {
    gauge!("hookwright_in_flight").decrement(1.0);
    counted!("hookwright_answered_total", outcome.version, "code" => outcome.code, "event" => event)
        .increment(1);
    histogram!("hookwright_latency_seconds", "code" => outcome.code).record(outcome.elapsed);
    if outcome.novelties > 0 {
        counted!("hookwright_novelties_total", outcome.version, "event" => event)
            .increment(outcome.novelties as u64);
    }
    if outcome.violations > 0 {
        counted!("hookwright_violations_total", outcome.version, "event" => event)
            .increment(outcome.violations as u64);
    }
}

/// An attempt of an inbox is over.
#[cfg(feature = "sqlite")]
pub(super) fn attempted(outcome: &Outcome, event: &'static str) {
    counted!("hookwright_inbox_attempts_total", outcome.version, "code" => outcome.code, "event" => event)
        .increment(1);
    histogram!("hookwright_inbox_attempt_seconds", "code" => outcome.code).record(outcome.elapsed);
}
