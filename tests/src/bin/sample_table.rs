//! Writes `docs/samples.md`: what samples cover of every document of the corpus.
//!
//! In comes the folder of third parties' documents; out comes a table with counts, and below it each point
//! that a value could hit and none does. Run it with `cargo run --release -p hookwright-tests --bin sample_table`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hookwright::contract::sample::{Coverage, Schemas};
use hookwright_build::Generator;
use hookwright_tests::oracle::documents;
use hookwright_tests::workbench::write_text;
use hookwright_tests::{enter_workspace, shared};
use serde_json::Value;

/// The seed of the table.
const SEED: u64 = 1;

/// One document and its samples.
#[derive(Default)]
struct Row {
    name: String,
    events: usize,
    samples: usize,
    most: usize,
    coverage: Coverage,
    broken: usize,
    alone: usize,
    seconds: f64,
    sampling: f64,
}

fn main() -> ExitCode {
    let Some(shared) = shared() else { return ExitCode::FAILURE };
    let only = std::env::args().nth(1);
    let mut rows = Vec::new();
    for document in documents(&shared.join("corpus")) {
        if only.as_ref().is_some_and(|only| !document.id.contains(only.as_str())) {
            continue;
        }
        match row(&document.id, &document.path) {
            Ok(row) => {
                eprintln!("{}: samples in {:.2} s, all in {:.2} s", row.name, row.sampling, row.seconds);
                rows.push(row);
            }
            Err(error) => {
                eprintln!("{}: {error}", document.id);
                return ExitCode::FAILURE;
            }
        }
    }
    if only.is_none() {
        write_text(&enter_workspace().join("docs/samples.md"), &page(&rows));
        println!("docs/samples.md has {} documents", rows.len());
    } else {
        print!("{}", page(&rows));
    }
    ExitCode::SUCCESS
}

fn row(name: &str, path: &Path) -> Result<Row, String> {
    let contracts = Generator::new(path).contracts().map_err(|error| error.to_string())?;
    let mut row = Row { name: name.to_owned(), ..Row::default() };
    for contract in contracts {
        let start = Instant::now();
        let schemas = Schemas::new(Value::Object(contract.definitions));
        for event in &contract.events {
            let Some(schema) = &event.schema else { continue };
            row.events += 1;
            let schema = schemas.schema(schema).map_err(|error| format!("{}: {error}", event.name))?;
            let begin = Instant::now();
            let samples = schema.samples(SEED);
            row.sampling += begin.elapsed().as_secs_f64();
            let broken = schema.broken(SEED);
            row.samples += samples.list.len();
            row.most = row.most.max(samples.list.len());
            row.coverage.add(&samples.coverage);
            row.broken += broken.len();
            row.alone += broken.iter().filter(|broken| schema.violations(&broken.value).len() == 1).count();
        }
        row.seconds += start.elapsed().as_secs_f64();
    }
    Ok(row)
}

fn line(row: &Row) -> String {
    let Row { name, events, samples, most, coverage, broken, alone, .. } = row;
    let Coverage { properties, values, branches, bounds, unreachable, .. } = coverage;
    // 100 is said of nothing less.
    let percent = if coverage.missed.is_empty() { 100.0 } else { coverage.percent().min(99.99) };
    let unreachable = unreachable.len();
    format!(
        "| {name} | {events} | {samples} | {most} | {properties} | {values} | {branches} | {bounds} | {percent:.2} | {unreachable} | {broken} | {alone} |"
    )
}

fn page(rows: &[Row]) -> String {
    let mut out = HEAD.to_owned();
    for row in rows {
        let _ = writeln!(out, "{}", line(row));
    }
    out.push_str("\n## What was missed\n\n");
    for row in rows {
        for (place, count) in counted(&row.coverage.missed) {
            let _ = writeln!(out, "- {}: `{place}`{count}", row.name);
        }
    }
    out.push_str("\n## Why points cannot be hit\n\n");
    for row in rows {
        let reasons: Vec<String> = row.coverage.unreachable.iter().map(|line| general(line)).collect();
        for (why, count) in counted(&reasons) {
            let _ = writeln!(out, "- {}: {why}{count}", row.name);
        }
    }
    out
}

/// A reason without the names of places.
fn general(line: &str) -> String {
    let why = line.rsplit_once(": ").map_or("", |(_, why)| why);
    why.split('`').enumerate().map(|(at, part)| if at % 2 == 1 { "…" } else { part }).collect::<String>()
}

fn counted(lines: &[String]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *counts.entry(line).or_default() += 1);
    let times = |count| if count == 1 { String::new() } else { format!(" ({count} times)") };
    counts.into_iter().map(|(line, count)| (line.clone(), times(count))).collect()
}

const HEAD: &str = "\
# Samples of the corpus

Samples and broken values by schema, as the contract tests make them (`hookwright::contract::sample`), for every document of the corpus and its events that have a schema.
The corpus stands beside the checkout and is no part of it; `cargo run --release -p hookwright-tests --bin sample_table` writes this page.

*Most* is the greatest number of samples of one event: a place with two hundred values needs as many.
*Properties*, *values*, *branches* and *bounds* are points that samples hit, of those that a value can hit; a point belongs to a place in the schema, and each event counts its own.
*Unreachable* counts points that no value can hit; the reasons are below, as are the points that were missed.
*Broken* counts values that break one constraint, at most 120 for an event; of *alone* many the validator names one violation.
The seconds that it takes are printed, and stand in no page: they are the machine's.

| document | events | samples | most | properties | values | branches | bounds | % | unreachable | broken | alone |
|---|---|---|---|---|---|---|---|---|---|---|---|
";
