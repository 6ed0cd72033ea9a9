//! Lists of known failures, which only shrink.
//!
//! In come a list, a case and its reason on each line, and the cases that fail now; out come the
//! lines that are missing and those that are too many. It must not know what a case is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::{enter_workspace, updating};

/// What stands between a case and its reason.
const ARROW: &str = " => ";

/// Holds the failing cases, each with what was seen, against a list of the workspace.
///
/// With `UPDATE=1` lines of cases that pass are taken out; nothing ever puts one in, since its
/// reason is for a person to write.
#[must_use]
pub fn complaints(path: &str, failing: &BTreeMap<String, String>) -> String {
    enter_workspace();
    let text = fs::read_to_string(path).unwrap_or_default();
    let listed = entries(&text);
    let mut out = unlisted(path, failing);
    if updating() {
        shrink(path, &text, failing);
        return out;
    }
    for case in listed.keys().filter(|case| !failing.contains_key(**case)) {
        let _ = writeln!(out, "passes, so its line in {path} must go (`UPDATE=1` does it): {case}");
    }
    out
}

/// The failing cases that a list does not have, or for which it gives no reason.
#[must_use]
pub fn unlisted(path: &str, failing: &BTreeMap<String, String>) -> String {
    enter_workspace();
    let text = fs::read_to_string(path).unwrap_or_default();
    let listed = entries(&text);
    let mut out = String::new();
    for (case, seen) in failing {
        match listed.get(case.as_str()) {
            None => {
                let _ = writeln!(out, "fails and is not listed:\n{case}{ARROW}{seen}");
            }
            Some(reason) if reason.is_empty() => {
                let _ = writeln!(out, "{path} gives no reason for {case}");
            }
            Some(_) => {}
        }
    }
    out
}

/// How many cases a list has.
#[must_use]
pub fn count(path: &str) -> usize {
    enter_workspace();
    entries(&fs::read_to_string(path).unwrap_or_default()).len()
}

fn entries(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split_once(ARROW).unwrap_or((line, ""))).collect()
}

fn shrink(path: &str, text: &str, failing: &BTreeMap<String, String>) {
    if !Path::new(path).exists() {
        return;
    }
    let stays = |line: &&str| {
        let case = line.split_once(ARROW).map_or(*line, |(case, _)| case);
        line.starts_with('#') || line.trim().is_empty() || failing.contains_key(case)
    };
    let kept: String = text.lines().filter(stays).flat_map(|line| [line, "\n"]).collect();
    if kept != text {
        fs::write(path, kept).expect("a list can be written");
    }
}
