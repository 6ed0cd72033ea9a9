//! `hookwright explain`: what a code means.

use std::process::ExitCode;

use hookwright_build::diagnostic::Entry;
use serde_json::{Value, json};

use crate::said::{self, Format, Said};
use crate::{catalogue, text};

/// Prints one entry of the catalogue, or a line for each.
pub(crate) fn run(code: Option<&str>, format: Format) -> ExitCode {
    let all = catalogue::all();
    let said = match all.iter().find(|entry| Some(entry.code) == code) {
        Some(entry) => Said::yes(whole(entry), as_json(entry)),
        None => {
            let codes: Vec<Value> = all.iter().map(as_json).collect();
            Said::yes(all.iter().map(line).collect(), json!({ "codes": codes }))
        }
    };
    said::finish(format, Ok(said), 1)
}

fn whole(entry: &Entry) -> String {
    let head = format!("{}[{}]: {}\n\n", entry.level, entry.code, entry.title);
    head + &text::wrapped(entry.explanation, 88)
}

fn line(entry: &Entry) -> String {
    format!("{:<32} {:<8} {}\n", entry.code, entry.level.as_str(), entry.title)
}

fn as_json(entry: &Entry) -> Value {
    json!({
        "code": entry.code,
        "level": entry.level.as_str(),
        "title": entry.title,
        "explanation": entry.explanation,
    })
}
