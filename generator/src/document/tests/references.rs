//! References within a file and to others.

use std::path::PathBuf;

use super::{documents, reports};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Documents, Node, Target};

/// Resolves the `$ref` that stands at the root's `key`.
fn resolve<'a>(documents: &'a Documents, key: &str) -> Result<Target<'a>, Diagnostic> {
    let reference =
        documents.root().get(key).and_then(|node| node.get("$ref")).expect("a `$ref` stands there");
    documents.resolve(reference.span, reference.as_str().expect("a text"))
}

fn report(documents: &Documents, key: &str) -> String {
    let sink = Diagnostics::new();
    sink.take(resolve(documents, key));
    reports(documents, &sink)
}

#[test]
fn references_lead_within_the_file() {
    let text = "a: {$ref: '#/x/~1p~1%7Bid%7D/0'}\nb: {$ref: '#'}\nc: {$ref: '#/through/y'}\nd: {$ref: '#pet'}\nx: {'/p/{id}': [hit]}\nthrough: {$ref: '#/real'}\nreal: {y: deep}\nz: {$anchor: pet}\n";
    let (documents, _) = documents(&[("a.yaml", text)]);
    let hit = resolve(&documents, "a").expect("leads there");
    assert_eq!(hit.node.as_str(), Some("hit"));
    assert_eq!((hit.key().as_str(), hit.name().as_str()), ("a.yaml#/x/~1p~1{id}/0", "0"));
    let whole = resolve(&documents, "b").expect("leads there");
    assert!(std::ptr::eq(whole.node, documents.root()));
    assert_eq!(whole.name(), "a");
    let through = resolve(&documents, "c").expect("leads there");
    assert_eq!(through.key(), "a.yaml#/real/y");
    assert_eq!(resolve(&documents, "d").expect("leads there").key(), "a.yaml#/z");
}

#[test]
fn references_lead_to_other_files_and_from_there_on() {
    let (documents, sink) = documents(&[
        (
            "specs/api.yaml",
            "a: {$ref: './schemas/pet.yaml#/Pet'}\nb: {$ref: schemas/whole.json}\nc: {$ref: 'schemas/../schemas/pet.yaml#/Pet'}\n",
        ),
        ("specs/schemas/pet.yaml", "Pet:\n  owner: {$ref: '../common/owner.yaml'}\n"),
        ("specs/common/owner.yaml", "name: Ann\n"),
        ("specs/schemas/whole.json", "{\"x\": 1}"),
        ("specs/broken.yaml", "a: [\n"),
    ]);
    let pet = resolve(&documents, "a").expect("leads there");
    let onward = pet.node.get("owner").and_then(|owner| owner.get("$ref")).expect("there");
    let owner = documents.resolve(onward.span, onward.as_str().expect("a text")).expect("leads there");
    assert_eq!(owner.node.get_str("name"), Some("Ann"));
    assert_eq!((owner.key().as_str(), owner.name().as_str()), ("specs/common/owner.yaml#", "owner"));
    assert_eq!(resolve(&documents, "c").expect("leads there").key(), pet.key());
    assert_eq!(resolve(&documents, "b").expect("leads there").name(), "whole");
    let files: Vec<PathBuf> =
        ["specs/api.yaml", "specs/schemas/pet.yaml", "specs/common/owner.yaml", "specs/schemas/whole.json"]
            .map(PathBuf::from)
            .into();
    assert_eq!(documents.files(), files, "each once, and the broken one never");
    assert!(sink.is_empty());
}

#[test]
fn a_dangling_reference_names_what_is_near() {
    let (documents, _) = documents(&[(
        "a.yaml",
        "a: {$ref: '#/components/schemas/Odrer'}\n\n\n\n\n\n\n\n\ncomponents:\n  schemas:\n    Order: {}\n    Pet: 7\nb: {$ref: '#/components/schemas/Pet/id'}\nc: {$ref: '#/nothing'}\n",
    )]);
    assert_eq!(
        report(&documents, "a"),
        "error[reference::dangling]: `#/components/schemas/Odrer` leads nowhere
  --> a.yaml:1:11
   |
 1 | a: {$ref: '#/components/schemas/Odrer'}
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `/components/schemas` has no `Odrer`
   |
  ::: a.yaml:12:5
   |
12 |     Order: {}
   |     ----- a name that is near
   |
   = help: did you mean `#/components/schemas/Order`?"
    );
    assert!(report(&documents, "b").contains("this is a number"));
    assert!(report(&documents, "c").contains("the document has no `nothing`"));
}

#[test]
fn remote_missing_and_broken_files_are_told_apart() {
    let (documents, _) = documents(&[
        (
            "specs/a.yaml",
            "a: {$ref: 'https://example.com/x.yaml#/a'}\nb: {$ref: Pet}\nc: {$ref: broken.yaml}\nd: {$ref: '/components/schemas/Pet'}\ncomponents: {schemas: {Pet: {}}}\n",
        ),
        ("specs/broken.yaml", "x: 1\ny: [\n"),
    ]);
    let remote = report(&documents, "a");
    assert!(remote.contains("reference::remote") && remote.contains("download the file"), "{remote}");
    let missing = report(&documents, "b");
    assert!(
        missing.contains("`specs/Pet` cannot be read")
            && missing.contains("did you mean `#/components/schemas/Pet`?"),
        "{missing}"
    );
    assert!(report(&documents, "d").contains("did you mean `#/components/schemas/Pet`?"));
    let broken = report(&documents, "c");
    assert!(broken.contains("document::syntax") && broken.contains("specs/broken.yaml:"), "{broken}");
}

#[test]
fn pointers_that_go_round_in_a_circle_end() {
    let (documents, _) = documents(&[("a.yaml", "a: {$ref: '#/b/x'}\nb: {$ref: '#/c'}\nc: {$ref: '#/b'}\n")]);
    // `c` is a reference to `b` and has no `x`, `b` one to `c`, and so on.
    assert!(report(&documents, "a").contains("reference::circle"));
}

#[test]
fn a_text_in_memory_is_no_file_to_watch() {
    let sink = Diagnostics::new();
    let documents = Documents::new(&sink);
    documents.hold("-".as_ref(), "a: 1\n".to_owned());
    documents.read_root("-".as_ref());
    assert_eq!(documents.root().get("a").and_then(Node::as_number), Some("1"));
    assert!(documents.files().is_empty());
}

#[test]
fn a_root_that_is_not_there_is_said() {
    let sink = Diagnostics::new();
    let documents =
        Documents::load("does/not/exist.yaml".as_ref(), &[], &std::collections::BTreeMap::new(), &sink);
    assert!(documents.root().is_null());
    assert!(
        reports(&documents, &sink)
            .starts_with("error[document::unreadable]: `does/not/exist.yaml` cannot be read")
    );
}
