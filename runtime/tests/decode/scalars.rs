//! Scalars, what can be null, arrays and maps.

use std::fmt::Debug;

use hookwright::{Date, DateTime, Decode, Json, Map, Maybe, Null, RawBody, Uuid};

use crate::{broken, strict};

#[track_caller]
fn is<T: Decode + PartialEq + Debug>(body: &str, value: T) {
    assert_eq!(strict::<T>(body), Ok(value), "{body}");
}

#[track_caller]
fn fails<T: Decode>(body: &str, violations: &[&str]) {
    assert_eq!(broken::<T>(body), violations, "{body}");
}

#[test]
fn integers_are_numbers_without_fraction() {
    for body in ["100", "1e2", "100.0", "1.0e2", "1000e-1", "0.1e3", "1E+2", "100.000e0", "0.0001e6"] {
        is::<i64>(body, 100);
        is::<u64>(body, 100);
        is::<i32>(body, 100);
    }
    for body in ["0", "-0", "0.0", "-0.0e5", "0e999999999999999999999", "0.00e-999999999999999999999"] {
        is::<i64>(body, 0);
        is::<u32>(body, 0);
    }
    for body in ["1.5", "1e-1", "10.01", "1e-999999999999999999999", "123.456e2"] {
        fails::<i64>(body, &[" type"]);
    }
}

#[test]
fn integers_keep_to_their_range() {
    is::<i64>("9223372036854775807", i64::MAX);
    is::<i64>("-9223372036854775808", i64::MIN);
    is::<u64>("18446744073709551615", u64::MAX);
    is::<u64>("1.8446744073709551615e19", u64::MAX);
    is::<i32>("-2147483648", i32::MIN);
    is::<u32>("4294967295", u32::MAX);
    for body in [
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e400",
        "-1e99999999999999999999",
        "1e38",
        "1e39",
        "1e40",
    ] {
        fails::<i64>(body, &[" format"]);
    }
    fails::<u64>("-1", &[" format"]);
    fails::<u64>("18446744073709551616", &[" format"]);
    fails::<i32>("2147483648", &[" format"]);
    let long = format!("1{}", "0".repeat(100_000));
    fails::<i64>(&long, &[" format"]);
}

#[test]
fn numbers_are_doubles() {
    is::<f64>("1", 1.0);
    is::<f64>("-0.1", -0.1);
    is::<f64>("1e-400", 0.0);
    is::<f64>("123456789012345678901234567890", 1.234_567_890_123_456_8e29);
    is::<f32>("0.5", 0.5);
    fails::<f64>("1e400", &[" format"]);
    fails::<f32>("1e39", &[" format"]);
    fails::<f64>("\"1\"", &[" type"]);
}

#[test]
fn texts_are_unescaped() {
    is::<String>(r#""a\u0041\"\\\/\b\f\n\r\t\ud83d\ude00é""#, "aA\"\\/\u{8}\u{c}\n\r\t😀é".into());
    is::<String>(r#""""#, String::new());
    is::<Map<i64>>(r#"{"\u0061": 1, "b": 2}"#, Map::from([("a".into(), 1), ("b".into(), 2)]));
    fails::<String>("null", &[" type"]);
}

#[test]
fn formats_keep_their_text() {
    is::<DateTime>("\"2026-02-30 nonsense\"", "2026-02-30 nonsense".into());
    is::<Date>("\"2026-02-03\"", "2026-02-03".into());
    is::<Uuid>("\"\"", "".into());
    fails::<DateTime>("1", &[" type"]);
    assert_eq!(DateTime::from("17").parse::<u8>(), Ok(17));
}

#[test]
fn null_is_told_from_absent() {
    is::<Option<i64>>("null", None);
    is::<Option<i64>>("1", Some(1));
    is::<Maybe<i64>>("null", Maybe::Null);
    is::<Maybe<i64>>("1", Maybe::Value(1));
    is::<Null>("null", Null);
    fails::<Null>("0", &[" type"]);
    fails::<Option<i64>>("nul", &[" syntax"]);
    fails::<i64>("null", &[" type"]);
}

#[test]
fn containers_name_the_place() {
    is::<Vec<bool>>("[true, false]", vec![true, false]);
    is::<Vec<Box<i64>>>("[]", Vec::new());
    fails::<Vec<Vec<i64>>>(r#"[[1], ["a", 2, null], 3]"#, &["/1/0 type", "/1/2 type", "/2 type"]);
    fails::<Map<i64>>(
        r#"{"a/b": "x", "c~d": 1.5, "": [], "ok": 1}"#,
        &["/a~1b type", "/c~0d type", "/ type"],
    );
    is::<Map<i64>>(r#"{"a": 1, "a": 2}"#, Map::from([("a".into(), 2)]));
}

#[test]
fn raw_json_keeps_text_and_compares_by_value() {
    let json = strict::<Json>(" {\"a\" : [1.10, 1e400]}\n").expect("JSON");
    assert_eq!(json.as_str(), "{\"a\" : [1.10, 1e400]}");
    assert_eq!(json.value()["a"][0], 1.1);
    assert!(json.value()["a"][1].is_number());
    for (left, right, equal) in [
        ("1", "1.0", true),
        ("100", "1e2", true),
        ("0", "-0.0", true),
        ("1", "-1", false),
        ("0.1", "0.10000000000000000001", false),
        ("9007199254740993", "9007199254740992", false),
        ("1e400", "10e399", true),
        ("1e400", "1e401", false),
        (r#""a""#, r#""\u0061""#, true),
        (r#"{"a":1,"b":[2]}"#, r#"{ "b": [2.0], "a": 1 }"#, true),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#, true),
        ("[1,2]", "[2,1]", false),
        ("1", "\"1\"", false),
        ("null", "false", false),
    ] {
        let (left, right): (Json, Json) = (left.parse().expect("JSON"), right.parse().expect("JSON"));
        assert_eq!(left == right, equal, "{left} and {right}");
    }
    assert!(Json::default().is_null());
    assert_eq!(Json::from(serde_json::json!({"a": [1]})).as_str(), r#"{"a":[1]}"#);
    assert_eq!(strict::<Json>("[1, 2]").expect("JSON").get::<Vec<u8>>().expect("numbers"), [1, 2]);
}

#[test]
fn numbers_become_the_same_values_as_in_serde_json() {
    for text in [
        "0",
        "-0",
        "-0.0",
        "1",
        "-1",
        "1.0",
        "18446744073709551615",
        "-9223372036854775808",
        "18446744073709551616",
        "1e2",
        "1.5e-7",
    ] {
        assert_eq!(
            strict::<Json>(text).expect("JSON").value(),
            serde_json::from_str::<serde_json::Value>(text).expect("JSON"),
            "{text}"
        );
    }
}

#[test]
fn bodies_that_are_no_json_are_taken_as_they_are() {
    assert_eq!(
        hookwright::read::<Box<RawBody>>(b"\xff", hookwright::Reading::Strict)
            .expect("bytes")
            .value
            .as_bytes(),
        b"\xff"
    );
}
