//! What a document tells people of its events.
//!
//! Comes in: summaries and descriptions. Goes out: events about which too little is said. It must not know anything
//! but their words.

use super::ground::{Event, Ground};
use super::rule::{Hit, Rule};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::no_description",
        level: Level::Warning,
        one: "`{}` has neither a summary nor a description",
        many: "{} events have neither a summary nor a description",
        why: "when an event is sent can be read nowhere else",
        help: "say in `summary` what happened, and in `description` when it is sent and when it is not",
        each: false,
        find: no_description,
    },
    Rule {
        code: "lint::silent_deprecation",
        level: Level::Warning,
        one: "`{}` is deprecated, and the document does not say what follows",
        many: "{} events are deprecated, and the document does not say what follows",
        why: "subscribers do not know until when it is sent, or what is sent instead",
        help: "name the successor and the last day in its `description`",
        each: false,
        find: silent_deprecation,
    },
];

fn hits(ground: &Ground<'_>, wrong: impl Fn(&Event<'_>) -> bool) -> Vec<Hit> {
    let found = ground.events.iter().filter(|event| wrong(event));
    found.map(|event| Hit::event(&event.webhook.name, event.webhook.span)).collect()
}

fn no_description(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |event| {
        event.webhook.summary.trim().is_empty() && event.webhook.description.trim().is_empty()
    })
}

fn silent_deprecation(ground: &Ground<'_>) -> Vec<Hit> {
    let words = [
        "instead",
        "replac",
        "sunset",
        "removed",
        "remove",
        "retire",
        "no longer",
        "successor",
        "migrat",
        "until",
        "use ",
    ];
    hits(ground, |event| {
        let text = format!("{} {}", event.webhook.summary, event.webhook.description).to_lowercase();
        event.webhook.deprecated && !words.iter().any(|word| text.contains(word))
    })
}
