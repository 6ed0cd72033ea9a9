//! What `lint` says: one fixture for each rule with its report checked in, the examples of the guide, and the corpus.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hookwright_build::diagnostic::Level;
use hookwright_build::lint::{self, Report, Rules};
use hookwright_build::{Config, Generator};
use hookwright_tests::oracle::{Document, documents as corpus};
use hookwright_tests::{differences, documents, enter_workspace, shared, sources};

const FIXTURES: &str = "specs/lint";

/// The document that no rule has anything to say of.
const GOOD: &str = "good";

fn check(spec: &Path, rules: &Rules) -> Report {
    let generator = Generator::new(spec);
    lint::check(&generator, rules).unwrap_or_else(|error| panic!("{}: {error}", spec.display()))
}

fn only(code: &str) -> Rules {
    Rules::all().only(code)
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.remarks.iter().map(|remark| remark.finding.code).collect()
}

/// The reports as the command prints them: blanks at line ends are the renderer's, and editors take them away.
fn printed(report: &Report) -> String {
    let all = report.remarks.iter().map(|remark| {
        let lines: Vec<&str> = remark.finding.report.lines().map(str::trim_end).collect();
        lines.join("\n")
    });
    all.collect::<Vec<_>>().join("\n\n") + "\n"
}

#[test]
fn reports_are_current() {
    let mut files = hookwright_build::render::FileSet::new();
    for (name, spec) in documents(FIXTURES).into_iter().filter(|(name, _)| name != GOOD) {
        files.insert(format!("{name}.txt"), printed(&check(&spec, &only(&format!("lint::{name}")))));
    }
    let report = differences("tests/lint", &files);
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn every_rule_has_a_fixture_that_sets_it_off() {
    let fixtures: BTreeSet<String> = documents(FIXTURES).into_iter().map(|(name, _)| name).collect();
    let mut expected = BTreeSet::from([GOOD.to_owned()]);
    for entry in lint::rules() {
        let name = entry.code.trim_start_matches("lint::");
        let report = check(Path::new(&format!("{FIXTURES}/{name}.yaml")), &Rules::all());
        let remark = report.remarks.iter().find(|remark| remark.finding.code == entry.code);
        let remark = remark.unwrap_or_else(|| panic!("{name} is silent: {:?}", codes(&report)));
        assert_eq!(remark.finding.level, entry.level, "the catalogue has another level for {}", entry.code);
        assert!(remark.count > 0 && !remark.help.is_empty(), "{remark:?}");
        assert!(remark.finding.place.starts_with(&format!("{FIXTURES}/{name}.yaml:")), "{remark:?}");
        expected.insert(name.to_owned());
    }
    assert_eq!(fixtures, expected);
}

#[test]
fn of_a_good_document_there_is_nothing_to_say() {
    enter_workspace();
    let report = check(Path::new("specs/lint/good.yaml"), &Rules::all());
    assert!(report.remarks.is_empty(), "{}", printed(&report));
    assert_eq!((report.events, report.worst()), (3, None));
}

#[test]
fn rules_can_be_switched_off_and_chosen() {
    enter_workspace();
    let spec = Path::new("specs/orders.yaml");
    let all = codes(&check(spec, &Rules::all()));
    assert!(all.contains(&"lint::no_example") && all.contains(&"lint::closed_enum"), "{all:?}");
    let without = codes(&check(spec, &Rules::all().off("lint::no_example")));
    assert_eq!(without.len(), all.len() - 1, "{without:?}");
    assert_eq!(codes(&check(spec, &only("lint::no_example"))), ["lint::no_example"]);
    assert!(check(spec, &only("lint::no_example").off("lint::no_example")).remarks.is_empty());
}

#[test]
fn repetitions_are_counted_and_the_worst_comes_first() {
    enter_workspace();
    let report = check(Path::new("specs/orders.yaml"), &Rules::all());
    let levels: Vec<Level> = report.remarks.iter().map(|remark| remark.finding.level).collect();
    assert!(levels.is_sorted(), "{levels:?}");
    assert_eq!(report.worst(), levels.first().copied());
    let remark = &report.remarks[0];
    assert_eq!(remark.finding.message, "3 events have no example");
    assert_eq!((remark.count, remark.events.len()), (3, 3));
}

/// What the config says counts as if the document said it.
#[test]
fn options_count_as_if_the_document_said_them() {
    enter_workspace();
    let spec = "specs/lint/no_signature.yaml";
    let config = Config { signature: Some("stripe".into()), ..Config::default() };
    let report = lint::check(&Generator::new(spec).config(config), &Rules::all()).expect("it is whole");
    let said = codes(&report);
    assert!(!said.contains(&"lint::no_signature") && !said.contains(&"lint::no_timestamp"), "{said:?}");
}

#[test]
fn what_cannot_be_read_is_an_error() {
    enter_workspace();
    let spec = "specs/broken/reference_dangling.yaml";
    let error = lint::check(&Generator::new(spec), &Rules::all()).expect_err("it is broken");
    assert!(error.findings().iter().any(|found| found.code == "reference::dangling"), "{error}");
}

fn scratch(name: &str, fragment: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint").join(format!("{name}.yaml"));
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder of our own");
    let head = "openapi: 3.1.0\ninfo: { title: Guide, version: 1.0.0 }\n";
    fs::write(&path, format!("{head}{fragment}")).expect("a file of our own");
    path
}

/// Every rule has a section with examples, and they are what they say.
#[test]
fn the_examples_of_the_guide_are_good_and_bad() {
    enter_workspace();
    let guide = fs::read_to_string("docs/lint.md").expect("the guide").replace("\r\n", "\n");
    let mut explained = BTreeSet::new();
    for section in guide.split("\n## ").skip(1) {
        let code = section.split('`').nth(1).expect("a code");
        explained.insert(code.to_owned());
        let entry = lint::rules().find(|entry| entry.code == code).unwrap_or_else(|| panic!("{code}"));
        assert!(section.contains(&format!(" {}. ", entry.level)), "{code} has another level");
        let name = code.trim_start_matches("lint::");
        for (number, part) in section.split("```yaml\n").skip(1).enumerate() {
            let fragment = part.split("```").next().expect("the fence is closed");
            let spec = scratch(&format!("{name}-{number}"), fragment);
            let is_bad = number == 0 && section.contains("\nBad:\n");
            let report = check(&spec, &only(code));
            assert_eq!(!report.remarks.is_empty(), is_bad, "{code}:\n{fragment}\n{}", printed(&report));
        }
        assert!(section.contains("```yaml\n"), "{code} has no example");
    }
    let all: BTreeSet<String> = lint::rules().map(|entry| entry.code.to_owned()).collect();
    assert_eq!(explained, all);
}

/// A name that the generator reads and the rule does not know would be called a slip of the hand.
#[test]
fn every_extension_that_is_read_is_known() {
    let all = sources("generator/src");
    let rule = all.iter().find(|(path, _)| path.ends_with("lint/extensions.rs")).expect("the rule");
    let mut names = BTreeSet::new();
    for (_, text) in &all {
        names.extend(text.split('"').filter(|part| {
            let tail = part.strip_prefix("x-webhook-").unwrap_or_default();
            !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        }));
    }
    assert!(names.len() > 4, "{names:?}");
    for name in names {
        assert!(rule.1.contains(&format!("\"{name}\"")), "`{name}` is read");
    }
}

/// Whatever generates can be judged.
#[test]
fn every_document_of_ours_is_judged() {
    for (name, spec) in documents("specs/features") {
        let options =
            fs::read_to_string(spec.with_file_name("options.json")).unwrap_or_else(|_| "{}".to_owned());
        let config: Config = serde_json::from_str(&options).unwrap_or_else(|error| panic!("{name}: {error}"));
        let judged = lint::check(&Generator::new(&spec).config(config), &Rules::all());
        assert!(judged.is_ok_and(|report| report.events > 0), "{name}");
    }
}

/// Events of two versions have one key; that is what versions are for.
#[test]
fn versions_in_one_document_are_no_mistake() {
    let schema = |version: &str| {
        format!(
            "  order.created.{version}:\n    post:\n      x-webhook-version: {version}\n      requestBody:\n        \
             content: {{ application/json: {{ schema: {{ type: object, properties: {{ type: {{ const: order.created }} }} }} }} }}\n"
        )
    };
    let versions = format!(
        "x-webhook-version: {{ header: Webhook-Version }}\nwebhooks:\n{}{}",
        schema("v1"),
        schema("v2")
    );
    let report = check(&scratch("versions", &versions), &Rules::all());
    let said = codes(&report);
    assert!(said.contains(&"lint::no_id") && !said.contains(&"lint::ambiguous_dispatch"), "{said:?}");
    assert!(!said.contains(&"lint::unknown_extension") && !said.contains(&"lint::mixed_names"), "{said:?}");
}

/// Schemas that lead on for long, in circles, or by ways that double with each step.
#[test]
fn hostile_schemas_are_judged() {
    let root = "webhooks:\n  turned:\n    post:\n      requestBody:\n        \
                content: { application/json: { schema: { $ref: '#/components/schemas/S0' } } }\ncomponents:\n  schemas:\n";
    let far =
        |text: fn(usize) -> String| (0..60).map(text).collect::<String>() + "    S60: { type: object }\n";
    let chain = far(|n| {
        format!(
            "    S{n}: {{ type: object, properties: {{ next: {{ $ref: '#/components/schemas/S{}' }} }} }}\n",
            n + 1
        )
    });
    let circle =
        "    S0: { type: object, properties: { a: { $ref: '#/components/schemas/S0' } } }\n".to_owned();
    let mut double: String = (0..30)
        .map(|n| {
            let next = format!("{{ $ref: '#/components/schemas/S{}' }}", n + 1);
            format!("    S{n}: {{ type: object, properties: {{ a: {next}, b: {next} }} }}\n")
        })
        .collect();
    double += "    S30: { type: object, additionalProperties: false }\n";
    for (name, schemas) in [("chain", chain), ("circle", circle), ("double", double)] {
        let report = check(&scratch(name, &format!("{root}{schemas}")), &Rules::all());
        let closed = codes(&report).contains(&"lint::closed_object");
        assert_eq!(closed, name == "double", "{name}: {:?}", codes(&report));
    }
}

/// Real documents are judged whole, and no rule floods anybody.
#[test]
fn real_documents_get_few_remarks() {
    let Some(shared) = shared() else { return };
    for Document { id, path: spec } in corpus(&shared.join("corpus")) {
        let report = match lint::check(&Generator::new(&spec), &Rules::all()) {
            Ok(report) => report,
            Err(error) => panic!("{id}: {error}"),
        };
        let grouped = report.remarks.iter().filter(|remark| remark.finding.code != "lint::invalid_example");
        let count = grouped.count();
        println!("{id:<80} {:>4} events {count:>3} of {:>3} remarks", report.events, report.remarks.len());
        assert!(count <= 12, "{id}:\n{}", printed(&report));
    }
}
