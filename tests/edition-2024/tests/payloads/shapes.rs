//! Types, presence and readings.

use hookwright::{Maybe, Novelty, Reading, read};
use hookwright_tests_2024::golden;
use serde_json::{Value, json};

use crate::verdict::Verdict::{As, Not, Same};
use crate::verdict::judge;

#[test]
fn absent_null_and_present_stay_apart() {
    verdicts!(nullable_optional, "profile.changed", [
        {"id": "1", "nickname": "Ada", "email": "a@b", "phone": "1", "age": 36} => Same,
        {"id": "1", "email": null} => Same,
        {"id": "1", "email": null, "phone": null, "age": null} => Same,
        {"id": "1"} => Not(&[("", "required")]),
        {"id": null, "email": null} => Not(&[("/id", "type")]),
        {"id": "1", "email": null, "nickname": null} => Not(&[("/nickname", "type")]),
        {"id": "1", "email": null, "age": "36"} => Not(&[("/age", "type")]),
        {"id": "1", "email": null, "age": 3_000_000_000_u64} => Not(&[("/age", "format")]),
        {"id": "1", "email": null, "unknown": [1]} => As(json!({"id": "1", "email": null})),
        {"nickname": 1, "phone": 2} => Not(&[("/nickname", "type"), ("/phone", "type"), ("", "required"), ("", "required")]),
        [] => Not(&[("", "type")]),
    ]);
    let phone = |body: &str| {
        read::<golden::nullable_optional::Profile>(body.as_bytes(), Reading::Strict).unwrap().value.phone
    };
    assert_eq!(phone(r#"{"id": "1", "email": null}"#), Maybe::Absent);
    assert_eq!(phone(r#"{"id": "1", "email": null, "phone": null}"#), Maybe::Null);
    assert_eq!(phone(r#"{"id": "1", "email": null, "phone": "7"}"#), Maybe::Value("7".into()));
}

#[test]
fn listed_values_are_the_only_ones_to_a_strict_reader() {
    verdicts!(string_enum, "light.switched", [
        {"kind": "light", "colour": "red", "before": null, "power": ""} => Same,
        {"kind": "light", "colour": "amber", "before": "green", "power": "off"} => Same,
        {"kind": "light", "colour": "blue"} => Not(&[("/colour", "enum")]),
        {"kind": "lamp", "colour": "red"} => Not(&[("/kind", "enum")]),
        {"kind": "light", "colour": "red", "before": "blue"} => Not(&[("/before", "enum")]),
        {"kind": "light", "colour": null} => Not(&[("/colour", "type")]),
        {"kind": "light", "colour": "Red"} => Not(&[("/colour", "enum")]),
    ]);
}

#[test]
fn a_tolerant_reader_keeps_values_that_are_not_listed_and_says_so() {
    use golden::string_enum::{Colour, LightSwitched};
    let body = br#"{"kind": "light", "colour": "blue", "power": "half"}"#;
    let read_it = read::<LightSwitched>(body, Reading::Tolerant).unwrap();
    assert_eq!(read_it.novelties, [Novelty::new("/colour", "enum"), Novelty::new("/power", "enum")]);
    assert!(matches!(read_it.value.colour, Colour::Unknown(_)));
    assert_eq!(
        serde_json::to_value(&read_it.value).unwrap(),
        json!({"kind": "light", "colour": "blue", "power": "half"})
    );
    // What tells one event from another is never open.
    let other =
        read::<LightSwitched>(br#"{"kind": "lamp", "colour": "red"}"#, Reading::Tolerant).unwrap_err();
    assert_eq!((&*other[0].pointer, other[0].keyword), ("/kind", "enum"));
}

#[test]
fn a_tolerant_reader_lets_members_pass_that_a_document_forbids_and_says_so() {
    let body = br#"{"counts": {}, "closed": {"by": "Ada", "new": [1]}}"#;
    let found = read::<golden::maps_and_extras::StockCounted>(body, Reading::Tolerant).unwrap();
    assert_eq!(found.novelties, [Novelty::new("/closed/new", "additionalProperties")]);
}

#[test]
fn a_discriminator_names_the_alternative() {
    use golden::one_of_discriminator::{Method, PaymentMade};
    // Nothing but the discriminator tells cash from the others, and JSON Schema does not know of it.
    verdicts!(one_of_discriminator, "payment.made", [
        {"method": {"type": "Cash"}} => Same,
        {"method": {"type": "barter"}} => Same,
        {"method": {"type": "credit", "last4": "4242"}} => Not(&[("/method", "oneOf")]),
        {"method": {"iban": "DE", "type": "bank"}} => Not(&[("/method", "oneOf")]),
        {"method": {}} => Not(&[("/method", "oneOf")]),
        {"method": "credit"} => Not(&[("/method", "oneOf")]),
    ]);
    let tolerant =
        |body: &str| read::<PaymentMade>(body.as_bytes(), Reading::Tolerant).map(|read| read.value.method);
    let made = tolerant(r#"{"method": {"type": "bank", "iban": "DE"}}"#).unwrap();
    assert!(matches!(made, Method::Bank(bank) if bank.iban == "DE"));
    let made = tolerant(r#"{"method": {"type": "debit", "last4": "4242"}}"#).unwrap();
    assert!(matches!(made, Method::Card(card) if card.last4 == "4242"));
    // Without its member a bank is but cash of another name.
    assert!(matches!(tolerant(r#"{"method": {"type": "bank"}}"#).unwrap(), Method::Cash(_)));
}

#[test]
fn kinds_tell_alternatives_apart() {
    verdicts!(one_of_kinds, "reading.taken", [
        {"value": 1.5} => Same,
        {"value": "low", "reference": 7} => Same,
        {"value": [1.5, 2.5], "reference": "a", "limit": false} => Same,
        {"value": {"fault": 3}, "limit": null} => Same,
        {"value": "much"} => Not(&[("/value", "maxLength")]),
        {"value": true} => Not(&[("/value", "oneOf")]),
        {"value": null} => Not(&[("/value", "oneOf")]),
        {"value": [1, "2"]} => Not(&[("/value/1", "type")]),
        {"value": 1.5, "reference": 1.5} => Not(&[("/reference", "anyOf")]),
        {"value": 1.5, "limit": "none"} => Not(&[("/limit", "oneOf")]),
    ]);
}

#[test]
fn any_alternative_will_do() {
    verdicts!(any_of, "contact.changed", [
        {"contact": {"first_name": "Ada", "nick": "A"}} => Same,
        {"contact": {"legal_name": "Ada Ltd", "vat": "1"}} => Same,
        {"contact": {}} => Not(&[("/contact", "anyOf")]),
        {"contact": {"legal_name": 1}} => Not(&[("/contact", "anyOf")]),
    ]);
}

#[test]
fn sets_of_members_of_which_one_is_required() {
    verdicts!(required_sets, "contact.changed", [
        {"reach": {"mail": "a"}, "pay": {"card": "1"}} => Same,
        {"reach": {"mail": "a", "phone": "1"}, "pay": {"bank": "1", "country": "DE"}} => Same,
        {"reach": {"mail": "a"}, "pay": {"card": "1", "bank": "2"}} => Same,
        {"reach": {}, "pay": {"card": "1"}} => Not(&[("/reach", "anyOf")]),
        {"reach": {"mail": "a"}, "pay": {"bank": "1"}} => Not(&[("/pay", "oneOf")]),
        {"reach": {"mail": "a"}, "pay": {"card": "1", "bank": "2", "country": "DE"}} => Not(&[("/pay", "oneOf")]),
        {"reach": {"mail": "a", "x": 1, "y": 2}, "pay": {"card": "1"}} => Not(&[("/reach", "maxProperties")]),
    ]);
}

#[test]
fn all_parts_count() {
    verdicts!(all_of, "animal.moved", [
        {"id": "1", "legs": 4, "owner": {"name": "Ada"}, "barks": true} => Same,
        {"id": "1", "legs": 5, "owner": {"name": "Ada"}, "barks": true} => Not(&[("/legs", "maximum")]),
        {"id": "1", "legs": -1, "owner": {"name": "Ada"}, "barks": true} => Not(&[("/legs", "minimum")]),
        {"id": "1", "legs": 4, "barks": true} => Not(&[("", "required")]),
        {"id": "1", "legs": 4, "barks": true, "owner": {}} => Not(&[("/owner", "required")]),
    ]);
}

#[test]
fn types_may_hold_themselves() {
    verdicts!(recursion, "folder.shared", [
        {"name": "a", "children": [{"name": "b", "children": []}], "parent": {"name": "c", "children": []}} => Same,
        {"name": "a", "children": [], "by_name": {"x": {"name": "y", "children": []}}, "label": ["a", ["b", []]]} => Same,
        {"name": "a", "children": [], "outline": [[], [[]]]} => Same,
        {"name": "a", "children": [{"name": "b", "children": [{"name": 1, "children": []}]}]}
            => Not(&[("/children/0/children/0/name", "type")]),
        {"name": "a", "children": [], "label": ["a", [1]]} => Not(&[("/label/1/0", "oneOf")]),
        {"name": "a", "children": [], "outline": [[], 1]} => Not(&[("/outline/1", "type")]),
    ]);
    let deep = format!("{}{}", r#"{"name":"a","children":["#.repeat(200), "]}".repeat(200));
    let refused = golden::recursion::Event::from_slice("folder.shared", deep.as_bytes()).unwrap_err();
    assert_eq!(refused[0].keyword, "depth");
}

#[test]
fn members_that_no_schema_declares() {
    verdicts!(maps_and_extras, "stock.counted", [
        {"counts": {"a": 1, "b": 0}, "notes": {"x": [1, {}]}, "closed": {"by": "Ada"}} => Same,
        {"counts": {}, "closed": {}, "mixed": {"total": 1, "ok": true}, "empty": {}} => Same,
        {"counts": {}, "closed": {}, "other": 1} => As(json!({"counts": {}, "closed": {}})),
        {"counts": {"a": -1}, "closed": {}} => Not(&[("/counts/a", "minimum")]),
        {"counts": {"a/b~": "1"}, "closed": {}} => Not(&[("/counts/a~1b~0", "type")]),
        {"counts": {}, "closed": {"new": 1}} => Not(&[("/closed/new", "additionalProperties")]),
        {"counts": {}, "closed": {}, "mixed": {"total": 1, "ok": 1}} => Not(&[("/mixed/ok", "type")]),
        {"counts": {}, "closed": {}, "empty": {"a": null}} => Not(&[("/empty/a", "additionalProperties")]),
    ]);
    verdicts!(extras_keep, "stock.counted", [
        {"counts": {}, "closed": {}, "other": {"deep": [1, null]}, "more": "x"} => Same,
        {"counts": {}, "closed": {"new": 1}} => Not(&[("/closed/new", "additionalProperties")]),
    ]);
}

#[test]
fn text_of_dates_and_widths_of_integers() {
    let base =
        || json!({"id": "not-checked", "taken_at": "2026-01-31T24:00:00.120+01:00", "day": "31.1.2026"});
    let with = |name: &str, value: Value| {
        let mut payload = base();
        payload[name] = value;
        payload
    };
    let read_it = |body: &[u8]| {
        golden::formats::Event::from_slice("sample.taken", body)
            .map(|event| serde_json::to_value(&event).unwrap())
    };
    for (name, value) in [
        ("small", json!(i32::MIN)),
        ("large", json!(i64::MIN)),
        ("plain", json!(i64::MAX)),
        ("byte", json!(255)),
        ("huge", json!(u64::MAX)),
        ("ratio", json!(0.1)),
        ("exact", json!(1e300)),
        ("flag", json!(true)),
        ("anything", json!({"a": [null]})),
        ("anything", json!(null)),
        ("nothing", json!(null)),
    ] {
        judge("formats", &with(name, value), Same, &read_it);
    }
    for (name, value, violation) in [
        ("small", json!(2_147_483_648_u64), &[("/small", "format")]),
        ("byte", json!(256), &[("/byte", "format")]),
        ("byte", json!(-1), &[("/byte", "format")]),
        ("large", json!(u64::MAX), &[("/large", "format")]),
        ("plain", json!(1.5), &[("/plain", "type")]),
        ("flag", json!("true"), &[("/flag", "type")]),
        ("nothing", json!(0), &[("/nothing", "type")]),
        ("id", json!(null), &[("/id", "type")]),
    ] {
        judge("formats", &with(name, value), Not(violation), &read_it);
    }
    judge("formats", &with("plain", json!(1e2)), As(with("plain", json!(100))), &read_it);
}

#[test]
fn hostile_names_keep_their_spelling() {
    verdicts!(hostile_names, "type", [
        {
            "type": "t", "": "e", "+1": 1, "-1": 2, "5qi": 3, "xsi:type": "a", "xsi_type": "b", "self": true, "r#fn": false,
            "größe": 1.5, "*/ quote\" \\ {brace}": "q", "extras": "x", "compare": "<=", "box": {"result": "r"},
        } => Same,
        {"type": "t", "": "e", "+1": 1, "compare": "Unknown"} => Same,
        {"type": "t", "": "e", "+1": 1, "compare": ""} => Same,
        {"type": "t", "": "e", "+1": 1, "compare": ">"} => Not(&[("/compare", "enum")]),
        {"type": "t", "": 1, "+1": "1"} => Not(&[("/", "type"), ("/+1", "type")]),
        {"type": "t", "+1": 1} => Not(&[("", "required")]),
    ]);
    verdicts!(hostile_components, "fallback", [
        {
            "receiver": {"option": {"some": null, "box": {"inner": {}}}, "vec": {"items": [{}]}},
            "failure": {"string": {"text": "t"}, "list": ["a"]},
        } => Same,
    ]);
}

#[test]
fn callbacks_and_shared_shapes_are_payloads_like_others() {
    verdicts!(callbacks, "jobDone", [{"state": "done"} => Same, {"state": "failed"} => Not(&[("/state", "enum")])]);
    verdicts!(callbacks, "jobFailed", [{"state": "failed", "reason": "r"} => Same]);
    verdicts!(shared_inline, "transfer.made", [
        {"from": {"iban": "a"}, "to": {"iban": "b"}, "fee": {"iban": "c", "cents": 5}} => Same,
        {"from": {"iban": "a"}, "to": {}} => Not(&[("/to", "required")]),
    ]);
    verdicts!(multi_file, "parcel.sent", [
        {"weight": 1, "to": {"city": "x", "parcel": {"weight": 2, "to": {"city": "y"}}}} => Same,
        {"weight": 0, "to": {"city": "x"}} => Not(&[("/weight", "minimum")]),
    ]);
}

#[test]
fn the_dialect_of_3_0() {
    verdicts!(nullable_3_0, "user.changed", [
        {"name": null, "role": null, "team": null} => Same,
        {"name": "Ada", "role": "admin", "team": {"id": 1}, "level": 10} => Same,
        {"name": "Ada", "role": "admin", "level": 0} => Not(&[("/level", "exclusiveMinimum")]),
        {"name": "Ada", "role": "boss"} => Not(&[("/role", "enum")]),
        {"role": "guest"} => Not(&[("", "required")]),
        {"name": "Ada", "role": "admin", "level": null} => Not(&[("/level", "type")]),
        {"name": "Ada", "role": "admin", "team": {}} => Not(&[("/team", "required")]),
    ]);
}

#[test]
fn bounds_are_checked_where_they_stand() {
    verdicts!(checks, "form.sent", [
        {"name": "üüüüü", "share": 1.5e-1, "above": 9.5, "dozens": 24, "tags": ["a", "b"], "pairs": {"a": 5.5}, "level": 3, "version": 2} => Same,
        {"name": "a"} => Not(&[("/name", "minLength")]),
        {"name": "abcdef"} => Not(&[("/name", "maxLength")]),
        {"share": 1.01, "above": 0} => Not(&[("/above", "exclusiveMinimum"), ("/share", "maximum")]),
        {"above": 10} => Not(&[("/above", "exclusiveMaximum")]),
        {"dozens": 13} => Not(&[("/dozens", "multipleOf")]),
        {"tags": []} => Not(&[("/tags", "minItems")]),
        {"tags": ["a", "a"]} => Not(&[("/tags", "uniqueItems")]),
        {"tags": ["a", ""]} => Not(&[("/tags/1", "minLength")]),
        {"tags": ["a", "b", "c", "d"]} => Not(&[("/tags", "maxItems")]),
        {"pairs": {}} => Not(&[("/pairs", "minProperties")]),
        {"pairs": {"a": 5, "b": 4}} => Not(&[("/pairs/b", "minimum")]),
        {"pairs": {"a": 5, "b": 5, "c": 5}} => Not(&[("/pairs", "maxProperties")]),
        {"level": 4} => Not(&[("/level", "enum")]),
        {"version": 3} => Not(&[("/version", "const")]),
        {"matrix": [[1, 2], [1]]} => Not(&[("/matrix/1", "minItems")]),
        {"maybe": null} => Same,
        {"maybe": "ab"} => Not(&[("/maybe", "minLength")]),
    ]);
}

#[test]
fn what_is_no_json_and_what_no_event_has() {
    for body in ["", "{", "{\"id\": \"1\",}", "nul", "{\"id\": \"\\ud800\"}"] {
        let refused =
            golden::nullable_optional::Event::from_slice("profile.changed", body.as_bytes()).unwrap_err();
        assert!(refused.iter().any(|one| one.keyword == "syntax"), "{body}: {refused}");
    }
    assert!(golden::nullable_optional::Event::from_slice("no.such.event", b"{}").is_err());
    assert_eq!(
        golden::dispatch_header_template::Event::NAMES,
        ["check-run-completed", "check-run-created", "review", "push"]
    );
}

/// Serde is a way in and out, too, with the same verdicts.
#[test]
fn serde_both_ways() {
    let value = json!({"id": "1", "email": null, "phone": null});
    let profile: golden::nullable_optional::Profile = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&profile).unwrap(), value);
    let error = serde_json::from_value::<golden::nullable_optional::Profile>(json!({"id": 1})).unwrap_err();
    assert!(error.to_string().contains("/id"), "{error}");
}
