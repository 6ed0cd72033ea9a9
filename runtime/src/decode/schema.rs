//! Schemas that no table of checks can express: `unevaluatedProperties`, dynamic references, and patterns that need
//! a backtracking engine. The crate jsonschema decides about them; feature `schema`.
//!
//! In come the schema's text and a value's; out go a verdict and, for people, all violations. It must not know
//! readers or generated types.

use std::sync::OnceLock;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;

/// A schema with all that its references reach, compiled when it is first needed.
#[derive(Debug)]
pub struct Schema {
    /// A JSON Schema 2020-12 document.
    text: &'static str,
    formats: bool,
    built: OnceLock<Option<Validator>>,
}

impl Schema {
    /// A schema that takes `format` as an annotation.
    pub const fn new(text: &'static str) -> Self {
        Self { text, formats: false, built: OnceLock::new() }
    }

    /// A schema that asserts `format`.
    pub const fn formats(text: &'static str) -> Self {
        Self { text, formats: true, built: OnceLock::new() }
    }

    /// The generator has tried the schema, so that it can be built.
    fn built(&self) -> Option<&Validator> {
        let build = || {
            let schema = serde_json::from_str(self.text).ok()?;
            let options = jsonschema::draft202012::options().should_validate_formats(self.formats);
            options.build(&schema).ok()
        };
        self.built.get_or_init(build).as_ref()
    }

    /// Whether the value of a text satisfies the schema.
    pub(super) fn holds(&self, raw: &str) -> bool {
        serde_json::from_str(raw).is_ok_and(|value| self.holds_value(&value))
    }

    /// Whether a value satisfies the schema.
    pub(super) fn holds_value(&self, value: &serde_json::Value) -> bool {
        self.built().is_some_and(|schema| schema.is_valid(value))
    }

    /// Tells every violation: the pointer below the value, the keyword, what is expected.
    pub(super) fn explain(&self, raw: &str, tell: &mut dyn FnMut(&str, &'static str, &str)) {
        let (Some(schema), Ok(value)) = (self.built(), serde_json::from_str(raw)) else {
            tell("", "$ref", "the schema must be one that can be checked");
            return;
        };
        for error in schema.iter_errors(&value) {
            let keyword = keyword(error.kind());
            // The library's own message holds the value, which must not be shown.
            let expected = format!("what `{keyword}` of the schema says must hold");
            tell(error.instance_path().as_str(), keyword, &expected);
        }
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        (self.text, self.formats) == (other.text, other.formats)
    }
}

/// The keyword that an error is about.
pub(crate) fn keyword(kind: &ValidationErrorKind) -> &'static str {
    let name = kind.keyword();
    KEYWORDS.iter().copied().find(|known| *known == name).unwrap_or("$ref")
}

/// The keywords by which violations are told.
const KEYWORDS: &[&str] = &[
    "additionalProperties",
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "falseSchema",
    "format",
    "items",
    "maxContains",
    "maxItems",
    "maximum",
    "maxLength",
    "maxProperties",
    "minContains",
    "minItems",
    "minimum",
    "minLength",
    "minProperties",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "propertyNames",
    "required",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];
