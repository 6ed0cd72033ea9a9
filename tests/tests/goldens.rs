//! What is generated for one small document per feature is checked in, compiled elsewhere, and compared here byte for byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hookwright_build::{Extras, Features, Generated, Generator, diagnostic::Level, output};
use hookwright_tests::{difference, differences, documents, enter_workspace};

const FEATURES: &str = "specs/features";

fn generate(spec: &Path) -> Generated {
    let generator = Generator::new(spec);
    generator.compile().unwrap_or_else(|error| panic!("{} does not generate:\n{error}", spec.display()))
}

/// Every feature with its module; `extras_keep` is the document of maps with its other members kept,
/// `groups_by_tag` the one of groups behind cfg features, `formats_asserted` the one of formats that are asserted;
/// `versions_together` are three documents that are versions of one API.
fn all() -> Vec<(String, Generated)> {
    let mut all: Vec<_> =
        documents(FEATURES).into_iter().map(|(name, spec)| (name, generate(&spec))).collect();
    let keep = Generator::new(format!("{FEATURES}/maps_and_extras.yaml")).extras(Extras::Keep).compile();
    all.push(("extras_keep".to_owned(), keep.expect("a feature generates")));
    let groups = Generator::new(format!("{FEATURES}/groups.yaml")).features(Features::Tag).compile();
    all.push(("groups_by_tag".to_owned(), groups.expect("a feature generates")));
    let asserted = Generator::new(format!("{FEATURES}/formats.yaml")).assert_formats(true).compile();
    all.push(("formats_asserted".to_owned(), asserted.expect("a feature generates")));
    let versions = Generator::new("specs/orders-v1.yaml").version("specs/orders-v2.yaml");
    let versions = versions.version("specs/orders-v3.yaml").name("versions_together").compile();
    all.push(("versions_together".to_owned(), versions.expect("versions generate")));
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

#[test]
fn goldens_are_current() {
    let mut report = String::new();
    let mut list = "//! The goldens, one module per feature of `specs/features`.\n\n".to_owned();
    for (name, generated) in all() {
        report += &differences(&format!("tests/golden/{name}"), &generated.files);
        list += &format!("pub mod {name};\n");
    }
    report += &difference("tests/golden/mod.rs", &list);
    assert!(report.is_empty(), "\n{report}");
}

/// A golden that nobody can read in one go guards nothing.
#[test]
fn goldens_are_small() {
    for (name, generated) in all() {
        for (file, text) in &generated.files {
            let lines = text.lines().count();
            assert!(lines <= 200, "{name}/{file} has {lines} lines: split the feature");
        }
    }
}

/// What the generator says of each feature: nothing, but for what the feature is about.
#[test]
fn features_raise_no_findings() {
    let said: BTreeMap<String, Vec<&str>> = all()
        .iter()
        .map(|(name, generated)| {
            // A note is no reproach.
            let said = generated.findings.iter().filter(|found| found.level > Level::Note);
            (name.clone(), said.map(|found| found.code).collect())
        })
        .filter(|(_, said): &(_, Vec<&str>)| !said.is_empty())
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn ten_generations_are_identical() {
    for (name, spec) in documents(FEATURES) {
        let first = generate(&spec).files;
        assert!((1..10).all(|_| generate(&spec).files == first), "{name} differs from time to time");
    }
}

#[test]
fn a_second_write_touches_no_file() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("second_write");
    let _ = std::fs::remove_dir_all(&root);
    enter_workspace();
    let generated = generate(Path::new("specs/orders.yaml"));
    let first = output::write(&root, &generated.files).expect("a folder of our own");
    assert_eq!(first.written.len(), generated.files.len());
    assert!(first.current.is_empty() && first.stale.is_empty());

    let times = modified(&first.written);
    let second =
        output::write(&root, &generate(Path::new("specs/orders.yaml")).files).expect("a folder of our own");
    assert!(second.is_current(), "{second:?}");
    assert_eq!(second.current.len(), generated.files.len());
    assert_eq!(modified(&first.written), times);
}

#[test]
fn what_changed_is_written_and_what_is_stale_goes() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changed_write");
    let _ = std::fs::remove_dir_all(&root);
    enter_workspace();
    let mut files = generate(Path::new("specs/orders.yaml")).files;
    files.insert("old.rs".to_owned(), files["payload.rs"].clone());
    output::write(&root, &files).expect("a folder of our own");
    std::fs::write(root.join("mine.rs"), "// written by hand\n").expect("a folder of our own");

    files.remove("old.rs");
    files.get_mut("payload.rs").expect("there").push_str("// more\n");
    assert!(!output::check(&root, &files).expect("a folder of our own").is_current());
    let changes = output::write(&root, &files).expect("a folder of our own");
    assert_eq!(changes.written, [root.join("payload.rs")]);
    assert_eq!(changes.stale, [root.join("old.rs")]);
    assert!(!root.join("old.rs").exists() && root.join("mine.rs").exists());
    assert!(output::check(&root, &files).expect("a folder of our own").is_current());
}

fn modified(files: &[PathBuf]) -> Vec<std::time::SystemTime> {
    files
        .iter()
        .map(|file| file.metadata().and_then(|data| data.modified()).expect("written before"))
        .collect()
}
