//! Schemas seen as conjunctions: a value fits when it fits every conjunct.
//!
//! `allOf` and siblings of `$ref` need no merging this way: a schema is flattened into the list of
//! what it demands, and every question (which kinds, which members, which bounds) is asked of the
//! whole list. Each conjunct keeps its place.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::nodes::Kinds;
use crate::api::nodes::{Api, Schema};
use crate::source::Span;

/// A subschema and its place.
#[derive(Clone, Debug)]
pub(super) struct Located<'a> {
    /// The schema of which it is a part.
    pub root: &'a Schema<'a>,
    /// The subschema.
    pub value: &'a Value,
    /// Its JSON Pointer in the root.
    pub pointer: Rc<str>,
    /// Keywords that have been dealt with and count as absent.
    pub without: Without,
}

/// Groups of keywords that have been dealt with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Without(u8);

impl Without {
    /// `not` and `if`, which concern every kind of value.
    pub(super) const GENERAL: Self = Self(4);

    /// One of the two keywords that hold alternatives.
    pub(super) fn alternatives(keyword: &str) -> Self {
        Self(if keyword == "oneOf" { 1 } else { 2 })
    }

    /// Both groups.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a keyword belongs to one of the groups.
    pub(super) fn has(self, keyword: &str) -> bool {
        let group = match keyword {
            "oneOf" => 1,
            "anyOf" => 2,
            "not" | "if" | "then" | "else" => 4,
            _ => 0,
        };
        self.0 & group != 0
    }
}

impl<'a> Located<'a> {
    /// A whole schema.
    pub(super) fn root(root: &'a Schema<'a>) -> Self {
        Self { root, value: root.schema.as_value(), pointer: Rc::from(""), without: Without::default() }
    }

    /// The keywords; none for a boolean schema.
    pub(super) fn keywords(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }

    /// The value of a keyword.
    pub(super) fn get(&self, keyword: &str) -> Option<&'a Value> {
        if self.without.has(keyword) {
            return None;
        }
        self.keywords()?.get(keyword)
    }

    /// Whether it is the same part of the same schema, whatever has been dealt with.
    pub(super) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.root, other.root) && self.pointer == other.pointer
    }

    /// A part of it.
    pub(super) fn child(&self, token: &str, value: &'a Value) -> Self {
        let escaped = token.replace('~', "~0").replace('/', "~1");
        let pointer = format!("{}/{escaped}", self.pointer).into();
        Self { root: self.root, value, pointer, without: Without::default() }
    }

    /// The subschemas under a keyword that holds a list.
    pub(super) fn branches(&self, keyword: &str) -> Vec<Self> {
        let Some(Value::Array(list)) = self.get(keyword) else { return Vec::new() };
        let base = self.child(keyword, &Value::Null);
        list.iter().enumerate().map(|(i, value)| base.child(&i.to_string(), value)).collect()
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        self.root.span_at(&self.pointer)
    }

    /// Where one of its keywords stands.
    pub(super) fn span_of(&self, keyword: &str) -> Span {
        self.root.key_span_at(&self.pointer, keyword)
    }
}

/// Keywords that say nothing about which values fit.
pub(super) const ANNOTATIONS: &[&str] = &[
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "$vocabulary",
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "format",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
    "discriminator",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$defs",
    "definitions",
];

/// Whether a keyword restricts nothing: an annotation or an extension.
pub(super) fn is_annotation(keyword: &str) -> bool {
    keyword.starts_with("x-") || ANNOTATIONS.contains(&keyword)
}

/// The list of what a schema demands.
pub(super) type Conj<'a> = Vec<Located<'a>>;

/// Flattens `$ref` and `allOf`. A reference that leads back into itself is left out: it demands
/// nothing new.
pub(super) fn flatten<'a>(api: &'a Api<'a>, schema: &Located<'a>) -> Conj<'a> {
    let mut out = Vec::new();
    push(api, schema, &mut out, &mut Vec::new());
    out
}

fn push<'a>(api: &'a Api<'a>, schema: &Located<'a>, out: &mut Conj<'a>, seen: &mut Vec<&'a str>) {
    if out.iter().any(|known| known.is(schema)) {
        return;
    }
    out.push(schema.clone());
    if let Some(key) = schema.get("$ref").and_then(Value::as_str)
        && !seen.contains(&key)
        && let Some(target) = api.schemas.get(key)
    {
        seen.push(key);
        push(api, &Located::root(target), out, seen);
        seen.pop();
    }
    for branch in schema.branches("allOf") {
        push(api, &branch, out, seen);
    }
}

/// Adds what a schema demands to a conjunction. What it holds already stays as it is: a schema that
/// leads back to itself demands nothing new, and alternatives that were dealt with stay dealt with.
pub(super) fn join<'a>(api: &'a Api<'a>, base: &Conj<'a>, schema: &Located<'a>) -> Conj<'a> {
    let mut all = base.clone();
    for part in flatten(api, schema) {
        if !all.iter().any(|known| known.is(&part)) {
            all.push(part);
        }
    }
    all
}

/// The reference that a schema amounts to: `$ref` with annotations beside it, or an `allOf` of one.
///
/// A `type` beside the reference that the target fits anyway adds nothing.
pub(super) fn sole_reference<'a>(api: &'a Api<'a>, schema: &Located<'a>) -> Option<&'a str> {
    let keywords = schema.keywords()?;
    let others =
        |name: &str| keywords.keys().filter(|k| *k != name && *k != "type" && !is_annotation(k)).count() == 0;
    let key = if let Some(key) = keywords.get("$ref").and_then(Value::as_str) {
        others("$ref").then_some(key)?
    } else {
        let branches = schema.branches("allOf");
        match branches.as_slice() {
            [only] if others("allOf") => sole_reference(api, only)?,
            _ => return None,
        }
    };
    let target = api.schemas.get(key)?;
    let fits = match keywords.get("type") {
        Some(types) => type_kinds(types).has(kinds(&flatten(api, &Located::root(target)))),
        None => true,
    };
    fits.then_some(key)
}

/// The kinds of the keyword `type`.
pub(super) fn type_kinds(types: &Value) -> Kinds {
    let one = |name: &Value| match name.as_str() {
        Some("null") => Kinds::NULL,
        Some("boolean") => Kinds::BOOL,
        Some("integer") => Kinds::INTEGER,
        Some("number") => Kinds::NUMBER,
        Some("string") => Kinds::STRING,
        Some("array") => Kinds::ARRAY,
        Some("object") => Kinds::OBJECT,
        _ => Kinds::default(),
    };
    match types {
        Value::Array(list) => list.iter().map(one).fold(Kinds::default(), Kinds::or),
        other => one(other),
    }
}

/// The kind of a value.
pub(super) fn value_kind(value: &Value) -> Kinds {
    match value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOL,
        Value::Number(number) if number.is_i64() || number.is_u64() => Kinds::INTEGER,
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Array(_) => Kinds::ARRAY,
        Value::Object(_) => Kinds::OBJECT,
    }
}

/// The kinds that every conjunct allows, by `type`, `enum` and `const` alone.
pub(super) fn kinds(conj: &[Located<'_>]) -> Kinds {
    let mut kinds = Kinds::ANY;
    for part in conj {
        if let Some(types) = part.get("type") {
            kinds = kinds.and(type_kinds(types));
        }
        if let Some(Value::Array(values)) = part.get("enum") {
            kinds = kinds.and(values.iter().map(value_kind).fold(Kinds::default(), Kinds::or));
        }
        if let Some(value) = part.get("const") {
            kinds = kinds.and(value_kind(value));
        }
        if part.value == &Value::Bool(false) {
            kinds = Kinds::default();
        }
    }
    kinds
}

/// The kinds of a schema including what its alternatives allow; looks through references, and
/// takes a reference that leads back into itself for anything.
pub(super) fn deep_kinds<'a>(api: &'a Api<'a>, schema: &Located<'a>, depth: u8) -> Kinds {
    let conj = flatten(api, schema);
    let mut all = kinds(&conj);
    if depth == 0 {
        return all;
    }
    for part in &conj {
        for keyword in ["oneOf", "anyOf"] {
            let branches = part.branches(keyword);
            if !branches.is_empty() {
                let union =
                    branches.iter().map(|b| deep_kinds(api, b, depth - 1)).fold(Kinds::default(), Kinds::or);
                all = all.and(union);
            }
        }
    }
    all
}

/// Keywords that only concern objects: a schema without `type` that has one means an object.
pub(super) const OBJECT_WORDS: &[&str] =
    &["properties", "required", "additionalProperties", "patternProperties"];

/// A keyword's number, from the first conjunct that has it.
pub(super) fn number_of(part: &Located<'_>, keyword: &str) -> Option<f64> {
    part.get(keyword).and_then(Value::as_f64)
}
