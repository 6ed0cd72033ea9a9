//! Helpers of the suites: where things stand, and how texts are held against what is checked in.
//!
//! In come names of fixtures and texts; out go paths and readable differences. It knows nothing of
//! what the texts say, and nothing of the goldens, so that goldens that do not compile can be blessed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use hookwright_build::render::FileSet;

/// How many lines a difference shows around the first one that differs.
const AROUND: usize = 4;

/// Makes the workspace the current folder, so that places in goldens are the same on every machine.
pub fn enter_workspace() -> PathBuf {
    static ONCE: Once = Once::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("below the workspace").to_path_buf();
    ONCE.call_once(|| std::env::set_current_dir(&root).expect("the workspace is there"));
    root
}

/// The folder of third parties' documents and payloads; says so where it is absent.
pub fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let there = folder.join("corpus/specs").is_dir();
    if !there {
        println!("SKIPPED: {} is not there", folder.display());
    }
    there.then_some(folder)
}

/// The entries of a folder that are documents: files, and folders with an `openapi.*` in them, by name.
pub fn documents(folder: &str) -> Vec<(String, PathBuf)> {
    enter_workspace();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}")) {
        let path = entry.expect("a folder can be read").path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            continue;
        }
        let name = path.file_stem().expect("entries have names").to_string_lossy().into_owned();
        let path = if path.is_dir() { path.join("openapi.yaml") } else { path };
        found.push((name, PathBuf::from(path.to_string_lossy().replace('\\', "/"))));
    }
    found.sort();
    found
}

/// The Rust sources below a folder of the workspace, by path.
#[must_use]
pub fn sources(folder: &str) -> Vec<(String, String)> {
    enter_workspace();
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the workspace") {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("sources are text");
                found.push((path.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

/// Whether this run blesses.
#[must_use]
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Holds a set of files against a folder below the workspace; the differences, or nothing.
pub fn differences(folder: &str, files: &FileSet) -> String {
    enter_workspace();
    let mut out = String::new();
    for (name, text) in files {
        out.push_str(&difference(&format!("{folder}/{name}"), text));
    }
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder can be read").path();
        let name = path.file_name().expect("entries have names").to_string_lossy().into_owned();
        if path.is_file() && !files.contains_key(&name) {
            if updating() {
                fs::remove_file(&path).expect("a stale golden can be removed");
            } else {
                let _ = writeln!(out, "{folder}/{name} is not generated any more");
            }
        }
    }
    out
}

/// Holds a text against a file below the workspace, byte for byte; blesses with `UPDATE=1`.
pub fn difference(path: &str, text: &str) -> String {
    enter_workspace();
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == text {
        return String::new();
    }
    if updating() {
        let parent = Path::new(path).parent().expect("files stand in folders");
        fs::create_dir_all(parent).expect("folders can be made");
        fs::write(path, text).expect("goldens can be written");
        return String::new();
    }
    format!(
        "{path} differs (`UPDATE=1 cargo test -p hookwright-tests` blesses)\n{}\n",
        first_difference(&expected, text)
    )
}

/// The first lines that differ, with what stands before them.
fn first_difference(expected: &str, actual: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let ends = before[same..].iter().rev().zip(after[same..].iter().rev());
    let tail = ends.take_while(|(one, other)| one == other).count();
    let mut out = String::new();
    for line in &before[same.saturating_sub(AROUND)..same] {
        let _ = writeln!(out, "{same:>5}   {line}");
    }
    for (sign, lines) in [('-', &before[same..before.len() - tail]), ('+', &after[same..after.len() - tail])]
    {
        for line in lines.iter().take(AROUND * 4) {
            let _ = writeln!(out, "{:>5} {sign} {line}", same + 1);
        }
        if lines.len() > AROUND * 4 {
            let _ = writeln!(out, "      {sign} … {} more lines", lines.len() - AROUND * 4);
        }
    }
    if out.is_empty() { "only line ends differ".to_owned() } else { out }
}
