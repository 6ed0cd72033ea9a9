//! The codes of this command, beside those of the generator.

use hookwright::contract::judge;
use hookwright_build::diagnostic::{Entry, Level, catalogue};
use hookwright_build::diff;

const fn entry(code: &'static str, title: &'static str, explanation: &'static str) -> Entry {
    Entry { code, level: Level::Error, title, explanation }
}

/// What only the command line can find, sorted.
const OWN: &[Entry] = &[
    entry(
        "config::invalid",
        "an option is not understood",
        "A config file is TOML, YAML or JSON, as its name ends, and has only the options that `hookwright generate --help` lists under `--config`.",
    ),
    entry(
        "config::unreadable",
        "the config file cannot be read",
        "The file of `--config` is not there, or may not be read.",
    ),
    entry("output::disk", "the disk refused", "A folder or file of the output could not be read or written."),
    entry(
        "output::exists",
        "a file is there already",
        "`hookwright new` makes a project where there is none. A file of it is there already, and nothing was written. Choose another folder with `--out`, or move the file away.",
    ),
    entry(
        "output::not_ours",
        "a file is not hookwright's",
        "A file stands where one would be generated, and its first line does not say that hookwright wrote it. Nothing was written. Choose another folder, or move the file away.",
    ),
    entry(
        "output::same_name",
        "two documents of one name",
        "The module of a document is named after its file, up to the first dot. Two documents of one name would be one module. Say `NAME=SPEC` to name it otherwise.",
    ),
    entry(
        "output::template",
        "a template cannot be filled",
        "A template of a crate or project is broken, or has a word that is not given to it. Those of `--templates` are yours; those that come with hookwright are tested: please report it.",
    ),
    entry(
        "output::versions",
        "a project of several versions",
        "A document that marks the versions of its webhooks needs conversions that only the application knows; `hookwright new` has no template for that. Begin with one version, or with `hookwright generate`.",
    ),
];

/// What `hookwright diff` finds.
fn changes() -> impl Iterator<Item = Entry> {
    diff::catalogue().into_iter().map(|entry| Entry {
        code: entry.code,
        level: match entry.strict {
            diff::Severity::Breaking => Level::Error,
            diff::Severity::Warning => Level::Warning,
            diff::Severity::Info | diff::Severity::None => Level::Note,
        },
        title: "a change between two documents",
        explanation: entry.explanation,
    })
}

/// What a sender is caught by, as `listen` finds it.
fn faults() -> impl Iterator<Item = Entry> {
    judge::catalogue().map(|fault| Entry {
        code: fault.code,
        level: Level::Error,
        title: fault.title,
        explanation: fault.explanation,
    })
}

/// All codes, sorted.
pub(crate) fn all() -> Vec<Entry> {
    let mut all: Vec<Entry> = catalogue().chain(OWN).copied().chain(changes()).chain(faults()).collect();
    all.sort_by_key(|entry| entry.code);
    all
}

/// A code that there is; for what there is not, the nearest one.
pub(crate) fn known(text: &str) -> Result<String, String> {
    let all = all();
    // People paste it with the brackets of the report.
    let wish =
        text.trim().trim_matches(['[', ']']).trim_start_matches("error[").trim_start_matches("warning[");
    if let Some(entry) = all.iter().find(|entry| entry.code == wish) {
        return Ok(entry.code.to_owned());
    }
    let part = |wish: &str, code: &str| code.rsplit("::").next() == wish.rsplit("::").next();
    let near: Vec<&str> = all
        .iter()
        .map(|entry| entry.code)
        .filter(|code| part(wish, code) || code.starts_with(wish))
        .collect();
    Err(match near.as_slice() {
        [] => "there is no such code; `hookwright explain` lists all".to_owned(),
        near => format!("there is no such code; did you mean `{}`?", near.join("`, `")),
    })
}
