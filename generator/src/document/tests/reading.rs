//! What YAML and JSON mean, and where it stands.

use serde_json::json;

use super::{clean, documents, text_of};
use crate::document::Node;

#[test]
fn yaml_follows_the_core_schema_and_keeps_the_text_of_numbers() {
    let text = "a: y\nb: on\nc: 1.0\nd: -9223372036854776000\ne: ~\nf: 'true'\ng: 0x1F\n200: ok\ntrue: t\n";
    assert_eq!(
        clean("a.yaml", text).to_string(),
        r#"{"a":"y","b":"on","c":1.0,"d":-9.223372036854775808e18,"e":null,"f":"true","g":31,"200":"ok","true":"t"}"#
            .replace("-9.223372036854775808e18", &json!(-9_223_372_036_854_776_000.0).to_string())
    );
    let (documents, _) = documents(&[("a.yaml", text)]);
    assert_eq!(documents.root().get("c").and_then(Node::as_number), Some("1.0"));
}

#[test]
fn anchors_aliases_and_merge_keys_are_followed() {
    let text = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\none:\n  <<: *b\n  x: 9\nmany:\n  <<: [*b, *m]\ntext: &t hi\n*t : *t\n\"<<\": plain\n";
    assert_eq!(
        clean("a.yaml", text),
        json!({
            "base": {"x": 1, "y": 2}, "more": {"y": 3, "z": 4}, "one": {"x": 9, "y": 2},
            "many": {"x": 1, "y": 2, "z": 4}, "text": "hi", "hi": "hi", "<<": "plain"
        })
    );
}

#[test]
fn places_hold_what_they_say() {
    for text in [
        "\u{feff}a: ü\r\nb:\r\n  - x: 1\r\n    y: |\r\n      tö\r\n\r\n  - {q: [1, 2]}\r\nc: end\r\n",
        "\u{feff}a: ü\nb:\n  - x: 1\n    y: |\n      tö\n\n  - {q: [1, 2]}\nc: end\n",
    ] {
        let (documents, sink) = documents(&[("a.yaml", text)]);
        assert!(sink.is_empty());
        let root = documents.root();
        let at = |path: &[&str]| {
            path.iter().try_fold(root, |node, key| node.child(key)).map(|node| text_of(text, node))
        };
        assert_eq!(at(&["a"]), Some("ü"));
        assert_eq!(at(&["b", "1"]), Some("{q: [1, 2]}"));
        assert_eq!(at(&["b", "1", "q", "1"]), Some("2"));
        assert_eq!(at(&["c"]), Some("end"));
        let first = at(&["b", "0"]).expect("there");
        assert!(first.starts_with("x: 1") && first.ends_with("tö"), "{first:?}");
        assert!(text_of(text, root).starts_with("a: ü") && text_of(text, root).ends_with("end"));
        let y = root.get("b").and_then(|b| b.child("0")).and_then(|b| b.get("y")).expect("there");
        assert_eq!(y.as_str(), Some("tö\n"));
        assert_eq!(documents.pointer(y.span).as_deref(), Some("/b/0/y"));
    }
}

#[test]
fn json_is_read_with_places_escapes_and_tabs() {
    let text = "\u{feff}{\t\"a\\u00fc\\n\": [1e3, -0.5, \"\\ud83d\\ude00\\ud800x\", null],\r\n\"b\": {\"<<\": true}}\n";
    assert_eq!(
        clean("a.json", text),
        json!({"aü\n": [1000.0, -0.5, "😀\u{fffd}x", null], "b": {"<<": true}})
    );
    let (documents, _) = documents(&[("a.json", text)]);
    let b = documents.root().get("b").expect("there");
    assert_eq!(text_of(text, b), "{\"<<\": true}");
    assert_eq!(documents.sources().place(b.span).as_deref(), Some("a.json:2:6"));
}

#[test]
fn large_mappings_are_found_by_key_and_keep_their_order() {
    let text: String = (0..500).rev().map(|n| format!("key{n}: {n}\n")).collect();
    let (documents, sink) = documents(&[("a.yaml", &text)]);
    assert!(sink.is_empty());
    let mapping = documents.root().as_mapping().expect("a mapping");
    assert_eq!(mapping.get("key77").and_then(Node::as_number), Some("77"));
    assert!(mapping.get("key500").is_none() && !mapping.contains_key("key"));
    assert_eq!(mapping.keys().next(), Some("key499"));
}

#[test]
fn empty_files_are_null() {
    for text in ["", "\n\n", "# nothing\n", "\u{feff}", "---\n"] {
        assert_eq!(clean("a.yaml", text), json!(null));
    }
}

#[test]
fn typed_values_are_read_and_refused_with_their_place() {
    #[derive(serde::Deserialize, Debug)]
    struct Pair {
        header: String,
    }
    let (documents, _) = documents(&[("a.yaml", "good: {header: X}\nbad: {header: 1}\n")]);
    let root = documents.root();
    let good: Pair = root.get("good").expect("there").read("x::y", "`good`").expect("fits");
    assert_eq!(good.header, "X");
    let bad = root.get("bad").expect("there");
    let found = bad.read::<Pair>("x::y", "`bad`").expect_err("a number");
    assert_eq!(found.span(), Some(bad.span));
    assert!(found.labels[0].text.contains("expected a string"), "{found:?}");
}

#[test]
fn yaml_that_older_parsers_read_is_read_with_a_note() {
    let cases = [
        ("a:\n  b: 'one\n  two\n\n  three'\n  c: x\n", json!({"a": {"b": "one two\nthree", "c": "x"}})),
        ("a: 'x'#note\nb: 2\n", json!({"a": "x", "b": 2})),
        (
            "a:\n  b:\n    c: {\n  \"d\": 1,\n  \"é\": 2\n  }\n    f: [1,\n2\n]\n",
            json!({"a": {"b": {"c": {"d": 1, "é": 2}, "f": [1, 2]}}}),
        ),
    ];
    for (text, value) in cases {
        let (documents, sink) = documents(&[("a.yaml", text)]);
        assert_eq!(documents.root().to_json(), value);
        let codes: Vec<_> = sink.all().iter().map(|found| found.code.as_str()).collect();
        assert_eq!(codes, ["document::yaml_dialect"], "{text}");
    }
    let text = "a:\n  b: 'one\n  two'\n  c: x\n";
    let (documents, _) = documents(&[("a.yaml", text)]);
    let a = documents.root().get("a").expect("there");
    assert_eq!(text_of(text, a.get("b").expect("there")), "'one\n  two'");
    assert_eq!(text_of(text, a.get("c").expect("there")), "x");
}
