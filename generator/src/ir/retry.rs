//! When deliveries are tried again: `x-webhook-retry`.
//!
//! In: the extension. Out: [`Retry`]. It must not know what a sender makes of it.

use serde_json::Value;

use super::duration::{self, DAY};
use super::nodes::Retry;
use crate::api::nodes::{Api, Extension};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::source::Span;

/// What Standard Webhooks recommends, where a document leaves the schedule open.
const STANDARD: [u64; 10] = [
    0,
    5_000,
    5 * 60_000,
    30 * 60_000,
    DAY / 12,
    DAY * 5 / 24,
    DAY * 10 / 24,
    DAY * 14 / 24,
    DAY * 20 / 24,
    DAY,
];
/// So many attempts a delivery has at most.
const MOST: usize = 100;
/// No delay is longer.
const LONGEST: u64 = 31 * DAY;

const MEMBERS: [&str; 3] = ["disable-after", "jitter", "schedule"];

/// What a document says of it; the defaults of what it leaves open.
pub(super) fn settle(api: &Api<'_>, sink: &Diagnostics) -> Option<Retry> {
    let said = api.retry.as_ref()?;
    let mut found = Vec::new();
    let retry = read(said, &mut found);
    let is_whole = found.is_empty();
    found.into_iter().for_each(|problem| sink.push(problem));
    retry.filter(|_| is_whole)
}

fn read(said: &Extension<'_>, found: &mut Vec<Diagnostic>) -> Option<Retry> {
    let Value::Object(members) = &said.value else {
        found.push(invalid("it is a record", said.span(&[])));
        return None;
    };
    for name in members.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
        let near = nearest(name, MEMBERS).map(|near| format!(", did you mean `{near}`?"));
        let message = format!("`{name}` is no member of it{}", near.unwrap_or_default());
        found.push(invalid(&message, span(said, name)));
    }
    let schedule = members.get("schedule").map(|value| schedule(said, value, found));
    let jitter = members.get("jitter").map(|value| jitter(said, value, found));
    let disable_after = members.get("disable-after").map(|value| disable_after(said, value, found));
    Some(Retry {
        schedule: schedule.unwrap_or_else(|| STANDARD.to_vec()),
        jitter: jitter.unwrap_or(true),
        disable_after: disable_after.unwrap_or(Some(5 * DAY)),
    })
}

/// The delays before each attempt.
fn schedule(said: &Extension<'_>, value: &Value, found: &mut Vec<Diagnostic>) -> Vec<u64> {
    let whole = span(said, "schedule");
    let delays = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if delays.is_empty() || delays.len() > MOST {
        let message = match value.as_array() {
            None => "`schedule` is a list of delays".to_owned(),
            Some(_) => format!("`schedule` has from 1 to {MOST} delays, not {}", delays.len()),
        };
        found.push(invalid(&message, whole));
    }
    let node = said.node.and_then(|node| node.get("schedule"));
    let items = node.and_then(|node| node.as_sequence()).unwrap_or_default();
    let mut schedule = Vec::new();
    for (index, delay) in delays.iter().take(MOST).enumerate() {
        let place = items.get(index).map_or(whole, |item| Some(item.span));
        match duration::millis(delay) {
            Ok(millis) if millis > LONGEST => {
                found.push(no_duration("no delay is longer than 31 days", place));
            }
            Ok(millis) => schedule.push(millis),
            Err(expected) => found.push(no_duration(&expected, place)),
        }
    }
    schedule
}

fn jitter(said: &Extension<'_>, value: &Value, found: &mut Vec<Diagnostic>) -> bool {
    match value.as_str() {
        Some("full") => true,
        Some("none") => false,
        _ => {
            let message = format!("`jitter` is `full` or `none`, not `{value}`");
            found.push(invalid(&message, span(said, "jitter")));
            true
        }
    }
}

fn disable_after(said: &Extension<'_>, value: &Value, found: &mut Vec<Diagnostic>) -> Option<u64> {
    if value == "never" {
        return None;
    }
    let place = span(said, "disable-after");
    match duration::millis(value) {
        Ok(0) => found.push(no_duration("an endpoint would be disabled by its first failure", place)),
        Ok(millis) => return Some(millis),
        Err(expected) => found.push(no_duration(&format!("{expected}; or `never`"), place)),
    }
    None
}

/// The extension, for editors.
#[cfg(feature = "schemas")]
pub(crate) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let delay = serde_json::json!({ "allOf": [duration::schema(), { "maximum": LONGEST / 1000 }] });
    let never = serde_json::json!({ "const": "never" });
    let after = serde_json::json!({ "allOf": [duration::schema(), { "exclusiveMinimum": 0 }] });
    schemars::json_schema!({
        "title": "x-webhook-retry",
        "description": "When a delivery is tried again, and when an endpoint that only fails is left alone. What it does not say is as Standard Webhooks recommends.",
        "examples": [
            { "schedule": [0, "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"], "jitter": "full", "disable-after": "5d" },
            { "schedule": ["PT0S", "PT1M", "P1D"], "jitter": "none" },
            { "disable-after": "never" }
        ],
        "type": "object",
        "properties": {
            "schedule": {
                "description": "The delays before each attempt, the first included; none is longer than 31 days.",
                "type": "array",
                "minItems": 1,
                "maxItems": MOST,
                "items": delay,
                "default": [0, "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"]
            },
            "jitter": {
                "description": "`full`: each delay is random between nothing and what the schedule says; `none`: it is what the schedule says.",
                "enum": ["full", "none"],
                "default": "full"
            },
            "disable-after": {
                "description": "An endpoint that has had nothing but failures for so long is disabled; or `never`.",
                "anyOf": [after, never],
                "default": "5d"
            }
        },
        "additionalProperties": false
    })
}

fn span(said: &Extension<'_>, member: &str) -> Option<Span> {
    said.span(&[member.to_owned()])
}

fn invalid(message: &str, span: Option<Span>) -> Diagnostic {
    let found = Diagnostic::error("retry::invalid", format!("`x-webhook-retry`: {message}"));
    let help = "it is e.g. `{ schedule: [0, 5s, 5m, 2h, 1d], jitter: full, disable-after: 5d }`, each member optional";
    at(found.help(help), span)
}

fn no_duration(message: &str, span: Option<Span>) -> Diagnostic {
    at(Diagnostic::error("retry::duration", format!("`x-webhook-retry`: {message}")), span)
}

fn at(found: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => found.label(span, "here"),
        None => found,
    }
}
