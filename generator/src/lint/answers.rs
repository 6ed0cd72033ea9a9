//! What receivers may answer, as far as the document says it.
//!
//! Comes in: declared answers. Goes out: events that lack one that senders and receivers need. It must not know what
//! an answer holds.

use super::ground::{Event, Ground};
use super::rule::{Hit, Rule};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::no_success_answer",
        level: Level::Warning,
        one: "`{}` does not say which answer acknowledges it",
        many: "{} events do not say which answer acknowledges them",
        why: "a sender repeats what was not acknowledged, and receivers have to guess what counts",
        help: "declare it: `responses: { '204': { description: Noted. } }`",
        each: false,
        find: no_success,
    },
    Rule {
        code: "lint::no_gone_answer",
        level: Level::Note,
        one: "`{}` does not say how a receiver ends its subscription",
        many: "{} events do not say how a receiver ends its subscription",
        why: "by custom the answer 410 tells a sender to stop; without it an endpoint that is gone is tried for days",
        help: "declare `'410': { description: The endpoint is gone; no more deliveries. }` where your sender heeds it",
        each: false,
        find: no_gone,
    },
];

fn lacking(ground: &Ground<'_>, lacks: impl Fn(&Event<'_>) -> bool) -> Vec<Hit> {
    let found = ground.events.iter().filter(|event| lacks(event));
    found.map(|event| Hit::event(&event.webhook.name, event.webhook.span)).collect()
}

fn no_success(ground: &Ground<'_>) -> Vec<Hit> {
    let acknowledges = |status: Option<u16>| status.is_none_or(|status| (200..300).contains(&status));
    lacking(ground, |event| !event.webhook.responses.iter().any(|answer| acknowledges(answer.status)))
}

/// A callback ends with what it belongs to.
fn no_gone(ground: &Ground<'_>) -> Vec<Hit> {
    let ends = |status: Option<u16>| matches!(status, Some(400 | 410));
    lacking(ground, |event| {
        let answers = &event.webhook.responses;
        event.is_webhook() && !answers.is_empty() && !answers.iter().any(|answer| ends(answer.status))
    })
}
