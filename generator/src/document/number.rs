//! Numbers of a document, which are kept as text, as JSON.

/// A number's text as JSON. What JSON has no number for (`.inf`) stays a text.
pub(super) fn to_json(text: &str) -> serde_json::Value {
    let radix = |digits: &str, radix: u32| u64::from_str_radix(digits, radix).ok();
    let prefixed = text
        .strip_prefix("0x")
        .and_then(|digits| radix(digits, 16))
        .or_else(|| text.strip_prefix("0o").and_then(|digits| radix(digits, 8)));
    if let Some(number) = prefixed {
        return number.into();
    }
    // Not only quicker: the integers `u64` and `i64` hold would lose digits as doubles.
    if let Ok(number) = text.parse::<u64>() {
        return number.into();
    }
    if let Ok(number) = text.parse::<i64>()
        && number != 0
    {
        return number.into();
    }
    match text.parse::<f64>().ok().and_then(serde_json::Number::from_f64) {
        Some(number) => number.into(),
        None => text.into(),
    }
}
