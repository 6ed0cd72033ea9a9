//! JSON Schemas of extensions and of the config: what is checked in is current, and schema and reader have one verdict.
//!
//! Each example of a schema is read, then spoilt in one place in every way that there is, and read again.

mod reference;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hookwright_build::render::FileSet;
use hookwright_build::schemas::{ALL, named};
use hookwright_build::{Config, Finding, Generator};
use hookwright_tests::oracle::Library;
use hookwright_tests::{difference, differences};
use serde_json::{Value, json};

#[test]
fn the_files_for_editors_are_current() {
    let text = |schema: Value| format!("{schema:#}\n");
    let files: FileSet = ALL.iter().map(|one| (format!("{}.json", one.name), text(one.schema()))).collect();
    let report = differences("docs/schemas", &files);
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn the_pages_of_the_guide_are_current() {
    let report = difference("docs/extensions.md", &reference::extensions())
        + &difference("docs/configuration.md", &reference::config());
    assert!(report.is_empty(), "\n{report}");
}

fn validator(name: &str) -> jsonschema::Validator {
    let schema = named(name).unwrap_or_else(|| panic!("no schema `{name}`")).schema();
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{name} is no schema: {error}"));
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_schema_is_one_and_says_what_it_is_about() {
    for one in ALL {
        validator(one.name);
        let schema = one.schema();
        let says = |keyword: &str| schema[keyword].as_str().is_some_and(|text| !text.is_empty());
        assert!(says("title") && says("description"), "{}", one.name);
    }
}

/// A document of one event, for which the config says the extension.
fn document() -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("extensions.yaml");
    let text = "openapi: 3.1.0
info: { title: Shop, version: '1' }
webhooks:
  order.placed:
    post:
      requestBody: { content: { application/json: { schema: { type: object, properties: { type: { type: string } } } } } }
      responses: { '204': { description: Noted. } }
";
    if !path.is_file() {
        fs::write(&path, text).expect("a folder of our own");
    }
    path
}

/// What the reader says of an extension's value.
fn findings(extension: &str, value: &Value) -> Vec<Finding> {
    let said = Some(value.clone());
    let mut config = Config::default();
    match extension {
        "x-webhook-dispatch" => config.dispatch = said,
        "x-webhook-handshake" => config.handshake = said,
        "x-webhook-retry" => config.retry = said,
        "x-webhook-signature" => config.signature = said,
        "x-webhook-version" => config.versioning = said,
        other => panic!("{other} stands at no root"),
    }
    match Generator::new(document()).config(config).compile() {
        Ok(generated) => generated.findings,
        Err(error) => error.findings().to_vec(),
    }
}

/// The extensions of a root, and what of their refusals no schema can see, because it is about several places of a value.
const READERS: [(&str, &[&str], &[&str]); 5] = [
    ("x-webhook-dispatch", &["dispatch::invalid"], &[]),
    ("x-webhook-handshake", &["handshake::invalid", "handshake::unknown"], &["stands there twice"]),
    (
        "x-webhook-retry",
        &["retry::invalid", "retry::duration"],
        &["no delay is longer than 31 days", "would be disabled by its first failure"],
    ),
    (
        "x-webhook-signature",
        &["signature::invalid", "signature::unknown_scheme"],
        &["is signed, and", "is signed where the algorithm"],
    ),
    ("x-webhook-version", &["version::invalid"], &["is a day such as"]),
];

/// Values in place of which another one stands.
fn others() -> Vec<Value> {
    let texts = [
        "",
        "x",
        "a b",
        "/x",
        "path",
        "event",
        "{body}",
        "{x}",
        "{version}",
        "never",
        "full",
        "1h30m",
        "5m1h",
        "PT5M",
        "P",
        "2026-01-31",
        "cloud-events",
        "slack",
        "sha256",
    ];
    let mut all: Vec<Value> = texts.map(Value::from).into();
    all.extend([
        json!(0),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!(["x"]),
    ]);
    all.extend([
        json!(["slack", "slack"]),
        json!({ "header": "X-Other" }),
        json!({ "json": "/x" }),
        json!({ "past": 1 }),
    ]);
    all
}

/// The value with a change in one place, for each place and each change.
fn spoilt(value: &Value) -> Vec<Value> {
    let mut all = others();
    match value {
        Value::Object(members) => {
            let added = |name: &str| {
                let mut more = members.clone();
                more.insert(name.to_owned(), json!("x"));
                Value::Object(more)
            };
            all.extend(["unknown", "header", "json", "part", "list", "parts"].map(added));
            for (name, member) in members {
                let mut fewer = members.clone();
                fewer.remove(name);
                all.push(Value::Object(fewer));
                for other in spoilt(member) {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), other);
                    all.push(Value::Object(changed));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for other in spoilt(item) {
                    let mut changed = items.clone();
                    changed[index] = other;
                    all.push(Value::Array(changed));
                }
            }
        }
        _ => {}
    }
    all
}

/// What came of one extension.
#[derive(Default)]
struct Tally {
    count: usize,
    taken: usize,
    excused: usize,
    differ: Vec<String>,
}

fn compare((name, codes, beyond): (&str, &[&str], &[&str])) -> Tally {
    let validator = validator(name);
    let mut tally = Tally::default();
    let refusal = |value: &Value| findings(name, value).into_iter().find(|one| codes.contains(&one.code));
    let examples = named(name).expect("it is there").schema()["examples"].clone();
    for example in examples.as_array().expect("a list") {
        assert!(validator.is_valid(example) && refusal(example).is_none(), "{name}: {example}");
        for value in spoilt(example) {
            tally.count += 1;
            match (refusal(&value), validator.is_valid(&value)) {
                (None, true) => tally.taken += 1,
                (Some(_), false) => {}
                (Some(one), true) if beyond.iter().any(|why| one.message.contains(why)) => tally.excused += 1,
                (Some(one), true) => {
                    tally.differ.push(format!("{name}: the reader alone refuses {value}: {}", one.message));
                }
                (None, false) => tally.differ.push(format!("{name}: the schema alone refuses {value}")),
            }
        }
    }
    tally
}

#[test]
fn schema_and_reader_have_one_verdict() {
    let document = document();
    assert!(document.is_file());
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let running: Vec<_> =
            READERS.into_iter().map(|reader| scope.spawn(move || compare(reader))).collect();
        running.into_iter().map(|one| one.join().expect("a reader that does not panic")).collect()
    });
    let sum = |number: fn(&Tally) -> usize| tallies.iter().map(number).sum::<usize>();
    let (count, taken, excused) = (sum(|one| one.count), sum(|one| one.taken), sum(|one| one.excused));
    println!("{count} values, {taken} of them taken by both, {excused} refused for what no schema sees");
    let differ: Vec<&String> = tallies.iter().flat_map(|one| &one.differ).collect();
    assert!(differ.is_empty(), "{} differ\n{differ:#?}", differ.len());
    assert!(count > 3000 && taken > 200, "{count} {taken}");
}

/// Fixtures that are broken in an extension, by how their names begin.
const REFUSED: [&str; 6] =
    ["dispatch_invalid", "handshake_", "retry_", "signature_invalid", "signature_unknown", "version_invalid"];

/// What the fixtures of `specs` say, in documents: broken ones are refused, the others taken. A timestamp that is signed and stands
/// nowhere is about two members, and for the reader.
#[test]
fn documents_of_this_repository_agree_with_the_schema_of_documents() {
    hookwright_tests::enter_workspace();
    let (validator, library) = (validator("document"), Library::default());
    let mut found = String::new();
    let mut count = 0;
    for folder in ["specs", "specs/features", "specs/broken", "specs/lint"] {
        for (name, path) in hookwright_tests::documents(folder) {
            let Some(value) = library.file(&path) else { continue };
            count += 1;
            let is_ours = folder == "specs/broken" && REFUSED.iter().any(|start| name.starts_with(start));
            let expected = !is_ours || name == "signature_invalid_timestamp";
            if validator.is_valid(&value) != expected {
                let errors: Vec<String> = validator
                    .iter_errors(&value)
                    .map(|error| format!("{} {error}", error.instance_path()))
                    .collect();
                let _ = writeln!(found, "{folder}/{name}: expected {expected}: {errors:?}");
            }
        }
    }
    println!("{count} documents");
    assert!(count > 80 && found.is_empty(), "{count}\n{found}");
}
