//! Plain scalars by the core schema of YAML 1.2, and numbers on their way to JSON.
//!
//! `y`, `on` and dates are texts; a number keeps the text in which it is written.

use super::node::Value;

/// What a scalar without quotes means.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.into()),
        _ => Value::String(text.into()),
    }
}

/// Whether the core schema takes a text for a number.
pub(super) fn is_number(text: &str) -> bool {
    // Most plain scalars are words; their first byte tells.
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'-' | b'+' | b'.') => {}
        _ => return false,
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    is_decimal(unsigned)
}

/// `1`, `1.`, `.5`, `1.5e-3`.
fn is_decimal(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    exponent_fits && !(whole.is_empty() && fraction.is_empty()) && all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::super::number::to_json;
    use super::*;

    #[test]
    fn the_core_schema_knows_few_words() {
        for text in [
            "y",
            "no",
            "on",
            "2024-01-01",
            "1_000",
            "0b1",
            "1e",
            "-",
            ".",
            "+.",
            "e1",
            "1.2.3",
            "0x",
            "12:30",
        ] {
            assert!(matches!(plain(text), Value::String(_)), "{text}");
        }
        for text in [
            "0", "-1", "+1", "1.0", "1.", ".5", "1e3", "-1.5E-3", "0x1F", "0o17", ".inf", "-.INF", ".nan",
            "007",
        ] {
            assert!(matches!(plain(text), Value::Number(_)), "{text}");
        }
        assert!(matches!(plain("~"), Value::Null));
        assert!(matches!(plain("True"), Value::Bool(true)));
    }

    #[test]
    fn numbers_become_json() {
        assert_eq!(to_json("0x1F"), 31);
        assert_eq!(to_json("+7"), 7);
        assert_eq!(to_json("18446744073709551615"), u64::MAX);
        assert_eq!(to_json("-9223372036854776000"), -9_223_372_036_854_775_808.0);
        assert_eq!(to_json("1.0").to_string(), "1.0");
        assert_eq!(to_json(".5"), 0.5);
        assert_eq!(to_json(".inf"), ".inf");
    }
}
