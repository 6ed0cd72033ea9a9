//! Extensions that look like Hookwright's, and are not.
//!
//! Comes in: the root, and what stands at webhooks. Goes out: names beginning with `x-webhook-` that nothing reads. It
//! must not know what an extension holds.

use super::ground::Ground;
use super::rule::{Hit, Rule};
use crate::diagnostic::{Level, nearest};
use crate::document::{Mapping, Node};

pub(super) const RULES: &[Rule] = &[Rule {
    code: "lint::unknown_extension",
    level: Level::Warning,
    one: "`{}` means nothing here",
    many: "{} extensions mean nothing where they stand",
    why: "an extension that nobody reads is dropped without a word: what it should switch on stays off",
    help: "the root has `x-webhook-dispatch`, `-signature`, `-handshake`, `-retry` and `-version`; a webhook has \
           `x-webhook-version` and `x-webhook-renamed-from`",
    each: true,
    find: unknown,
}];

/// What is read at the root.
const ROOT: &[&str] = &[
    "x-webhook-dispatch",
    "x-webhook-handshake",
    "x-webhook-retry",
    "x-webhook-signature",
    "x-webhook-version",
];

/// What is read at a webhook.
const WEBHOOK: &[&str] = &["x-webhook-renamed-from", "x-webhook-version"];

fn unknown(ground: &Ground<'_>) -> Vec<Hit> {
    let mut found = Vec::new();
    look(ground.root, "", ROOT, &mut found);
    let sections =
        ["webhooks", "x-webhooks"].into_iter().filter_map(|name| ground.root.get(name)?.as_mapping());
    for webhook in sections.flat_map(Mapping::iter) {
        look(&webhook.value, &webhook.key, WEBHOOK, &mut found);
        for operation in webhook.value.as_mapping().into_iter().flat_map(Mapping::iter) {
            look(&operation.value, &webhook.key, WEBHOOK, &mut found);
        }
    }
    found
}

fn look(node: &Node, event: &str, known: &[&str], found: &mut Vec<Hit>) {
    for entry in node.as_mapping().into_iter().flat_map(Mapping::iter) {
        let is_ours = entry.key.starts_with("x-webhook-") && !known.contains(&&*entry.key);
        if is_ours {
            let near = nearest(&entry.key, known.iter().copied());
            let label = near.map(|name| format!("did you mean `{name}`?")).unwrap_or_default();
            let what = entry.key.to_string();
            found.push(Hit { event: event.to_owned(), span: entry.key_span, what, label });
        }
    }
}
