//! A schema and all that it refers to, in one value.
//!
//! In comes the place of a schema; out comes JSON Schema 2020-12 whose references lead to its own
//! `$defs`. Schemas of OpenAPI 3.0 are brought up to the dialect. It must not know payloads.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::library::{At, Library};

const ONE: &[&str] = &[
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
];
const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
const MAP: &[&str] = &["properties", "patternProperties", "dependentSchemas"];
/// Keywords whose values are no schemas and count.
const PLAIN: &[&str] = &[
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "required",
    "dependentRequired",
];
/// Keywords that only mean something in a file as a whole.
const SCOPED: &[&str] =
    &["$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor"];

struct Bundler<'l> {
    library: &'l Library,
    old: bool,
    numbers: HashMap<At, usize>,
    queue: Vec<At>,
}

/// Holds a bundled schema's integers against the width of their Rust types, which no schema says:
/// 64 bits, or those of `format`.
pub fn with_widths(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            keywords.values_mut().for_each(with_widths);
            let says = |name: &str| match keywords.get("type") {
                Some(Value::Array(list)) => list.iter().any(|one| one == name),
                Some(one) => one == name,
                None => false,
            };
            if says("integer") && !says("number") {
                let (low, high) = width(keywords.get("format").and_then(Value::as_str).unwrap_or_default());
                let bounds = json!({ "minimum": low, "maximum": high });
                let all = keywords.entry("allOf").or_insert_with(|| json!([]));
                all.as_array_mut().into_iter().for_each(|all| all.push(bounds.clone()));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(with_widths),
        _ => {}
    }
}

fn width(format: &str) -> (Value, Value) {
    match format {
        "int8" => (json!(i8::MIN), json!(i8::MAX)),
        "int16" => (json!(i16::MIN), json!(i16::MAX)),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "uint8" => (json!(0), json!(u8::MAX)),
        "uint16" => (json!(0), json!(u16::MAX)),
        "uint32" => (json!(0), json!(u32::MAX)),
        "uint64" => (json!(0), json!(u64::MAX)),
        _ => (json!(i64::MIN), json!(i64::MAX)),
    }
}

/// Bundles the schema at a place of a document.
///
/// # Errors
/// Where a reference leads nowhere, or a keyword needs the file as a whole.
pub fn bundle(library: &Library, root: &At, schema: &At) -> Result<Value, String> {
    let version = library.get(&root.below("openapi")).unwrap_or_default();
    let old = version.as_str().is_some_and(|text| text.starts_with("3.0"));
    let mut bundler = Bundler { library, old, numbers: HashMap::new(), queue: Vec::new() };
    let main = bundler.number(schema.clone());
    let mut definitions = Map::new();
    let mut at = 0;
    while let Some(place) = bundler.queue.get(at).cloned() {
        let value = library.get(&place).ok_or("a place that is gone")?;
        let value = bundler.schema(&place, &value)?;
        definitions.insert(at.to_string(), value);
        at += 1;
    }
    Ok(json!({ "$ref": format!("#/$defs/{main}"), "$defs": definitions }))
}

impl Bundler<'_> {
    fn number(&mut self, at: At) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(at.clone()).or_insert_with(|| {
            self.queue.push(at);
            next
        })
    }

    fn schema(&mut self, at: &At, value: &Value) -> Result<Value, String> {
        let Value::Object(keywords) = value else { return Ok(value.clone()) };
        let mut out = Map::new();
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            let target = self.library.target(&at.file, reference);
            let target = target.ok_or_else(|| format!("`{reference}` leads nowhere"))?;
            let number = self.number(target);
            out.insert("$ref".to_owned(), format!("#/$defs/{number}").into());
            if self.old {
                return Ok(Value::Object(out));
            }
        }
        for (keyword, value) in keywords {
            let name = keyword.as_str();
            let below = at.below(name);
            if SCOPED.contains(&name) {
                return Err(format!("`{name}` needs its file"));
            } else if PLAIN.contains(&name) {
                out.insert(keyword.clone(), value.clone());
            } else if ONE.contains(&name) {
                out.insert(keyword.clone(), self.schema(&below, value)?);
            } else if LIST.contains(&name) {
                let list = value.as_array().into_iter().flatten();
                let list: Result<Vec<Value>, String> = list.map(|one| self.schema(&below, one)).collect();
                out.insert(keyword.clone(), list?.into());
            } else if MAP.contains(&name) {
                let mut map = Map::new();
                for (name, one) in value.as_object().into_iter().flatten() {
                    map.insert(name.clone(), self.schema(&below, one)?);
                }
                out.insert(keyword.clone(), map.into());
            }
        }
        Ok(if self.old { upgraded(keywords, out) } else { Value::Object(out) })
    }
}

/// What 3.0 says otherwise: `nullable`, and bounds that a truth value makes exclusive.
fn upgraded(said: &Map<String, Value>, mut out: Map<String, Value>) -> Value {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(Value::Bool(is_exclusive)) = out.get(exclusive).cloned() {
            out.remove(exclusive);
            if is_exclusive && let Some(value) = out.remove(bound) {
                out.insert(exclusive.to_owned(), value);
            }
        }
    }
    if said.get("nullable") != Some(&Value::Bool(true)) {
        return Value::Object(out);
    }
    if let Some(Value::Array(values)) = out.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match out.get("type").cloned() {
        Some(Value::String(one)) => {
            out.insert("type".to_owned(), json!([one, "null"]));
        }
        None if ["allOf", "oneOf", "anyOf"].iter().any(|keyword| out.contains_key(*keyword)) => {
            return json!({ "anyOf": [{ "type": "null" }, out] });
        }
        _ => {}
    }
    Value::Object(out)
}
