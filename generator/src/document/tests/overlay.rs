//! Overlays.

use serde_json::json;

use super::{documents, reports};

/// A document after an overlay, and what was said.
fn overlaid(document: &str, overlay: &str) -> (super::Documents, String) {
    let (mut documents, sink) = documents(&[("a.yaml", document), ("o.yaml", overlay)]);
    documents.overlay("o.yaml".as_ref());
    let said = reports(&documents, &sink);
    (documents, said)
}

#[test]
fn actions_merge_append_and_remove() {
    let document = "info: {title: a, tags: [x]}\npaths:\n  /a: {get: {x-internal: true}, post: {}}\n  /b: {get: {}}\nlist: [1, 2, 3, 4]\n";
    let overlay = "overlay: 1.0.0
info: {title: t, version: '1'}
actions:
- target: $.info
  update: {title: b, tags: [y], contact: {name: me}}
- target: $.list[?@ > 1 && @ < 4]
  remove: true
- target: $.list
  update: 5
- target: $.paths.*[?@['x-internal'] == true]
  remove: true
- target: $
  update: {x-webhook-dispatch: path}
";
    let (documents, said) = overlaid(document, overlay);
    assert_eq!(said, "");
    assert_eq!(
        documents.root().to_json(),
        json!({
            "info": {"title": "b", "tags": ["x", "y"], "contact": {"name": "me"}},
            "paths": {"/a": {"post": {}}, "/b": {"get": {}}},
            "list": [1, 4, 5], "x-webhook-dispatch": "path"
        })
    );
    let name = documents.root().get("info").and_then(|info| info.get("contact")).expect("there");
    assert_eq!(documents.sources().place(name.span).as_deref(), Some("o.yaml:5:42"));
    assert_eq!(documents.pointer(name.span).as_deref(), Some("/info/contact"));
    assert_eq!(documents.files().len(), 2);
}

#[test]
fn references_of_an_overlay_count_from_the_document() {
    let (documents, _) = overlaid(
        "components: {schemas: {Pet: {type: object}}}\n",
        "overlay: 1.0.0\nactions:\n- target: $\n  update: {a: {$ref: '#/components/schemas/Pet'}}\n",
    );
    let reference = documents.root().get("a").and_then(|a| a.get("$ref")).expect("there");
    let target = documents.resolve(reference.span, reference.as_str().expect("a text")).expect("leads there");
    assert_eq!(target.key(), "a.yaml#/components/schemas/Pet");
}

#[test]
fn mistakes_of_an_overlay_are_said() {
    let said = |overlay: &str| overlaid("info: {title: a}\n", overlay).1;
    let action = |text: &str| said(&format!("overlay: 1.0.0\nactions:\n- {text}\n"));
    assert!(action("{target: $.servers, remove: true}").contains("warning[overlay::no_match]"));
    assert!(action("{target: '$..[', remove: true}").contains("error[overlay::target]"));
    assert!(action("{target: $.info}").contains("error[overlay::invalid]"));
    assert!(action("{target: $, remove: true}").contains("error[overlay::wrong_kind]"));
    assert!(action("{target: $.info, update: 1}").contains("o.yaml:3:28"));
    assert!(said("actions: []\n").contains("`overlay: 1.0.0` is missing"));
    assert!(said("overlay: 2.0.0\nactions: []\n").contains("warning[overlay::version]"));
    assert!(said("overlay: [\n").contains("document::syntax"));
}
