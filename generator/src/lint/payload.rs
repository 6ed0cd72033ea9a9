//! What a payload is as a whole.
//!
//! Comes in: events with their payloads. Goes out: those that say too little, or that cannot grow. It must not know
//! what is in a member.

use serde_json::Value;

use super::ground::{Event, Ground, is};
use super::members::{requires, resolved};
use super::rule::{Hit, Rule};
use crate::api::nodes::{Family, Payload, family};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::untyped_payload",
        level: Level::Warning,
        one: "the payload of `{}` is not described",
        many: "the payloads of {} events are not described",
        why: "any JSON fits, so that receivers read code or samples to learn what comes",
        help: "give it a `schema` with its `properties`",
        each: false,
        find: untyped,
    },
    Rule {
        code: "lint::not_an_object",
        level: Level::Note,
        one: "the payload of `{}` is no object",
        many: "the payloads of {} events are no objects",
        why: "a list or a text has no room for a member that is added later, such as an id or a type",
        help: "wrap it: `{ type, id, data: […] }`",
        each: false,
        find: not_an_object,
    },
    Rule {
        code: "lint::nothing_required",
        level: Level::Note,
        one: "no member of `{}` is required",
        many: "no member of the payload is required in {} events",
        why: "receivers have to treat each member as if it could be missing",
        help: "list what every delivery has in `required`; that is no new promise where it holds already",
        each: false,
        find: nothing_required,
    },
    Rule {
        code: "lint::unusual_method",
        level: Level::Warning,
        one: "`{}` is not sent by POST",
        many: "{} events are not sent by POST",
        why: "most endpoints and gateways for webhooks accept nothing else, and GET has no body (RFC 9110, 9.3.1)",
        help: "send it by POST",
        each: false,
        find: unusual_method,
    },
];

fn json<'e>(event: &'e Event<'_>) -> Option<&'e Payload<'e>> {
    event.webhook.payload.as_ref().filter(|payload| family(&payload.media_type) == Family::Json)
}

/// The events whose JSON payload is as asked for.
fn hits(ground: &Ground<'_>, wrong: impl Fn(&Event<'_>, &Value) -> bool) -> Vec<Hit> {
    let mut found = Vec::new();
    for event in &ground.events {
        let Some(payload) = json(event) else { continue };
        let any = Value::Bool(true);
        let schema = payload.schema.as_ref().map_or(&any, |schema| schema.schema.as_value());
        if wrong(event, schema) {
            found.push(Hit::event(&event.webhook.name, payload.span));
        }
    }
    found
}

fn untyped(ground: &Ground<'_>) -> Vec<Hit> {
    let says = [
        "properties",
        "allOf",
        "anyOf",
        "oneOf",
        "items",
        "prefixItems",
        "enum",
        "const",
        "patternProperties",
    ];
    hits(ground, |event, schema| {
        let typed_map = resolved(ground.api, schema, "additionalProperties").is_some_and(Value::is_object);
        let kind = resolved(ground.api, schema, "type");
        let scalar = kind.is_some_and(|kind| kind != "object" && kind != "array");
        let known = says.iter().any(|keyword| resolved(ground.api, schema, keyword).is_some());
        event.members.is_empty() && !typed_map && !scalar && !known
    })
}

fn not_an_object(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |_, schema| {
        resolved(ground.api, schema, "type").is_some_and(|kind| match kind {
            Value::String(kind) => kind != "object",
            Value::Array(kinds) => !kinds.iter().any(|kind| kind == "object"),
            _ => false,
        })
    })
}

fn nothing_required(ground: &Ground<'_>) -> Vec<Hit> {
    hits(ground, |event, schema| {
        let at_root = event.members.iter().any(|member| member.depth == 0);
        at_root && is_object(ground, schema) && !requires(ground.api, schema)
    })
}

fn is_object(ground: &Ground<'_>, schema: &Value) -> bool {
    let kind = resolved(ground.api, schema, "properties").is_some();
    kind || schema.as_object().is_some_and(|keywords| is(keywords, "object"))
}

fn unusual_method(ground: &Ground<'_>) -> Vec<Hit> {
    let usual = |event: &&Event<'_>| matches!(event.webhook.method.as_str(), "POST" | "PUT" | "PATCH");
    let unusual = ground.events.iter().filter(|event| event.is_webhook() && !usual(event));
    unusual.map(|event| Hit::event(&event.webhook.name, event.webhook.span)).collect()
}
