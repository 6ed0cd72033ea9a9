//! Schemas of OpenAPI 3.0 as JSON Schema 2020-12.
//!
//! `nullable` becomes a type or an alternative, the boolean `exclusiveMinimum` a bound, `example`
//! one of `examples`. Where a subschema moves, `moved` leads its new pointer back.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::keywords::{LIST, MAP, ONE};

/// The transform, with the pointers that it moved.
#[derive(Debug, Default)]
pub(super) struct Upgrade {
    /// New pointer and original one, for each subschema that moved.
    pub(super) moved: BTreeMap<String, String>,
}

impl Upgrade {
    /// Upgrades a schema and everything below it.
    pub(super) fn run(&mut self, schema: &mut Value) {
        self.walk(schema, "", "");
    }

    /// `new` and `old` are the pointers of the schema now and in the document.
    fn walk(&mut self, schema: &mut Value, new: &str, old: &str) {
        let Value::Object(keywords) = schema else { return };
        bounds(keywords);
        examples(keywords);
        let wrapped = nullable(keywords);
        let new = if wrapped { format!("{new}/anyOf/0") } else { new.to_owned() };
        if new != old {
            self.moved.insert(new.clone(), old.to_owned());
        }
        let inner =
            if wrapped { keywords.get_mut("anyOf").and_then(|list| list.get_mut(0)) } else { Some(schema) };
        if let Some(Value::Object(keywords)) = inner {
            self.below(keywords, &new, old);
        }
    }

    fn below(&mut self, keywords: &mut Map<String, Value>, new: &str, old: &str) {
        for (keyword, value) in keywords.iter_mut() {
            let at = |token: &str| (format!("{new}/{token}"), format!("{old}/{token}"));
            if ONE.contains(&keyword.as_str()) {
                let (new, old) = at(keyword);
                self.walk(value, &new, &old);
            } else if LIST.contains(&keyword.as_str()) {
                for (index, schema) in value.as_array_mut().into_iter().flatten().enumerate() {
                    let (new, old) = at(&format!("{keyword}/{index}"));
                    self.walk(schema, &new, &old);
                }
            } else if MAP.contains(&keyword.as_str()) {
                for (name, schema) in value.as_object_mut().into_iter().flatten() {
                    let (new, old) = at(&format!("{keyword}/{}", crate::document::escape(name)));
                    self.walk(schema, &new, &old);
                }
            }
        }
    }
}

/// `exclusiveMinimum: true` makes `minimum` exclusive.
fn bounds(keywords: &mut Map<String, Value>) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match keywords.get(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(value) = keywords.remove(bound) {
                    keywords.insert(exclusive.to_owned(), value);
                } else {
                    keywords.remove(exclusive);
                }
            }
            Some(Value::Bool(false)) => {
                keywords.remove(exclusive);
            }
            _ => {}
        }
    }
}

fn examples(keywords: &mut Map<String, Value>) {
    if let Some(example) = keywords.remove("example") {
        keywords.entry("examples").or_insert_with(|| json!([example]));
    }
}

/// Takes `nullable` away; true when the schema had to be wrapped in an alternative.
///
/// With a `type` beside it null becomes one of the types (and of the listed values). Without, 3.0.3
/// gives it no effect, yet documents write it beside `$ref` and `allOf` and mean it.
fn nullable(keywords: &mut Map<String, Value>) -> bool {
    if keywords.remove("nullable") != Some(Value::Bool(true)) {
        return false;
    }
    if let Some(Value::Array(values)) = keywords.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if let Some(Value::String(one)) = keywords.get("type").cloned() {
        keywords.insert("type".to_owned(), json!([one, "null"]));
        return false;
    }
    let structural =
        ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|keyword| keywords.contains_key(*keyword));
    if !structural {
        return false;
    }
    let mut outer = Map::new();
    for annotation in ["description", "title", "deprecated"] {
        if let Some(value) = keywords.remove(annotation) {
            outer.insert(annotation.to_owned(), value);
        }
    }
    let inner = Value::Object(std::mem::take(keywords));
    outer.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
    *keywords = outer;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialect_of_3_0_becomes_2020_12() {
        for (before, after) in [
            (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
            (
                json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true}),
                json!({"type": "integer", "exclusiveMinimum": 1}),
            ),
            (
                json!({"type": "integer", "minimum": 1, "exclusiveMinimum": false}),
                json!({"type": "integer", "minimum": 1}),
            ),
            (json!({"example": 1}), json!({"examples": [1]})),
            (json!({"$ref": "#/x", "nullable": true}), json!({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]})),
            (json!({"nullable": true}), json!({})),
        ] {
            let mut value = before;
            Upgrade::default().run(&mut value);
            assert_eq!(value, after);
        }
    }

    #[test]
    fn moved_subschemas_are_led_back() {
        let mut value = json!({"properties": {"a": {"nullable": true, "allOf": [{"type": "object"}]}}});
        let mut upgrade = Upgrade::default();
        upgrade.run(&mut value);
        assert_eq!(upgrade.moved.get("/properties/a/anyOf/0").map(String::as_str), Some("/properties/a"));
        assert_eq!(value["properties"]["a"]["anyOf"][0]["allOf"][0]["type"], "object");
    }
}
