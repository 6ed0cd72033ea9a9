//! A comparison as SARIF 2.1.0, which code hosts show beside the lines of a change.
//!
//! Comes in: a report. Goes out: one run, a rule for each code that was found, a result for each change. Results point
//! at the new document, and at the old one as a related place.

use std::collections::BTreeMap;

use hookwright_build::diff::{Finding, Readers, Report, Severity, catalogue};
use serde_json::{Value, json};

/// The log.
pub(super) fn sarif(report: &Report, readers: Readers) -> Value {
    let codes: BTreeMap<&str, ()> = report.findings.iter().map(|finding| (finding.code, ())).collect();
    let all = catalogue();
    let rules: Vec<Value> = all.iter().filter(|entry| codes.contains_key(entry.code)).map(|entry| {
        json!({ "id": entry.code, "shortDescription": { "text": entry.explanation }, "help": { "text": entry.help } })
    }).collect();
    let index = |code: &str| codes.keys().position(|known| *known == code);
    let results: Vec<Value> =
        report.findings.iter().map(|finding| result(finding, readers, index(finding.code))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hookwright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        }],
    })
}

fn result(finding: &Finding, readers: Readers, rule: Option<usize>) -> Value {
    let level = match finding.severity(readers) {
        Severity::None => "none",
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Breaking => "error",
    };
    let (first, second) =
        if finding.new.is_empty() { (&finding.old, "") } else { (&finding.new, finding.old.as_str()) };
    let related: Vec<Value> = location(second, "the old document").into_iter().collect();
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": level,
        "message": { "text": message(finding) },
        "locations": location(first, "").into_iter().collect::<Vec<Value>>(),
        "relatedLocations": related,
        "properties": { "events": finding.events, "pointer": finding.pointer, "effect": finding.effect.as_str() },
    })
}

fn message(finding: &Finding) -> String {
    let at = if finding.pointer.is_empty() { String::new() } else { format!(" at {}", finding.pointer) };
    format!("{}{at}; {}", finding.message, finding.help)
}

/// `file:line:column` as a location; the file may have colons itself.
fn location(place: &str, message: &str) -> Option<Value> {
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let file = parts.next()?;
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file) },
            "region": { "startLine": line, "startColumn": column },
        },
    });
    if !message.is_empty() {
        location["message"] = json!({ "text": message });
    }
    Some(location)
}

/// A path as a relative reference (RFC 3986); one at a revision is no file, and gets the scheme that says so.
fn uri(file: &str) -> String {
    let mut out = String::new();
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}
