//! Manifest and README of a generated crate.
//!
//! Comes in: the crate's name and its modules. Goes out: two files. What is to be decided is decided
//! here; the templates only put the words in their places.

use std::collections::BTreeSet;
use std::path::Path;

use hookwright_build::diagnostic::Style;
use hookwright_build::render::FileSet;
use hookwright_build::{Finding, Generated, Method};
use hookwright_templates::{CRATE_MANIFEST, CRATE_README};
use serde::Serialize;

use crate::args::{Generate, Spec};
use crate::folder::{self, MARK};
use crate::templates::filled;
use crate::text;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The words of the manifest.
#[derive(Serialize)]
struct Manifest {
    marker: String,
    name: String,
    description: String,
    runtime: String,
    /// What the generated code needs of the runtime, as members of its table.
    runtime_features: String,
    /// The names of all features, quoted, for `default`.
    defaults: String,
    /// The features of groups of events, a line each, under a comment.
    groups: String,
}

/// The words of the README.
#[derive(Serialize)]
struct Readme {
    marker: String,
    name: String,
    about: String,
    folder: String,
    runtime: String,
    module: String,
    imports: String,
    event: String,
    method: String,
    payload: String,
    answer: String,
    done: String,
    service: &'static str,
    secret_note: &'static str,
    files: String,
}

/// The files of a crate that are not Rust.
pub(crate) fn files(
    name: &str,
    wishes: &Generate,
    modules: &[Generated],
    files: &FileSet,
    style: Style,
) -> Result<FileSet, Vec<Finding>> {
    let runtime = runtime(wishes);
    let titles: Vec<String> = modules.iter().map(|module| text::line(&module.title)).collect();
    let groups: BTreeSet<&str> =
        modules.iter().flat_map(|module| module.groups.iter().map(String::as_str)).collect();
    let manifest = Manifest {
        marker: format!("# {MARK} {VERSION} – do not edit."),
        name: name.to_owned(),
        description: quoted(&format!("Webhooks of {}.", titles.join(", ").trim_end_matches('.'))),
        runtime: runtime.clone(),
        runtime_features: needed(modules),
        defaults: defaults(&groups),
        groups: group_features(&groups),
    };
    let own = wishes.templates.as_deref();
    let mut out = FileSet::new();
    out.insert("Cargo.toml".to_owned(), filled(own, CRATE_MANIFEST, &manifest, style)?);
    if let Some(readme) = readme(name, wishes, modules, files, runtime) {
        out.insert("README.md".to_owned(), filled(own, CRATE_README, &readme, style)?);
    }
    Ok(out)
}

/// The features of the runtime without which the code does not compile, or reads less than the documents declare, as
/// members of its table.
fn needed(modules: &[Generated]) -> String {
    let mut features: Vec<&str> = modules.iter().flat_map(|module| module.features.iter().copied()).collect();
    features.sort_unstable();
    features.dedup();
    if features.is_empty() { String::new() } else { format!(", features = {features:?}") }
}

/// A feature for each group of events, under a comment; nothing where there are no groups.
fn group_features(groups: &BTreeSet<&str>) -> String {
    let lines: String = groups.iter().map(|group| format!("{group} = []\n")).collect();
    if lines.is_empty() {
        return lines;
    }
    format!("# Groups of events, each with the types that it alone needs.\n{lines}")
}

fn defaults(groups: &BTreeSet<&str>) -> String {
    let all: Vec<&str> = ["axum", "client", "contract"].into_iter().chain(groups.iter().copied()).collect();
    format!("{all:?}")
}

/// Where the runtime comes from, as a member of a TOML table.
fn runtime(wishes: &Generate) -> String {
    dependency(&wishes.out, wishes.runtime_path.as_deref())
}

/// Where a crate of ours comes from: a folder, as it is reached from `out`, or a registry.
pub(crate) fn dependency(out: &Path, path: Option<&Path>) -> String {
    match path {
        Some(path) => format!("path = {}", quoted(&folder::relative(out, path))),
        None => format!("version = \"{VERSION}\""),
    }
}

/// A string of TOML: JSON's strings are, as long as they hold no control characters.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text::line(text)).to_string()
}

fn readme(
    name: &str,
    wishes: &Generate,
    modules: &[Generated],
    files: &FileSet,
    runtime: String,
) -> Option<Readme> {
    let (module, method) = example(modules)?;
    let library = name.replace('-', "_");
    let path = match modules.len() {
        1 => library,
        _ => format!("{library}::{}", hookwright_build::ir::names::field_name(&module.name)),
    };
    let (service, secret_note) = match module.scheme {
        Some(_) => (
            "Webhooks::new(App).secret(secret)",
            "The secret is the one that the sender signs with; `secrets` takes several, for rotation.",
        ),
        None => (
            "Webhooks::new(App).scheme(hookwright::Scheme::standard_webhooks(), [secret])",
            "The document does not say how its webhooks are signed: choose the scheme, and see `hookwright presets`. Where it is known, `--signature` makes it part of the crate.",
        ),
    };
    Some(Readme {
        marker: format!("<!-- {MARK} {VERSION} – do not edit. -->"),
        name: name.to_owned(),
        about: about(wishes, modules),
        folder: format!("../{}", directory(wishes).unwrap_or_else(|| name.to_owned())),
        runtime,
        module: path,
        imports: imports(method),
        event: text::line(&method.event).replace('`', "'"),
        method: method.name.clone(),
        payload: method.payload.clone(),
        answer: method.answer.clone().unwrap_or_else(|| "()".to_owned()),
        done: method.answer.as_ref().map_or("()".to_owned(), |answer| {
            format!("{answer}::{}", method.bare.as_deref().unwrap_or("Acknowledged"))
        }),
        service,
        secret_note,
        files: table(files),
    })
}

fn directory(wishes: &Generate) -> Option<String> {
    folder::normal(&wishes.out)?.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The method that is shown: one whose types are names, and with the plainest answer.
fn example(modules: &[Generated]) -> Option<(&Generated, &Method)> {
    let all = || modules.iter().flat_map(|module| module.methods.iter().map(move |method| (module, method)));
    let named = |method: &Method| is_name(&method.payload);
    all()
        .find(|(_, method)| named(method) && method.answer.is_none())
        .or_else(|| all().find(|(_, method)| named(method)))
        .or_else(|| all().next())
}

pub(crate) fn is_name(payload: &str) -> bool {
    payload.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn imports(method: &Method) -> String {
    if !is_name(&method.payload) {
        return "*".to_owned();
    }
    let mut names = vec![method.payload.as_str(), "Receiver", "Unclaimed", "Webhooks"];
    names.extend(method.answer.as_deref());
    names.sort_unstable();
    format!("{{{}}}", names.join(", "))
}

fn about(wishes: &Generate, modules: &[Generated]) -> String {
    let all_of = |modules: usize, spec: &Spec| match modules {
        1 => {
            let paths =
                wishes.specs.iter().map(|spec| format!("`{}`", text::line(&folder::slashed(&spec.path))));
            paths.collect::<Vec<_>>().join(", ")
        }
        _ => format!("`{}`", text::line(&folder::slashed(&spec.path))),
    };
    let one = |(module, spec): (&Generated, &Spec)| {
        let title = text::markdown(&format!("{} {}", module.title, module.version));
        let source = all_of(modules.len(), spec);
        let count = text::counted(module.summary.events, "event");
        (module.name.clone(), format!("{title} ({count}), from {source}"))
    };
    let said: Vec<(String, String)> = modules.iter().zip(&wishes.specs).map(one).collect();
    let rest = format!("a receiver and a client, generated by hookwright {VERSION}.");
    match said.as_slice() {
        [(_, said)] => format!("Typed webhooks of {said}: {rest}"),
        several => {
            let rows: Vec<String> =
                several.iter().map(|(name, said)| format!("- `{name}`: {said}")).collect();
            format!("Typed webhooks of several documents, a module each: {rest}\n\n{}", rows.join("\n"))
        }
    }
}

/// A row for each file.
fn table(files: &FileSet) -> String {
    let row = |name: &String| {
        let what = match name.rsplit('/').next().unwrap_or_default() {
            "lib.rs" if files.contains_key("src/payload.rs") || files.contains_key("src/receiver.rs") => {
                FIRST
            }
            "lib.rs" if files.contains_key("src/versions.rs") => "the versions, and what they have in common",
            "lib.rs" => "a module for each document",
            "service.rs" => "`Webhooks`, which takes every version to the receiver's own",
            "upgrades.rs" => "what only you know of how versions become one another",
            "conversions.rs" => "how types of one version become those of its neighbour",
            "versions.rs" => "`Version`, and how a request tells its own",
            "rules.rs" => "what schemas demand that types do not say",
            "mod.rs" => FIRST,
            "event.rs" => "`Event`, and how events are told apart",
            "payload.rs" => "the types of the payloads",
            "places.rs" => "further names of types that stand at several places of the document",
            "receiver.rs" => "the trait `Receiver`, and `Webhooks` that mounts it",
            "client.rs" => "`Client`: one direct, signed attempt per call",
            "contract.rs" => "contract tests for receivers",
            _ => "more of the same",
        };
        format!("| `{name}` | {what} |")
    };
    let rows: Vec<String> = files.keys().map(row).collect();
    rows.join("\n")
}

const FIRST: &str = "what the module is, and which file holds what";
