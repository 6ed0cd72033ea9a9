//! Third parties' documents: all generate; with `HOOKWRIGHT_CORPUS=1` all compile, and GitHub's samples go through.
//!
//! They stand in a folder beside the workspace and are no part of it; where they are absent the suite says so.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use hookwright_build::{Extras, Generated, Generator, output};
use hookwright_tests::{enter_workspace, shared};

/// The folders of which every document generates and compiles.
const FOLDERS: &[&str] = &[
    "nexmo",
    "oai",
    "openai",
    "readme-oas-examples",
    "redoc-demo",
    "redocly-cafe-split",
    "redocly-museum",
    "redocly-petstore-split",
    "svix",
    "train-travel",
];

const GITHUB: &str = "github/webhooks-api.github.com.3.1.json";

/// Lines that the module of GitHub's document may have.
const MOST_LINES: usize = 80_000;

/// The documents of the folders, by the corpus's own list; what they refer to stands beside them.
fn roots(specs: &Path) -> Vec<PathBuf> {
    let list = fs::read_to_string(specs.with_file_name("manifest.json")).expect("the corpus has a list");
    let list: serde_json::Value = serde_json::from_str(&list).expect("the list is JSON");
    let entries = list.as_array().or_else(|| list["specs"].as_array()).expect("the list is a list");
    let paths = entries.iter().filter_map(|entry| entry["path"].as_str());
    let wanted = paths.filter(|path| FOLDERS.iter().any(|folder| path.starts_with(&format!("{folder}/"))));
    let mut found: Vec<PathBuf> = wanted.map(|path| specs.join(path)).collect();
    found.sort();
    found
}

fn generate(spec: &Path, extras: Extras) -> Generated {
    let generator = Generator::new(spec).extras(extras);
    generator.compile().unwrap_or_else(|error| panic!("{} does not generate:\n{error}", spec.display()))
}

/// One row of the table of counts.
fn row(name: &str, made: &Generated) -> String {
    let lines: usize = made.files.values().map(|text| text.lines().count()).sum();
    let (events, types, said) = (made.summary.events, made.summary.types, made.findings.len());
    format!("{name:<45} {events:>4} events {types:>5} types {lines:>6} lines {said:>4} findings")
}

#[test]
fn every_document_generates() {
    let Some(shared) = shared() else { return };
    let specs = shared.join("corpus/specs");
    let roots = roots(&specs);
    assert!(roots.len() >= 20, "only {} documents found", roots.len());
    for root in roots {
        let made = generate(&root, Extras::Ignore);
        let name = root.strip_prefix(&specs).expect("below the corpus").display().to_string();
        println!("{}", row(&name, &made));
        assert!(made.summary.events > 0 && made.summary.skipped.is_empty(), "{name}: {:?}", made.summary);
    }
}

#[test]
fn the_document_of_github_generates_whole() {
    let Some(shared) = shared() else { return };
    let spec = shared.join("corpus/specs").join(GITHUB);
    let start = Instant::now();
    let made = generate(&spec, Extras::Ignore);
    println!("{} in {:.2} s, unoptimised", row(GITHUB, &made), start.elapsed().as_secs_f64());
    assert_eq!((made.summary.webhooks, made.summary.events), (261, 261));
    let lines: usize = made.files.values().map(|text| text.lines().count()).sum();
    assert!(lines <= MOST_LINES, "{lines} lines");
    assert_eq!(generate(&spec, Extras::Ignore).files, made.files, "same input, same bytes");
}

/// Writes one crate with a module for each document, holds it against clippy, and runs GitHub's samples through it.
#[test]
fn everything_compiles_and_the_samples_of_github_go_through() {
    if std::env::var_os("HOOKWRIGHT_CORPUS").is_none_or(|value| value != "1") {
        println!("SKIPPED: `HOOKWRIGHT_CORPUS=1` compiles the corpus, which takes minutes");
        return;
    }
    let Some(shared) = shared() else { panic!("HOOKWRIGHT_CORPUS=1 needs the corpus") };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    write_crate(&folder, &shared.join("corpus/specs"));
    let start = Instant::now();
    cargo(&folder, &["clippy", "--all-targets", "--", "-D", "warnings"]);
    println!("clippy: {:.1} s", start.elapsed().as_secs_f64());
    let corpus = shared.join("corpus").display().to_string();
    let said = cargo(&folder, &["run", "--quiet", "--bin", "github_check", "--", &corpus]);
    println!("{said}");
    assert_eq!(said.trim_end(), "same 187, refused 85, dispatched 272, of 272");
}

/// Everything is written only where it differs, so that a second run compiles nothing.
fn write_crate(folder: &Path, specs: &Path) {
    let mut modules = vec![("github".to_owned(), generate(&specs.join(GITHUB), Extras::Keep))];
    for root in roots(specs) {
        let name = root.strip_prefix(specs).expect("below the corpus").display().to_string();
        let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
        modules.push((name.chars().map(word).collect(), generate(&root, Extras::Ignore)));
    }
    let mut list = "//! The corpus, one module per document.\n#![deny(warnings, missing_docs)]\n".to_owned();
    for (name, made) in &modules {
        let _ = write!(list, "\npub mod {name};\n");
        output::write(&folder.join("src").join(name), &made.files).expect("a folder of our own");
    }
    let workspace = enter_workspace();
    let manifest = MANIFEST.replace("{runtime}", &workspace.join("runtime").display().to_string());
    for (file, text) in [
        ("Cargo.toml", manifest.as_str()),
        ("src/lib.rs", &list),
        ("src/bin/github_check.rs", include_str!("../corpus/github_check.rs")),
        // The versions of the workspace are there already: nothing is fetched.
        ("Cargo.lock", &fs::read_to_string(workspace.join("Cargo.lock")).expect("the workspace is locked")),
    ] {
        let path = folder.join(file);
        let is_current = fs::read_to_string(&path).is_ok_and(|known| known == text);
        let keep = is_current || (file == "Cargo.lock" && path.exists());
        if !keep {
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder of our own");
            fs::write(path, text).expect("a folder of our own");
        }
    }
}

/// The manifest of the crate; no debug information, which would be most of what is written.
const MANIFEST: &str = r#"[package]
name = "corpus"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
hookwright = { path = "{runtime}", features = ["client", "contract", "multipart"] }
bytes = "1"
http = "1"
http-body-util = { version = "0.1", default-features = false }
serde_json = "1"
tower-service = "0.3"

[profile.dev]
debug = false

[workspace]
"#;

/// Runs cargo in a folder, without the network, and gives what it prints.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let (command, rest) = arguments.split_first().expect("a command");
    let output = Command::new(cargo)
        .args([command, "--offline"])
        .args(rest)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {arguments:?}\n{}",
        errors.lines().take(80).collect::<Vec<_>>().join("\n")
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
