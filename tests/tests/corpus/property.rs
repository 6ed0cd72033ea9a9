//! Generated payloads: decoder and JSON Schema say the same of each.
//!
//! In come the schemas of the corpus; out comes a failure for each kind of disagreement, with the
//! smallest payload that shows it. Seeds are fixed. `HOOKWRIGHT_CASES` says how many payloads a
//! document gets, `HOOKWRIGHT_SEED` which.

use std::collections::{BTreeMap, BTreeSet};

use hookwright_tests::judge::{Judge, Verdict};
use hookwright_tests::oracle::{At, Document, Library, bundle, subjects, validator, with_widths};
use hookwright_tests::sampler::{Chance, mutated, sample, shrunk};
use hookwright_tests::{known, same};
use jsonschema::Validator;
use serde_json::Value;

use super::built::Corpus;

const KNOWN: &str = "tests/property/known_failures.txt";

/// Payloads of a document, unless `HOOKWRIGHT_CASES` says otherwise.
const CASES: usize = 300;

/// Events of a document that one run looks at, unless it looks at many payloads.
const EVENTS: usize = 30;

/// Changed payloads for each one that was made to fit.
const CHANGED: usize = 4;

/// Counts, and a payload for each kind of disagreement.
#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    made: usize,
    fitting: usize,
    failing: BTreeMap<String, String>,
}

fn wish(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Makes payloads for every document and asks both.
pub(crate) fn run(corpus: &Corpus) {
    let mut judge = Judge::new(&corpus.judge);
    let mut tally = Tally::default();
    let only = std::env::var("HOOKWRIGHT_DOCUMENT").unwrap_or_default();
    for document in corpus.documents.iter().filter(|document| document.id.contains(&only)) {
        if !corpus.broken.contains_key(&document.id) {
            of_document(document, &mut judge, &mut tally);
        }
    }
    let Tally { accepted, refused, made, fitting, failing } = tally;
    println!(
        "{accepted} payloads accepted and {refused} refused by both; {fitting} of {made} samples fit; \
         {} kinds of disagreement",
        failing.len()
    );
    let unusual = ["HOOKWRIGHT_CASES", "HOOKWRIGHT_SEED", "HOOKWRIGHT_DOCUMENT"];
    let complaints = if unusual.iter().any(|name| std::env::var_os(name).is_some()) {
        known::unlisted(KNOWN, &failing)
    } else {
        known::complaints(KNOWN, &failing)
    };
    assert!(complaints.is_empty(), "\n{complaints}");
}

fn of_document(document: &Document, judge: &mut Judge, tally: &mut Tally) {
    let library = Library::default();
    let root = At::root(&document.path);
    let mut seen = BTreeSet::new();
    let mut targets = Vec::new();
    for subject in subjects(&library, &root) {
        let json = |media: &str| media.contains("json") || media == "*/*";
        let body = subject.bodies.into_iter().find(|body| json(&body.media_type));
        if let Some(schema) = body.and_then(|body| body.schema)
            && seen.insert(subject.event.clone())
        {
            targets.push((subject.event, schema));
        }
    }
    let cases = wish("HOOKWRIGHT_CASES", CASES);
    let seed = wish("HOOKWRIGHT_SEED", 1);
    let events = EVENTS.max(cases / 20).min(targets.len());
    // Spread over the document, and over all of it as seeds change.
    let stride = targets.len().div_ceil(events.max(1)).max(1);
    for (event, schema) in targets.iter().skip(seed % stride).step_by(stride) {
        let mut schema =
            bundle(&library, &root, schema).unwrap_or_else(|error| panic!("{}: {error}", document.id));
        // The one thing in which types say more than schemas, on purpose (docs/mapping.md).
        with_widths(&mut schema);
        let validator = validator(&schema).unwrap_or_else(|error| panic!("{}: {error}", document.id));
        let chance = Chance::new(seed as u64, &format!("{} {event}", document.id));
        let mut trial = Trial { document, event, validator, judge, tally, chance };
        trial.run(&schema, (cases / events.max(1)).max(1 + CHANGED));
    }
}

/// One event with its validator.
struct Trial<'a> {
    document: &'a Document,
    event: &'a str,
    validator: Validator,
    judge: &'a mut Judge,
    tally: &'a mut Tally,
    chance: Chance,
}

impl Trial<'_> {
    fn run(&mut self, schema: &Value, cases: usize) {
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
            self.tally.accepted += usize::from(valid);
            self.tally.refused += usize::from(!valid);
            return;
        };
        let smallest = shrunk(value, |smaller| {
            let found = self.disagreement(smaller);
            found.is_some_and(|(found, _)| found.split(':').next() == kind.split(':').next())
        });
        let Some((found, detail)) = self.disagreement(&smallest) else { return };
        kind = found;
        let case = format!("{} :: {kind}", self.document.id);
        let shown: String = smallest.to_string().chars().take(600).collect();
        self.tally.failing.entry(case).or_insert(format!("{} {shown} {detail}", self.event));
    }

    /// What both say differently, as a kind without indices, and the words of the one that refuses.
    fn disagreement(&mut self, value: &Value) -> Option<(String, String)> {
        let text = value.to_string();
        let seen = self.judge.ask(&self.document.module(), self.event, &text);
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
