//! What makes a document bad for webhooks, though it may be right: remarks with a place, a reason and a way out.
//!
//! Comes in: a [`Generator`], which knows the document and its options, and the [`Rules`] that are wanted. Goes out: a
//! [`Report`]. It looks at the checked document and at what is lowered from it; it writes nothing and mends nothing.
//!
//! One file for each family of rules; [`catalogue`](crate::diagnostic::catalogue) explains them, and so does
//! docs/lint.md with examples.

mod answers;
mod bounds;
mod delivery;
mod examples;
mod extensions;
mod ground;
mod members;
mod naming;
mod openness;
mod payload;
mod prose;
mod rule;
mod trust;

use crate::diagnostic::{self, Diagnostics, Entry, Level};
use crate::document::Documents;
use crate::{Error, Finding, Generator, Result, api, ir, versions};

use ground::Ground;
use rule::{Rule, Said};

/// Which rules are wanted; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    off: Vec<String>,
    only: Vec<String>,
}

impl Rules {
    /// All rules.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Without the rule of a code; [`rules`] lists them. What is no rule is ignored.
    #[must_use]
    pub fn off(mut self, code: impl Into<String>) -> Self {
        self.off.push(code.into());
        self
    }

    /// This rule alone; may be said several times. `off` goes before it.
    #[must_use]
    pub fn only(mut self, code: impl Into<String>) -> Self {
        self.only.push(code.into());
        self
    }

    fn wants(&self, rule: &Rule) -> bool {
        let has = |codes: &[String]| codes.iter().any(|code| code == rule.code);
        !has(&self.off) && (self.only.is_empty() || has(&self.only))
    }
}

/// What there is to say of a document.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The remarks: errors first, then warnings, then notes, each in the order of the rules.
    pub remarks: Vec<Remark>,
    /// How many events were looked at.
    pub events: usize,
}

/// What one rule has to say, of one place or of all of them together.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The message with the first place, rendered.
    pub finding: Finding,
    /// What to do.
    pub help: String,
    /// How many places there are.
    pub count: usize,
    /// The events to which they belong, each once, in document order. A schema that several share counts for the
    /// first of them.
    pub events: Vec<String>,
}

impl Report {
    /// The worst level; `None` where there is nothing to say.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.remarks.iter().map(|remark| remark.finding.level).min()
    }
}

/// Every rule's entry in the catalogue, sorted by code.
pub fn rules() -> impl Iterator<Item = &'static Entry> {
    diagnostic::catalogue().filter(|entry| entry.code.starts_with("lint::"))
}

/// Judges a document.
///
/// ```
/// use hookwright_build::{Generator, lint};
///
/// let rules = lint::Rules::all().off("lint::unbounded_text");
/// let report = lint::check(&Generator::new("../specs/orders.yaml"), &rules)?;
/// assert!(report.remarks.iter().any(|remark| remark.finding.code == "lint::no_example"));
/// # Ok::<(), hookwright_build::Error>(())
/// ```
///
/// # Errors
///
/// When the document has a mistake that a generation would stop at.
pub fn check(generator: &Generator, rules: &Rules) -> Result<Report> {
    generator.with_checked(|checked, documents, sink| judge(generator, checked, documents, sink, rules))
}

fn judge(
    generator: &Generator,
    checked: &api::Checked<'_>,
    documents: &Documents,
    sink: &Diagnostics,
    rules: &Rules,
) -> Result<Report> {
    // Events of several versions have one key, and are generated one version at a time: no mistake of theirs.
    let one_version = versions::marked(checked, documents, sink).is_empty();
    let lowering = Diagnostics::new();
    let ir = ir::lower(&checked.api, "", &generator.config, &lowering);
    let said = if one_version { lowering.all().to_vec() } else { Vec::new() };
    sink.extend(said.iter().cloned());
    Error::landing(sink, documents.sources(), generator.style)?;
    let ground = Ground::new(&checked.api, &ir, documents.root(), said);
    let wanted = every().filter(|rule| rules.wants(rule));
    let mut said: Vec<Said> = wanted.flat_map(|rule| rule.judge(&ground)).collect();
    said.sort_by_key(|one| one.diagnostic.level);
    let remarks = said.into_iter().map(|one| remark(one, documents, generator.style)).collect();
    Ok(Report { remarks, events: ground.events.len() })
}

/// The rules in the order in which they speak.
fn every() -> impl Iterator<Item = &'static Rule> {
    let families: [&[Rule]; 10] = [
        examples::RULES,
        extensions::RULES,
        delivery::RULES,
        trust::RULES,
        payload::RULES,
        openness::RULES,
        bounds::RULES,
        answers::RULES,
        naming::RULES,
        prose::RULES,
    ];
    families.into_iter().flatten()
}

fn remark(said: Said, documents: &Documents, style: diagnostic::Style) -> Remark {
    let Said { diagnostic, count, events } = said;
    let sources = documents.sources();
    let finding = Finding {
        level: diagnostic.level,
        code: diagnostic.code.as_str(),
        place: diagnostic.span().and_then(|span| sources.place(span)).unwrap_or_default(),
        message: diagnostic.message.clone(),
        line: diagnostic::one_line(&diagnostic, sources),
        report: diagnostic::report(&diagnostic, sources, style),
    };
    Remark { finding, help: diagnostic.help.unwrap_or_default(), count, events }
}
