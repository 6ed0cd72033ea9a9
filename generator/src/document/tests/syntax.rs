//! What is said of files that are broken, hostile or odd.

use super::{codes, documents, only_report, reports};
use crate::diagnostic::Level;

#[test]
fn broken_yaml_is_shown_with_its_line() {
    let report = only_report("specs/a.yaml", "openapi: 3.1.0\ninfo:\n  title: a: b\n");
    assert_eq!(
        report,
        "error[document::syntax]: this file is not valid YAML
 --> specs/a.yaml:3:11
  |
3 |   title: a: b
  |           ^ mapping values are not allowed in this context
  |
  = help: quote a text that has `: ` in it, or check the indentation of this line"
    );
    assert!(only_report("a.yaml", "a:\n\tb: 1\n").contains("replace the tabs"));
    assert!(only_report("a.yaml", "a: *x\n").contains("needs its anchor"));
    assert!(only_report("a.yaml", "a: [1, 2\nb: 3\n").contains("document::syntax"));
    assert!(only_report("a.yaml", "a: \"x\n").contains("closing quote"));
    assert!(only_report("a.yaml", "ü: `x`\n").contains("a.yaml:1:4"));
}

#[test]
fn broken_json_is_shown_with_both_places() {
    assert_eq!(
        only_report("a.json", "{\n  \"a\": [1, 2,\n  \"b\": 3\n}\n"),
        "error[document::syntax]: this file is not valid JSON
 --> a.json:3:6
  |
2 |   \"a\": [1, 2,
  |        - in what opens here
3 |   \"b\": 3
  |      ^ `,` or `]` is expected here"
    );
    for (text, word) in [
        ("{\"a\": 01, b: \"}", "number"),
        ("{\"a\": \"x}", "never closed"),
        ("{\"a\": tru, 'b\": 1}", "no JSON value"),
        ("{\"a\" 1, \"", "`:` is expected"),
        ("{\"a\": 1", "`}` is missing"),
        ("[1] [", "ends before this"),
        ("[\"\\x\", \"]", "no such escape"),
        ("[\"a\tb\", \"]", "control character"),
        ("[\"\\u00g0\", \"]", "hexadecimal"),
    ] {
        let report = only_report("a.json", text);
        assert!(report.contains(word), "{text}\n{report}");
    }
}

#[test]
fn json_with_a_comma_too_many_is_read_with_a_warning() {
    let (documents, sink) = documents(&[("a.json", "{\"a\": [1, 2,], # why\n \"b\": 1,}")]);
    assert_eq!(documents.root().to_json(), serde_json::json!({"a": [1, 2], "b": 1}));
    assert_eq!(sink.count(Level::Warning), 1);
    assert!(reports(&documents, &sink).contains("document::not_json"));
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let before = n - 1;
        let aliases = vec![format!("*a{before}"); 10].join(", ");
        text += &format!("a{n}: &a{n} [{aliases}]\n");
    }
    assert!(only_report("a.yaml", &text).starts_with("error[document::alias_bomb]"));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1000));
    assert_eq!(codes("a.yaml", &long), ["document::alias_bomb"]);
    assert_eq!(codes("a.yaml", "a: &a [*a]\n"), ["document::recursive_alias"]);
    // Chains of aliases grow in depth rather than in number.
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for n in 1..300 {
        deep += &format!("a{n}: &a{n} [*a{}]\n", n - 1);
    }
    assert_eq!(codes("a.yaml", &deep), ["document::too_deep"]);
}

#[test]
fn depth_is_limited() {
    let json = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(codes("a.json", &json), ["document::too_deep"]);
    let block: String = (0..1000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert_eq!(codes("a.yaml", &block), ["document::too_deep"]);
    let flow = "[".repeat(5000);
    assert!(!codes("a.yaml", &flow).is_empty());
}

#[test]
fn a_key_that_stands_twice_is_shown_in_both_places() {
    let report = only_report("a.yaml", "a: 1\nb: 2\na: 3\n");
    assert!(
        report.contains("1 | a: 1\n  | - this one is lost")
            && report.contains("3 | a: 3\n  | ^ this one counts"),
        "{report}"
    );
    let (documents, sink) = documents(&[("a.json", "{\"a\": 1, \"b\": 2, \"a\": 3, \"a\": 4}")]);
    assert_eq!(documents.root().to_json().to_string(), r#"{"a":4,"b":2}"#);
    assert_eq!(sink.len(), 2);
    let many: String = (0..40).map(|n| format!("k{}: {n}\n", n % 20)).collect();
    assert_eq!(codes("a.yaml", &many).len(), 20);
}

#[test]
fn oddities_are_said() {
    assert_eq!(codes("a.yaml", "a: 1\n---\nb: 2\n"), ["document::second_document"]);
    assert_eq!(codes("a.yaml", "a: !include x.yaml\n"), ["document::unknown_tag"]);
    assert!(codes("a.yaml", "a: !!str 1\nb: !!int '1'\nc: ! x\n").is_empty());
    assert_eq!(codes("a.yaml", "? [a, b]\n: 1\n"), ["document::complex_key"]);
    assert_eq!(codes("a.yaml", "<<: 1\n"), ["document::merge_key"]);
}

#[test]
fn what_is_not_utf8_is_refused() {
    let sink = crate::diagnostic::Diagnostics::new();
    let documents = crate::document::Documents::with_reader(&sink, |_| Ok(vec![0xff, 0xfe, b'a', 0]));
    documents.read_root("a.yaml".as_ref());
    assert!(reports(&documents, &sink).contains("`a.yaml` is not UTF-8"));
    assert!(documents.root().is_null());
}

/// Whatever stands in a file, reading it ends, and every place lies in it.
#[test]
fn pieces_of_documents_never_panic() {
    let text = "a: &x {b: 'c\n d', \"e\\u00e9\": [1, *x]}\n? é\n: |\n  t\n<<: *x\n'f': !t >-\n g\n# h\n---\n";
    let json = r#"{"a":[1.5e3,"\ud83d\ude00",{"b":null}],"c":"é"}"#;
    for (path, text) in [("a.yaml", text), ("a.json", json)] {
        for (from, _) in text.char_indices() {
            for (to, _) in text.char_indices().filter(|(to, _)| *to > from) {
                let (documents, sink) = documents(&[(path, &text[from..to])]);
                let _ = reports(&documents, &sink);
            }
        }
    }
}
