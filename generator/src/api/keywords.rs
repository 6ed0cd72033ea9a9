//! The keywords of JSON Schema below which schemas stand.

/// Keywords whose value is one schema.
pub(super) const ONE: &[&str] = &[
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
pub(super) const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value maps names to schemas.
pub(super) const MAP: &[&str] =
    &["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"];
