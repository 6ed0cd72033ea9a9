//! Keywords beyond types: what the goldens accept and refuse, by pointer and keyword.

use hookwright::{Loose, Reading, read};
use hookwright_tests_2024::golden;

use crate::verdict::Verdict::{As, Not, Same};

#[test]
fn a_base_is_whatever_builds_on_it() {
    use golden::discriminator_base::Pet;
    verdicts!(discriminator_base, "pet.changed", [
        {"kind": "cat", "name": "Tom", "hunts": true} => Same,
        {"kind": "dog", "name": "Rex", "packSize": 2, "friend": {"kind": "kitten", "name": "Tim", "hunts": false}} => Same,
        {"kind": "bird", "name": "Pip"} => Same,
        // By its base it is a pet, though no cat.
        {"kind": "cat", "name": "Tom"} => Same,
        {"kind": "dog"} => Not(&[("", "anyOf")]),
    ]);
    let pet = |body: &str| read::<Pet>(body.as_bytes(), Reading::Tolerant).expect("a pet").value;
    assert!(
        matches!(pet(r#"{"kind": "kitten", "name": "Tim", "hunts": false}"#), Pet::Cat(cat) if !cat.hunts)
    );
    assert!(matches!(pet(r#"{"kind": "dog", "name": "Rex"}"#), Pet::Dog(_)));
    assert!(matches!(pet(r#"{"kind": "cat", "name": "Tom"}"#), Pet::Base(_)));
}

#[test]
fn patterns_hold_for_texts_and_for_names() {
    verdicts!(patterns, "device.changed", [
        {"serial": "AB-0042", "alias": "left_door", "labels": {"x-room": "hall"}, "limits": {"total": 1, "maxHeat": 3}, "names": {"heat": 1}} => Same,
        {"serial": "AB-0042", "alias": null} => Same,
        {"serial": "ab-0042"} => Not(&[("/serial", "pattern")]),
        {"serial": "AB-0042", "alias": "Left"} => Not(&[("/alias", "pattern")]),
        {"serial": "AB-0042", "labels": {"x-room": ""}} => Not(&[("/labels/x-room", "minLength")]),
        {"serial": "AB-0042", "labels": {"room": "hall"}} => Not(&[("/labels/room", "additionalProperties")]),
        {"serial": "AB-0042", "names": {"Heat": 1}} => Not(&[("/names", "propertyNames")]),
    ]);
}

#[test]
fn members_that_match_a_pattern_are_named_where_they_break_it() {
    let body = br#"{"serial": "AB-0042", "limits": {"max/Heat": -1, "maxLoad": "2", "minLoad": "2"}}"#;
    let violations = golden::patterns::Event::from_slice("device.changed", body).unwrap_err();
    let found: Vec<(&str, &str)> = violations.iter().map(|one| (&*one.pointer, one.keyword)).collect();
    assert_eq!(found, [("/limits/max~1Heat", "minimum"), ("/limits/maxLoad", "type")]);
}

#[test]
fn conditions_depend_on_the_payload() {
    verdicts!(conditions, "shipment.sent", [
        {"carrier": "ship"} => Same,
        {"carrier": "post", "number": "1", "express": true, "deadline": "noon", "address": {"street": "A"}} => Same,
        {"carrier": "ship", "express": true} => Not(&[("", "required")]),
        {"carrier": "post", "number": "1", "express": true, "deadline": "noon", "address": {}} => Not(&[("/address", "required")]),
        {"carrier": "ship", "number": "1", "express": false, "deadline": "noon"} => Not(&[("", "not")]),
        {"carrier": "ship", "express": true, "deadline": "noon"} => Not(&[("", "dependentRequired")]),
        {"carrier": "ship", "address": {}} => Not(&[("/carrier", "enum")]),
        {"carrier": "van", "address": {"country": "XX"}} => Not(&[("/address/country", "not")]),
    ]);
}

#[test]
fn lists_have_first_items_and_items_of_a_kind() {
    verdicts!(lists, "route.planned", [
        {"point": [8.5, 47], "stops": ["home"], "closed": []} => Same,
        {"point": [8.5, 47.25, "here"], "stops": ["a", "home", "b", "home"]} => Same,
        {"point": [8.5]} => Not(&[("/point", "minItems")]),
        {"point": [181, "x"]} => Not(&[("/point/0", "maximum"), ("/point/1", "type")]),
        {"point": [1, 2, "three", 4]} => Not(&[("/point/3", "items")]),
        {"stops": ["a"]} => Not(&[("/stops", "contains")]),
        {"stops": ["home", "home", "home"]} => Not(&[("/stops", "contains")]),
        {"closed": [1]} => Not(&[("/closed", "maxItems")]),
    ]);
}

#[test]
fn what_has_no_type_may_be_anything_else() {
    verdicts!(untyped, "note.written", [
        {"author": {"name": "Ada"}, "tags": ["a"], "size": 1, "anything": [null]} => Same,
        {"author": "Ada", "tags": {"a": 1}, "size": "abc"} => Same,
        {"author": null, "tags": null, "size": null} => Same,
        "anything else" => Not(&[("", "type")]),
        {"reply": {"text": "yes", "to": {"mark": true, "to": 7}}} => Same,
        {"reply": {"text": "yes", "to": {}}} => Not(&[("/reply/to", "anyOf")]),
        {"reply": {"text": "yes", "to": "x"}} => Not(&[("/reply/to", "minLength")]),
        {"author": {}} => Not(&[("/author", "required")]),
        {"tags": ["a", "b", "c"]} => Not(&[("/tags", "maxItems")]),
        {"tags": [1]} => Not(&[("/tags/0", "type")]),
        {"size": 0} => Not(&[("/size", "minimum")]),
        {"size": "abcd"} => Not(&[("/size", "maxLength")]),
    ]);
    let written = read::<golden::untyped::NoteWritten>(br#"{"author": 7}"#, Reading::Strict).unwrap().value;
    assert!(matches!(written.author, Some(Loose::Other(other)) if other.as_str() == "7"));
}

#[test]
fn numbers_lose_no_digit() {
    verdicts!(numbers, "meter.read", [
        {"plain": -9_223_372_036_854_775_808_i64, "unsigned": 18_446_744_073_709_551_615_u64, "level": 0.5} => Same,
        {"unsigned": -1} => Not(&[("/unsigned", "format")]),
        {"price": -0.5} => Not(&[("/price", "minimum")]),
    ]);
    let body = r#"{"huge":123456789012345678901234567890,"price":0.10000000000000000000000001}"#;
    let event = golden::numbers::Event::from_slice("meter.read", body.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), body);
    let half =
        golden::numbers::Event::from_slice("meter.read", br#"{"huge": 1234567890123456789012345678.5}"#);
    assert_eq!(
        (&*half.as_ref().unwrap_err()[0].pointer, half.as_ref().unwrap_err()[0].keyword),
        ("/huge", "type")
    );
}

#[test]
fn what_nothing_evaluates_is_refused() {
    verdicts!(unevaluated, "account.opened", [
        {"name": "Ada", "plan": "small"} => Same,
        {"name": "Ada", "colour": "red"} => Not(&[("/colour", "additionalProperties")]),
    ]);
}

#[test]
fn the_general_validator_takes_what_tables_cannot_say() {
    verdicts!(general_validator, "parcel.weighed", [
        {"carrier": "post", "grams": 3, "size": "no date, and no matter"} => Same,
        // The first alternative that fits has no member for pounds.
        {"carrier": "post", "grams": 3, "pounds": 0.5} => As(serde_json::json!({"carrier": "post", "grams": 3})),
        {"carrier": "testing", "grams": 3} => Not(&[("", "anyOf")]),
        {"carrier": "post"} => Not(&[("", "anyOf")]),
    ]);
    let body = br#"{"carrier": "post", "grams": 3, "colour": "secret red"}"#;
    let violations = golden::general_validator::Event::from_slice("parcel.weighed", body).unwrap_err();
    assert!(violations.to_string().contains("unevaluatedProperties"), "{violations}");
    assert!(!violations.to_string().contains("secret"), "{violations}");
}

#[test]
fn formats_are_asserted_on_request() {
    let event = |day: &str, mail: &str| serde_json::json!({"id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "taken_at": "2026-02-03T04:05:06Z", "day": day, "mail": mail});
    let read = |body: serde_json::Value| {
        golden::formats_asserted::Event::from_slice("sample.taken", body.to_string().as_bytes())
    };
    assert!(read(event("2026-02-28", "a@example.com")).is_ok());
    let violations = read(event("2026-02-30", "nobody")).unwrap_err();
    let found: Vec<(&str, &str)> = violations.iter().map(|one| (&*one.pointer, one.keyword)).collect();
    assert_eq!(found, [("/day", "format"), ("/mail", "format")]);
    // Otherwise they are annotations.
    let body = event("2026-02-30", "nobody").to_string();
    assert!(golden::formats::Event::from_slice("sample.taken", body.as_bytes()).is_ok());
}

#[test]
fn what_holds_itself_has_its_own_checks_and_no_others() {
    verdicts!(late_checks, "chain.forged", [
        {"plain": {"label": "a", "next": {"label": "b"}}} => Same,
        {"short": {"next": {"label": "b", "next": {"label": "c"}}}} => Same,
        {"short": {"label": "a"}} => Not(&[("/short", "not")]),
    ]);
}

#[test]
fn items_of_a_bare_list_are_checked() {
    verdicts!(late_checks, "names.listed", [
        ["ab", "cd"] => Same,
        ["ab", "c"] => Not(&[("/1", "minLength")]),
    ]);
    let mut events = golden::late_checks::contract::document().events.iter();
    let example =
        events.find_map(|event| event.examples.iter().find(|example| example.name == "long")).unwrap();
    let names: Vec<String> = serde_json::from_value(example.value.clone()).unwrap();
    assert!(names[0].contains("(of several words, that is), which"), "{names:?}");
}

#[test]
fn a_name_hides_no_check() {
    verdicts!(aliases, "tags.changed", [
        {"tags": ["ab"], "scores": {"a": 10}} => Same,
        {"tags": []} => Not(&[("/tags", "minItems")]),
        {"tags": ["ab", "c"]} => Not(&[("/tags/1", "minLength")]),
        {"tags": ["ab"], "scores": {"a": 11}} => Not(&[("/scores/a", "maximum")]),
    ]);
}

#[test]
fn references_follow_names_and_addresses() {
    verdicts!(anchors, "tree.grown", [
        {"species": "oak", "soil": "clay", "branches": [{"species": "oak", "branches": []}]} => Same,
        {"species": "x"} => Not(&[("/species", "minLength")]),
        {"species": "oak", "branches": [{"species": "oak", "branches": [{}]}]} => Not(&[("/branches/0/branches/0", "required")]),
        {"species": "oak", "soil": "rock"} => Not(&[("/soil", "enum")]),
    ]);
}
