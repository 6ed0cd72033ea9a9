//! Writes `docs/corpus.md`: what becomes of every document of the corpus.
//!
//! In comes the folder of third parties' documents; out comes a table with counts and seconds, and
//! below it each place where a payload stays raw. Run it with
//! `cargo run --release -p hookwright-tests --bin corpus_table`, on a machine that does nothing else.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use hookwright_build::{Finding, Generated, Generator};
use hookwright_tests::oracle::{Document, documents};
use hookwright_tests::workbench::{Module, Workbench, shown, write_text};
use hookwright_tests::{enter_workspace, shared};

/// The findings that say where a value stays raw.
const RAW: &[&str] = &["schema::raw_json", "payload::raw_body"];

/// One document and what it cost.
struct Row {
    document: Document,
    made: Generated,
    generation: f64,
    check: f64,
}

fn main() -> ExitCode {
    let Some(shared) = shared() else { return ExitCode::FAILURE };
    let mut rows = Vec::new();
    for document in documents(&shared.join("corpus")) {
        let start = Instant::now();
        let made = match Generator::new(&document.path).compile() {
            Ok(made) => made,
            Err(error) => {
                eprintln!("{} does not generate:\n{error}", document.id);
                return ExitCode::FAILURE;
            }
        };
        rows.push(Row { document, made, generation: start.elapsed().as_secs_f64(), check: 0.0 });
    }
    check(&mut rows);
    write_text(&enter_workspace().join("docs/corpus.md"), &page(&rows));
    println!("docs/corpus.md has {} documents", rows.len());
    ExitCode::SUCCESS
}

/// `cargo check` of one crate after the other, with the dependencies built.
fn check(rows: &mut [Row]) {
    let mut bench = Workbench::new("table", &["axum", "client", "contract", "multipart", "schema"]);
    for row in &*rows {
        let name = row.document.module();
        bench.add(&name, vec![Module { name: name.clone(), files: row.made.files.clone() }]);
    }
    bench.write();
    let package = |row: &Row| format!("table-{}", row.document.module());
    for row in rows.iter_mut() {
        let package = package(row);
        // The dependencies first, so that their time is nobody's.
        let root = bench.folder().join("crates").join(row.document.module()).join("src/lib.rs");
        run(&bench, &package);
        touch(&root);
        let start = Instant::now();
        run(&bench, &package);
        row.check = start.elapsed().as_secs_f64();
        eprintln!("{}: generated in {:.2} s, checked in {:.1} s", row.document.id, row.generation, row.check);
    }
}

fn run(bench: &Workbench, package: &str) {
    let output = bench.cargo(&["check", "--package", package]);
    assert!(output.status.success(), "{}", shown(&output));
}

/// Makes cargo look at a file again.
fn touch(path: &std::path::Path) {
    let text = std::fs::read_to_string(path).expect("a file that was written");
    std::fs::write(path, text).expect("a folder of our own");
}

fn page(rows: &[Row]) -> String {
    let mut out = HEAD.to_owned();
    for row in rows {
        let Row { document, made, generation, check } = row;
        let lines: usize = made.files.values().map(|text| text.lines().count()).sum();
        let (raw, open) = (raw(made).count(), open(made));
        let summary = &made.summary;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {open} | {raw} | {} | {lines} | {generation:.2} | {check:.1} |",
            document.id, summary.events, summary.types, summary.schema_checks
        );
    }
    out.push_str("\n## Where values stay raw\n\n");
    for row in rows {
        for finding in raw(&row.made) {
            let place = finding.place.rsplit("specs/").next().unwrap_or_default();
            let _ =
                writeln!(out, "- `{place}`: {}; {} (`{}`)", finding.message, reason(finding), finding.code);
        }
    }
    out
}

fn raw(made: &Generated) -> impl Iterator<Item = &Finding> {
    made.findings.iter().filter(|finding| RAW.contains(&finding.code))
}

/// Why a value stays raw: the note of its report.
fn reason(finding: &Finding) -> &str {
    let note = finding.report.lines().find_map(|line| line.trim_start().strip_prefix("= note: "));
    note.unwrap_or("it is not JSON")
}

/// How many places of types are any JSON.
fn open(made: &Generated) -> usize {
    let types = made.files.iter().filter(|(name, _)| name.contains("payload"));
    types.map(|(_, text)| text.matches("::hookwright::Json").count()).sum()
}

const HEAD: &str = "\
# The corpus

Every document of the corpus generates and compiles with all warnings denied.
The corpus stands beside the checkout and is no part of it; `cargo run --release -p hookwright-tests --bin corpus_table` writes this page.

*Any* counts the places of types that are `Json`: the document says nothing of them (`{}`, `true`, `type: object` alone), or they are among the next.
*Raw* counts the places of which it says something that no type can hold; each is listed below the table with its reason.
*Fallback* counts the places that the general validator checks, because no straight-line code can (the runtime's feature `schema`).
Generation is the library's, optimised and in one process; check is `cargo check` of the crate alone with its dependencies built, all features, in seconds of the wall clock.

| document | events | types | any | raw | fallback | lines | generation s | check s |
|---|---|---|---|---|---|---|---|---|
";
