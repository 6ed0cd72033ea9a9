//! `hookwright lint`, run as people run it.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use command::{Folder, spec};
use serde_json::Value;

#[test]
fn remarks_go_to_people_with_places_and_a_summary() {
    let folder = Folder::new();
    let ran = folder.run(["lint", &spec("orders.yaml")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("warning[lint::no_example]: 3 events have no example"), "{ran:?}");
    assert!(ran.err.contains("orders.yaml:") && ran.err.contains("= help: "), "{ran:?}");
    assert!(ran.out.starts_with("looked at 4 events in 1 document: 0 errors, 1 warning, "), "{ran:?}");
}

#[test]
fn the_level_of_failure_is_chosen() {
    let folder = Folder::new();
    let orders = spec("orders.yaml");
    let code = |arguments: &[&str]| folder.run([&["lint", &orders], arguments].concat()).code;
    assert_eq!(code(&["--fail-on", "error"]), 0);
    assert_eq!(code(&["--fail-on", "note", "--off", "no_example"]), 1);
    assert_eq!(code(&["--fail-on", "never"]), 0);
    assert_eq!(code(&["--off", "lint::no_example"]), 0);
    assert_eq!(code(&["--only", "no_id"]), 0);
    let quiet = folder.run(["lint", &orders, "-q", "--fail-on", "error"]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let good = folder.run(["lint", &spec("lint/good.yaml"), "--fail-on", "note"]);
    assert_eq!((good.code, good.err.as_str()), (0, ""), "{good:?}");
}

#[test]
fn rules_are_switched_off_in_the_config() {
    let folder = Folder::new();
    folder.write("hookwright.toml", "[lint]\noff = [\"lint::no_example\"]\n");
    let ran = folder.run(["lint", &spec("orders.yaml")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.err.contains("no_example"), "{ran:?}");
    folder.write("other.yaml", "lint: { off: [lint::no_exampel] }\n");
    let ran = folder.run(["lint", &spec("orders.yaml"), "--config", "other.yaml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("did you mean `lint::no_example`?"), "{ran:?}");
    // The same file serves a generation.
    let made = folder.run(["generate", &spec("orders.yaml"), "-o", "orders", "-q"]);
    assert_eq!(made.code, 0, "{made:?}");
}

#[test]
fn machines_get_everything() {
    let folder = Folder::new();
    let ran = folder.run(["lint", &spec("orders.yaml"), &spec("lint/no_id.yaml"), "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:?}");
    let all: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!((&all["documents"], &all["events"], &all["failed"]), (&2.into(), &5.into(), &true.into()));
    let remarks = all["remarks"].as_array().expect("a list");
    let one = remarks.iter().find(|one| one["code"] == "lint::no_example").expect("it is said");
    assert_eq!(one["level"], "warning");
    assert_eq!(one["count"], 3);
    assert_eq!(one["events"], serde_json::json!(["order.shipped", "order.cancelled", "stock.changed"]));
    assert!(one["help"].as_str().is_some_and(|help| !help.is_empty()));
    assert!(remarks.iter().any(|one| one["code"] == "lint::no_id"));
}

#[test]
fn code_hosts_get_sarif() {
    let folder = Folder::new();
    folder
        .write("specs/a.yaml", &std::fs::read_to_string(spec("lint/closed_object.yaml")).expect("a fixture"));
    let ran = folder.run(["lint", "specs/a.yaml", "--format", "sarif", "--only", "closed_object"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:?}");
    let log: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "lint::closed_object");
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&"lint::closed_object".into(), &0.into()));
    assert_eq!(result["level"], "warning");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "specs/a.yaml");
    assert_eq!(place["region"]["startLine"], 11);
}

#[test]
fn a_broken_document_is_an_error_in_every_form() {
    let folder = Folder::new();
    let broken = spec("broken/reference_dangling.yaml");
    for form in ["text", "json", "sarif"] {
        let ran = folder.run(["lint", &broken, "--format", form, "--fail-on", "never"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains("reference::dangling"), "{ran:?}");
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new();
    let ran = folder.run(["lint", "--list"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.lines().count() > 20 && ran.out.contains("lint::closed_enum"), "{ran:?}");
    let explained = folder.run(["explain", "lint::closed_enum"]);
    assert!(explained.code == 0 && explained.out.starts_with("note[lint::closed_enum]"), "{explained:?}");
    let unknown = folder.run(["lint", "a.yaml", "--off", "closed_enm"]);
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("did you mean `lint::closed_enum`?"), "{unknown:?}");
    assert_eq!(folder.run(["lint"]).code, 2);
}
