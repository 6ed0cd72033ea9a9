//! What came of a generation, for people and for machines.
//!
//! Comes in: summaries, findings and changes. Goes out: words and an exit code.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use hookwright_build::diagnostic::Level;
use hookwright_build::output::Changes;
use hookwright_build::render::FileSet;
use hookwright_build::{Finding, Generated, Skipped, Summary};
use serde::Serialize;

use crate::folder::slashed;
use crate::said::Format;
use crate::text;

/// So many findings are shown; the others are counted.
const MOST: usize = 20;

/// So many findings of one code are shown with the lines of the document.
const OF_ONE_CODE: usize = 3;

/// What came of a generation, summed over its documents.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    check: bool,
    summary: Summary,
    files: Vec<String>,
    changes: Option<Changes>,
    /// What was found below the level of an error.
    pub(crate) warnings: Vec<Finding>,
    /// What stood in the way.
    pub(crate) errors: Vec<Finding>,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// One finding, for machines.
#[derive(Serialize)]
struct Row {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    place: String,
    message: String,
}

impl From<&Finding> for Row {
    fn from(found: &Finding) -> Self {
        Self {
            code: found.code,
            name: None,
            level: Some(found.level.as_str()),
            place: found.place.clone(),
            message: found.message.clone(),
        }
    }
}

/// The whole result, for machines.
#[derive(Serialize)]
struct Report<'a> {
    webhooks: usize,
    x_webhooks: usize,
    callbacks: usize,
    events: usize,
    types: usize,
    /// Types of older versions that a newer one has.
    shared_types: usize,
    /// What has to be written by hand, for what is received and for what is sent.
    upgrades: usize,
    downgrades: usize,
    skipped: Vec<Row>,
    files: &'a [String],
    changed: Vec<String>,
    current: Option<bool>,
    seconds: f64,
    warnings: Vec<Row>,
    errors: Vec<Row>,
}

impl Outcome {
    /// Nothing came of it yet.
    pub(crate) fn new(check: bool) -> Self {
        Self { check, ..Self::default() }
    }

    /// Counts a document in.
    pub(crate) fn add(&mut self, generated: &Generated) {
        let (sum, one) = (&mut self.summary, &generated.summary);
        sum.webhooks += one.webhooks;
        sum.x_webhooks += one.x_webhooks;
        sum.callbacks += one.callbacks;
        sum.events += one.events;
        sum.types += one.types;
        sum.shared_types = plus(sum.shared_types, one.shared_types);
        sum.written_upgrades = plus(sum.written_upgrades, one.written_upgrades);
        sum.skipped.extend(one.skipped.iter().cloned());
        self.warnings.extend(generated.findings.iter().cloned());
    }

    /// Takes down what became of the files.
    pub(crate) fn settle(&mut self, root: &Path, files: &FileSet, changes: &Changes) {
        self.files = files.keys().map(|name| slashed(&root.join(name))).collect();
        self.changes = Some(changes.clone());
    }

    /// 0 when it was done or is current, else 1.
    pub(crate) fn exit_code(&self) -> ExitCode {
        let differs = self.check && self.changes.as_ref().is_some_and(|changes| !changes.is_current());
        if self.errors.is_empty() && !differs { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// Says all that there is to say.
    pub(crate) fn print(&self, format: Format, quiet: bool) {
        match format {
            Format::Json => text::out(&format!("{}\n", self.json())),
            Format::Text => {
                // Warnings would bury a mistake; they come once it is mended.
                let warnings = if quiet || !self.errors.is_empty() { &[] } else { self.warnings.as_slice() };
                text::err(&reports(warnings));
                text::err(&reports(&self.errors));
                text::err(&stop(&self.errors));
                text::out(&self.last_words(quiet));
            }
        }
    }

    fn json(&self) -> String {
        let skipped = |one: &Skipped| Row {
            code: one.code,
            name: Some(one.name.clone()),
            level: None,
            place: one.place.clone(),
            message: one.message.clone(),
        };
        let changes = self.changes.iter().flat_map(|changes| changes.written.iter().chain(&changes.stale));
        let report = Report {
            webhooks: self.summary.webhooks,
            x_webhooks: self.summary.x_webhooks,
            callbacks: self.summary.callbacks,
            events: self.summary.events,
            types: self.summary.types,
            shared_types: self.summary.shared_types.1,
            upgrades: self.summary.written_upgrades.0,
            downgrades: self.summary.written_upgrades.1,
            skipped: self.summary.skipped.iter().map(skipped).collect(),
            files: &self.files,
            changed: changes.map(|path| slashed(path)).collect(),
            current: self.changes.as_ref().filter(|_| self.check).map(Changes::is_current),
            seconds: self.seconds,
            warnings: self.warnings.iter().map(Row::from).collect(),
            errors: self.errors.iter().map(Row::from).collect(),
        };
        serde_json::to_string(&report).unwrap_or_default()
    }

    /// What standard output gets: the summary, or the files that differ.
    fn last_words(&self, quiet: bool) -> String {
        let Some(changes) = &self.changes else { return String::new() };
        if self.check && !changes.is_current() {
            return differing(changes);
        }
        match (quiet, self.check) {
            (true, _) => String::new(),
            (false, true) => "current\n".to_owned(),
            (false, false) => self.summary_line(),
        }
    }

    fn summary_line(&self) -> String {
        format!(
            "generated {}, {} in {} ({:.2} s), {} skipped\n",
            text::counted(self.summary.events, "event"),
            text::counted(self.summary.types, "type"),
            text::counted(self.files.len(), "file"),
            self.seconds,
            self.summary.skipped.len(),
        ) + &self.versions_line()
    }

    /// What versions share, and what they leave to be written.
    fn versions_line(&self) -> String {
        let ((types, shared), (upgrades, downgrades)) =
            (self.summary.shared_types, self.summary.written_upgrades);
        if types == 0 {
            return String::new();
        }
        let left = match (upgrades, downgrades) {
            (0, 0) => "nothing is left to be written".to_owned(),
            _ => format!(
                "{} and {} are yours to write (`--sketch FILE` drafts them)",
                text::counted(upgrades, "upgrade"),
                text::counted(downgrades, "downgrade"),
            ),
        };
        format!("{shared} of the types are shared by versions; {left}\n")
    }
}

/// A finding, for machines.
pub(crate) fn row(found: &Finding) -> serde_json::Value {
    serde_json::to_value(Row::from(found)).unwrap_or_default()
}

/// The last words of a failure: how much stands in the way, and where to read on.
pub(crate) fn stop(errors: &[Finding]) -> String {
    let Some(first) = errors.first() else { return String::new() };
    let count = text::counted(errors.len(), "error");
    format!("stopped by {count}; `hookwright explain {}` says more\n", first.code)
}

fn plus(a: (usize, usize), b: (usize, usize)) -> (usize, usize) {
    (a.0 + b.0, a.1 + b.1)
}

/// The files that are not as they should be, a line each.
fn differing(changes: &Changes) -> String {
    let mut out = String::new();
    for path in &changes.written {
        let word = if path.exists() { "differs" } else { "missing" };
        out += &format!("{word}: {}\n", slashed(path));
    }
    for path in &changes.stale {
        out += &format!("stale: {}\n", slashed(path));
    }
    out
}

/// Findings for people: the first of each code with the lines of the document, some in one line,
/// and the others as a count.
pub(crate) fn reports(all: &[Finding]) -> String {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut full, mut short) = (Vec::new(), Vec::new());
    for found in all {
        let count = seen.entry(found.code).or_default();
        *count += 1;
        if *count <= OF_ONE_CODE && full.len() < MOST { full.push(found) } else { short.push(found) }
    }
    let (lines, counted) = short.split_at(short.len().min(MOST - full.len()));
    let mut out: String = full.iter().map(|found| format!("{}\n\n", found.report.trim_end())).collect();
    for found in lines {
        let level = if found.level == Level::Warning { "warning: " } else { "" };
        out += &format!("{level}{}\n", found.line);
    }
    if !lines.is_empty() {
        out.push('\n');
    }
    out + &rest(counted)
}

/// How many of each code are not shown.
fn rest(all: &[&Finding]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for found in all {
        *counts.entry(found.code).or_default() += 1;
    }
    let rows: Vec<String> = counts.iter().map(|(code, count)| format!("{count} × {code}")).collect();
    format!("… and {} more: {} (`--format json` lists all)\n\n", all.len(), rows.join(", "))
}
