//! The keywords of JSON Schema below which schemas stand.

/// Keywords whose value is one schema.
pub const ONE: &[&str] = &[
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose value is a list of schemas.
pub const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value maps names to schemas.
pub const MAP: &[&str] = &["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"];
