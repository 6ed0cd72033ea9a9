//! Schemas for a general validator: a part of the document with all that its references reach, as one text.
//!
//! In comes a schema; out goes a document of JSON Schema 2020-12 that needs nothing beside it. Keys of references
//! become pointers into its `$defs`. Where a reference is dynamic, what it means depends on the way by which a value
//! came to it, so there the files themselves are put together, untouched.

use std::collections::BTreeSet;

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

/// Keywords by which references find their way, and such that JSON has no use for.
const SCAFFOLD: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "$vocabulary",
    "definitions",
    "xml",
];

/// A schema with all that its references reach, whatever they mean.
pub(crate) fn whole(api: &Api<'_>, schema: &Value) -> Value {
    if means_many(api, schema) { api.assembled(schema) } else { closed(api, schema) }
}

/// Whether a reference in what a schema reaches means what the way to it says.
pub(crate) fn means_many(api: &Api<'_>, schema: &Value) -> bool {
    !api.files.is_empty() && is_dynamic(api, schema)
}

/// Whether a dynamic reference is left in what a schema reaches.
fn is_dynamic(api: &Api<'_>, schema: &Value) -> bool {
    let has = |schema: &Value| schema.to_string().contains("\"$dynamicRef\"");
    let mut bundle = Bundle::bare(api);
    has(&bundle.rewritten(schema)) || bundle.definitions().values().any(has)
}

/// A schema with the definitions that it needs.
fn closed(api: &Api<'_>, schema: &Value) -> Value {
    let mut bundle = Bundle::bare(api);
    let root = bundle.rewritten(schema);
    let definitions = bundle.definitions();
    match root {
        Value::Object(mut keywords) if !definitions.is_empty() => {
            keywords.insert("$defs".to_owned(), Value::Object(definitions));
            Value::Object(keywords)
        }
        other => other,
    }
}

/// Schemas that share their definitions, each of which is written once.
pub(crate) struct Bundle<'a> {
    api: &'a Api<'a>,
    /// Whether names and annotations are kept, for people.
    described: bool,
    /// The names of definitions by their keys, in the order in which they were first needed.
    needed: IndexMap<String, String>,
    taken: BTreeSet<String>,
}

impl<'a> Bundle<'a> {
    /// Schemas for a validator: definitions are numbered, annotations left out.
    fn bare(api: &'a Api<'a>) -> Self {
        Self { api, described: false, needed: IndexMap::new(), taken: BTreeSet::new() }
    }

    /// Schemas for people, too: definitions bear the document's names, annotations stay.
    pub(crate) fn described(api: &'a Api<'a>) -> Self {
        Self { described: true, ..Self::bare(api) }
    }

    /// A schema whose references are pointers to definitions, which are noted.
    pub(crate) fn rewritten(&mut self, schema: &Value) -> Value {
        let Value::Object(keywords) = schema else { return schema.clone() };
        let mut out = Map::new();
        for (keyword, value) in keywords {
            let name = keyword.as_str();
            let written = if self.leaves_out(name) {
                continue;
            } else if name == "$ref" {
                self.pointer(value)
            } else if ONE.contains(&name) {
                self.rewritten(value)
            } else if LIST.contains(&name) {
                value.as_array().into_iter().flatten().map(|below| self.rewritten(below)).collect()
            } else if MAP.contains(&name) {
                let each = value.as_object().into_iter().flatten();
                Value::Object(each.map(|(name, below)| (name.clone(), self.rewritten(below))).collect())
            } else {
                value.clone()
            };
            out.insert(keyword.clone(), written);
        }
        Value::Object(out)
    }

    /// What says nothing once references are pointers; for a validator, all that checks nothing.
    fn leaves_out(&self, keyword: &str) -> bool {
        keyword.starts_with("x-")
            || if self.described { SCAFFOLD.contains(&keyword) } else { is_annotation(keyword) }
    }

    /// All definitions that were needed, and those that they need.
    pub(crate) fn definitions(mut self) -> Map<String, Value> {
        let mut out = Map::new();
        let mut at = 0;
        while let Some((key, name)) = self.needed.get_index(at) {
            let name = name.clone();
            let target = self.api.schemas.get(key.as_str()).map(|target| target.schema.as_value().clone());
            let written = self.rewritten(&target.unwrap_or(Value::Bool(true)));
            out.insert(name, written);
            at += 1;
        }
        out
    }

    fn pointer(&mut self, key: &Value) -> Value {
        let Some(key) = key.as_str() else { return key.clone() };
        let Some(target) = self.api.schemas.get(key) else { return json!(key) };
        let name = match self.needed.get(key) {
            Some(name) => name.clone(),
            None => self.claim(key, &target.name),
        };
        json!(format!("#/$defs/{name}"))
    }

    /// A name that can stand in the fragment of a URI as it is.
    fn claim(&mut self, key: &str, name: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '-' };
        let own: String = if self.described { name.chars().map(plain).collect() } else { String::new() };
        let numbered = |number: usize| match (own.is_empty(), number) {
            (true, number) => number.to_string(),
            (false, 0) => own.clone(),
            (false, number) => format!("{own}-{}", number + 1),
        };
        let first = if own.is_empty() { self.needed.len() } else { 0 };
        let free = (first..).map(numbered).find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(free.clone());
        self.needed.insert(key.to_owned(), free.clone());
        free
    }
}
