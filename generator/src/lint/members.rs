//! The members of a payload, and what their names say.
//!
//! Comes in: a schema. Goes out: names with schemas, those of an envelope within included; and whether a name is that
//! of an id, a type or a time. It must not know what is made of it.

use serde_json::Value;

use crate::api::nodes::Api;

/// One member.
pub(super) struct Member<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its schema.
    pub value: &'a Value,
    /// How many envelopes hold it.
    pub depth: usize,
}

/// Members that hold what belongs to the delivery rather than to its subject.
const ENVELOPES: &[&str] = &[
    "context",
    "envelope",
    "event",
    "header",
    "headers",
    "message",
    "meta",
    "metadata",
    "notification",
    "webhook",
];

/// Deeper than references and alternatives go in real payloads.
const DEEPEST: usize = 24;

/// The members of a schema: its own, those of its parts and alternatives, and those of an envelope within.
pub(super) fn members<'a>(api: &'a Api<'a>, schema: &'a Value, depth: usize, found: &mut Vec<Member<'a>>) {
    gather(api, schema, depth, DEEPEST, found);
    if depth > 0 {
        return;
    }
    let own: Vec<(&str, &Value)> = found.iter().map(|member| (member.name, member.value)).collect();
    let is_alone = own.len() == 1;
    for (name, value) in own {
        if is_alone || ENVELOPES.contains(&plain(name).as_str()) {
            members(api, value, depth + 1, found);
        }
    }
}

fn gather<'a>(api: &'a Api<'a>, schema: &'a Value, depth: usize, fuel: usize, found: &mut Vec<Member<'a>>) {
    let (Value::Object(keywords), Some(fuel)) = (schema, fuel.checked_sub(1)) else { return };
    if let Some(target) = keywords.get("$ref").and_then(Value::as_str).and_then(|key| api.schemas.get(key)) {
        gather(api, target.schema.as_value(), depth, fuel, found);
    }
    for (name, value) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
        found.push(Member { name, value, depth });
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for part in keywords.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            gather(api, part, depth, fuel, found);
        }
    }
    // A batch: what each item has, the delivery has.
    if let Some(items) = keywords.get("items") {
        gather(api, items, depth, fuel, found);
    }
}

/// Keywords of a schema as they are after its references: the first that has this one.
pub(super) fn resolved<'a>(api: &'a Api<'a>, schema: &'a Value, keyword: &str) -> Option<&'a Value> {
    let mut at = schema;
    for _ in 0..DEEPEST {
        if let Some(value) = at.get(keyword) {
            return Some(value);
        }
        at = api.schemas.get(at.get("$ref")?.as_str()?)?.schema.as_value();
    }
    None
}

/// A name without case and separators: `event_id`, `eventId` and `Event-Id` are one.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a member of this name is the id of a delivery or of its subject.
pub(super) fn is_id(name: &str) -> bool {
    let name = plain(name);
    let ends =
        ["eventid", "messageid", "deliveryid", "notificationid", "webhookid", "uuid", "guid", "requestid"];
    matches!(name.as_str(), "id" | "idempotencykey" | "sequence" | "sequencenumber" | "jti")
        || ends.iter().any(|end| name.ends_with(end))
}

/// Whether a header of this name carries an id.
pub(super) fn is_id_header(name: &str) -> bool {
    let name = plain(name);
    ["id", "delivery", "idempotencykey", "idempotencytoken"].iter().any(|end| name.ends_with(end))
}

/// Whether a member of this name says what happened.
pub(super) fn is_type(name: &str) -> bool {
    let name = plain(name);
    let ends = ["eventtype", "eventname", "eventcode", "webhooktype", "notificationtype", "messagetype"];
    matches!(
        name.as_str(),
        "type" | "event" | "action" | "topic" | "kind" | "trigger" | "name" | "events" | "operation"
    ) || ends.iter().any(|end| name.ends_with(end))
}

/// Whether a header of this name says what happened.
pub(super) fn is_type_header(name: &str) -> bool {
    let name = plain(name);
    name != "contenttype" && ["event", "topic", "type", "action"].iter().any(|end| name.ends_with(end))
}

/// Whether a member of this name holds a time.
pub(super) fn is_time(name: &str) -> bool {
    let ends = ["timestamp", "time", "date", "datetime", "created", "updated", "createdon", "occurredon"];
    let short = plain(name);
    is_moment(name) || short == "ts" || ends.iter().any(|end| short.ends_with(end))
}

/// Whether a name ends as those of moments do: `created_at`, `createdAt`.
pub(super) fn is_moment(name: &str) -> bool {
    let stem = name
        .strip_suffix("_at")
        .or_else(|| name.strip_suffix("-at"))
        .or_else(|| name.strip_suffix("At").filter(|stem| stem.ends_with(|c: char| c.is_ascii_lowercase())));
    stem.is_some_and(|stem| !stem.is_empty()) || plain(name) == "timestamp"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_hold() {
        assert!(is_id("id") && is_id("eventId") && is_id("notification_uuid"));
        assert!(!is_id("order_id") && !is_id("paid"));
        assert!(is_id_header("X-GitHub-Delivery") && is_id_header("webhook-id"));
        assert!(is_type("event_type") && is_type("type") && !is_type("card_type"));
        assert!(is_type_header("X-Shop-Topic") && !is_type_header("Content-Type"));
        assert!(is_time("createdAt") && is_time("event_time") && !is_time("lat") && !is_time("format"));
        assert!(is_moment("created_at") && is_moment("createdAt") && !is_moment("repeat"));
    }
}
