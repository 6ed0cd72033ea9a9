//! `hookwright explain`: what a code means.

use std::process::ExitCode;

use crate::catalogue;
use crate::text;

/// Prints one entry of the catalogue, or a line for each.
pub(crate) fn run(code: Option<&str>) -> ExitCode {
    let all = catalogue::all();
    let mut out = String::new();
    for entry in all.iter().filter(|entry| code.is_none_or(|code| entry.code == code)) {
        if code.is_some() {
            out += &format!("{}[{}]: {}\n\n", entry.level, entry.code, entry.title);
            out += &text::wrapped(entry.explanation, 88);
        } else {
            out += &format!("{:<32} {:<8} {}\n", entry.code, entry.level.as_str(), entry.title);
        }
    }
    text::out(&out);
    ExitCode::SUCCESS
}
