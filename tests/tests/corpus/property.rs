//! Generated payloads: decoder and JSON Schema say the same of each.
//!
//! In come the schemas of the corpus; out comes a failure for each kind of disagreement, with the
//! smallest payload that shows it. Seeds are fixed. `HOOKWRIGHT_CASES` says how many payloads a
//! document gets, `HOOKWRIGHT_SEED` which.

use std::collections::BTreeSet;

use hookwright_tests::judge::Judge;
use hookwright_tests::known;
use hookwright_tests::oracle::{At, Document, Library, bundle, subjects};
use hookwright_tests::sampler::Chance;
use hookwright_tests::trial::{CHANGED, Subject, Tally, Trial};

use super::built::Corpus;

const KNOWN: &str = "tests/property/known_failures.txt";

/// Payloads of a document, unless `HOOKWRIGHT_CASES` says otherwise.
const CASES: usize = 300;

/// Events of a document that one run looks at, unless it looks at many payloads.
const EVENTS: usize = 30;

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
    println!("{}", tally.line());
    let unusual = ["HOOKWRIGHT_CASES", "HOOKWRIGHT_SEED", "HOOKWRIGHT_DOCUMENT"];
    let complaints = if unusual.iter().any(|name| std::env::var_os(name).is_some()) {
        known::unlisted(KNOWN, &tally.failing)
    } else {
        known::complaints(KNOWN, &tally.failing)
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
        let schema =
            bundle(&library, &root, schema).unwrap_or_else(|error| panic!("{}: {error}", document.id));
        let chance = Chance::new(seed as u64, &format!("{} {event}", document.id));
        let module = document.module();
        let subject = Subject { name: &document.id, module: &module, event };
        let trial = Trial::new(subject, &schema, judge, tally, chance);
        let mut trial = trial.unwrap_or_else(|error| panic!("{}: {error}", document.id));
        trial.run(&schema, (cases / events.max(1)).max(1 + CHANGED));
    }
}
