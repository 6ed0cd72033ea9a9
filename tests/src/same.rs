//! Whether two JSON values are one.
//!
//! In come values; out comes the first place where they differ. Numbers count by value, since
//! JSON has no others.

use serde_json::Value;

/// The pointer of the first difference.
#[must_use]
pub fn difference(one: &Value, other: &Value) -> Option<String> {
    below(one, other, "")
}

fn below(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a.iter().find_map(|(name, value)| {
            let at = format!("{at}/{name}");
            b.get(name).map_or(Some(at.clone()), |other| below(value, other, &at))
        }),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| below(a, b, &format!("{at}/{index}")))
        }
        (Value::Number(a), Value::Number(b)) if a == b || a.as_f64() == b.as_f64() => None,
        _ if one == other => None,
        _ => Some(if at.is_empty() { "the whole".to_owned() } else { at.to_owned() }),
    }
}
