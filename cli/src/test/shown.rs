//! The report for people.
//!
//! Comes in: reports. Goes out: text, coloured where people look on. It must not know how it is written down for machines.

use std::fmt::Write as _;

use hookwright::contract::{Check, Group, Outcome, Report, Verdict};

use super::Tested;
use crate::text;

/// Names that one line has room for.
const NAMED: usize = 4;

/// Each kind of failure, what says nothing, and the counts.
pub(super) fn text(tested: &[Tested], may_colour: bool) -> String {
    let paint = Paint { on: may_colour && text::coloured(&std::io::stdout()) };
    let mut out = String::new();
    for one in tested {
        if let Some(version) = one.version {
            let _ = writeln!(out, "{}\n", paint.bold(&format!("version {version}")));
        }
        for group in one.report.grouped() {
            failure(&mut out, paint, &group);
        }
        if let Some(hint) = hint(&one.report) {
            let _ = writeln!(out, "{} {hint}\n", paint.bold("hint:"));
        }
        skipped(&mut out, paint, &one.report);
        summary(&mut out, paint, &one.report);
    }
    out
}

#[derive(Clone, Copy)]
struct Paint {
    on: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn red(self, text: &str) -> String {
        self.with("1;31", text)
    }

    fn green(self, text: &str) -> String {
        self.with("1;32", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }
}

fn failure(out: &mut String, paint: Paint, group: &Group<'_>) {
    let Group { check, first, events, count, .. } = group;
    let _ = writeln!(out, "{} {}", paint.red(&format!("✗ {}:", check.name())), paint.bold(check.meaning()));
    let _ = writeln!(out, "  expected {}", first.expected);
    let _ = writeln!(out, "  found    {}", first.found);
    let place = match events.first() {
        Some(event) if !event.is_empty() => format!("{event}, {}", first.case),
        _ => first.case.clone(),
    };
    let smallest = if first.minimised { ", as small as it still fails" } else { "" };
    let _ = writeln!(out, "  sent     {place}{smallest}");
    if !first.answer.is_empty() {
        let lines: Vec<&str> = first.answer.trim_end().lines().collect();
        let _ = writeln!(out, "  answer   {}", lines.join("\n           "));
    }
    if *count > 1 {
        let _ = writeln!(out, "  {} in {}", text::counted(*count, "time"), named(events));
    }
    let _ = writeln!(out, "  {}\n", paint.dim(&first.request.curl()));
}

fn named(events: &[&str]) -> String {
    let more = events.len().saturating_sub(NAMED);
    let named = events.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{named} and {}", text::counted(more, "other event")) } else { named }
}

/// Why checks say nothing, each reason once.
fn skipped(out: &mut String, paint: Paint, report: &Report) {
    let mut reasons: Vec<(&str, Vec<&str>, usize)> = Vec::new();
    for outcome in &report.outcomes {
        let Verdict::Skipped(reason) = &outcome.verdict else { continue };
        let check = outcome.check.name();
        match reasons.iter_mut().find(|(known, ..)| known == reason) {
            Some((_, checks, count)) => {
                if !checks.contains(&check) {
                    checks.push(check);
                }
                *count += 1;
            }
            None => reasons.push((reason, vec![check], 1)),
        }
    }
    for (reason, checks, count) in &reasons {
        let checks =
            if checks.len() > NAMED { text::counted(checks.len(), "check") } else { checks.join(", ") };
        let times = if *count > 1 { format!(" ({count})") } else { String::new() };
        let _ = writeln!(out, "{}", paint.dim(&format!("- {checks}{times}: {reason}")));
    }
    if !reasons.is_empty() {
        out.push('\n');
    }
}

/// What to look at first, where not one delivery was acknowledged.
fn hint(report: &Report) -> Option<&'static str> {
    let valid = |check: Check| matches!(check, Check::Examples | Check::Samples);
    let asked = report.outcomes.iter().filter(|outcome| valid(outcome.check) && outcome.requests > 0);
    let found: Vec<&str> = asked.clone().flat_map(Outcome::failures).map(|one| one.found.as_str()).collect();
    let all = |statuses: &[&str]| {
        !found.is_empty() && found.iter().all(|found| statuses.iter().any(|status| found.starts_with(status)))
    };
    if asked.clone().any(Outcome::has_passed) {
        None
    } else if all(&["401", "403"]) {
        Some(
            "all deliveries are refused: does the receiver verify by this scheme, with this secret as it is written?",
        )
    } else if all(&["404", "405"]) {
        Some("the receiver knows no such place: is it the URL that deliveries are sent to, path and all?")
    } else {
        None
    }
}

fn summary(out: &mut String, paint: Paint, report: &Report) {
    let count = |is: fn(&Verdict) -> bool| report.outcomes.iter().filter(|one| is(&one.verdict)).count();
    let (failed, skipped) =
        (report.failed().count(), count(|verdict| matches!(verdict, Verdict::Skipped(_))));
    let passed = report.outcomes.len() - failed - skipped;
    let failed_words = format!("{failed} failed");
    let failed_words = if failed > 0 { paint.red(&failed_words) } else { failed_words };
    let _ = writeln!(
        out,
        "{}, {failed_words}, {skipped} say nothing; {} in {:.1?}",
        paint.green(&format!("{} passed", text::counted(passed, "check"))),
        text::counted(report.requests(), "request"),
        report.took
    );
    let _ = writeln!(out, "samples cover {}", report.coverage);
}
