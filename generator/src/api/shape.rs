//! The shapes of a schema's keywords: what JSON Schema says that stands behind each.
//!
//! Comes in: a schema's node and value. Goes out: the value without the keywords that say nothing,
//! each with a warning at its place. It looks at one schema, not below it.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::document::Node;

/// What may stand behind a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Schema,
    Schemas,
    SchemaMap,
    Texts,
    Values,
    Count,
    Number,
    Text,
    Truth,
    Types,
}

/// Keyword, shape.
const SHAPES: &[(&str, Shape)] = &[
    ("additionalProperties", Shape::Schema),
    ("allOf", Shape::Schemas),
    ("anyOf", Shape::Schemas),
    ("deprecated", Shape::Truth),
    ("description", Shape::Text),
    ("enum", Shape::Values),
    ("format", Shape::Text),
    ("items", Shape::Schema),
    ("maxItems", Shape::Count),
    ("maxLength", Shape::Count),
    ("maxProperties", Shape::Count),
    ("maximum", Shape::Number),
    ("minItems", Shape::Count),
    ("minLength", Shape::Count),
    ("minProperties", Shape::Count),
    ("minimum", Shape::Number),
    ("multipleOf", Shape::Number),
    ("not", Shape::Schema),
    ("nullable", Shape::Truth),
    ("oneOf", Shape::Schemas),
    ("pattern", Shape::Text),
    ("patternProperties", Shape::SchemaMap),
    ("properties", Shape::SchemaMap),
    ("required", Shape::Texts),
    ("title", Shape::Text),
    ("type", Shape::Types),
    ("uniqueItems", Shape::Truth),
];

/// The names of `type`.
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

/// Takes out the keywords that have no meaning as they stand.
pub(super) fn check(node: &Node, keywords: &mut Map<String, Value>, sink: &Diagnostics) {
    for (keyword, shape) in SHAPES {
        if *shape == Shape::SchemaMap {
            check_entries(node, keyword, keywords, sink);
        }
        let Some(value) = keywords.get(*keyword) else { continue };
        let Err(expected) = shape.fits(value) else { continue };
        let at = node.get(keyword).unwrap_or(node);
        let mut found =
            Diagnostic::warning("schema::invalid_keyword", format!("`{keyword}` must be {expected}"))
                .label(at.span, format!("this is {}; the keyword is left out", at.kind()));
        if let Some(name) = (*shape == Shape::Types).then(|| unknown_type(value)).flatten() {
            found = Diagnostic::warning("schema::invalid_keyword", format!("`{name}` is no type"))
                .label(at.span, "the keyword is left out")
                .help(match nearest(name, TYPES) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => format!("types are {}", TYPES.join(", ")),
                });
        }
        sink.push(found);
        keywords.remove(*keyword);
    }
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

/// Takes out the members of a mapping that are no schemas: any value is right for them.
fn check_entries(node: &Node, keyword: &str, keywords: &mut Map<String, Value>, sink: &Diagnostics) {
    let Some(Value::Object(map)) = keywords.get_mut(keyword) else { return };
    for (name, value) in map.iter_mut().filter(|(_, value)| !is_schema(value)) {
        let at = node.get(keyword).and_then(|map| map.get(name)).unwrap_or(node);
        sink.push(
            Diagnostic::warning("schema::invalid_keyword", format!("`{name}` must be a schema"))
                .label(at.span, format!("this is {}; any value is accepted", at.kind())),
        );
        *value = Value::Bool(true);
    }
}

fn unknown_type(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| !TYPES.contains(name)),
        _ => None,
    }
}

impl Shape {
    /// What is expected, where the value is something else.
    fn fits(self, value: &Value) -> Result<(), &'static str> {
        let is_type = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
        let (fits, expected) = match self {
            Self::Schema => (is_schema(value), "a schema"),
            Self::Schemas => (
                value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_schema)),
                "a list of at least one schema",
            ),
            Self::SchemaMap => (value.is_object(), "a mapping of names to schemas"),
            Self::Texts => {
                (value.as_array().is_some_and(|list| list.iter().all(Value::is_string)), "a list of texts")
            }
            Self::Values => (value.is_array(), "a list of values"),
            Self::Count => (
                value.as_u64().is_some() || value.as_f64().is_some_and(|n| n >= 0.0 && n.fract() == 0.0),
                "a whole number that is not negative",
            ),
            Self::Number => (value.is_number(), "a number"),
            Self::Text => (value.is_string(), "a text"),
            Self::Truth => (value.is_boolean(), "true or false"),
            Self::Types => (
                is_type(value)
                    || value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_type)),
                "the name of a type, or a list of them",
            ),
        };
        if fits { Ok(()) } else { Err(expected) }
    }
}
