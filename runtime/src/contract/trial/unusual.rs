//! Whole payloads that are right and rare: texts beyond ASCII, numbers beyond 32 bits.
//!
//! In: a payload that was acknowledged. Out: others, which differ in no way that the schema speaks of.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use super::{Base, Check, Trial};

/// One more than 32 bits hold.
const BEYOND: i64 = 1 << 31;

/// Formats of numbers that hold less; where a schema has one somewhere, its numbers are left alone.
const NARROW: &[&str] = &["int8", "int16", "int32", "uint8", "uint16", "float"];

/// A change of a scalar; none where it stays.
type Change = fn(&Value) -> Option<Value>;

impl Trial {
    /// Sends them as samples.
    pub(super) async fn unusual(&mut self, base: &Base) {
        if !self.wants(Check::Samples) {
            return;
        }
        let changes: [(&str, Change); 2] =
            [("texts beyond ASCII", beyond_ascii), ("numbers beyond 32 bits", beyond_32_bits)];
        let is_narrow = self.schema.as_ref().is_some_and(|schema| has_format(schema.whole(), NARROW));
        for (case, change) in changes.into_iter().take(if is_narrow { 1 } else { 2 }) {
            let payload = self.changed(&base.draft.payload, change);
            if payload != base.draft.payload {
                self.acknowledged(Check::Samples, case, &payload, &mut Some(base.clone())).await;
            }
        }
    }

    /// The payload with each scalar changed that may be.
    fn changed(&mut self, payload: &Value, change: Change) -> Value {
        let mut changed = payload.clone();
        for pointer in scalars(payload) {
            let mut candidate = changed.clone();
            let Some(place) = candidate.pointer_mut(&pointer) else { continue };
            let Some(value) = change(place) else { continue };
            *place = value;
            let is_ours = self.draft(&candidate).is_ok_and(|draft| draft.payload == candidate);
            if is_ours && self.is_whole(&candidate) {
                changed = candidate;
            }
        }
        changed
    }

    /// Whether a payload fits its schema, and each text its format: receivers read dates, though schemas do not.
    pub(super) fn is_whole(&mut self, payload: &Value) -> bool {
        let Some(schema) = self.schema.clone() else { return true };
        schema.is_valid(payload) && self.formats().is_none_or(|formats| formats.is_valid(payload))
    }

    /// The schema with its formats; made when it is first asked for.
    fn formats(&mut self) -> Option<Arc<Validator>> {
        let schema = self.schema.as_ref()?;
        let made = self.formats.get_or_insert_with(|| {
            let options = jsonschema::draft202012::options().should_validate_formats(true).offline();
            options.build(schema.whole()).ok().map(Arc::new)
        });
        made.clone()
    }
}

fn has_format(schema: &Value, formats: &[&str]) -> bool {
    match schema {
        Value::Object(members) => {
            let own = members.get("format").and_then(Value::as_str);
            own.is_some_and(|format| formats.contains(&format))
                || members.values().any(|member| has_format(member, formats))
        }
        Value::Array(items) => items.iter().any(|item| has_format(item, formats)),
        _ => false,
    }
}

/// Where scalars stand.
fn scalars(payload: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), payload)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(members) => open.extend(members.iter().map(|(name, value)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                (format!("{at}/{name}"), value)
            })),
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(index, value)| (format!("{at}/{index}"), value)));
            }
            _ => found.push(at),
        }
    }
    found
}

/// As many letters as before, none of ASCII. A text of anything but letters may mean more than schemas say.
fn beyond_ascii(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || c == ' ');
    is_plain.then(|| Value::from(text.chars().map(|c| if c == ' ' { c } else { 'é' }).collect::<String>()))
}

fn beyond_32_bits(value: &Value) -> Option<Value> {
    value.as_i64().map(|_| Value::from(BEYOND))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_texts_alone_are_changed() {
        assert_eq!(beyond_ascii(&json!("two words")), Some(json!("ééé ééééé")));
        for text in ["2026-01-31", "", "a@b", "7"] {
            assert_eq!(beyond_ascii(&json!(text)), None, "{text}");
        }
    }

    #[test]
    fn scalars_are_found_wherever_they_stand() {
        let mut found = scalars(&json!({"a/b": [1, {"c": null}], "d": "e"}));
        found.sort();
        assert_eq!(found, ["/a~1b/0", "/a~1b/1/c", "/d"]);
    }
}
