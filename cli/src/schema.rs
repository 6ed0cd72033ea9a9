//! `hookwright schema`: what documents and config files may say, as JSON Schemas.
//!
//! Comes in: a name. Goes out: the schema of that name, or the list. It must not know what a schema says.

use std::process::ExitCode;

use hookwright_build::schemas::{self, ALL};
use serde_json::json;

use crate::said::{self, Format, Said};

/// The names that there are.
pub(crate) fn names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(ALL.iter().map(|schema| schema.name))
}

/// Prints one schema, or a line for each.
pub(crate) fn run(name: Option<&str>, format: Format) -> ExitCode {
    let said = match name.and_then(schemas::named) {
        Some(schema) => {
            let schema = schema.schema();
            Said::yes(format!("{schema:#}\n"), schema)
        }
        None => {
            let lines = ALL.iter().map(|one| format!("{:<26} {}\n", one.name, one.place)).collect();
            let rows: Vec<_> =
                ALL.iter().map(|one| json!({ "name": one.name, "place": one.place })).collect();
            Said::yes(lines, json!({ "schemas": rows }))
        }
    };
    said::finish(format, Ok(said), 1)
}
