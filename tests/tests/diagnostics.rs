//! What is said of broken documents: one fixture for each code at least, with its whole report checked in.
//!
//! A fixture is named after its code, `document_syntax.yaml` for `document::syntax`; others of the same code go on
//! after that. One that is a folder may hold `options.json`, the generator's options.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hookwright_build::diagnostic::{Entry, Level, catalogue};
use hookwright_build::{Config, Finding, Generator};
use hookwright_tests::{difference, differences, documents, enter_workspace, sources};

const BROKEN: &str = "specs/broken";

/// The codes of broken documents; those of `lint` are about whole ones, and have a suite of their own.
fn of_broken() -> impl Iterator<Item = &'static Entry> {
    catalogue().filter(|entry| !entry.code.starts_with("lint::"))
}

/// Codes that no file in a repository can cause, each with the reason.
const WITHOUT_FIXTURE: &[(&str, &str)] = &[
    ("document::too_large", "a file of 4 GiB"),
    ("overlay::disabled", "only where the feature `overlay` is off, and these tests need it"),
];

/// Fixtures whose report and whose one-line form disagree on the column, each with the reason.
const TWO_PLACES: &[(&str, &str)] =
    &[("document_syntax_json", "the end of a file: one counts a line that the other does not show")];

/// A fixture's name, and all that is said of it.
fn fixtures() -> Vec<(String, Vec<Finding>)> {
    documents(BROKEN).into_iter().map(|(name, spec)| (name, findings(&spec))).collect()
}

fn findings(spec: &Path) -> Vec<Finding> {
    let options = spec.with_file_name("options.json");
    let config: Config = match fs::read_to_string(&options) {
        Ok(text) => {
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", options.display()))
        }
        Err(_) => Config::default(),
    };
    match Generator::new(spec).config(config).compile() {
        Ok(generated) => generated.findings,
        Err(error) => error.findings().to_vec(),
    }
}

/// The report as `generate` prints it: blanks at line ends are the renderer's, and editors take them away.
fn report(findings: &[Finding]) -> String {
    let mut out = String::new();
    for found in findings {
        let lines: Vec<&str> = found.report.lines().map(str::trim_end).collect();
        let _ = writeln!(out, "{}\n", lines.join("\n"));
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

fn stem(code: &str) -> String {
    code.replace("::", "_")
}

#[test]
fn reports_are_current() {
    let files = fixtures().into_iter().map(|(name, found)| (format!("{name}.txt"), report(&found))).collect();
    let report = differences("tests/diagnostics", &files);
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn every_code_has_a_fixture_that_is_named_after_it() {
    let fixtures = fixtures();
    for entry in of_broken() {
        let excused = WITHOUT_FIXTURE.iter().any(|(code, _)| *code == entry.code);
        let named = fixtures.iter().find(|(name, _)| *name == stem(entry.code));
        match named {
            None => assert!(excused, "{} needs {BROKEN}/{}.yaml", entry.code, stem(entry.code)),
            Some((name, found)) => {
                let it = found.iter().find(|one| one.code == entry.code);
                let it =
                    it.unwrap_or_else(|| panic!("{name} does not raise {}:\n{}", entry.code, report(found)));
                assert_eq!(it.level, entry.level, "the catalogue has another level for {}", entry.code);
                assert!(!excused, "{} has a fixture and an excuse", entry.code);
            }
        }
    }
}

#[test]
fn every_fixture_raises_the_code_of_its_name() {
    for (name, found) in fixtures() {
        let named =
            |one: &Finding| name == stem(one.code) || name.starts_with(&format!("{}_", stem(one.code)));
        assert!(found.iter().any(named), "{name}:\n{}", report(&found));
    }
}

/// No place, no error. What is wrong with the root file as a whole has none.
#[test]
fn every_finding_has_a_place_and_a_source_line() {
    let whole_file = ["document::unreadable", "document::encoding", "config::only_matches_nothing"];
    for (name, found) in fixtures() {
        for one in found.iter().filter(|one| !whole_file.contains(&one.code)) {
            let parts: Vec<&str> = one.place.rsplitn(3, ':').collect();
            assert_eq!(parts.len(), 3, "{name}: {} has the place `{}`", one.code, one.place);
            assert!(
                parts[..2].iter().all(|number| number.parse::<usize>().is_ok_and(|n| n > 0)),
                "{name}: {}",
                one.place
            );
            if TWO_PLACES.iter().any(|(known, _)| *known == name) {
                continue;
            }
            assert!(
                one.report.contains(&format!(" {}\n", one.place)),
                "{name}: not {} but\n{}",
                one.place,
                one.report
            );
            assert!(one.line.starts_with(&one.place) && !one.line.contains('\n'), "{name}: {}", one.line);
        }
    }
}

/// The codes that the generator's sources raise, and those that `explain` knows, are the same.
#[test]
fn the_catalogue_is_complete_and_has_nothing_else() {
    let mut raised = BTreeSet::new();
    for (path, text) in sources("generator/src") {
        // Changes between documents have a catalogue of their own.
        let elsewhere = ["/diagnostic/", "/tests/", "/diff/"];
        if !elsewhere.iter().any(|folder| path.contains(folder)) {
            raised.extend(codes(&text).map(str::to_owned));
        }
    }
    let known: BTreeSet<String> = catalogue().map(|entry| entry.code.to_owned()).collect();
    assert_eq!(raised, known);
    let sorted: Vec<&str> = known.iter().map(String::as_str).collect();
    assert_eq!(catalogue().map(|entry| entry.code).collect::<Vec<_>>(), sorted, "sorted, each once");
}

/// String literals of the shape `family::kind`.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split('"')
        .filter(move |part| part.split_once("::").is_some_and(|(one, two)| is_word(one) && is_word(two)))
}

/// A document with one good webhook and one whose payload is missing.
const HALF_BROKEN: &str = "openapi: 3.1.0
info: { title: Half broken, version: 1.0.0 }
webhooks:
  good:
    post: { requestBody: { content: { application/json: { schema: { type: object } } } } }
  bad:
    post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Gone' } } } } }
  worse:
    post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Deep' } } } } }
components:
  schemas:
    Deep: { type: object, properties: { below: { $ref: '#/components/schemas/Deeper' } } }
    Deeper: { type: array, items: { $ref: './no-such-file.yaml' } }
";

fn scratch(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("files stand in folders")).expect("a folder of our own");
        fs::write(path, text).expect("a folder of our own");
    }
    folder
}

#[test]
fn without_keep_going_one_bad_webhook_stops_the_generation() {
    let spec = scratch("half_broken", &[("half.yaml", HALF_BROKEN)]).join("half.yaml");
    let error = Generator::new(&spec).compile().expect_err("two webhooks are broken");
    let codes: Vec<_> = error.findings().iter().map(|found| (found.level, found.code)).collect();
    assert_eq!(codes, [(Level::Error, "reference::dangling"), (Level::Error, "reference::missing_file")]);
    let shown = format!("{error:?}");
    assert!(shown.contains("half.yaml:7:") && shown.contains("half.yaml:13:"), "both at once:\n{shown}");
}

#[test]
fn with_keep_going_the_rest_is_generated_and_the_skipped_are_listed() {
    let spec = scratch("half_kept", &[("half.yaml", HALF_BROKEN)]).join("half.yaml");
    let made = Generator::new(&spec).keep_going(true).compile().expect("one webhook is good");
    assert_eq!((made.summary.webhooks, made.summary.events), (3, 1));
    let skipped: Vec<_> = made.summary.skipped.iter().map(|one| (one.name.as_str(), one.code)).collect();
    assert_eq!(skipped, [("bad", "reference::dangling"), ("worse", "reference::missing_file")]);
    assert!(made.summary.skipped[0].place.ends_with("half.yaml:7:75"), "{}", made.summary.skipped[0].place);
    assert!(!made.summary.skipped[0].message.is_empty());
    let levels: Vec<_> = made.findings.iter().map(|found| (found.level, found.code)).collect();
    assert_eq!(
        levels,
        [(Level::Warning, "reference::dangling"), (Level::Warning, "reference::missing_file")]
    );
    assert!(made.files["event.rs"].contains("0 \"good\" Good") && !made.files["event.rs"].contains("bad"));
}

/// Nothing that `keep_going` could go on with: a document that cannot be read stays an error.
#[test]
fn keep_going_does_not_hide_a_broken_root() {
    let spec = scratch("broken_root", &[("root.yaml", "openapi: [3.1.0\n")]).join("root.yaml");
    assert!(Generator::new(spec).keep_going(true).compile().is_err());
}

#[test]
fn a_broken_file_that_nothing_reachable_refers_to_does_no_harm() {
    let root = "openapi: 3.1.0
info: { title: Lazy, version: 1.0.0 }
webhooks:
  good: { post: { requestBody: { content: { application/json: { schema: { $ref: 'shapes.yaml#/Good' } } } } } }
paths:
  /orders: { get: { responses: { '200': { content: { application/json: { schema: { $ref: broken.yaml } } } } } } }
components:
  schemas:
    Unused: { $ref: 'broken.yaml#/Unused' }
";
    let shapes = "Good: { type: object }\nBad: { $ref: broken.yaml }\n";
    let folder = scratch("lazy", &[("root.yaml", root), ("shapes.yaml", shapes), ("broken.yaml", "a: [\n")]);
    let made = Generator::new(folder.join("root.yaml")).compile().expect("what is reachable is whole");
    assert_eq!(made.findings.len(), 0, "{:#?}", made.findings);
    let inputs: Vec<_> = made.inputs.iter().filter_map(|path| path.file_name()).collect();
    assert_eq!(inputs, ["root.yaml", "shapes.yaml"], "a build script watches what was read, and no more");
}

/// A list of all codes for people who read the repository rather than the sources.
#[test]
fn the_list_of_codes_is_current() {
    enter_workspace();
    let mut list = "Codes of diagnostics, each with its failing document in `specs/broken`.\n\n".to_owned();
    for entry in of_broken() {
        let _ = writeln!(
            list,
            "{:<8} {}: {}",
            format!("{:?}", entry.level).to_lowercase(),
            entry.code,
            entry.title
        );
    }
    let report = difference("specs/broken/CODES.txt", &list);
    assert!(report.is_empty(), "\n{report}");
}
