//! JSON-Schema-Test-Suite: its groups as OpenAPI documents.
//!
//! In come the files of the suite; out come groups, each with a document whose one webhook has the
//! group's schema as its payload. Texts stay as they are written, since `1.0` and `1` and numbers
//! without end are what the suite asks about. It must not know how documents are generated from.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::workbench::write_text;

/// Which part of the suite a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What every implementation must do.
    Required,
    /// What implementations may do.
    Optional,
    /// What `format` means where it is asserted.
    Format,
}

/// A schema with its tests.
#[derive(Debug, Deserialize)]
pub struct Group {
    /// The name of the group.
    pub description: String,
    /// The schema as it is written.
    pub schema: Box<RawValue>,
    /// The tests.
    pub tests: Vec<Test>,
    /// Where it stands, as `part/file.json`.
    #[serde(skip)]
    pub file: String,
    /// The name of its module.
    #[serde(skip)]
    pub module: String,
}

/// A payload with its verdict.
#[derive(Debug, Deserialize)]
pub struct Test {
    /// The name of the test.
    pub description: String,
    /// The payload as it is written.
    pub data: Box<RawValue>,
    /// Whether it fits the schema.
    pub valid: bool,
}

impl Group {
    /// The part of the suite.
    #[must_use]
    pub fn part(&self) -> Part {
        if self.file.starts_with("optional/format/") {
            Part::Format
        } else if self.file.starts_with("optional/") {
            Part::Optional
        } else {
            Part::Required
        }
    }

    /// The name of one of its tests in the list of known failures.
    #[must_use]
    pub fn case(&self, test: &Test) -> String {
        format!("{} :: {} :: {}", self.file, self.description, test.description)
    }

    /// Writes the document of the group below a folder; the schema has a file of its own, in which
    /// `#` means the schema.
    #[must_use]
    pub fn write(&self, folder: &Path) -> PathBuf {
        let folder = folder.join(&self.module);
        write_text(&folder.join("payload.json"), self.schema.get());
        let root = folder.join("openapi.json");
        write_text(&root, DOCUMENT);
        root
    }
}

const DOCUMENT: &str = r#"{
  "openapi": "3.1.0",
  "info": { "title": "One group", "version": "1" },
  "webhooks": {
    "g": {
      "post": {
        "requestBody": {
          "required": true,
          "content": { "application/json": { "schema": { "$ref": "payload.json" } } }
        },
        "responses": { "204": { "description": "taken" } }
      }
    }
  }
}
"#;

/// Every group below the folder of the dialect, in the order of files and groups.
#[must_use]
pub fn groups(dialect: &Path) -> Vec<Group> {
    let mut found = Vec::new();
    for part in ["", "optional/", "optional/format/"] {
        let folder = dialect.join(part);
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("a folder can be read").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".json"))
            .collect();
        names.sort();
        for name in names {
            read_file(&folder.join(&name), &format!("{part}{name}"), &mut found);
        }
    }
    found
}

fn read_file(path: &Path, file: &str, found: &mut Vec<Group>) {
    let text = fs::read_to_string(path).expect("the suite is text");
    let groups: Vec<Group> = serde_json::from_str(&text).expect("the suite is JSON");
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let stem: String = file.trim_end_matches(".json").chars().map(word).collect();
    for (index, mut group) in groups.into_iter().enumerate() {
        group.file = file.to_owned();
        group.module = format!("m_{stem}_{index:02}");
        found.push(group);
    }
}
