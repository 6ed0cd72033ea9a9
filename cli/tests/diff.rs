//! `hookwright diff` as people run it: exit codes, forms, and documents at revisions of git.

#[expect(dead_code, reason = "other suites use the rest")]
mod command;

use std::path::Path;
use std::process::Command;

use command::{Folder, spec};

#[test]
fn what_breaks_fails_and_what_does_not_passes() {
    let folder = Folder::new();
    let [old, bad, good] =
        ["orders", "orders-breaking", "orders-harmless"].map(|name| spec(&format!("diff/{name}.yaml")));
    let same = folder.run(["diff", &old, &old]);
    assert_eq!((same.code, same.out.as_str()), (0, "no change in 4 events\n"), "{same:?}");
    let ran = folder.run(["diff", &old, &bad]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("breaking[payload::field_removed]: `order_id` was removed, and was required\n  at /order_id\n  in `order.cancelled`\n"), "{ran:?}");
    assert!(!ran.out.contains("enum_value_added"), "tolerant readers don't mind: {ran:?}");
    let strict = folder.run(["diff", &old, &bad, "--readers", "strict"]);
    assert!(strict.out.contains("breaking[payload::enum_value_added]: may be `packed`"), "{strict:?}");
    assert_eq!(folder.run(["diff", &old, &bad, "--fail-on", "never"]).code, 0);
    let fine = folder.run(["diff", &old, &good]);
    assert_eq!((fine.code, fine.err.as_str()), (0, ""), "{fine:?}");
    assert_eq!(folder.run(["diff", &old, &good, "--fail-on", "info"]).code, 1);
    // For who reads by the new document it is the other way round.
    let consumer = folder.run(["diff", &old, &good, "--perspective", "consumer"]);
    assert_eq!(consumer.code, 1, "{consumer:?}");
    assert!(
        consumer.out.contains("breaking[payload::bound_tightened]: `maxLength` is 10, and was 200"),
        "{consumer:?}"
    );
    let missing = folder.run(["diff", &old, "nowhere.yaml"]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(missing.err.contains("nowhere.yaml"), "{missing:?}");
}

#[test]
fn machines_and_subscribers_get_forms_of_their_own() {
    let folder = Folder::new();
    let (old, new) = (spec("diff/orders.yaml"), spec("diff/orders-breaking.yaml"));
    let json = folder.json(["diff", &old, &new, "--format", "json"], 1);
    let findings = json["findings"].as_array().expect("a list");
    let found = findings.iter().find(|one| one["code"] == "payload::enum_value_added").expect("a new value");
    assert_eq!((found["strict"].as_str(), found["tolerant"].as_str()), (Some("breaking"), Some("info")));
    assert_eq!(found["pointer"], "/order/status");
    assert_eq!(found["events"][0], "order.created");

    let sarif = folder.json(["diff", &old, &new, "--format", "sarif"], 1);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let index =
            result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64() > Some(1), "{result}");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a level")));
    }

    let markdown = folder.run(["diff", &old, &new, "--format", "markdown"]).out;
    assert!(
        markdown.starts_with("# Changes of the webhooks\n\n## `order.cancelled`\n\n### Breaking\n\n"),
        "{markdown}"
    );
    assert!(markdown.contains("- `/order_id`: `order_id` was removed, and was required\n"), "{markdown}");
    assert!(markdown.contains("### New\n\n"), "{markdown}");
}

#[test]
fn codes_are_explained() {
    let folder = Folder::new();
    let ran = folder.run(["explain", "payload::field_optional"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("A member that was always there may be missing."), "{ran:?}");
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(done.status.success(), "{done:?}");
}

const ROOT: &str = "openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
webhooks:
  sold:
    post:
      requestBody: { content: { application/json: { schema: { $ref: 'schemas/sold.yaml' } } } }
      responses: { '204': { description: Noted. } }
";

#[test]
fn a_revision_is_read_with_the_files_that_it_refers_to() {
    if Command::new("git").arg("--version").output().is_err() {
        println!("SKIPPED: git is not there");
        return;
    }
    let folder = Folder::new();
    folder.write("specs/shop.yaml", ROOT);
    folder.write(
        "specs/schemas/sold.yaml",
        "type: object\nrequired: [id]\nproperties:\n  id: { type: string }\n",
    );
    let here = folder.path("");
    git(&here, &["init", "--quiet"]);
    git(&here, &["add", "."]);
    git(&here, &["commit", "--quiet", "-m", "A shop"]);
    folder.write("specs/schemas/sold.yaml", "type: object\nproperties:\n  id: { type: string }\n");

    let ran = folder.run(["diff", "HEAD:specs/shop.yaml", "specs/shop.yaml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("breaking[payload::field_optional]"), "{ran:?}");
    assert!(ran.out.contains("  old: HEAD:specs/schemas/sold.yaml:4:7\n"), "{ran:?}");
    assert!(ran.out.contains("  new: specs/schemas/sold.yaml:3:7\n"), "{ran:?}");
    let same = folder.run(["diff", "HEAD:specs/shop.yaml", "HEAD:./specs/shop.yaml"]);
    assert_eq!((same.code, same.out.as_str()), (0, "no change in 1 event\n"), "{same:?}");

    let revision = folder.run(["diff", "nope:specs/shop.yaml", "specs/shop.yaml"]);
    assert_eq!(revision.code, 2);
    assert_eq!(revision.err, "error: there is no revision `nope` in this repository\n");
    let file = folder.run(["diff", "HEAD:specs/nope.yaml", "specs/shop.yaml"]);
    assert_eq!(file.err, "error: there is no file `specs/nope.yaml` at the revision `HEAD`\n");
}
