//! Whether a receiver can tell who sent a delivery, and which event it is.
//!
//! Comes in: scheme, security, dispatch. Goes out: events that anybody could send, or that nobody can tell apart.
//! It must not know how requests are verified.

use super::ground::{Event, Ground};
use super::members::plain;
use super::rule::{Hit, Rule};
use crate::api::nodes::{DemandKind, Origin};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::no_signature",
        level: Level::Warning,
        one: "the document does not say how `{}` is signed",
        many: "the document does not say how its {} events are signed",
        why: "without a signature anybody who learns the URL can send events",
        help: "add `x-webhook-signature: standard-webhooks` at the root (`hookwright presets` lists others), or a \
               `security` of the webhooks' own",
        each: false,
        find: no_signature,
    },
    Rule {
        code: "lint::secret_in_query",
        level: Level::Warning,
        one: "`{}` is authenticated by a key in the URL",
        many: "{} events are authenticated by a key in the URL",
        why: "URLs are written to logs of every proxy on the way",
        help: "sign the body, or send the key in a header",
        each: false,
        find: secret_in_query,
    },
    Rule {
        code: "lint::plain_http",
        level: Level::Warning,
        one: "`{}` is sent without encryption",
        many: "{} callbacks are sent without encryption",
        why: "a signature keeps a payload from being changed, not from being read",
        help: "let the URL begin with `https://`",
        each: false,
        find: plain_http,
    },
    Rule {
        code: "lint::ambiguous_dispatch",
        level: Level::Warning,
        one: "nothing in the document tells its webhooks apart",
        many: "nothing in the document tells its webhooks apart",
        why: "no member or header has a value of its own in every event, so that each needs a path of its own",
        help: "name the place of the event's name: `x-webhook-dispatch: { header: X-Event }` or `{ json: /type }`",
        each: false,
        find: ambiguous,
    },
];

fn no_signature(ground: &Ground<'_>) -> Vec<Hit> {
    if ground.ir.scheme.is_some() {
        return Vec::new();
    }
    // A header that is called so: the document says that there is a signature, though not to machines.
    let trusted = |event: &Event<'_>| {
        let words = ["signature", "hmac", "authorization", "digest", "token"];
        !event.webhook.security.is_empty()
            || event.headers().any(|name| words.iter().any(|word| plain(name).contains(word)))
    };
    let asked = ground.events.iter().filter(|event| event.is_webhook() && !trusted(event));
    asked.map(|event| Hit::event(&event.webhook.name, event.webhook.span)).collect()
}

fn secret_in_query(ground: &Ground<'_>) -> Vec<Hit> {
    let in_query = |event: &&Event<'_>| {
        let mut demands = event.webhook.security.iter().flatten();
        demands.any(|demand| matches!(demand.kind, DemandKind::Query(_)))
    };
    let found = ground.events.iter().filter(in_query);
    found.map(|event| Hit::event(&event.webhook.name, event.webhook.span)).collect()
}

fn plain_http(ground: &Ground<'_>) -> Vec<Hit> {
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    let insecure = |expression: &str| {
        expression.starts_with("http://") && !local.iter().any(|host| expression.starts_with(host))
    };
    let hit = |event: &Event<'_>| match &event.webhook.origin {
        Origin::Callback { expression, span } if insecure(expression) => {
            Some(Hit::event(&event.webhook.name, *span))
        }
        _ => None,
    };
    ground.events.iter().filter_map(hit).collect()
}

fn ambiguous(ground: &Ground<'_>) -> Vec<Hit> {
    // Callbacks are told apart by their URLs, and so is one webhook beside them.
    if ground.events.iter().filter(|event| event.is_webhook()).count() < 2 {
        return Vec::new();
    }
    let said = ground
        .said
        .iter()
        .find(|found| found.code.as_str() == "dispatch::ambiguous" && found.level == Level::Warning);
    let hit = |span| Hit::event("", span).says("as this one from the one before it");
    said.and_then(|found| found.span()).map(hit).into_iter().collect()
}
