//! Checks: each keyword at its border, on decoded and on raw values.

use hookwright::codegen::Check::{self, *};
use hookwright::codegen::Decode;
use hookwright::decode::{Invalid, Reader};
use hookwright::{DateTime, Json, Map, Maybe, Reading, read};

/// The verdict of one check, on the type and on raw JSON, which must agree.
macro_rules! verdicts {
    ($type:ty, $check:expr, $body:expr) => {{
        struct Typed;
        impl Decode for Typed {
            fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
                const CHECKS: &[Check] = &[$check];
                <$type>::checked(r, CHECKS).map(|_| Self)
            }
        }
        struct Raw;
        impl Decode for Raw {
            fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
                const CHECKS: &[Check] = &[$check];
                Json::checked(r, CHECKS).map(|_| Self)
            }
        }
        let typed = read::<Typed>($body.as_bytes(), Reading::Strict)
            .map(|_| ())
            .map_err(|violations| violations[0].clone());
        let raw = read::<Raw>($body.as_bytes(), Reading::Strict)
            .map(|_| ())
            .map_err(|violations| violations[0].clone());
        assert_eq!(typed.is_ok(), raw.is_ok(), "{} and {:?}", $body, $check);
        typed
    }};
}

macro_rules! cases {
    ($($name:ident: $type:ty, $check:expr, $keyword:literal: [$($good:expr),*] not [$($bad:expr),*];)*) => {
        $(#[test]
        fn $name() {
            $(assert_eq!(verdicts!($type, $check, $good), Ok(()), "{}", $good);)*
            $(
                let violation = verdicts!($type, $check, $bad).expect_err($bad);
                assert_eq!((violation.keyword, violation.pointer.as_str()), ($keyword, ""), "{}", $bad);
            )*
        })*
    };
}

cases! {
    min_length: String, MinLength(2), "minLength": [r#""ab""#, r#""éé""#, r#""a\u0062""#] not [r#""""#, r#""é""#, r#""😀""#];
    max_length: String, MaxLength(2), "maxLength": [r#""""#, r#""éé""#, r#""😀😀""#] not [r#""abc""#, r#""ééé""#];
    max_length_of_dates: DateTime, MaxLength(2), "maxLength": [r#""ab""#] not [r#""abc""#];
    minimum: f64, Minimum(0.5), "minimum": ["0.5", "1", "1e10"] not ["0.4999", "-1"];
    maximum: f64, Maximum(0.5), "maximum": ["0.5", "-1"] not ["0.50001", "1e10"];
    exclusive_minimum: f64, ExclusiveMinimum(1.0), "exclusiveMinimum": ["1.1", "2"] not ["1", "1.0", "0"];
    exclusive_maximum: i64, ExclusiveMaximum(1.0), "exclusiveMaximum": ["0", "-5"] not ["1", "1.0", "10e-1", "2"];
    minimum_of_integers: i64, Minimum(9_007_199_254_740_992.0), "minimum": ["9007199254740993"] not ["9007199254740991"];
    maximum_of_integers: i64, Maximum(0.5), "maximum": ["0", "-9223372036854775808"] not ["1", "9223372036854775807"];
    beyond_doubles: u64, ExclusiveMaximum(18_446_744_073_709_551_616.0), "exclusiveMaximum": ["18446744073709551615"] not [];
    beyond_integers: u64, Maximum(1e300), "maximum": ["18446744073709551615"] not [];
    multiple_of_integer: i64, MultipleOf(3.0), "multipleOf": ["0", "9", "-3", "3e5", "9.0"] not ["1", "10"];
    multiple_of_decimal: f64, MultipleOf(0.01), "multipleOf": ["4.35", "0", "19.99", "1e300", "0.07"] not ["4.355", "1e-300"];
    multiple_of_small: f64, MultipleOf(0.0001), "multipleOf": ["0.0075"] not ["0.00751"];
    multiple_of_awkward: f64, MultipleOf(0.123456789), "multipleOf": ["0.123456789", "0.246913578"] not ["1e308", "0.12345678"];
    multiple_of_half: f64, MultipleOf(2.5), "multipleOf": ["5", "-7.5", "1e1"] not ["1", "2.6"];
    min_items: Vec<i64>, MinItems(1), "minItems": ["[1]", "[1,1]"] not ["[]"];
    max_items: Vec<i64>, MaxItems(1), "maxItems": ["[]", "[1]"] not ["[1,1]"];
    unique_items: Vec<Json>, UniqueItems, "uniqueItems": ["[]", "[1]", r#"[1, "1", true, [1], {"a":1}]"#, "[1, 1.1]", "[false, 0]"]
        not ["[1, 1]", "[1, 1.0]", r#"["a", "\u0061"]"#, r#"[{"a":1,"b":2}, {"b":2,"a":1}]"#, "[[], 1, []]"];
    min_properties: Map<i64>, MinProperties(2), "minProperties": [r#"{"a":1,"b":1}"#] not ["{}", r#"{"a":1}"#, r#"{"a":1,"a":1}"#];
    max_properties: Map<i64>, MaxProperties(1), "maxProperties": ["{}", r#"{"a":1,"a":1}"#] not [r#"{"a":1,"b":1}"#];
    values: f64, Values(&["1", "2.5"]), "enum": ["1", "1.0", "25e-1"] not ["2", "-1"];
    constant: i64, Const("7"), "const": ["7", "7.0"] not ["8"];
    constant_bool: bool, Const("true"), "const": ["true"] not ["false"];
    of_another_kind: Json, MinLength(9), "minLength": ["1", "[]", "null", "{}", "true"] not [r#""a""#];
    through_wrappers: Option<Box<Maybe<String>>>, MaxLength(1), "maxLength": ["null", r#""a""#] not [r#""ab""#];
}

struct Names;

impl Decode for Names {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        const CHECKS: &[Check] = &[MinItems(3), Items(&[MaxLength(2), MinLength(1)])];
        Vec::<Option<String>>::checked(r, CHECKS).map(|_| Self)
    }
}

#[test]
fn checks_of_items_name_the_item() {
    assert_eq!(crate::broken::<Names>(r#"["abc", null]"#), ["/0 maxLength", " minItems"]);
    assert!(crate::strict::<Names>(r#"["a", null, "b"]"#).is_ok());
}

struct Stock;

impl Decode for Stock {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        const CHECKS: &[Check] = &[MaxProperties(1), Members(&[Minimum(0.0)])];
        Map::<i64>::checked(r, CHECKS).map(|_| Self)
    }
}

#[test]
fn checks_of_members_name_the_member() {
    assert_eq!(crate::broken::<Stock>(r#"{"a": -1, "b": 0}"#), ["/a minimum", " maxProperties"]);
}

struct Level;

impl Decode for Level {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        const CHECKS: &[Check] = &[Values(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"])];
        i64::checked(r, CHECKS).map(|_| Self)
    }
}

#[test]
fn unlisted_numbers_are_novelties_in_a_tolerant_reading() {
    let novelties = crate::tolerant::<Vec<Level>>("[1, 11]").expect("read").1;
    assert_eq!(novelties, ["/1: enum"]);
    let violations = crate::strict::<Level>("11").err().expect("refused");
    assert_eq!(violations[0].message, "one of 1, 2, 3, 4, 5, 6, 7, 8 and 2 more is expected");
}
