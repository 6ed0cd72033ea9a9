//! Scalars: strings and their formats, string enums, numbers, and the checks that stay with them.

use serde_json::Value;

use super::conj::{Located, number_of};
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Check, Kind, Kinds, StringEnum, Type, Use};
use super::types::Hint;

/// A string: a listed set of values, a format that keeps its text, or plain.
pub(super) fn string<'a>(low: &mut Lowering<'a>, all: &[Located<'a>], hint: &Hint) -> Use {
    let values = listed(all);
    if let Some(values) = values {
        let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
        return string_enum(low, all, &texts, hint);
    }
    Use { ty: string_type(all), nullable: false, checks: checks(all, Kinds::STRING) }
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
    Use::plain(Type::Named(id))
}

/// An integer with the width that its format names, 64 bits where it names none.
pub(super) fn integer(all: &[Located<'_>]) -> Use {
    let ty = match format(all) {
        Some("int8") => "i8",
        Some("int16") => "i16",
        Some("int32") => "i32",
        Some("uint8") => "u8",
        Some("uint16") => "u16",
        Some("uint32") => "u32",
        Some("uint64") => "u64",
        _ => "i64",
    };
    Use { ty: Type::Int(ty), nullable: false, checks: checks(all, Kinds::INTEGER) }
}

/// A number.
pub(super) fn number(all: &[Located<'_>]) -> Use {
    Use { ty: Type::Float("f64"), nullable: false, checks: checks(all, Kinds::NUMBER) }
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

/// The checks of a conjunction that concern one kind.
pub(super) fn checks(all: &[Located<'_>], kind: Kinds) -> Vec<Check> {
    let mut found = Vec::new();
    let mut add = |check: Check| {
        if !found.contains(&check) {
            found.push(check);
        }
    };
    for part in all {
        for (keyword, of, make) in BOUNDS {
            if kind.and(*of).is_empty() || kind == Kinds::ANY {
                continue;
            }
            if let Some(bound) = number_of(part, keyword) {
                add(make(bound));
            }
        }
        if kind == Kinds::ARRAY && part.get("uniqueItems") == Some(&Value::Bool(true)) {
            add(Check::UniqueItems);
        }
    }
    if kind != Kinds::STRING
        && let Some(values) = listed(all)
    {
        let texts = values.into_iter().filter(|value| !value.is_null()).map(ToString::to_string);
        add(Check::Values(texts.collect()));
    }
    found
}

/// The keywords of [`BOUNDS`].
pub(super) const BOUND_KEYWORDS: &[&str] = &[
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

/// A bound of JSON Schema: keyword, kind that it concerns, check.
type Bound = (&'static str, Kinds, fn(f64) -> Check);

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths; a negative one is 0")]
const BOUNDS: &[Bound] = &[
    ("minLength", Kinds::STRING, |n| Check::MinLength(n as u64)),
    ("maxLength", Kinds::STRING, |n| Check::MaxLength(n as u64)),
    ("minimum", Kinds::NUMBER, Check::Minimum),
    ("maximum", Kinds::NUMBER, Check::Maximum),
    ("exclusiveMinimum", Kinds::NUMBER, Check::ExclusiveMinimum),
    ("exclusiveMaximum", Kinds::NUMBER, Check::ExclusiveMaximum),
    ("multipleOf", Kinds::NUMBER, Check::MultipleOf),
    ("minItems", Kinds::ARRAY, |n| Check::MinItems(n as u64)),
    ("maxItems", Kinds::ARRAY, |n| Check::MaxItems(n as u64)),
    ("minProperties", Kinds::OBJECT, |n| Check::MinProperties(n as u64)),
    ("maxProperties", Kinds::OBJECT, |n| Check::MaxProperties(n as u64)),
];
