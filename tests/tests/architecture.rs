//! Invariants of the house that a test can hold: who may name whom, who touches the disk, and how long a file may be.

use std::fmt::Write as _;

use hookwright_tests::{enter_workspace, sources};

/// The crates whose files are read; generated goldens have their own limits.
const CRATES: &[&str] = &[
    "runtime/src",
    "generator/src",
    "cli/src",
    "templates/src",
    "tests/src",
    "tests/tests",
    "tests/edition-2024/tests",
];

/// Lines of a file, by the house rules.
const LONGEST: usize = 400;

/// Lines of code: no comments, no texts between quotes, no tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = (usize, String)> {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let numbered = text[..end].lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at, without_texts(line)))
}

/// A line with its string literals emptied; one that goes over lines stays, which is the safe side.
fn without_texts(line: &str) -> String {
    let parts = line.replace("\\\"", "");
    let parts: Vec<&str> = parts.split('"').step_by(2).collect();
    parts.join("\"\"")
}

/// The sources of a crate without its tests.
fn production(folder: &str) -> impl Iterator<Item = (String, String)> {
    sources(folder).into_iter().filter(|(path, _)| !path.contains("/tests/") && !path.ends_with("/tests.rs"))
}

/// Whether a word stands in a line, not as part of a longer one.
fn names(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let after = line[at + word.len()..].chars().next();
        !line[..at].ends_with(part) && !after.is_some_and(part)
    })
}

/// The lines of `generator/src` below one of the places that name one of the words.
fn offences(places: &[&str], words: &[&str]) -> String {
    let mut out = String::new();
    for (path, text) in production("generator/src") {
        if !places.iter().any(|place| path.starts_with(&format!("generator/src/{place}"))) {
            continue;
        }
        for (line, content) in code(&text) {
            for word in words.iter().filter(|word| names(&content, word)) {
                let _ = writeln!(out, "{path}:{line} names `{word}`: {}", content.trim());
            }
        }
    }
    out
}

#[test]
fn emitting_and_rendering_know_no_document() {
    let found = offences(
        &["emit/", "render.rs"],
        &["api", "openapiv3", "saphyr_parser", "crate::document", "schemars"],
    );
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn the_representation_knows_no_later_stage_and_no_file() {
    let found =
        offences(&["ir/"], &["emit", "render", "output", "crate::document", "openapiv3", "saphyr_parser"]);
    assert!(found.is_empty(), "\n{found}");
}

/// Stages import the nodes of the stage before them, never a later stage.
#[test]
fn the_stair_leads_downwards_only() {
    let later: [(&str, &[&str]); 4] = [
        ("document/", &["crate::api", "crate::ir", "crate::emit", "crate::render", "crate::output"]),
        ("api/", &["crate::ir", "crate::emit", "crate::render", "crate::output"]),
        (
            "diagnostic/",
            &["crate::document", "crate::api", "crate::ir", "crate::emit", "crate::render", "crate::output"],
        ),
        ("source.rs", &["crate::document", "crate::diagnostic", "crate::api", "crate::ir", "crate::emit"]),
    ];
    let found: String = later.iter().map(|(place, words)| offences(&[place], words)).collect();
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn lowering_takes_the_nodes_of_reading_and_none_of_its_functions() {
    let mut found = String::new();
    for (path, text) in sources("generator/src/ir") {
        for (line, content) in code(&text) {
            if content.contains("crate::api") && !content.contains("crate::api::nodes") {
                let _ = writeln!(found, "{path}:{line}: {}", content.trim());
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// The comparison stands beside lowering: it takes the nodes of reading, and nothing of what follows.
#[test]
fn the_comparison_takes_the_nodes_of_reading_and_knows_no_later_stage() {
    let later = ["crate::ir", "crate::emit", "crate::render", "crate::output", "openapiv3", "saphyr_parser"];
    let mut found = offences(&["diff/"], &later);
    found += &offences(&["api/", "ir/", "emit/", "document/", "render.rs"], &["crate::diff"]);
    for (path, text) in sources("generator/src/diff") {
        for (line, content) in code(&text) {
            if content.contains("crate::api") && !content.contains("crate::api::nodes") {
                let _ = writeln!(found, "{path}:{line}: {}", content.trim());
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn only_the_loader_and_the_output_touch_the_disk() {
    let mut found = String::new();
    let allowed = ["generator/src/output.rs", "generator/src/document/loader.rs"];
    for (path, text) in production("generator/src") {
        if allowed.contains(&path.as_str()) {
            continue;
        }
        for (line, content) in code(&text) {
            if ["std::fs", "fs::", "File::open", "std::net", "std::process"]
                .iter()
                .any(|word| content.contains(word))
            {
                let _ = writeln!(found, "{path}:{line}: {}", content.trim());
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// User input never makes these crates panic; tests may.
#[test]
fn nothing_is_unwrapped() {
    let mut found = String::new();
    let words = [".unwrap()", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];
    for folder in ["generator/src", "runtime/src", "cli/src"] {
        for (path, text) in production(folder) {
            for (line, content) in code(&text) {
                if words.iter().any(|word| content.contains(word)) {
                    let _ = writeln!(found, "{path}:{line}: {}", content.trim());
                }
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut found = String::new();
    for (path, text) in CRATES.iter().flat_map(|folder| sources(folder)) {
        let lines = text.lines().count();
        if lines > LONGEST {
            let _ = writeln!(found, "{path} has {lines} lines, more than {LONGEST}");
        }
        if !text.starts_with("//!") {
            let _ = writeln!(found, "{path} does not open with a `//!` that says what it is");
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// House rules: at most 60 lines, and nine in ten at most 30.
#[test]
fn functions_are_short() {
    let mut lengths = Vec::new();
    for folder in ["runtime/src", "generator/src", "cli/src"] {
        for (path, text) in production(folder) {
            lengths.extend(functions(&text).map(|(line, length)| (length, format!("{path}:{line}"))));
        }
    }
    lengths.sort();
    let long: Vec<_> = lengths.iter().filter(|(length, _)| *length > 60).collect();
    assert!(long.is_empty(), "{long:#?}");
    let middling = lengths.iter().filter(|(length, _)| *length > 30).count();
    assert!(
        middling * 10 <= lengths.len(),
        "{middling} of {} functions have more than 30 lines",
        lengths.len()
    );
}

/// First line and length of each function that has a body, by the indentation of its closing brace.
fn functions(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|at| is_function(lines[*at])).collect();
    starts.into_iter().filter_map(move |start| {
        let head_ends = lines[start..].iter().position(|line| line.ends_with(['{', '}', ';']))?;
        if !lines[start + head_ends].ends_with('{') {
            return None;
        }
        let indent = lines[start].len() - lines[start].trim_start().len();
        let closing = format!("{}}}", " ".repeat(indent));
        let body = lines[start..].iter().position(|line| *line == closing)?;
        Some((start + 1, body + 1))
    })
}

fn is_function(line: &str) -> bool {
    let lead = ["pub ", "pub(super) ", "pub(crate) ", "const ", "async "];
    let mut rest = line.trim_start();
    while let Some(shorter) = lead.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest.starts_with("fn ")
}

/// Nothing of the machine on which the code was written stays in it.
#[test]
fn no_path_of_a_machine_is_written_down() {
    let mut found = String::new();
    for (path, text) in CRATES.iter().flat_map(|folder| sources(folder)) {
        for (at, line) in text.lines().enumerate() {
            let own = line.contains("[\"/");
            if !own && ["/home/", "/work/", "/Users/", "C:\\\\Users"].iter().any(|word| line.contains(word)) {
                let _ = writeln!(found, "{path}:{}: {}", at + 1, line.trim());
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// The library is enough: no suite here needs the command line.
#[test]
fn no_suite_needs_the_command_line() {
    enter_workspace();
    for crate_of_tests in ["tests", "tests/edition-2021", "tests/edition-2024"] {
        let manifest = std::fs::read_to_string(format!("{crate_of_tests}/Cargo.toml")).expect("a crate");
        assert!(!manifest.contains("hookwright-cli"), "{crate_of_tests} depends on the command line");
    }
}
