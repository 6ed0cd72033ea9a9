//! Schemas for a general validator: a part of the document with all that its references reach, as one text.
//!
//! In comes a schema; out goes a document of JSON Schema 2020-12 that needs nothing beside it. Keys of references
//! become pointers into its `$defs`. Where a reference is dynamic, what it means depends on the way by which a value
//! came to it, so there the files themselves are put together, untouched.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::conj::{Located, is_annotation};
use super::lowering::Lowering;
use super::nodes::{Check, SchemaText};
use crate::api::nodes::{Api, LIST, MAP, ONE};

impl<'a> Lowering<'a> {
    /// A check of all that a schema says, by the general validator; `None` where references in it are dynamic, since
    /// then the whole payload is checked.
    pub(super) fn validator(&mut self, part: &Located<'a>) -> Option<Check> {
        let alone = self.api.files.is_empty() || !is_dynamic(self.api, part.value);
        alone.then(|| self.validator_of(part.value))
    }

    /// A check of a schema whose references are keys.
    pub(super) fn validator_of(&mut self, schema: &Value) -> Check {
        let text = closed(self.api, schema).to_string();
        self.schema_check(text, false)
    }

    /// A check of a `format`, by the general validator.
    pub(super) fn format_check(&mut self, format: &str) -> Check {
        self.schema_check(json!({ "format": format }).to_string(), true)
    }

    /// A check of a whole payload in which the meaning of a reference depends on the way to it; `None` where all
    /// references mean one thing.
    pub(super) fn dynamic_check(&mut self, payload: &Located<'a>) -> Option<Check> {
        if self.api.files.is_empty() || !is_dynamic(self.api, payload.value) {
            return None;
        }
        let text = self.api.assembled(payload.value).to_string();
        Some(self.schema_check(text, false))
    }

    fn schema_check(&mut self, text: String, formats: bool) -> Check {
        let schema = SchemaText { text, formats };
        let known = self.schemas.iter().position(|known| *known == schema);
        Check::Schema(known.unwrap_or_else(|| {
            self.schemas.push(schema);
            self.schemas.len() - 1
        }))
    }
}

/// A schema with all that its references reach, whatever they mean.
#[cfg(feature = "lint")]
pub(crate) fn whole(api: &Api<'_>, schema: &Value) -> Value {
    let dynamic = !api.files.is_empty() && is_dynamic(api, schema);
    if dynamic { api.assembled(schema) } else { closed(api, schema) }
}

/// Whether a dynamic reference is left in what a schema reaches.
fn is_dynamic(api: &Api<'_>, schema: &Value) -> bool {
    let mut needed = IndexMap::new();
    let mut at = 0;
    let mut written = rewritten(api, schema, &mut needed);
    loop {
        if written.to_string().contains("\"$dynamicRef\"") {
            return true;
        }
        let Some((key, _)) = needed.get_index(at) else { return false };
        let Some(target) = api.schemas.get(key.as_str()) else { return false };
        written = rewritten(api, target.schema.as_value(), &mut needed);
        at += 1;
    }
}

/// A schema with the definitions that it needs.
fn closed(api: &Api<'_>, schema: &Value) -> Value {
    let mut needed: IndexMap<String, Value> = IndexMap::new();
    let root = rewritten(api, schema, &mut needed);
    let mut at = 0;
    while let Some((key, _)) = needed.get_index(at) {
        let target = api.schemas.get(key.as_str()).map(|target| target.schema.as_value().clone());
        let written = rewritten(api, &target.unwrap_or(Value::Bool(true)), &mut needed);
        needed[at] = written;
        at += 1;
    }
    let definitions: Map<String, Value> =
        needed.into_values().enumerate().map(|(index, schema)| (index.to_string(), schema)).collect();
    match root {
        Value::Object(mut keywords) if !definitions.is_empty() => {
            keywords.insert("$defs".to_owned(), Value::Object(definitions));
            Value::Object(keywords)
        }
        other => other,
    }
}

/// A schema whose references are pointers to definitions, which are noted; names and annotations are left out.
fn rewritten(api: &Api<'_>, schema: &Value, needed: &mut IndexMap<String, Value>) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let mut out = Map::new();
    for (keyword, value) in keywords {
        let name = keyword.as_str();
        let written = if is_annotation(name) {
            continue;
        } else if name == "$ref" {
            pointer(api, value, needed)
        } else if ONE.contains(&name) {
            rewritten(api, value, needed)
        } else if LIST.contains(&name) {
            value.as_array().into_iter().flatten().map(|below| rewritten(api, below, needed)).collect()
        } else if MAP.contains(&name) {
            let each = value.as_object().into_iter().flatten();
            Value::Object(each.map(|(name, below)| (name.clone(), rewritten(api, below, needed))).collect())
        } else {
            value.clone()
        };
        out.insert(keyword.clone(), written);
    }
    Value::Object(out)
}

fn pointer(api: &Api<'_>, key: &Value, needed: &mut IndexMap<String, Value>) -> Value {
    let Some(key) = key.as_str().filter(|key| api.schemas.contains_key(*key)) else { return key.clone() };
    let index = needed.get_index_of(key).unwrap_or_else(|| {
        needed.insert(key.to_owned(), Value::Null);
        needed.len() - 1
    });
    json!(format!("#/$defs/{index}"))
}
