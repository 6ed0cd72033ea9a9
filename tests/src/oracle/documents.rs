//! The list of the corpus: its documents, and the payloads with verdicts.
//!
//! In comes the folder of the corpus; out come rows. It must not know what stands in documents.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A root document of the corpus.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name in the list.
    pub id: String,
    /// Its file.
    pub path: PathBuf,
}

impl Document {
    /// The name as an identifier.
    #[must_use]
    pub fn module(&self) -> String {
        let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
        format!("d_{}", self.id.chars().map(word).collect::<String>())
    }
}

/// A payload with the verdict of two validators.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// The file below `payloads`.
    pub payload: String,
    /// The document.
    pub spec: String,
    /// The webhook, where there is one.
    pub webhook: Option<String>,
    /// The verdict, where there is one.
    pub valid: Option<bool>,
}

/// Every root document, in the order of the list.
#[must_use]
pub fn documents(corpus: &Path) -> Vec<Document> {
    #[derive(Deserialize)]
    struct Entry {
        id: String,
        path: String,
    }
    let text = fs::read_to_string(corpus.join("manifest.json")).expect("the corpus has a list");
    let entries: Vec<Entry> = serde_json::from_str(&text).expect("the list is JSON");
    let document = |entry: Entry| Document { id: entry.id, path: corpus.join("specs").join(entry.path) };
    entries.into_iter().map(document).collect()
}

/// Every row of verdicts.
#[must_use]
pub fn rows(corpus: &Path) -> Vec<Row> {
    let text = fs::read_to_string(corpus.join("payload_verdicts.jsonl")).expect("the corpus has verdicts");
    text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect()
}
