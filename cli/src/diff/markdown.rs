//! A comparison as a changelog for subscribers.
//!
//! Comes in: a report. Goes out: Markdown by event: what breaks, what is new, and the rest. Changes that reach many
//! events stand once, before the events.

use hookwright_build::diff::{Finding, Readers, Report, Severity, by_event};

use super::text::events;
use crate::text::markdown as plain;

/// Events that one change reaches, beyond which it is said once for all of them.
const MANY: usize = 3;

/// The whole changelog.
pub(super) fn markdown(report: &Report, readers: Readers) -> String {
    let mut out = "# Changes of the webhooks\n".to_owned();
    if report.findings.is_empty() {
        return out + "\nNothing changed.\n";
    }
    let (many, few): (Vec<Finding>, Vec<Finding>) =
        report.findings.iter().cloned().partition(|finding| finding.events.len() > MANY);
    if !many.is_empty() {
        out += "\n## In many events\n";
        out += &groups(&many.iter().collect::<Vec<_>>(), readers, true);
    }
    for (name, findings) in by_event(&few) {
        let title = if name.is_empty() { "All events".to_owned() } else { format!("`{name}`") };
        out += &format!("\n## {title}\n");
        out += &groups(&findings, readers, false);
    }
    out
}

fn groups(findings: &[&Finding], readers: Readers, with_events: bool) -> String {
    let is_new = |finding: &Finding| finding.code.ends_with("added") && !is_breaking(finding, readers);
    let group = |title: &str, of: &dyn Fn(&Finding) -> bool| {
        let lines: String =
            findings.iter().filter(|finding| of(finding)).map(|finding| line(finding, with_events)).collect();
        if lines.is_empty() { lines } else { format!("\n### {title}\n\n{lines}") }
    };
    group("Breaking", &|finding| is_breaking(finding, readers))
        + &group("New", &is_new)
        + &group("Other", &|finding| !is_breaking(finding, readers) && !is_new(finding))
}

fn is_breaking(finding: &Finding, readers: Readers) -> bool {
    finding.severity(readers) == Severity::Breaking
}

fn line(finding: &Finding, with_events: bool) -> String {
    let at = if finding.pointer.is_empty() { String::new() } else { format!("`{}`: ", finding.pointer) };
    let answer = if finding.subject.as_str() == "answer" { "in the answer, " } else { "" };
    let message = plain(&finding.message).replace("\\`", "`").replace("\\_", "_");
    let reach = if with_events { format!(" (in {})", events(&finding.events)) } else { String::new() };
    format!("- {answer}{at}{message}{reach}\n")
}
