//! Payloads with a verdict: what `from_slice` says of them, and whether they come back the same.
//!
//! In come the published payloads of the corpus and the examples of the documents; out comes a
//! failure for each that is judged otherwise than by JSON Schema and that no list has a reason for.

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;

use hookwright_tests::judge::{Judge, Verdict};
use hookwright_tests::oracle::{At, Document, Library, bundle, rows, subjects, validator};
use hookwright_tests::{known, same};
use serde_json::Value;

use super::built::Corpus;

const PAYLOADS: &str = "tests/corpus/known_payloads.txt";
const EXAMPLES: &str = "tests/corpus/known_examples.txt";

/// Counts, and the cases that fail with what was seen.
#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    failing: BTreeMap<String, String>,
}

impl Tally {
    /// Judges one payload. What is accepted must come back as the same value.
    fn judge(&mut self, case: String, valid: bool, body: &str, seen: &Verdict) {
        let wrong = match seen {
            Verdict::Accepted(back) if valid => {
                self.accepted += 1;
                changed(body, back)
            }
            Verdict::Refused(_) if !valid => {
                self.refused += 1;
                None
            }
            other => Some(other.first_line().to_owned()),
        };
        if let Some(wrong) = wrong {
            self.failing.insert(case, wrong);
        }
    }

    fn hold(&self, what: &str, list: &str) {
        let Self { accepted, refused, failing } = self;
        println!("{what}: {accepted} accepted and {refused} refused as they should, {} not", failing.len());
        let complaints = known::complaints(list, failing);
        assert!(complaints.is_empty(), "\n{complaints}");
    }
}

fn changed(sent: &str, back: &str) -> Option<String> {
    let (Ok(sent), Ok(back)) = (serde_json::from_str::<Value>(sent), serde_json::from_str::<Value>(back))
    else {
        return Some("is not written back as JSON".to_owned());
    };
    same::difference(&sent, &back).map(|at| format!("comes back otherwise at `{at}`"))
}

/// The payloads that two validators have judged.
pub(crate) fn published(corpus: &Corpus) {
    let mut judge = Judge::new(&corpus.judge);
    let mut tally = Tally::default();
    let mut without = 0;
    for row in rows(&corpus.folder) {
        let (Some(webhook), Some(valid)) = (&row.webhook, row.valid) else {
            without += 1;
            continue;
        };
        let document = corpus.documents.iter().find(|document| document.id == row.spec);
        let document = document.expect("a document of the list");
        let body = body(corpus, &row.payload, webhook);
        let seen = ask(corpus, &mut judge, document, webhook, &body);
        tally.judge(format!("{} :: {webhook} :: {}", row.spec, row.payload), valid, &body, &seen);
    }
    println!("{without} rows have no verdict");
    tally.hold("published payloads", PAYLOADS);
}

/// The text of a payload; one row of the list is the body of a signature vector.
fn body(corpus: &Corpus, payload: &str, _webhook: &str) -> String {
    let path = corpus.folder.join("payloads").join(payload);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if payload != "signature-vectors.json" {
        return text;
    }
    let vectors: Value = serde_json::from_str(&text).expect("vectors are JSON");
    let vectors = vectors.as_array().expect("vectors are a list");
    let vector = vectors.iter().find(|vector| vector["id"] == "openai-standard-webhooks");
    vector.and_then(|vector| vector["body"].as_str()).expect("a vector with a body").to_owned()
}

fn ask(corpus: &Corpus, judge: &mut Judge, document: &Document, event: &str, body: &str) -> Verdict {
    match corpus.broken.get(&document.id) {
        Some(why) => Verdict::Failed(why.clone()),
        None => judge.ask(&document.module(), event, body),
    }
}

/// The examples that stand in the documents, judged by a validator on the same schema.
pub(crate) fn examples(corpus: &Corpus) {
    let mut judge = Judge::new(&corpus.judge);
    let mut tally = Tally::default();
    let mut surveyed = survey(corpus);
    for document in &corpus.documents {
        let counts = of_document(corpus, document, &mut judge, &mut tally);
        let known = surveyed.remove(&document.id).expect("the survey has every document");
        assert_eq!(counts, known, "{}: valid and invalid examples, by us and by the survey", document.id);
    }
    tally.hold("examples", EXAMPLES);
}

fn of_document(corpus: &Corpus, document: &Document, judge: &mut Judge, tally: &mut Tally) -> [usize; 2] {
    let library = Rc::new(Library::default());
    let root = At::root(&document.path);
    let (mut counts, mut number) = ([0, 0], 0);
    for subject in subjects(&library, &root) {
        for body in subject.bodies {
            let Some(schema) = body.schema.filter(|_| !body.examples.is_empty()) else { continue };
            let schema =
                bundle(&library, &root, &schema).unwrap_or_else(|error| panic!("{}: {error}", document.id));
            let validator = validator(&schema).unwrap_or_else(|error| panic!("{}: {error}", document.id));
            for example in body.examples {
                let value = unpacked(&body.media_type, example.value);
                let valid = validator.is_valid(&value);
                counts[usize::from(!valid)] += usize::from(!subject.unused);
                number += 1;
                let (event, text) = (&subject.event, value.to_string());
                let seen = ask(corpus, judge, document, event, &text);
                let case =
                    format!("{} :: {event} :: {} {} {number}", document.id, body.media_type, example.name);
                tally.judge(case, valid, &text, &seen);
            }
        }
    }
    counts
}

/// Some documents write a JSON payload as a text.
fn unpacked(media_type: &str, value: Value) -> Value {
    match &value {
        Value::String(text) if media_type.contains("json") => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    }
}

/// How many examples are valid and how many are not, as another program has counted.
fn survey(corpus: &Corpus) -> BTreeMap<String, [usize; 2]> {
    let text = fs::read_to_string(corpus.folder.join("survey.md")).expect("the corpus has a survey");
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.matches('|').count() > 10).skip(1);
    rows.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let counts: Vec<usize> = cells[12].split('/').filter_map(|count| count.parse().ok()).collect();
        (cells[1].to_owned(), [counts[0], counts[1]])
    })
    .collect()
}
