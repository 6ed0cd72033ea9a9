//! The members of a payload, and what their names say.
//!
//! Comes in: a schema. Goes out: names with schemas, those of an envelope within included; and whether a name is that
//! of an id, a type or a time. It must not know what is made of it.

use std::collections::HashSet;

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
pub(super) fn members<'a>(api: &'a Api<'a>, schema: &'a Value) -> Vec<Member<'a>> {
    let mut found = gathered(api, schema, 0);
    let is_alone = found.len() == 1;
    let held: Vec<Member<'a>> = found
        .iter()
        .filter(|member| is_alone || ENVELOPES.contains(&plain(member.name).as_str()))
        .flat_map(|member| gathered(api, member.value, 1))
        .collect();
    found.extend(held);
    found
}

fn gathered<'a>(api: &'a Api<'a>, schema: &'a Value, depth: usize) -> Vec<Member<'a>> {
    let mut gathering = Gathering { api, depth, seen: HashSet::new(), found: Vec::new() };
    gathering.gather(schema, DEEPEST);
    gathering.found
}

struct Gathering<'a> {
    api: &'a Api<'a>,
    depth: usize,
    /// Each component counts once, however many ways lead to it.
    seen: HashSet<&'a str>,
    found: Vec<Member<'a>>,
}

impl<'a> Gathering<'a> {
    fn gather(&mut self, schema: &'a Value, fuel: usize) {
        let (Value::Object(keywords), Some(fuel)) = (schema, fuel.checked_sub(1)) else { return };
        if let Some(key) = keywords.get("$ref").and_then(Value::as_str)
            && let Some(target) = self.api.schemas.get(key)
            && self.seen.insert(key)
        {
            self.gather(target.schema.as_value(), fuel);
        }
        for (name, value) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.found.push(Member { name, value, depth: self.depth });
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for part in keywords.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.gather(part, fuel);
            }
        }
        // A batch: what each item has, the delivery has.
        if let Some(items) = keywords.get("items") {
            self.gather(items, fuel);
        }
    }
}

/// Whether a schema, one of its parts or one of its alternatives requires a member.
pub(super) fn requires<'a>(api: &'a Api<'a>, schema: &'a Value) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        let Value::Object(keywords) = schema else { continue };
        if keywords.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty()) {
            return true;
        }
        if let Some(key) = keywords.get("$ref").and_then(Value::as_str).filter(|key| seen.insert(*key)) {
            open.extend(api.schemas.get(key).map(|target| target.schema.as_value()));
        }
        let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|k| keywords.get(k)?.as_array());
        open.extend(lists.flatten());
    }
    false
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
    matches!(name.as_str(), "id" | "idempotencykey" | "uniquekey" | "sequence" | "sequencenumber" | "jti")
        || ends.iter().any(|end| name.ends_with(end))
}

/// Whether a header of this name carries an id.
pub(super) fn is_id_header(name: &str) -> bool {
    let name = plain(name);
    ["id", "delivery", "idempotencykey", "idempotencytoken", "uniquekey"]
        .iter()
        .any(|end| name.ends_with(end))
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
        assert!(is_id_header("X-Shop-Unique-Key") && !is_id_header("X-Shop-Signature"));
        assert!(is_type("event_type") && is_type("type") && !is_type("card_type"));
        assert!(is_type_header("X-Shop-Topic") && !is_type_header("Content-Type"));
        assert!(is_time("createdAt") && is_time("event_time") && !is_time("lat") && !is_time("format"));
        assert!(is_moment("created_at") && is_moment("createdAt") && !is_moment("repeat"));
    }
}
