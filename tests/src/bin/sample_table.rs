//! Writes `docs/samples.md`: what samples cover of every document of the corpus.
//!
//! In comes the folder of third parties' documents; out comes a table with counts and seconds, and below it each point
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
                eprintln!("{}", line(&row));
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
            row.events += 1;
            let Some(schema) = &event.schema else { continue };
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
    let Row { name, events, samples, most, coverage, broken, alone, seconds, sampling } = row;
    let Coverage { properties, values, branches, bounds, unreachable, .. } = coverage;
    let percent = coverage.percent();
    let unreachable = unreachable.len();
    format!(
        "| {name} | {events} | {samples} | {most} | {properties} | {values} | {branches} | {bounds} | {percent:.2} | {unreachable} | {broken} | {alone} | {sampling:.2} | {seconds:.2} |"
    )
}

fn page(rows: &[Row]) -> String {
    let mut out = HEAD.to_owned();
    for row in rows {
        let _ = writeln!(out, "{}", line(row));
    }
    out.push_str("\n## Missed\n\n");
    for row in rows {
        for (place, count) in counted(&row.coverage.missed) {
            let _ = writeln!(out, "- {}: `{place}`{count}", row.name);
        }
    }
    out.push_str("\n## Not to be hit\n\n");
    for row in rows {
        let reasons =
            row.coverage.unreachable.iter().map(|line| line.rsplit_once(": ").map_or("", |(_, why)| why));
        for (why, count) in counted(&reasons.map(str::to_owned).collect::<Vec<_>>()) {
            let _ = writeln!(out, "- {}: {why}{count}", row.name);
        }
    }
    out
}

fn counted(lines: &[String]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *counts.entry(line).or_default() += 1);
    let times = |count| if count == 1 { String::new() } else { format!(" ({count} times)") };
    counts.into_iter().map(|(line, count)| (line.clone(), times(count))).collect()
}

const HEAD: &str = "\
# Samples

| document | events | samples | most | properties | values | branches | bounds | % | unreachable | broken | alone | sampling s | seconds |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
";
