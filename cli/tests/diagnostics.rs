//! docs/diagnostics.md: every code that `hookwright explain` knows, with a document that raises it and the whole report.
//!
//! Documents and reports are those of specs/broken and tests/diagnostics, which another suite holds to the generator.
//! What only the command finds is raised here. `UPDATE=1` writes the page. Broken documents stand in it as plain text, since
//! the guide's own suite reads whatever says that it is YAML.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use command::{Folder, spec};
use hookwright::contract::judge;
use serde_json::Value;

const HEAD: &str = "\
# Diagnostics

What stands in a report's brackets is a code, and `hookwright explain CODE` says what it means.
Here is all of them with a document that raises it, and the report.
The page is made from the catalogue, from [specs/broken](../specs/broken) and from [tests/diagnostics](../tests/diagnostics); `UPDATE=1 cargo test -p hookwright-cli --test diagnostics` makes it anew.

An *error* stops the generation, or leaves out the webhook with `--keep-going`; a *warning* does not; a *note* is for your information.

- [Documents](#documents): what the generator finds
- [The command](#the-command): what `hookwright` finds beside that
- [Rules of lint](#rules-of-lint)
- [Changes between documents](#changes-between-documents)
- [Faults of senders](#faults-of-senders)
";

/// How the command is brought to say its own codes: files, and arguments.
type Scene = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const SCENES: &[Scene] = &[
    (
        "config::invalid",
        &[("hookwright.toml", "extras = \"keep\"\nonyl = []\n")],
        "generate {orders} -o src/orders",
    ),
    ("config::unreadable", &[], "generate {orders} -o src/orders --config hooks.toml"),
    ("output::disk", &[("src", "a file, where a folder is to be\n")], "generate {orders} -o src/orders"),
    ("output::exists", &[("shop/src/main.rs", "fn main() {}\n")], "new receiver shop"),
    (
        "output::not_ours",
        &[("src/orders/mod.rs", "//! Written by hand.\n")],
        "generate {orders} -o src/orders",
    ),
    ("output::same_name", &[], "generate {orders} other/orders.yaml -o src"),
    (
        "output::template",
        &[("own/crate/README.md.tera", "# {{ nmae }}\n")],
        "generate {orders} -o shop --crate shop --templates own",
    ),
    ("output::versions", &[], "new receiver shop --spec {versions}"),
];

/// Codes without a document, each with the reason; those that the other suite has none for either.
const WITHOUT: &[(&str, &str)] = &[
    ("document::too_large", "A file of 4 GiB is not kept here."),
    (
        "overlay::disabled",
        "The command always has overlays; a build script has them with the feature `overlay`.",
    ),
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = workspace().join(path);
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

/// A code of the catalogue.
struct Code {
    code: String,
    level: String,
    title: String,
    explanation: String,
}

fn catalogue() -> Vec<Code> {
    let all = Folder::new().json(["explain", "--format", "json"], 0);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let code = |one: &Value| Code {
        code: text(&one["code"]),
        level: text(&one["level"]),
        title: text(&one["title"]),
        explanation: text(&one["explanation"]),
    };
    all["codes"].as_array().expect("a list").iter().map(code).collect()
}

impl Code {
    fn is_lint(&self) -> bool {
        self.code.starts_with("lint::")
    }

    fn is_change(&self) -> bool {
        self.title == "a change between two documents"
    }

    fn is_fault(&self) -> bool {
        judge::catalogue().any(|fault| fault.code == self.code && fault.title == self.title)
    }

    fn head(&self) -> String {
        let article = if self.level == "error" { "An" } else { "A" };
        let Self { code, level, title, explanation } = self;
        format!("\n### `{code}`\n\n{article} *{level}*: {title}.\n\n{explanation}\n")
    }
}

/// The fixtures by name, longest first, so that each is given to the code that it is named after.
fn fixtures() -> Vec<String> {
    let reports = fs::read_dir(workspace().join("tests/diagnostics")).expect("it is there");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("readable").path().file_stem().expect("a name").to_string_lossy().into_owned()
    };
    let mut all: Vec<String> = reports.map(name).collect();
    all.sort();
    all
}

/// Whose fixture it is: the code of the longest name that it begins with.
fn owner<'c>(fixture: &str, codes: &'c [Code]) -> &'c str {
    let stem = |code: &Code| code.code.replace("::", "_");
    let fits = |code: &&Code| {
        let rest = fixture.strip_prefix(stem(code).as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let best = codes.iter().filter(fits).max_by_key(|code| code.code.len());
    &best.unwrap_or_else(|| panic!("{fixture} belongs to no code")).code
}

/// Document and report.
fn example(fixture: &str) -> String {
    let mut out = String::new();
    let mut add = |path: &Path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(path).expect("readable");
        match String::from_utf8(bytes) {
            Ok(text) if text.len() < 3000 => {
                let _ =
                    write!(out, "\n`{name}`:\n\n```text\n{}\n```\n", text.replace("\r\n", "\n").trim_end());
            }
            _ => {
                let _ = write!(out, "\n`{name}` is [in the repository](../specs/broken/{name}).\n");
            }
        }
    };
    let folder = workspace().join("specs/broken").join(fixture);
    if folder.is_dir() {
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder).expect("readable").map(|entry| entry.expect("readable").path()).collect();
        files.sort();
        files.iter().for_each(|path| add(path));
    } else {
        let found = ["yaml", "json"].map(|ending| folder.with_extension(ending));
        let found = found.iter().find(|path| path.is_file());
        add(found.unwrap_or_else(|| panic!("{fixture} has no document")));
    }
    let report = read(format!("tests/diagnostics/{fixture}.txt"));
    out + &format!("\n```text\n{}\n```\n", report.trim_end())
}

/// The command, its files, and what it says.
fn scene((code, files, arguments): &Scene) -> String {
    let folder = Folder::new();
    let versions = read("specs/features/versions_marked.yaml");
    folder.write("specs/orders.yaml", &read("specs/orders.yaml"));
    folder.write("specs/versions.yaml", &versions);
    let mut out = String::new();
    for (name, text) in *files {
        folder.write(name, text);
        let _ = write!(out, "\n`{name}`:\n\n```text\n{}\n```\n", text.trim_end());
    }
    let typed =
        arguments.replace("{orders}", "specs/orders.yaml").replace("{versions}", "specs/versions.yaml");
    let ran = folder.run(typed.split(' '));
    assert!(ran.code == 1 && ran.err.contains(&format!("error[{code}]")), "{code}: {ran:?}");
    let said: Vec<&str> = ran.err.lines().map(str::trim_end).collect();
    out + &format!("\n```text\n$ hookwright {typed}\n{}\n```\n", said.join("\n").trim_end())
}

fn page() -> String {
    let all = catalogue();
    let (lint, others): (Vec<Code>, Vec<Code>) = all.into_iter().partition(Code::is_lint);
    let (changes, codes): (Vec<Code>, Vec<Code>) = others.into_iter().partition(Code::is_change);
    let (faults, codes): (Vec<Code>, Vec<Code>) = codes.into_iter().partition(Code::is_fault);
    let is_own = |code: &Code| SCENES.iter().any(|(own, ..)| *own == code.code);
    let mut out = format!("{HEAD}\n## Documents\n");
    let fixtures = fixtures();
    let mut explained = 0;
    for code in codes.iter().filter(|code| !is_own(code)) {
        out += &code.head();
        let own: Vec<&String> = fixtures.iter().filter(|name| owner(name, &codes) == code.code).collect();
        explained += own.len();
        match WITHOUT.iter().find(|(known, _)| *known == code.code) {
            Some((_, why)) => out += &format!("\n{why}\n"),
            None => assert!(!own.is_empty(), "{} has neither a document nor a reason", code.code),
        }
        out.extend(own.iter().map(|name| example(name)));
    }
    assert_eq!(explained, fixtures.len(), "every fixture is shown once");
    out += "\n## The command\n";
    for row in SCENES {
        let code = codes.iter().find(|code| code.code == row.0).unwrap_or_else(|| panic!("{}", row.0));
        out += &(code.head() + &scene(row));
    }
    out += "\n## Rules of lint\n\n[lint.md](lint.md) has good and bad examples of each.\n";
    out += &table(&lint, |code| {
        let anchor = code.code.replace("::", "");
        format!("[`{}`](lint.md#{anchor}) | {} | {}", code.code, code.level, code.title)
    });
    out += "\n## Changes between documents\n\nWhat `hookwright diff` finds; [diff.md](diff.md) says to whom it matters.\n";
    out += &table(&changes, |code| format!("`{}` |  | {}", code.code, code.explanation));
    out += "\n## Faults of senders\n\nWhat `hookwright listen` and `contract::sink()` find on the wire.\n";
    out + &table(&faults, |code| {
        format!("`{}` | {} | {}: {}", code.code, code.level, code.title, code.explanation)
    })
}

fn table(codes: &[Code], row: impl Fn(&Code) -> String) -> String {
    let rows = codes.iter().map(|code| format!("| {} |\n", row(code)));
    format!("\n| code | level | |\n|---|---|---|\n{}", rows.collect::<String>())
}

/// Some reports say what the system says of a file, and every system has its own words.
#[cfg(unix)]
#[test]
fn the_page_is_current() {
    let page = page();
    let file = workspace().join("docs/diagnostics.md");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(&file, &page).expect("the guide is there");
    }
    let there = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let line = there.lines().zip(page.lines()).find(|(old, new)| old != new);
    assert!(there == page, "docs/diagnostics.md differs (UPDATE=1 writes it), at first in: {line:#?}");
    assert!(!page.contains(&spec("")) && !page.contains(env!("CARGO_MANIFEST_DIR")), "no path of a machine");
}
