//! Numbers as JSON Schema compares them: whole ones exactly, all others as floating point.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A number that is whole and stands in 128 bits.
pub(super) fn whole(value: &Value) -> Option<i128> {
    let Value::Number(number) = value else { return None };
    if let Some(number) = number.as_i64() {
        return Some(i128::from(number));
    }
    if let Some(number) = number.as_u64() {
        return Some(i128::from(number));
    }
    number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e30).map(rounded)
}

#[allow(clippy::cast_possible_truncation, reason = "the callers have looked at the size")]
fn rounded(float: f64) -> i128 {
    float as i128
}

/// Whether a value is a whole number, `1.0` among them.
pub(super) fn is_whole(value: &Value) -> bool {
    value.as_f64().is_some_and(|float| float.fract() == 0.0) || value.is_i64() || value.is_u64()
}

/// A whole number as JSON, where JSON of 64 bits has it.
pub(super) fn from_whole(number: i128) -> Option<Value> {
    if let Ok(number) = i64::try_from(number) {
        return Some(number.into());
    }
    u64::try_from(number).ok().map(Value::from)
}

/// A floating point number as JSON, as a whole one where it is.
pub(super) fn from_float(float: f64) -> Option<Value> {
    if float.fract() == 0.0
        && float.abs() < 9e15
        && let Some(value) = from_whole(rounded(float))
    {
        return Some(value);
    }
    Number::from_f64(float).map(Value::Number)
}

/// How two numbers stand to each other; nothing where one is none.
pub(super) fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// Whether a number is a multiple of another.
pub(super) fn is_multiple(value: &Value, of: &Value) -> bool {
    if let (Some(value), Some(of)) = (whole(value), whole(of)) {
        return of == 0 || value % of == 0;
    }
    let (Some(value), Some(of)) = (value.as_f64(), of.as_f64()) else { return true };
    let times = value / of;
    (times - times.round()).abs() < 1e-9 * times.abs().max(1.0)
}

/// Equality of JSON Schema: numbers by their worth, objects without order.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => compare(one, other) == Some(Ordering::Equal),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let equal =
                |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            one.len() == other.len() && one.iter().all(equal)
        }
        _ => one == other,
    }
}

/// Whether no two items are the same.
pub(super) fn distinct(items: &[Value]) -> bool {
    items.iter().enumerate().all(|(at, item)| !items[..at].iter().any(|before| same(before, item)))
}
