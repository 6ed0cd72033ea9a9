//! Objects: presence, other members, order, all violations at once.

use hookwright::{Json, Map, Maybe};

use crate::{broken, strict, tolerant};

#[derive(Debug, PartialEq)]
struct Order {
    id: String,
    note: Option<String>,
    discount: Maybe<f64>,
    closed_at: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, Default, PartialEq)]
struct Line {
    count: i64,
    r#type: Option<String>,
}

hookwright::codegen::object! {
    Order {
        0 "id" id: required,
        1 "note" note: optional [MaxLength(5)],
        2 "discount" discount: maybe [Minimum(0.0), Maximum(1.0)],
        3 "closed_at" closed_at: required,
        4 "lines" lines: required [MinItems(1)],
    }
    others: ignore
}
hookwright::codegen::object! {
    Line { 0 "count" count: required, 1 "type" r#type: optional, }
    others: refuse
}

const GOOD: &str = r#"{"id": "1", "closed_at": null, "lines": [{"count": 2}]}"#;

#[test]
fn absent_null_and_present_stay_apart() {
    let order = strict::<Order>(GOOD).expect("an order");
    assert_eq!((order.note, order.discount, order.closed_at), (None, Maybe::Absent, None));
    let order = strict::<Order>(
        r#"{"lines": [{"count": 2}], "closed_at": "now", "discount": null, "note": "", "id": ""}"#,
    )
    .expect("an order");
    assert_eq!(
        (order.note, order.discount, order.closed_at),
        (Some(String::new()), Maybe::Null, Some("now".into()))
    );
    assert_eq!(broken::<Order>(&GOOD.replace("{\"id\"", "{\"note\": null, \"id\"")), ["/note type"]);
}

#[test]
fn all_violations_are_listed_with_their_places() {
    let body = r#"{"note": "too long", "discount": 2, "lines": [{"count": "x"}, {"type": 1, "colour": "red"}, 5, {"count": 1}], "extra": [1, {}]}"#;
    let expected = [
        "/note maxLength",
        "/discount maximum",
        "/lines/0/count type",
        "/lines/1/type type",
        "/lines/1/colour additionalProperties",
        "/lines/1 required",
        "/lines/2 type",
        " required",
        " required",
    ];
    assert_eq!(broken::<Order>(body), expected);
    let violations = strict::<Order>(body).unwrap_err();
    assert_eq!(violations[7].message, "the member `id` is missing");
    assert_eq!(violations[8].message, "the member `closed_at` is missing");
    assert!(!violations.is_cut());
}

#[test]
fn broken_text_ends_the_list() {
    assert_eq!(
        broken::<Order>(r#"{"id": 1, "lines": [{"count": 1.5}, }"#),
        ["/id type", "/lines/0/count type", " syntax"]
    );
    assert_eq!(broken::<Order>(&format!("{GOOD} x")), [" syntax"]);
    assert_eq!(broken::<Order>(r#"{"id": [1,]}"#), [" syntax"]);
    for end in 0..GOOD.len() {
        assert!(
            broken::<Order>(&GOOD[..end]).last().is_some_and(|last| last == " syntax"),
            "{}",
            &GOOD[..end]
        );
    }
}

#[test]
fn other_members_are_told_by_a_tolerant_reading() {
    let (line, novelties) =
        tolerant::<Vec<Line>>(r#"[{"count": 1}, {"new": [{}], "count": 2, "newer": 0}]"#).expect("lines");
    assert_eq!(line[1].count, 2);
    assert_eq!(novelties, ["/1/new: additionalProperties", "/1/newer: additionalProperties"]);
}

#[test]
fn the_last_of_equal_names_counts() {
    assert_eq!(strict::<Line>(r#"{"count": 1, "count": 2}"#).expect("a line").count, 2);
    assert_eq!(strict::<Line>(r#"{"type": "a", "count": 1, "\u0063ount": 3}"#).expect("a line").count, 3);
}

#[derive(Debug, PartialEq)]
struct Kept {
    id: i64,
    rest: Map<Json>,
}
hookwright::codegen::object! { Kept { 0 "id" id: required } others: keep rest }

#[derive(Debug, PartialEq)]
struct Read {
    rest: Map<i64>,
}
hookwright::codegen::object! { Read {} others: read rest [Minimum(0.0)], checks [MinProperties(1), MaxProperties(2)] }

#[derive(Debug, PartialEq)]
struct Empty {}
hookwright::codegen::object! { Empty {} others: ignore }

#[derive(Debug, PartialEq)]
struct Closed;
hookwright::codegen::object! { Closed {} others: refuse }

#[test]
fn other_members_are_kept() {
    let kept = strict::<Kept>(r#"{"z": 1.0, "id": 1, "a\n": {"id": 2}}"#).expect("an object");
    assert_eq!(kept.rest.keys().collect::<Vec<_>>(), ["a\n", "z"]);
    assert_eq!(kept.rest["z"].as_str(), "1.0");
}

#[test]
fn other_members_are_read() {
    assert_eq!(strict::<Read>(r#"{"a": 1}"#).expect("an object").rest["a"], 1);
    assert_eq!(broken::<Read>(r#"{"a": -1, "b": "x"}"#), ["/a minimum", "/b type"]);
    assert_eq!(broken::<Read>("{}"), [" minProperties"]);
    assert_eq!(broken::<Read>(r#"{"a":1,"b":1,"c":1}"#), [" maxProperties"]);
}

#[test]
fn objects_may_have_no_members() {
    assert_eq!(strict::<Empty>(r#"{"a": 1}"#), Ok(Empty {}));
    assert_eq!(strict::<Closed>("{ }"), Ok(Closed));
    assert_eq!(broken::<Closed>(r#"{"a": 1}"#), ["/a additionalProperties"]);
    assert_eq!(broken::<Empty>("[]"), [" type"]);
}

/// Names that are no plain text in JSON, and names that look alike.
#[derive(Debug, PartialEq)]
struct Odd {
    quote: i64,
    plus: i64,
    minus: i64,
    empty: i64,
    accent: i64,
    line: i64,
}
hookwright::codegen::object! {
    Odd {
        0 "a\"b" quote: required,
        1 "+1" plus: required,
        2 "-1" minus: required,
        3 "" empty: required,
        4 "é" accent: required,
        5 "a\nb" line: required,
    }
    others: ignore
}

#[test]
fn names_may_be_anything() {
    let odd = Odd { quote: 1, plus: 2, minus: 3, empty: 4, accent: 5, line: 6 };
    let body = serde_json::to_string(&odd).expect("JSON");
    assert_eq!(body, r#"{"a\"b":1,"+1":2,"-1":3,"":4,"é":5,"a\nb":6}"#);
    assert_eq!(strict::<Odd>(&body), Ok(odd));
    assert!(strict::<Odd>(r#"{"a"b":1,"+1":2,"-1":3,"":4,"é":5,"a\nb":6}"#).is_err());
}

#[test]
fn every_order_of_members_is_read() {
    let members = [
        r#""id": "1""#,
        r#""note": "n""#,
        r#""discount": 0.5"#,
        r#""closed_at": null"#,
        r#""lines": [{"count": 2}]"#,
    ];
    let expected = strict::<Order>(&format!("{{{}}}", members.join(","))).expect("an order");
    let mut order = members.to_vec();
    for turn in 0..120 {
        order.swap(turn % 5, (turn * 7 + 3) % 5);
        assert_eq!(strict::<Order>(&format!("{{{}}}", order.join(","))).as_ref(), Ok(&expected));
    }
}
