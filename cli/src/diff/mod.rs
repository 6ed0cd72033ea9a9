//! `hookwright diff`: what a new document changes for those who read by the old one.
//!
//! Comes in: two documents, as files or at revisions of git. Goes out: a report in one of four forms, and an exit code. It
//! holds no knowledge of what a change means; that is the generator's.

mod markdown;
mod revision;
mod sarif;
mod text;
mod wishes;

use std::process::ExitCode;

use hookwright_build::diff::{self, Finding, Report};
use hookwright_build::{Error, Generator};
use serde_json::{Value, json};

use crate::folder::by_level;
use crate::said::{self, Problem, Said};
use crate::text as terminal;
use revision::Document;
use wishes::Format;
pub(crate) use wishes::Wishes;

/// Compares, prints, and says by the exit code whether it is fine: 1 means that something was found.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    let format = if matches!(wishes.format, Format::Json) { said::Format::Json } else { said::Format::Text };
    let outcome = compared(wishes).map(|report| {
        let bad = wishes
            .fail_on
            .severity()
            .is_some_and(|least| report.at_least(wishes.readers.into(), least).next().is_some());
        Said { is_no: bad, ..Said::yes(printed(wishes, &report), as_json(&report)) }
    });
    said::finish(format, outcome, 2)
}

fn compared(wishes: &Wishes) -> Result<Report, Problem> {
    let old = Document::open(&wishes.old)?;
    let new = Document::open(&wishes.new)?;
    let named = |text: &str| new.named(&old.named(text));
    let generator = |document: &Document| generator(wishes, document);
    let report = diff::compare_as(&generator(&old), &generator(&new), wishes.perspective.into());
    let mut report = report.map_err(|error| Problem::Found(findings(&error, &named)))?;
    for finding in &mut report.findings {
        finding.old = old.named(&finding.old);
        finding.new = new.named(&finding.new);
    }
    Ok(report)
}

/// What is wrong with a document, in files that are called by their revision.
fn findings(error: &Error, named: &dyn Fn(&str) -> String) -> Vec<hookwright_build::Finding> {
    let (errors, _) = by_level(error, terminal::style());
    let renamed = errors.into_iter().map(|found| hookwright_build::Finding {
        place: named(&found.place),
        message: named(&found.message),
        line: named(&found.line),
        report: named(&found.report),
        ..found
    });
    renamed.collect()
}

fn generator(wishes: &Wishes, document: &Document) -> Generator {
    let start = Generator::new(document.path()).keep_going(wishes.keep_going).style(terminal::style());
    let start = wishes.only.iter().fold(start, |all, glob| all.only(glob));
    wishes.map.iter().fold(start, |all, (prefix, folder)| all.map_url(prefix, folder))
}

fn printed(wishes: &Wishes, report: &Report) -> String {
    let readers = wishes.readers.into();
    match wishes.format {
        Format::Text => text::text(report, readers, wishes.all),
        // Machines get the data instead.
        Format::Json => String::new(),
        Format::Markdown => markdown::markdown(report, readers),
        Format::Sarif => format!("{}\n", sarif::sarif(report, readers)),
    }
}

fn as_json(report: &Report) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "code": finding.code,
            "subject": finding.subject.as_str(),
            "effect": finding.effect.as_str(),
            "strict": finding.strict.as_str(),
            "tolerant": finding.tolerant.as_str(),
            "events": finding.events,
            "pointer": finding.pointer,
            "old": finding.old,
            "new": finding.new,
            "message": finding.message,
            "help": finding.help,
        })
    };
    let findings: Vec<Value> = report.findings.iter().map(finding).collect();
    json!({ "events": report.events, "findings": findings })
}
