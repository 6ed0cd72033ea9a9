//! Unions: guards, tags, trials, both readings.

use hookwright::{Json, Null};

use crate::{broken, strict, tolerant};

#[derive(Debug, PartialEq)]
struct Card {
    number: String,
}
hookwright::codegen::object! { Card { 0 "number" number: required [MinLength(4)] } others: ignore }

#[derive(Debug, PartialEq)]
struct Bank {
    iban: String,
    bic: Option<String>,
}
hookwright::codegen::object! { Bank { 0 "iban" iban: required, 1 "bic" bic: optional } others: refuse }

#[derive(Debug, PartialEq)]
enum Payment {
    Card(Box<Card>),
    Bank(Box<Bank>),
    Text(String),
    Number(i64),
    Nothing(Null),
}
hookwright::codegen::union! { Payment one_of {
    0 Card: object tag "type" ["card", "visa"],
    1 Bank: object tag "type" ["bank"],
    2 Text: string [MaxLength(5)],
    3 Number: integer,
    4 Nothing: null,
} }

#[test]
fn guards_choose_without_trial() {
    assert_eq!(
        strict::<Payment>(r#"{"number": "1234", "type": "visa"}"#),
        Ok(Payment::Card(Box::new(Card { number: "1234".into() })))
    );
    assert_eq!(strict::<Payment>("\"abc\""), Ok(Payment::Text("abc".into())));
    assert_eq!(strict::<Payment>("7.0"), Ok(Payment::Number(7)));
    assert_eq!(strict::<Payment>("null"), Ok(Payment::Nothing(Null)));
}

#[test]
fn one_candidate_gives_precise_violations() {
    assert_eq!(
        broken::<Vec<Payment>>(r#"[{"type": "card", "number": 5}, "abcdef"]"#),
        ["/0/number type", "/1 maxLength"]
    );
    assert_eq!(broken::<Payment>(r#"{"type": "bank"}"#), ["/type additionalProperties", " required"]);
}

#[test]
fn no_candidate_names_kinds_or_tag_but_no_value() {
    let message = |body: &str| {
        let violations = strict::<Vec<Payment>>(body).unwrap_err();
        assert_eq!(
            (violations.len(), violations[0].keyword, violations[0].pointer.as_str()),
            (1, "oneOf", "/0")
        );
        violations[0].message.clone()
    };
    assert_eq!(message("[true]"), "null or integer or string or object is expected");
    assert_eq!(message("[1.5]"), "null or integer or string or object is expected");
    let tag = "the member `type` must be a string that names one of 5 alternatives";
    assert_eq!(
        [message(r#"[{"type": "cash"}]"#), message(r#"[{"type": 1}]"#), message("[{}]")],
        [tag, tag, tag]
    );
    assert!(tolerant::<Payment>(r#"{"type": "cash"}"#).is_err());
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    New,
    Unknown(hookwright::Unknown),
}
hookwright::codegen::string_enum! { Kind { "new" => New } open }

#[derive(Debug, PartialEq)]
struct Left {
    id: i64,
    kind: Option<Kind>,
}
hookwright::codegen::object! { Left { 0 "id" id: required, 1 "kind" kind: optional } others: refuse }

#[derive(Debug, PartialEq)]
struct Right {
    id: i64,
    size: Option<f64>,
}
hookwright::codegen::object! { Right { 0 "id" id: required, 1 "size" size: optional } others: ignore }

#[derive(Debug, PartialEq)]
enum Exactly {
    Left(Left),
    Right(Right),
}
hookwright::codegen::union! { Exactly one_of { 0 Left: object, 1 Right: object } }

#[derive(Debug, PartialEq)]
enum Any {
    Left(Left),
    Right(Right),
    Rest(Json),
}
hookwright::codegen::union! { Any any_of { 0 Left: object, 1 Right: object, 2 Rest: array | string } }

#[test]
fn exactly_one_must_match_one_of() {
    assert_eq!(
        strict::<Exactly>(r#"{"id": 1, "size": 2}"#),
        Ok(Exactly::Right(Right { id: 1, size: Some(2.0) }))
    );
    let violations = strict::<Exactly>(r#"{"id": 1}"#).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "(body): oneOf: exactly one of 2 alternatives must match, and several do"
    );
    assert!(tolerant::<Exactly>(r#"{"id": 1}"#).is_err());
}

#[test]
fn the_first_match_counts_in_any_of() {
    assert_eq!(strict::<Any>(r#"{"id": 1}"#), Ok(Any::Left(Left { id: 1, kind: None })));
    assert_eq!(strict::<Any>(r#"{"id": 1, "other": 2}"#), Ok(Any::Right(Right { id: 1, size: None })));
    assert_eq!(strict::<Any>("[1]"), Ok(Any::Rest("[1]".parse().expect("JSON"))));
}

#[test]
fn no_match_names_the_closest() {
    let violations =
        strict::<Vec<Exactly>>(r#"[{"id": 1, "size": "big"}, {"kind": "old", "size": 1}]"#).unwrap_err();
    let expected = "/0: oneOf: none of 2 alternatives matches; `Left` comes closest and fails at /0/size: additionalProperties: \
                    no other members than the declared ones are expected\n\
                    /1: oneOf: none of 2 alternatives matches; `Right` comes closest and fails at /1: required: the member `id` is missing";
    assert_eq!(violations.to_string(), expected);
}

#[test]
fn a_tolerant_reading_first_tries_strictly() {
    // `Left` would take it tolerantly, `Right` takes it strictly.
    let (value, novelties) = tolerant::<Exactly>(r#"{"id": 1, "size": 2}"#).expect("read");
    assert_eq!((value, novelties), (Exactly::Right(Right { id: 1, size: Some(2.0) }), vec![]));
    // Only tolerantly is this anything; novelties of trials that failed are forgotten.
    let (value, novelties) =
        tolerant::<Vec<Exactly>>(r#"[{"id": 1, "kind": "old", "size": "x"}]"#).expect("read");
    assert!(matches!(&value[0], Exactly::Left(Left { kind: Some(Kind::Unknown(_)), .. })));
    assert_eq!(novelties, ["/0/kind: enum", "/0/size: additionalProperties"]);
}

#[derive(Debug, PartialEq)]
enum Numeric {
    Whole(i64),
    Any(f64),
}
hookwright::codegen::union! { Numeric any_of { 0 Whole: integer, 1 Any: number } }

#[derive(Debug, PartialEq)]
enum Ambiguous {
    Whole(i64),
    Any(f64),
}
hookwright::codegen::union! { Ambiguous one_of { 0 Whole: integer, 1 Any: number } }

#[test]
fn whole_numbers_are_numbers_too() {
    assert_eq!(strict::<Numeric>("1e2"), Ok(Numeric::Whole(100)));
    assert_eq!(strict::<Numeric>("1.5"), Ok(Numeric::Any(1.5)));
    assert_eq!(strict::<Numeric>("1e30"), Ok(Numeric::Any(1e30)));
    assert_eq!(broken::<Ambiguous>("1"), [" oneOf"]);
    assert_eq!(strict::<Ambiguous>("1.5"), Ok(Ambiguous::Any(1.5)));
}

#[test]
fn broken_text_inside_a_trial_is_said() {
    assert_eq!(broken::<Vec<Exactly>>(r#"[{"id": 1, "kind": "new", }]"#), [" syntax"]);
    assert_eq!(broken::<Vec<Exactly>>(r#"[{"id": 1"#), [" syntax"]);
    assert_eq!(broken::<Vec<Any>>(r#"[{"id": x}, 5]"#), [" syntax"]);
}

/// Each level can be either alternative, so that careless trials cost two to the power of the
/// depth.
#[derive(Debug, PartialEq)]
struct Plus {
    of: Option<Box<Term>>,
    plus: Option<bool>,
}
hookwright::codegen::object! { Plus { 0 "of" of: optional, 1 "plus" plus: optional } others: refuse }

#[derive(Debug, PartialEq)]
struct Minus {
    of: Option<Box<Term>>,
    minus: Option<bool>,
}
hookwright::codegen::object! { Minus { 0 "of" of: optional, 1 "minus" minus: optional } others: refuse }

#[derive(Debug, PartialEq)]
enum Term {
    Plus(Plus),
    Minus(Minus),
}
hookwright::codegen::union! { Term one_of { 0 Plus: object, 1 Minus: object } }

#[test]
fn nested_trials_do_not_multiply() {
    let nested = |depth: usize, inner: &str| {
        format!("{}{inner}{}", r#"{"of":"#.repeat(depth), r#","minus":true}"#.repeat(depth))
    };
    assert!(strict::<Term>(&nested(120, r#"{"plus": true}"#)).is_ok());
    assert_eq!(broken::<Term>(&nested(120, r#"{"plus": 1}"#)), [" oneOf"]);
    assert_eq!(broken::<Term>(&nested(120, "{}")), [" oneOf"]);
    assert!(tolerant::<Term>(&nested(120, r#"{"times": true}"#)).is_ok());
    assert!(tolerant::<Term>(&nested(120, "[]")).is_err());
    assert!(tolerant::<Term>(&nested(200, "{}")).is_err());
}
