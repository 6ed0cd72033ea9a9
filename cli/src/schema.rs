//! `hookwright schema`: what documents and config files may say, as JSON Schemas.
//!
//! Comes in: a name. Goes out: the schema of that name, or the list. It must not know what a schema says.

use std::process::ExitCode;

use hookwright_build::schemas;

use crate::text;

pub(crate) const EXAMPLES: &str = "\
Examples:
  hookwright schema
  hookwright schema config > hookwright.schema.json
  hookwright schema x-webhook-retry

An editor takes them where a file says so in its first line:
  #:schema ./hookwright.schema.json                           (TOML, by taplo)
  # yaml-language-server: $schema=./hookwright.schema.json    (YAML)";

/// The names that there are.
pub(crate) fn names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(schemas::ALL.iter().map(|schema| schema.name))
}

/// Prints one schema, or a line for each.
pub(crate) fn run(name: Option<&str>) -> ExitCode {
    match name.and_then(schemas::named) {
        Some(schema) => text::out(&format!("{:#}\n", schema.schema())),
        None => text::out(
            &schemas::ALL.iter().map(|one| format!("{:<26} {}\n", one.name, one.place)).collect::<String>(),
        ),
    }
    ExitCode::SUCCESS
}
