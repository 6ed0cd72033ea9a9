//! Findings as SARIF 2.1.0, which code hosts show beside the lines of a change.
//!
//! Comes in: findings with their places. Goes out: one log as JSON. It knows the catalogue, which explains the codes,
//! and nothing of how a finding was made.

use std::collections::BTreeSet;

use hookwright_build::diagnostic::{Entry, Level};
use serde_json::{Value, json};

use crate::catalogue;

/// One finding.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its code, as `explain` knows it.
    pub(crate) code: String,
    /// How bad it is; SARIF has the same three words.
    pub(crate) level: Level,
    /// What is wrong.
    pub(crate) message: String,
    /// The file, as it was named; empty where the finding has no place.
    pub(crate) file: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The column in characters, from 1.
    pub(crate) column: usize,
    /// What to do.
    pub(crate) help: Option<String>,
}

impl Item {
    /// A finding at a place as reports have it: `file:line:column`, or nothing.
    pub(crate) fn at(place: &str, code: &str, level: Level, message: &str, help: Option<&str>) -> Self {
        let mut parts = place.rsplitn(3, ':');
        let mut number = || parts.next().and_then(|part| part.parse().ok());
        let (column, line) = (number(), number());
        let (file, line, column) = match (parts.next(), line, column) {
            (Some(file), Some(line), Some(column)) => (file, line, column),
            _ => (place, 1, 1),
        };
        Self {
            code: code.to_owned(),
            level,
            message: message.to_owned(),
            file: file.to_owned(),
            line,
            column,
            help: help.map(str::to_owned),
        }
    }
}

/// The log of one run, with a line break at its end.
pub(crate) fn log(items: &[Item]) -> String {
    let codes: BTreeSet<&str> = items.iter().map(|item| item.code.as_str()).collect();
    let all = catalogue::all();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, &all)).collect();
    let results: Vec<Value> = items.iter().map(|item| result(item, &codes)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hookwright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            // Columns are counted as people count them, not in UTF-16.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &str, all: &[Entry]) -> Value {
    match all.iter().find(|entry| entry.code == code) {
        Some(entry) => json!({
            "id": code,
            "shortDescription": { "text": entry.title },
            "fullDescription": { "text": entry.explanation },
            "defaultConfiguration": { "level": entry.level.as_str() },
        }),
        None => json!({ "id": code }),
    }
}

fn result(item: &Item, codes: &BTreeSet<&str>) -> Value {
    let text = match &item.help {
        Some(help) => format!("{} ({help})", item.message),
        None => item.message.clone(),
    };
    let mut result = json!({
        "ruleId": item.code,
        "ruleIndex": codes.iter().position(|code| *code == item.code),
        "level": item.level.as_str(),
        "message": { "text": text },
    });
    if !item.file.is_empty() {
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&item.file) },
            "region": { "startLine": item.line, "startColumn": item.column },
        }}]);
    }
    result
}

/// A path as a URI reference (RFC 3986): relative ones stay relative, which is what code hosts resolve.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::new();
    for byte in path.trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    let has_drive = out.as_bytes().get(1) == Some(&b':');
    match (out.starts_with('/'), has_drive) {
        (true, _) => format!("file://{out}"),
        (_, true) => format!("file:///{out}"),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_regions() {
        let item = Item::at("my specs/ä.yaml:3:7", "config::invalid", Level::Error, "no", Some("mend it"));
        let log: Value = serde_json::from_str(&log(&[item])).expect("it is JSON");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "config::invalid");
        assert_eq!(run["results"][0]["message"]["text"], "no (mend it)");
        let place = &run["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20specs/%C3%A4.yaml");
        assert_eq!(place["region"], json!({ "startLine": 3, "startColumn": 7 }));
    }

    #[test]
    fn a_finding_without_a_place_has_no_location() {
        let item = Item::at("", "config::unreadable", Level::Error, "gone", None);
        let log: Value = serde_json::from_str(&log(&[item])).expect("it is JSON");
        assert!(log["runs"][0]["results"][0].get("locations").is_none());
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./a/b.yaml"), "a/b.yaml");
        assert_eq!(uri("/a b"), "file:///a%20b");
        assert_eq!(uri("C:\\a"), "file:///C:/a");
    }
}
