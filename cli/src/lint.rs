//! `hookwright lint`: what makes documents bad for webhooks.
//!
//! Comes in: arguments. Goes out: remarks for people, for machines or for code hosts, and an exit code. Which rules
//! there are and what they look at is the generator's to know.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hookwright_build::diagnostic::{Diagnostic, Level, Style};
use hookwright_build::lint::{self, Remark, Rules};
use hookwright_build::{Config, Finding, Generator};
use serde::Serialize;

use crate::sarif::{self, Item};
use crate::{finding, folder, outcome, settings, text};

const EXAMPLES: &str = "\
Examples:
  hookwright lint specs/orders.yaml
  hookwright lint specs/*.yaml --off lint::unbounded_text --fail-on error
  hookwright lint specs/orders.yaml --only lint::invalid_example
  hookwright lint specs/orders.yaml --format sarif > lint.sarif
  hookwright lint --list

Rules are switched off for good in hookwright.toml:
  [lint]
  off = [\"lint::closed_enum\"]

Exit codes:
  0  nothing as bad as `--fail-on` says
  1  something is, or the document cannot be read
  2  the command was not understood";

/// Say what makes documents bad for webhooks: what is missing, closed, unbounded, wrong or unclear.
///
/// Each rule has a code; `hookwright explain CODE` says more. What a rule finds many times is one remark with a count
/// and the first place. Reports go to standard error, the summary and everything for machines to standard output.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = crate::examples::HINT)]
pub(crate) struct Lint {
    /// OpenAPI documents, 3.0 to 3.2, as YAML or JSON.
    #[arg(required_unless_present = "list", value_name = "SPEC")]
    specs: Vec<PathBuf>,

    /// Switch a rule off; may be said several times.
    #[arg(long, value_name = "CODE", value_parser = known)]
    off: Vec<String>,

    /// Only this rule; may be said several times.
    #[arg(long, value_name = "CODE", value_parser = known)]
    only: Vec<String>,

    /// List the rules, and do nothing else.
    #[arg(long)]
    list: bool,

    /// From which level on a remark is a failure.
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    fail_on: FailOn,

    /// How remarks are reported: for people, as one JSON object, or as SARIF 2.1.0 for code hosts.
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,

    /// An OpenAPI Overlay 1.0 file to apply first; may be said several times.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,

    /// The options as a file, as for `generate`; `hookwright.toml` here, where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print remarks of the level of `--fail-on` and above alone.
    #[arg(short, long)]
    quiet: bool,
}

/// `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Reports and a summary line.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What is wrong.
    Error,
    /// What will hurt somebody.
    Warning,
    /// What could be better.
    Note,
    /// Nothing but a document that cannot be read.
    Never,
}

impl FailOn {
    fn counts(self, level: Level) -> bool {
        match self {
            Self::Error => level == Level::Error,
            Self::Warning => level <= Level::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }
}

/// What came of it, over all documents.
#[derive(Default)]
struct Outcome {
    documents: usize,
    events: usize,
    remarks: Vec<Remark>,
    errors: Vec<Finding>,
}

/// One remark, for machines.
#[derive(Serialize)]
struct Row<'a> {
    code: &'static str,
    level: &'static str,
    place: &'a str,
    message: &'a str,
    help: &'a str,
    count: usize,
    events: &'a [String],
}

impl<'a> From<&'a Finding> for Row<'a> {
    fn from(found: &'a Finding) -> Self {
        Self {
            code: found.code,
            level: found.level.as_str(),
            place: &found.place,
            message: &found.message,
            help: "",
            count: 1,
            events: &[],
        }
    }
}

impl<'a> From<&'a Remark> for Row<'a> {
    fn from(one: &'a Remark) -> Self {
        Self { help: &one.help, count: one.count, events: &one.events, ..Self::from(&one.finding) }
    }
}

/// Everything, for machines.
#[derive(Serialize)]
struct Json<'a> {
    documents: usize,
    events: usize,
    failed: bool,
    remarks: Vec<Row<'a>>,
    errors: Vec<Row<'a>>,
}

/// A code of a rule; the family may be left out.
fn known(text: &str) -> Result<String, String> {
    let wish = text.trim().trim_matches(['[', ']']);
    let full = if wish.contains("::") { wish.to_owned() } else { format!("lint::{wish}") };
    if lint::rules().any(|entry| entry.code == full) {
        return Ok(full);
    }
    let near = hookwright_build::diagnostic::nearest(&full, lint::rules().map(|entry| entry.code));
    Err(match near {
        Some(near) => format!("there is no such rule; did you mean `{near}`?"),
        None => "there is no such rule; `hookwright lint --list` lists all".to_owned(),
    })
}

/// Does what was asked for, and says what came of it.
pub(crate) fn run(wishes: &Lint) -> ExitCode {
    if wishes.list {
        text::out(&list(wishes.format));
        return ExitCode::SUCCESS;
    }
    let outcome = look(wishes, text::style());
    match wishes.format {
        Format::Text => outcome.tell(wishes),
        Format::Json => text::out(&format!("{}\n", outcome.json(wishes.fail_on))),
        Format::Sarif => text::out(&sarif::log(&outcome.items())),
    }
    if outcome.failed(wishes.fail_on) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn list(format: Format) -> String {
    if format != Format::Text {
        let rules = lint::rules().map(|entry| {
            let (code, level, title) = (entry.code, entry.level.as_str(), entry.title);
            serde_json::json!({ "code": code, "level": level, "title": title })
        });
        return format!("{}\n", serde_json::json!({ "rules": rules.collect::<Vec<_>>() }));
    }
    let row = |code: &str, level: &str, title: &str| format!("{code:<26} {level:<8} {title}\n");
    lint::rules().map(|entry| row(entry.code, entry.level.as_str(), entry.title)).collect()
}

fn look(wishes: &Lint, style: Style) -> Outcome {
    let mut outcome = Outcome::default();
    let (config, rules) = match settings(wishes, style) {
        Ok(found) => found,
        Err(found) => {
            outcome.errors.push(found);
            return outcome;
        }
    };
    for spec in &wishes.specs {
        outcome.documents += 1;
        match lint::check(&Generator::new(spec).config(config.clone()).style(style), &rules) {
            Ok(report) => {
                outcome.events += report.events;
                outcome.remarks.extend(report.remarks);
            }
            Err(error) => outcome.errors.extend(folder::by_level(&error, style).0),
        }
    }
    outcome
}

fn settings(wishes: &Lint, style: Style) -> Result<(Config, Rules), Finding> {
    let mut config = settings::of_file(wishes.config.as_deref(), style)?;
    config.overlays.extend(wishes.overlay.iter().map(|path| path.to_string_lossy().into_owned()));
    let mut rules = Rules::all();
    for code in &config.lint.off {
        let code = known(code).map_err(|why| {
            let found = Diagnostic::error("config::invalid", format!("`lint.off` names `{code}`"));
            finding::plain(&found.why(why), style)
        })?;
        rules = rules.off(code);
    }
    rules = wishes.off.iter().fold(rules, Rules::off);
    Ok((config, wishes.only.iter().fold(rules, Rules::only)))
}

impl Outcome {
    fn failed(&self, fail_on: FailOn) -> bool {
        !self.errors.is_empty() || self.remarks.iter().any(|remark| fail_on.counts(remark.finding.level))
    }

    /// For people.
    fn tell(&self, wishes: &Lint) {
        let shown = self.remarks.iter().map(|remark| &remark.finding);
        let shown: Vec<Finding> =
            shown.filter(|found| !wishes.quiet || wishes.fail_on.counts(found.level)).cloned().collect();
        text::err(&outcome::reports(&shown));
        text::err(&outcome::reports(&self.errors));
        if let Some(first) = self.errors.first().or(shown.first()) {
            text::err(&format!("`hookwright explain {}` says more\n", first.code));
        }
        if !wishes.quiet {
            text::out(&self.summary());
        }
    }

    fn summary(&self) -> String {
        let count = |level| self.remarks.iter().filter(|remark| remark.finding.level == level).count();
        format!(
            "looked at {} in {}: {}, {}, {}\n",
            text::counted(self.events, "event"),
            text::counted(self.documents, "document"),
            text::counted(count(Level::Error) + self.errors.len(), "error"),
            text::counted(count(Level::Warning), "warning"),
            text::counted(count(Level::Note), "note"),
        )
    }

    fn json(&self, fail_on: FailOn) -> String {
        let all = Json {
            documents: self.documents,
            events: self.events,
            failed: self.failed(fail_on),
            remarks: self.remarks.iter().map(Row::from).collect(),
            errors: self.errors.iter().map(Row::from).collect(),
        };
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// For code hosts.
    fn items(&self) -> Vec<Item> {
        let item = |found: &Finding, help: Option<&str>| {
            Item::at(&found.place, found.code, found.level, &found.message, help)
        };
        let errors = self.errors.iter().map(|found| item(found, None));
        errors.chain(self.remarks.iter().map(|one| item(&one.finding, Some(&one.help)))).collect()
    }
}
