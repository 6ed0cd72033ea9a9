//! Whether a payload can grow without breaking those who read it.
//!
//! Comes in: the schemas of payloads. Goes out: those that are closed. It must not know which event they belong to.

use serde_json::Value;

use super::ground::{Ground, Spot};
use super::rule::{Hit, Rule};
use crate::diagnostic::Level;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "lint::closed_object",
        level: Level::Warning,
        one: "`{}` forbids members that are added later",
        many: "{} objects forbid members that are added later",
        why: "receivers that validate by this schema refuse every delivery on the day on which a member is added",
        help: "leave `additionalProperties: false` out of what you send; it is for what you receive",
        each: false,
        find: closed_object,
    },
    Rule {
        code: "lint::closed_enum",
        level: Level::Note,
        one: "the values of `{}` are listed as if no other could come",
        many: "{} lists of values read as if no other could come",
        why: "a strict receiver refuses a delivery with a value that was added later",
        help: "write in its `description` that values may be added, or `anyOf: [{ enum: […] }, { type: string }]`",
        each: false,
        find: closed_enum,
    },
];

fn closed_object(ground: &Ground<'_>) -> Vec<Hit> {
    let closing = |spot: &Spot<'_>| {
        ["additionalProperties", "unevaluatedProperties"]
            .into_iter()
            .find(|keyword| spot.keywords.get(*keyword) == Some(&Value::Bool(false)))
    };
    let hit = |spot: &Spot<'_>| {
        let keyword = closing(spot)?;
        Some(Hit {
            event: spot.event.to_owned(),
            span: spot.key_span(keyword),
            what: spot.name().to_owned(),
            label: String::new(),
        })
    };
    ground.spots.iter().filter_map(hit).collect()
}

fn closed_enum(ground: &Ground<'_>) -> Vec<Hit> {
    let closed = |spot: &&Spot<'_>| !spot.is_open && is_choice(spot) && !is_declared_open(spot);
    let hit = |spot: &Spot<'_>| Hit {
        event: spot.event.to_owned(),
        span: spot.key_span("enum"),
        what: spot.name().to_owned(),
        label: String::new(),
    };
    ground.spots.iter().filter(closed).map(hit).collect()
}

/// Several texts to choose from.
fn is_choice(spot: &Spot<'_>) -> bool {
    let values = spot.keywords.get("enum").and_then(Value::as_array);
    values.is_some_and(|values| {
        values.iter().all(|value| value.is_string() || value.is_null())
            && values.iter().filter(|value| value.is_string()).count() > 1
    })
}

/// Words by which documents say that a list is not complete.
const OPEN: &[&str] = &[
    "added",
    "additional",
    "exhaustive",
    "extend",
    "extensible",
    "further",
    "future",
    "ignore unknown",
    "more values",
    "new values",
    "not limited",
    "open enum",
    "other values",
    "unknown",
    "unrecognized",
    "unrecognised",
];

/// Whether a description, here or where it is referred to, or an extension says that values may be added.
fn is_declared_open(spot: &Spot<'_>) -> bool {
    let own = spot.keywords.get("description").and_then(Value::as_str).unwrap_or_default();
    let says = |text: &str| {
        let text = text.to_lowercase();
        OPEN.iter().any(|word| text.contains(word))
    };
    let extended = ["x-extensible-enum", "x-open-enum", "x-speakeasy-unknown-values"];
    says(own) || says(spot.outer_text) || extended.iter().any(|name| spot.keywords.contains_key(*name))
}
