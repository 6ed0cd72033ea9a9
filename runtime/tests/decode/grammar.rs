//! What is JSON, held against serde_json.

use hookwright::{Json, NoPayload, Reading, json, read};

/// Texts that must be accepted, and texts that must not; serde_json is asked for a second opinion.
const ACCEPTED: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "1.5",
    "0.1",
    "1e5",
    "1E+5",
    "1e-5",
    "0e0",
    "123456789012345678901234567890",
    "1.0e-0",
    "null",
    "true",
    "false",
    r#""""#,
    r#""a""#,
    r#""é""#,
    r#""😀""#,
    r#""\u00e9""#,
    r#""\ud83d\ude00""#,
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u0000""#,
    "\"\u{7f}\"",
    "\"\u{2028}\"",
    "[]",
    "{}",
    " [ ] ",
    "\t{\r\n}\n",
    "[1,2]",
    "[[],{}]",
    r#"{"a":1}"#,
    r#"{"a":{"a":[{}]}}"#,
    r#"{"":0}"#,
    r#"{"a":1,"a":2}"#,
    "[null , true ,false]",
    r#"{ "a" : [ 1 , "b" ] , "c" : null }"#,
    r#""long text that spans several words of eight \u0041""#,
];

const REFUSED: &[&str] = &[
    "",
    " ",
    "\u{feff}1",
    "\u{feff}{}",
    "01",
    "-01",
    "00",
    "-",
    "+1",
    ".5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "0x10",
    "1_000",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "tru",
    "truex",
    "True",
    "nul",
    "nulll",
    "fals",
    "'a'",
    r#"""#,
    r#""a"#,
    r#""\"#,
    r#""\x41""#,
    r#""\u12""#,
    r#""\u12g4""#,
    r#""\u+123""#,
    r#""\ud83d""#,
    r#""\ud83d\n""#,
    r#""\ud83dx""#,
    r#""\ude00""#,
    r#""\ud83d\ud83d""#,
    r#""\ude00\ud83d""#,
    r#""\ud83d\u0041""#,
    "\"\n\"",
    "\"\t\"",
    "\"\u{0}\"",
    "\"\u{1f}\"",
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1;2]",
    "[}",
    "{",
    "}",
    "{]",
    r#"{"a"}"#,
    r#"{"a":}"#,
    r#"{"a":1,}"#,
    r#"{,"a":1}"#,
    r#"{"a" 1}"#,
    r#"{"a":1 "b":2}"#,
    r#"{a:1}"#,
    "{1:1}",
    r#"{"a":1"#,
    r#"{"a":1]"#,
    "[1}",
    "1 2",
    "1,",
    "[]]",
    "{}{}",
    "null null",
    "// a\n1",
    "/* a */1",
    "1//",
    "\u{a0}1",
    "\u{0}",
    "1\u{0}",
    "[1]\u{0}",
    "\u{b}1",
    "\u{c}1",
    "--1",
    "1-",
    "1e5.5",
    "1.5.5",
    "\\u0031",
    "[\"a\",\n4\n,1,",
    "{\"a\":\"b\"}#",
];

fn ours(text: &[u8]) -> [bool; 2] {
    [
        read::<Json>(text, Reading::Strict).is_ok(),
        read::<Vec<Json>>(&[b"[", text, b"]"].concat(), Reading::Strict).is_ok(),
    ]
}

fn theirs(text: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(text).is_ok()
}

#[test]
fn valid_texts_are_accepted() {
    for text in ACCEPTED {
        assert!(theirs(text.as_bytes()), "serde_json: {text:?}");
        assert_eq!(ours(text.as_bytes()), [true, true], "{text:?}");
    }
}

#[test]
fn broken_texts_are_refused() {
    for text in REFUSED {
        assert!(!theirs(text.as_bytes()), "serde_json: {text:?}");
        let verdict = read::<Json>(text.as_bytes(), Reading::Strict);
        let keyword = verdict.expect_err(text)[0].keyword;
        assert_eq!(keyword, "syntax", "{text:?}");
    }
}

#[test]
fn every_short_text_has_the_same_verdict_as_in_serde_json() {
    // All texts of up to five of these pieces: some 400,000.
    let pieces = ["{", "}", "[", "]", ",", ":", "\"", "1", "-", ".", "e", "\\u0", " "];
    let mut text = String::new();
    for number in 0..pieces.len().pow(5) {
        text.clear();
        let mut rest = number;
        while rest > 0 {
            text.push_str(pieces[rest % pieces.len()]);
            rest /= pieces.len();
        }
        assert_eq!(ours(text.as_bytes())[0], theirs(text.as_bytes()), "{text:?}");
    }
}

#[test]
fn a_body_that_is_not_utf8_is_no_json() {
    for body in
        [&b"\"\xff\""[..], b"\xef\xbb\xbf{}", b"\"\xed\xa0\x80\"", b"\"\xc0\x80\"", b"{\"\xe9\":1}", b"1\xff"]
    {
        let violations = read::<Json>(body, Reading::Tolerant).expect_err("refused");
        assert_eq!((violations[0].keyword, violations[0].pointer.as_str()), ("syntax", ""), "{body:?}");
    }
}

#[test]
fn nesting_has_the_limit_of_serde_json() {
    for depth in [1, 126, 127, 128, 129, 5000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(ours(text.as_bytes())[0], theirs(text.as_bytes()), "{depth} × {open}");
        }
    }
    let violations = read::<Json>("[".repeat(200).as_bytes(), Reading::Strict).expect_err("refused");
    assert_eq!(violations[0].keyword, "depth");
}

#[test]
fn messages_name_line_and_column() {
    let violations =
        read::<Json>("{\n  \"é\": 1,\n  \"é\" 2}".as_bytes(), Reading::Strict).expect_err("refused");
    assert_eq!(violations[0].message, "not JSON at line 3, column 7: a colon is expected");
}

#[test]
fn a_body_that_nobody_describes_is_not_looked_at() {
    for body in [&b""[..], b"null", b"not json", b"\xff"] {
        assert!(read::<NoPayload>(body, Reading::Strict).is_ok());
    }
}

#[test]
fn lookups_find_scalars_alone() {
    let body = br#" {"a/b": {"~": [10, [true], {"x": "\u0041\ud83d\ude00"}]}, "n": null, "": {"": -1.50e3}, "dup": "first", "dup": "last", "0": "zero"} "#;
    for (pointer, found) in [
        ("/a~1b/~0/0", Some("10")),
        ("/a~1b/~0/1/0", Some("true")),
        ("/a~1b/~0/2/x", Some("A😀")),
        ("//", Some("-1.50e3")),
        ("/dup", Some("first")),
        ("/0", Some("zero")),
        ("/n", None),
        ("", None),
        ("/a~1b/~0", None),
        ("/a~1b/~0/3", None),
        ("/a~1b/~0/00", None),
        ("/a~1b/~0/-", None),
        ("/n/x", None),
        ("a", None),
    ] {
        assert_eq!(json::lookup(body, pointer).as_deref(), found, "{pointer}");
    }
    assert_eq!(json::lookup(b" \"x\" ", "").as_deref(), Some("x"));
    assert_eq!(json::lookup(b"[1,2,{\"a\":3}]", "/2/a").as_deref(), Some("3"));
}

#[test]
fn lookups_survive_what_is_no_json() {
    for body in REFUSED {
        let _ = json::lookup_all(body.as_bytes(), &["", "/a", "/0", "/a/b"]);
    }
    assert_eq!(json::lookup(b"{\"a\": \"\xff\"}", "/a"), None);
    assert_eq!(json::lookup(b"{\"\xff\": 1, \"a\": 2}", "/a").as_deref(), Some("2"));
    let deep = "{\"a\":".repeat(10_000);
    assert_eq!(json::lookup(deep.as_bytes(), &"/a".repeat(10_000)), None);
    // What stands behind the found is not looked at.
    assert_eq!(json::lookup(b"{\"a\": 1, nonsense", "/a").as_deref(), Some("1"));
}
