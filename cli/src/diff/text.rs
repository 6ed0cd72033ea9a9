//! A comparison for people at a terminal.
//!
//! Comes in: a report. Goes out: the worst first, each change in a few lines, and a count at the end.

use hookwright_build::diff::{Finding, Readers, Report, Severity};

use crate::text::counted;

/// Names of events in one line.
const NAMES: usize = 3;

/// Changes worth a warning or more, all of them where they are asked for, and a summary.
pub(super) fn text(report: &Report, readers: Readers, all: bool) -> String {
    let least = if all { Severity::None } else { Severity::Warning };
    let mut findings: Vec<&Finding> = report.at_least(readers, least).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity(readers)));
    let mut out: String = findings.iter().map(|finding| one(finding, readers)).collect();
    out += &summary(report, readers);
    out
}

fn one(finding: &Finding, readers: Readers) -> String {
    let mut out = format!("{}[{}]: {}\n", finding.severity(readers), finding.code, finding.message);
    if !finding.pointer.is_empty() {
        out += &format!("  at {}\n", finding.pointer);
    }
    if !finding.events.is_empty() {
        out += &format!("  in {}\n", events(&finding.events));
    }
    for (word, place) in [("old", &finding.old), ("new", &finding.new)] {
        if !place.is_empty() {
            out += &format!("  {word}: {place}\n");
        }
    }
    out + &format!("  help: {}\n\n", finding.help)
}

/// Some names, and how many there are.
pub(super) fn events(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(NAMES).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {}", shown.join(", "), counted(more, "more event")),
    }
}

fn summary(report: &Report, readers: Readers) -> String {
    let count =
        |severity| report.findings.iter().filter(|finding| finding.severity(readers) == severity).count();
    if report.findings.is_empty() {
        return format!("no change in {}\n", counted(report.events.len(), "event"));
    }
    let word = if readers == Readers::Strict { "strict" } else { "tolerant" };
    format!(
        "{} breaking, {} warning, {} info for {word} readers, in {}\n",
        count(Severity::Breaking),
        count(Severity::Warning),
        count(Severity::Info),
        counted(report.events.len(), "shared event"),
    )
}
