//! Lengths of time as documents write them.
//!
//! In: a number of seconds, a text such as `5m` or `1h30m`, or ISO 8601 as `PT5M`. Out: milliseconds. It must not know
//! what they are for.

use serde_json::Value;

/// Units of texts, from long to short, in milliseconds.
const UNITS: [(&str, u64); 6] =
    [("w", 7 * DAY), ("d", DAY), ("h", 60 * 60_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
/// Those of ISO 8601, before and after `T`. Years and months have no fixed length.
const DATE: [(&str, u64); 2] = [("W", 7 * DAY), ("D", DAY)];
const TIME: [(&str, u64); 3] = [("H", 60 * 60_000), ("M", 60_000), ("S", 1000)];

/// A day.
pub(super) const DAY: u64 = 24 * 60 * 60_000;

/// The milliseconds, or what is expected.
pub(super) fn millis(value: &Value) -> Result<u64, String> {
    match value {
        Value::Number(number) => {
            number.as_f64().and_then(|seconds| whole(seconds * 1000.0)).ok_or_else(|| expected(number))
        }
        Value::String(text) => read(text.trim()).ok_or_else(|| expected(text)),
        other => Err(expected(other)),
    }
}

fn expected(found: impl std::fmt::Display) -> String {
    format!(
        "a number of seconds, a text such as `5m` or `1h30m`, or ISO 8601 as `PT5M` is expected, not `{found}`"
    )
}

fn read(text: &str) -> Option<u64> {
    match text.strip_prefix('P') {
        None => sum(text, &UNITS),
        Some(rest) => match rest.split_once('T') {
            None => sum(rest, &DATE),
            Some(("", time)) => sum(time, &TIME),
            Some((date, time)) => sum(date, &DATE)?.checked_add(sum(time, &TIME)?),
        },
    }
}

/// Numbers with units, each unit shorter than the one before; at least one.
fn sum(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let (mut rest, mut units, mut total) = (text, units, 0_u64);
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let at = units.iter().position(|(name, _)| *name == unit)?;
        let number = number.parse::<f64>().ok()?;
        total = total.checked_add(whole(number * precise(units[at].1))?)?;
        (rest, units) = (after.trim_start(), &units[at + 1..]);
        if rest.is_empty() {
            return Some(total);
        }
    }
}

/// Units are far below what a float holds exactly.
#[allow(clippy::cast_precision_loss, reason = "a week of milliseconds has ten digits")]
fn precise(unit: u64) -> f64 {
    unit as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn whole(millis: f64) -> Option<u64> {
    (millis.is_finite() && (0.0..1e15).contains(&millis)).then(|| millis.round() as u64)
}

/// Its schema: a number or a text.
#[cfg(feature = "schemas")]
pub(super) fn schema() -> serde_json::Value {
    let number = r"(\d+\.?\d*|\.\d+)";
    let sum = |units: &[(&str, u64)]| -> String {
        units.iter().map(|(unit, _)| format!("({number}{unit}\\s*)?")).collect()
    };
    // Something follows `P` and `T`, and a text without both is not empty.
    let texts = format!("^\\s*(?=[\\d.]){}$", sum(&UNITS));
    let iso = format!("^\\s*P(?=[\\d.T]){}(T(?=[\\d.]){})?\\s*$", sum(&DATE), sum(&TIME));
    serde_json::json!({
        "title": "length of time",
        "description": "A length of time: a number of seconds, a text such as `250ms`, `5s`, `1h30m`, `2d`, `1w`, or ISO 8601 such as `PT5M`.",
        "anyOf": [
            { "type": "number", "minimum": 0, "exclusiveMaximum": 1e12 },
            { "type": "string", "anyOf": [{ "pattern": texts }, { "pattern": iso }] }
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn seconds_texts_and_iso_8601() {
        for (value, expected) in [
            (json!(0), 0),
            (json!(5), 5000),
            (json!(0.25), 250),
            (json!("250ms"), 250),
            (json!("5s"), 5000),
            (json!("1.5m"), 90_000),
            (json!("2h"), 7_200_000),
            (json!("1h30m"), 5_400_000),
            (json!("1d 12h"), 129_600_000),
            (json!("1w"), 7 * DAY),
            (json!("PT5M"), 300_000),
            (json!("PT0.5S"), 500),
            (json!("P1DT2H"), DAY + 7_200_000),
            (json!("P2W"), 14 * DAY),
        ] {
            assert_eq!(millis(&value), Ok(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_length_of_time() {
        for value in [
            json!(-1),
            json!("5"),
            json!(""),
            json!("soon"),
            json!("5 parsecs"),
            json!("m"),
            json!("5m1h"),
            json!("5m5m"),
            json!("1.2.3s"),
            json!("-5s"),
            json!("1e3s"),
            json!("P"),
            json!("PT"),
            json!("P1M"),
            json!("P1Y"),
            json!("P1DT"),
            json!("PT1D"),
            json!(1e300),
            json!(true),
            json!(null),
            json!([5]),
        ] {
            assert!(millis(&value).is_err(), "{value}");
        }
    }
}
