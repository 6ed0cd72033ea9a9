//! Spans of time, as people type them.
//!
//! Comes in: text. Goes out: a time, or what was expected.

use std::time::Duration;

/// `250ms`, `5s`, `30m`; a bare number counts seconds.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let wrong = || "a number and a unit are expected, as in `250ms`, `5s`, `30m`".to_owned();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..digits].parse().map_err(|_| wrong())?;
    let millis = match &text[digits..] {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(wrong()),
    };
    number.checked_mul(millis).map(Duration::from_millis).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_units() {
        assert_eq!(span("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!((span("30"), span("30s")), (Ok(Duration::from_secs(30)), Ok(Duration::from_secs(30))));
        for text in ["", "s", "-1s", "1 s", "1d", "5é", "99999999999999999999s", "9999999999999999999h"] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
