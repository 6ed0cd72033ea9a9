//! One schema under trial: decoder and validator on payloads that are made from it.
//!
//! In come a bundled schema, the module that was generated from it and chance; out come counts, and
//! the smallest payload for each kind of disagreement. It must not know where schemas come from.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::Value;

use crate::judge::{Judge, Verdict};
use crate::oracle::{validator, with_widths};
use crate::same;
use crate::sampler::{Chance, mutated, sample, shrunk};

/// Changed payloads for each one that was made to fit.
pub const CHANGED: usize = 4;

/// Counts, and a payload for each kind of disagreement.
#[derive(Debug, Default)]
pub struct Tally {
    /// Payloads that both accept.
    pub accepted: usize,
    /// Payloads that both refuse.
    pub refused: usize,
    /// Payloads on which a type's width decides, so that neither verdict is the only right one.
    pub open: usize,
    /// Samples.
    pub made: usize,
    /// Samples that fit their schema.
    pub fitting: usize,
    /// The disagreements, with the smallest payload that shows each.
    pub failing: BTreeMap<String, String>,
}

impl Tally {
    /// The counts on one line.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { accepted, refused, open, made, fitting, failing } = self;
        format!(
            "{accepted} payloads accepted and {refused} refused by both, {open} open; \
             {fitting} of {made} samples fit; {} kinds of disagreement",
            failing.len()
        )
    }
}

/// What is asked of which module.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The document's or the group's name.
    pub name: &'a str,
    /// The module of the program.
    pub module: &'a str,
    /// The event.
    pub event: &'a str,
}

/// A schema with its validators.
#[derive(Debug)]
pub struct Trial<'a> {
    subject: Subject<'a>,
    validator: Validator,
    /// The same, where integers fit the width of their types: the one thing in which types say more
    /// than schemas, on purpose (docs/mapping.md).
    narrow: Validator,
    judge: &'a mut Judge,
    tally: &'a mut Tally,
    chance: Chance,
}

impl<'a> Trial<'a> {
    /// A trial of a schema.
    ///
    /// # Errors
    /// Where the schema is none.
    pub fn new(
        subject: Subject<'a>,
        schema: &Value,
        judge: &'a mut Judge,
        tally: &'a mut Tally,
        chance: Chance,
    ) -> Result<Self, String> {
        let mut narrow = schema.clone();
        with_widths(&mut narrow);
        Ok(Self { subject, validator: validator(schema)?, narrow: validator(&narrow)?, judge, tally, chance })
    }

    /// Makes payloads and asks both.
    pub fn run(&mut self, schema: &Value, cases: usize) {
        for _ in 0..cases.div_ceil(1 + CHANGED) {
            let mut value = sample(schema, &mut self.chance);
            self.tally.made += 1;
            for _ in 0..8 {
                if self.validator.is_valid(&value) {
                    self.tally.fitting += 1;
                    break;
                }
                value = sample(schema, &mut self.chance);
            }
            self.compare(&value);
            for _ in 0..CHANGED {
                let changed = mutated(&value, &mut self.chance);
                self.compare(&changed);
            }
        }
    }

    fn compare(&mut self, value: &Value) {
        let Some((mut kind, _)) = self.disagreement(value) else {
            let valid = self.validator.is_valid(value);
            let open = valid != self.narrow.is_valid(value);
            self.tally.open += usize::from(open);
            self.tally.accepted += usize::from(valid && !open);
            self.tally.refused += usize::from(!valid && !open);
            return;
        };
        let smallest = shrunk(value, |smaller| {
            let found = self.disagreement(smaller);
            found.is_some_and(|(found, _)| found.split(':').next() == kind.split(':').next())
        });
        let Some((found, detail)) = self.disagreement(&smallest) else { return };
        kind = found;
        let case = format!("{} :: {kind}", self.subject.name);
        let shown: String = smallest.to_string().chars().take(600).collect();
        self.tally.failing.entry(case).or_insert(format!("{} {shown} {detail}", self.subject.event));
    }

    /// What both say differently, as a kind without indices, and the words of the one that refuses.
    fn disagreement(&mut self, value: &Value) -> Option<(String, String)> {
        if self.validator.is_valid(value) != self.narrow.is_valid(value) {
            return None;
        }
        let seen = self.judge.ask(self.subject.module, self.subject.event, &value.to_string());
        let error = self.validator.iter_errors(value).next();
        match (&seen, error) {
            (Verdict::Accepted(back), None) => {
                let back: Value = serde_json::from_str(back).ok()?;
                let at = same::difference(value, &back)?;
                Some((format!("changed: {}", general(&at)), String::new()))
            }
            (Verdict::Refused(_), Some(_)) => None,
            (Verdict::Accepted(_), Some(error)) => {
                let keyword = error.kind().keyword().to_owned();
                let at = general(error.instance_path().as_str());
                Some((format!("accepted: {at} {keyword}"), error.schema_path().to_string()))
            }
            (Verdict::Refused(_) | Verdict::Failed(_), None) => {
                let line = seen.first_line();
                let (at, rest) = line.split_once(": ").unwrap_or((line, ""));
                let keyword = rest.split(':').next().unwrap_or_default();
                Some((format!("refused: {} {keyword}", general(at)), line.to_owned()))
            }
            (Verdict::Failed(why), Some(_)) => Some((format!("failed: {why}"), String::new())),
        }
    }
}

/// A pointer without the numbers of items.
fn general(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "#".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}
