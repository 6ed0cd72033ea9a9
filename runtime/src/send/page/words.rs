//! Times and numbers for people. In: numbers. Out: words. It must not know what is counted.

use std::time::{Duration, SystemTime};

use super::super::Timestamp;

/// `12 345`, with spaces that do not break.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// `40 s`, `3 min`, `2 h 5 min`, `3 d 4 h`: the two largest units that say something.
pub(super) fn age(age: Duration) -> String {
    let seconds = age.as_secs();
    let two = |large: u64, a: &str, small: u64, b: &str| match small {
        0 => format!("{large} {a}"),
        small => format!("{large} {a} {small} {b}"),
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => two(seconds / 3600, "h", seconds / 60 % 60, "min"),
        _ => two(seconds / 86_400, "d", seconds / 3600 % 24, "h"),
    }
}

/// How long ago, or until when.
pub(super) fn relative(time: SystemTime, now: SystemTime) -> String {
    match time.duration_since(now) {
        Ok(until) => format!("in {}", age(until)),
        Err(since) => format!("{} ago", age(since.duration())),
    }
}

/// `15:05`.
pub(super) fn clock(time: SystemTime) -> String {
    Timestamp(time).to_string().get(11..16).unwrap_or_default().to_owned()
}

/// `2026-11-29 15:05:00`.
pub(super) fn full(time: SystemTime) -> String {
    Timestamp(time).to_string().get(..19).unwrap_or_default().replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ages_are_short() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        let ages =
            [0, 59, 60, 3599, 3600, 7500, 86_400, 273_600].map(|seconds| age(Duration::from_secs(seconds)));
        assert_eq!(ages, ["0 s", "59 s", "1 min", "59 min", "1 h", "2 h 5 min", "1 d", "3 d 4 h"]);
    }
}
