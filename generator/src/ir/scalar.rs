//! Scalars: strings and their formats, string enums, numbers, and the checks that stay with them.

use serde_json::{Value, json};

use super::conj::{Located, number_of};
use super::ecma::Refusal;
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Check, Checks, Kind, Kinds, StringEnum, Type, Use};
use super::types::Hint;

/// A string: a listed set of values, a format that keeps its text, or plain.
pub(super) fn string<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], hint: &Hint) -> Use {
    let values = listed(all);
    if let Some(values) = values {
        let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
        return string_enum(low, all, &texts, hint);
    }
    let checks = checks(low, all, Kinds::STRING);
    Use { ty: string_type(all), nullable: false, checks }
}

fn string_type(all: &[Located<'_>]) -> Type {
    match format(all) {
        Some("date-time") => Type::Text("DateTime"),
        Some("date") => Type::Text("Date"),
        Some("uuid") => Type::Text("Uuid"),
        Some("binary") => Type::Text("Binary"),
        _ => Type::String,
    }
}

fn string_enum<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], texts: &[&str], hint: &Hint) -> Use {
    let mut scope = Scope::default();
    let open = texts.len() > 1;
    if open {
        // The variant for values that the document does not list.
        scope.claim(["Unknown"]);
    }
    let mut values: Vec<(String, String)> = Vec::new();
    for text in texts {
        if !values.iter().any(|(known, _)| known == text) {
            values.push(((*text).to_owned(), scope.claim([names::type_name(text).as_str()])));
        }
    }
    let docs = low.docs(all);
    let id = low.types.define(hint, docs, Kind::StringEnum(StringEnum { values, open }));
    let checks = checks(low, all, Kinds::STRING);
    Use { ty: Type::Named(id), nullable: false, checks }
}

/// An integer with the width that its format names; 64 bits where it names none, unless the document itself speaks of
/// greater ones.
pub(super) fn integer<'a>(low: &mut Lowering<'a>, all: &[Located<'a>]) -> Use {
    let mut checks = checks(low, all, Kinds::INTEGER);
    let ty = match format(all) {
        Some("int8") => Type::Int("i8"),
        Some("int16") => Type::Int("i16"),
        Some("int32") => Type::Int("i32"),
        Some("uint8") => Type::Int("u8"),
        Some("uint16") => Type::Int("u16"),
        Some("uint32") => Type::Int("u32"),
        Some("uint64") => Type::Int("u64"),
        Some("int64") => Type::Int("i64"),
        _ => unsized_integer(&checks),
    };
    if ty == Type::Number {
        checks.insert(0, Check::Type(Kinds::INTEGER));
    }
    Use { ty, nullable: false, checks }
}

/// The narrowest of `i64`, `u64` and `Number` that holds what the bounds and listed values speak of.
fn unsized_integer(checks: &[Check]) -> Type {
    let (mut least, mut greatest) = (0.0_f64, 0.0_f64);
    for check in checks {
        match check {
            Check::Minimum(n)
            | Check::ExclusiveMinimum(n)
            | Check::Maximum(n)
            | Check::ExclusiveMaximum(n) => {
                (least, greatest) = (least.min(*n), greatest.max(*n));
            }
            Check::Values(texts) => {
                for n in texts.iter().filter_map(|text| text.parse::<f64>().ok()) {
                    (least, greatest) = (least.min(n), greatest.max(n));
                }
            }
            _ => {}
        }
    }
    // The bounds of 64 bits, as documents write them, are doubles just outside of them.
    let (i64_min, i64_max, u64_max) =
        (-9.223_372_036_854_776e18, 9.223_372_036_854_776e18, 1.844_674_407_370_955_2e19);
    if least >= i64_min && greatest <= i64_max {
        Type::Int("i64")
    } else if least >= 0.0 && greatest <= u64_max {
        Type::Int("u64")
    } else {
        Type::Number
    }
}

/// A number: a double where the document says so, else one that loses no digit.
pub(super) fn number<'a>(low: &mut Lowering<'a>, all: &[Located<'a>]) -> Use {
    let ty = match format(all) {
        Some("double" | "float") => Type::Float("f64"),
        _ => Type::Number,
    };
    Use { ty, nullable: false, checks: checks(low, all, Kinds::NUMBER) }
}

fn format<'a>(all: &[Located<'a>]) -> Option<&'a str> {
    all.iter().find_map(|part| part.get("format")?.as_str())
}

/// The values that every `enum` and `const` of the conjunction allows.
pub(super) fn listed<'a>(all: &[Located<'a>]) -> Option<Vec<&'a Value>> {
    let mut allowed: Option<Vec<&'a Value>> = None;
    for part in all {
        let here: Vec<&Value> = match (part.get("enum"), part.get("const")) {
            (_, Some(value)) => vec![value],
            (Some(Value::Array(values)), None) => values.iter().collect(),
            _ => continue,
        };
        allowed = Some(match allowed {
            None => here,
            Some(before) => before.into_iter().filter(|value| here.contains(value)).collect(),
        });
    }
    allowed
}

/// The checks of a conjunction that concern one kind; of all kinds where it is any.
pub(super) fn checks<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], kind: Kinds) -> Checks {
    let mut found = Checks::new();
    for part in all {
        let mut here: Vec<Check> = bounds(part, kind).collect();
        if kind.has(Kinds::STRING) {
            here.extend(text_checks(low, part));
        }
        if kind.has(Kinds::ARRAY) && part.get("uniqueItems") == Some(&Value::Bool(true)) {
            here.push(Check::UniqueItems);
        }
        if kind != Kinds::STRING
            && let Some(values) = listed(std::slice::from_ref(part))
        {
            let counts = |value: &&Value| kind == Kinds::ANY || !value.is_null();
            here.push(Check::Values(values.into_iter().filter(counts).map(ToString::to_string).collect()));
        }
        for check in here {
            if !found.contains(&check) {
                found.push(check);
            }
        }
    }
    found
}

fn bounds<'p>(part: &'p Located<'_>, kind: Kinds) -> impl Iterator<Item = Check> + 'p {
    let concerns = move |of: Kinds| !kind.and(of).is_empty();
    BOUNDS
        .iter()
        .filter(move |(_, of, _)| concerns(*of))
        .filter_map(|(keyword, _, make)| number_of(part, keyword).map(make))
}

/// `pattern`, and `format` where it is asserted.
fn text_checks<'a>(low: &mut Lowering<'a>, part: &Located<'a>) -> Vec<Check> {
    let mut found = Vec::new();
    if let Some(source) = part.get("pattern").and_then(Value::as_str) {
        match low.pattern(part, "pattern", source) {
            Ok(pattern) => found.push(Check::Pattern(pattern)),
            Err(Refusal::Engine) => found.push(low.validator_of(&json!({ "pattern": source }))),
            Err(Refusal::Invalid(_)) => {}
        }
    }
    if low.manner.assert_formats
        && let Some(format) = part.get("format").and_then(Value::as_str)
    {
        found.push(low.format_check(format));
    }
    found
}

/// A bound of JSON Schema: keyword, kind that it concerns, check.
type Bound = (&'static str, Kinds, fn(f64) -> Check);

/// A length that a document states.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a negative one is 0")]
pub(super) fn count(number: f64) -> u64 {
    number as u64
}

const BOUNDS: &[Bound] = &[
    ("minLength", Kinds::STRING, |n| Check::MinLength(count(n))),
    ("maxLength", Kinds::STRING, |n| Check::MaxLength(count(n))),
    ("minimum", Kinds::NUMBER, Check::Minimum),
    ("maximum", Kinds::NUMBER, Check::Maximum),
    ("exclusiveMinimum", Kinds::NUMBER, Check::ExclusiveMinimum),
    ("exclusiveMaximum", Kinds::NUMBER, Check::ExclusiveMaximum),
    ("multipleOf", Kinds::NUMBER, Check::MultipleOf),
    ("minItems", Kinds::ARRAY, |n| Check::MinItems(count(n))),
    ("maxItems", Kinds::ARRAY, |n| Check::MaxItems(count(n))),
    ("minProperties", Kinds::OBJECT, |n| Check::MinProperties(count(n))),
    ("maxProperties", Kinds::OBJECT, |n| Check::MaxProperties(count(n))),
];
