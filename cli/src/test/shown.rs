//! The report for people.
//!
//! Comes in: reports. Goes out: text, coloured where people look on. It must not know how it is written down for machines.

use std::fmt::Write as _;

use hookwright::contract::{Group, Report, Verdict};

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
    let mut reasons: Vec<(&str, &str, usize)> = Vec::new();
    for outcome in &report.outcomes {
        let Verdict::Skipped(reason) = &outcome.verdict else { continue };
        match reasons.iter_mut().find(|(check, known, _)| *check == outcome.check.name() && known == reason) {
            Some((_, _, count)) => *count += 1,
            None => reasons.push((outcome.check.name(), reason, 1)),
        }
    }
    for (check, reason, count) in &reasons {
        let events =
            if *count > 1 { format!(" ({})", text::counted(*count, "event")) } else { String::new() };
        let _ = writeln!(out, "{}", paint.dim(&format!("- {check}: {reason}{events}")));
    }
    if !reasons.is_empty() {
        out.push('\n');
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
