//! Helpers of the suites: where things stand, and how texts are held against what is checked in.
//!
//! In come names of fixtures and texts; out go paths and readable differences. It knows nothing of
//! what the texts say, and nothing of the goldens, so that goldens that do not compile can be blessed.

pub mod judge;
pub mod known;
pub mod oracle;
pub mod same;
pub mod sampler;
pub mod suite;
pub mod trial;
pub mod workbench;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use hookwright_build::render::FileSet;

/// How many lines a difference shows around each one that differs.
const AROUND: usize = 2;

/// How many lines of one file's difference are shown.
const MOST_SHOWN: usize = 60;

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
        changes(&expected, text)
    )
}

/// The lines that differ, each change with some lines around it, and no more than one can read.
fn changes(expected: &str, actual: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let rows = aligned(&before, &after);
    let near = |at: usize| {
        rows[at.saturating_sub(AROUND)..rows.len().min(at + AROUND + 1)].iter().any(|row| row.0 != ' ')
    };
    let shown: Vec<usize> = (0..rows.len()).filter(|at| near(*at)).collect();
    let mut out = String::new();
    for (at, row) in shown.iter().take(MOST_SHOWN).enumerate() {
        if at > 0 && shown[at - 1] + 1 != *row {
            out.push_str("    …\n");
        }
        let (sign, line) = rows[*row];
        let _ = writeln!(out, "    {sign} {line}");
    }
    if shown.len() > MOST_SHOWN {
        let _ = writeln!(out, "    … and {} lines more", shown.len() - MOST_SHOWN);
    }
    if out.is_empty() { "    only line ends differ\n".to_owned() } else { out }
}

/// Both texts in one list of rows: kept, taken out, put in, by the longest common subsequence of lines.
fn aligned<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<(char, &'t str)> {
    let mut common = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for one in (0..before.len()).rev() {
        for other in (0..after.len()).rev() {
            common[one][other] = if before[one] == after[other] {
                common[one + 1][other + 1] + 1
            } else {
                common[one + 1][other].max(common[one][other + 1])
            };
        }
    }
    let (mut one, mut other, mut rows) = (0, 0, Vec::new());
    while one < before.len() || other < after.len() {
        if one < before.len() && other < after.len() && before[one] == after[other] {
            rows.push((' ', before[one]));
            (one, other) = (one + 1, other + 1);
        } else if other == after.len()
            || (one < before.len() && common[one + 1][other] >= common[one][other + 1])
        {
            rows.push(('-', before[one]));
            one += 1;
        } else {
            rows.push(('+', after[other]));
            other += 1;
        }
    }
    rows
}
