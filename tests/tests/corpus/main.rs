//! Third parties' documents: all generate; with `HOOKWRIGHT_CORPUS=1` all compile and read payloads as JSON Schema does.
//!
//! They stand in a folder beside the workspace and are no part of it; where they are absent the suite says so.

mod built;
mod property;
mod verdicts;

use std::time::Instant;

use built::{BROKEN, corpus, generate_all};
use hookwright_build::{Extras, Generated, Generator};
use hookwright_tests::oracle::documents;
use hookwright_tests::workbench::shown;
use hookwright_tests::{known, shared};

const GITHUB: &str = "github/webhooks-api.github.com.3.1.json";

/// Lines that the module of GitHub's document may have.
const MOST_LINES: usize = 80_000;

/// Crates that lints pass over: documents that are like another one, and the programs over all.
const ALIKE: &[&str] = &[
    "corpus-d_github_api_github_com_3_0_json",
    "corpus-d_github_webhooks_ghes_3_14_json",
    "corpus-d_github_webhooks_ghes_3_19_json",
    "corpus-judge",
    "corpus-github_check",
];

/// One row of the table of counts.
fn row(name: &str, made: &Generated) -> String {
    let lines: usize = made.files.values().map(|text| text.lines().count()).sum();
    let (events, types, said) = (made.summary.events, made.summary.types, made.findings.len());
    format!("{name:<75} {events:>4} events {types:>5} types {lines:>6} lines {said:>4} findings")
}

#[test]
fn every_document_generates() {
    let Some(shared) = shared() else { return };
    let documents = documents(&shared.join("corpus"));
    assert_eq!(documents.len(), 51, "documents in the list");
    let (made, broken) = generate_all(&documents, Extras::Ignore);
    for (id, made) in &made {
        println!("{}", row(id, made));
        assert!(made.summary.events > 0 && made.summary.skipped.is_empty(), "{id}: {:?}", made.summary);
    }
    let listed = known::unlisted(BROKEN, &broken);
    assert!(listed.is_empty(), "\n{listed}");
}

#[test]
fn the_document_of_github_generates_whole() {
    let Some(shared) = shared() else { return };
    let spec = shared.join("corpus/specs").join(GITHUB);
    let generate = || Generator::new(&spec).compile().unwrap_or_else(|error| panic!("{error}"));
    let start = Instant::now();
    let made = generate();
    println!("{} in {:.2} s, unoptimised", row(GITHUB, &made), start.elapsed().as_secs_f64());
    assert_eq!((made.summary.webhooks, made.summary.events), (261, 261));
    let lines: usize = made.files.values().map(|text| text.lines().count()).sum();
    assert!(lines <= MOST_LINES, "{lines} lines");
    assert_eq!(generate().files, made.files, "same input, same bytes");
}

#[test]
fn every_document_compiles_without_a_warning() {
    let Some(corpus) = corpus() else { return };
    let complaints = known::complaints(BROKEN, &corpus.broken);
    assert!(complaints.is_empty(), "\n{complaints}");
    let start = Instant::now();
    // One of the documents of a family is enough for lints; warnings of the compiler are denied in all.
    let mut arguments = vec!["clippy", "--workspace"];
    arguments.extend(ALIKE.iter().flat_map(|package| ["--exclude", *package]));
    arguments.extend(["--", "-D", "warnings"]);
    let clippy = corpus.bench.cargo(&arguments);
    assert!(clippy.status.success(), "{}", shown(&clippy));
    println!("clippy: {:.1} s", start.elapsed().as_secs_f64());
}

#[test]
fn the_samples_of_github_find_their_events() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.folder.display().to_string();
    let output = corpus.bench.run("github_check", &[&folder]);
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert_eq!(said.trim_end(), "same 187, refused 85, dispatched 272, of 272");
}

#[test]
fn payloads_get_the_verdict_of_json_schema() {
    let Some(corpus) = corpus() else { return };
    verdicts::published(corpus);
}

#[test]
fn examples_get_the_verdict_of_json_schema() {
    let Some(corpus) = corpus() else { return };
    verdicts::examples(corpus);
}

#[test]
fn generated_payloads_get_the_verdict_of_json_schema() {
    let Some(corpus) = corpus() else { return };
    property::run(corpus);
}
