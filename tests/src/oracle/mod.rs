//! A second opinion on documents: what JSON Schema says of their payloads.
//!
//! In come files; out come the webhooks with their schemas, each whole in one value, for a validator
//! that shares nothing with the generator beyond the reading of YAML. It must not know how
//! Hookwright resolves references, upgrades schemas or lowers them: it is there to disagree.

mod bundle;
mod documents;
mod library;
mod subjects;

pub use bundle::{bundle, with_widths};
pub use documents::{Document, Row, documents, rows};
pub use library::{At, Library};
pub use subjects::{Body, Example, Subject, subjects};

use jsonschema::Validator;
use serde_json::Value;

/// The validator of a bundled schema.
///
/// # Errors
/// Where the schema is none.
pub fn validator(schema: &Value) -> Result<Validator, String> {
    let options = jsonschema::draft202012::options().should_validate_formats(false).offline();
    options.build(schema).map_err(|error| format!("{}: {error}", error.schema_path()))
}
