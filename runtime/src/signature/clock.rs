//! Unix time.
//!
//! In: a point in time. Out: numbers that don't overflow. It must not read a clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix milliseconds; those of a second before 1970 are cut off, as those after are.
pub(super) fn milliseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_millis().cast_signed(),
        Err(before) => -before.duration().as_millis().cast_signed(),
    }
}

/// Unix seconds; a clock beyond `i64` stops at the edge.
#[cfg(feature = "asymmetric")]
pub(super) fn seconds(time: SystemTime) -> i64 {
    let seconds = milliseconds(time).div_euclid(1000);
    i64::try_from(seconds).unwrap_or(if seconds < 0 { i64::MIN } else { i64::MAX })
}

/// The Unix seconds of a time as RFC 3339 has it, e.g. `2026-04-01T12:00:00.123Z`; fractions are cut off.
#[cfg(feature = "asymmetric")]
pub(super) fn rfc3339(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let (time, rest) = rest.strip_prefix(['T', 't'])?.split_at_checked(8)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            fraction.get(digits..).filter(|_| digits > 0)?
        }
        None => rest,
    };
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let in_range =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    let offset = match rest {
        "Z" | "z" => 0,
        _ => {
            let sign = if rest.starts_with('+') { 1 } else { -1 };
            let [hours, minutes] = numbers(rest.strip_prefix(['+', '-'])?, ':', [2, 2])?;
            sign * (hours * 3600 + minutes * 60)
        }
    };
    in_range.then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// Numbers of so many digits each.
#[cfg(feature = "asymmetric")]
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(between);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts
            .next()
            .filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Days since 1970 in the Gregorian calendar, the year beginning in March.
#[cfg(feature = "asymmetric")]
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// That a time is no further from now than this, to both sides.
#[cfg(feature = "asymmetric")]
pub(super) fn fresh(signed: i64, tolerance: u64, now: SystemTime) -> Result<(), super::Refusal> {
    let now = seconds(now);
    let seconds = now.abs_diff(signed);
    match seconds > tolerance {
        true if signed < now => Err(super::Refusal::Stale { seconds }),
        true => Err(super::Refusal::Future { seconds }),
        false => Ok(()),
    }
}

#[cfg(all(test, feature = "asymmetric"))]
mod tests {
    use super::rfc3339;

    #[test]
    fn times_are_read_and_what_is_none_is_not() {
        assert_eq!(rfc3339("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(rfc3339("2023-11-14T22:13:20.000Z"), Some(1_700_000_000));
        assert_eq!(rfc3339("2023-11-15T00:13:20+02:00"), Some(1_700_000_000));
        assert_eq!(rfc3339("2024-02-29T12:00:00Z"), Some(1_709_208_000));
        for text in [
            "",
            "2023-11-14",
            "2023-11-14T22:13:20",
            "2023-13-14T22:13:20Z",
            "2023-11-14T22:13:20.Z",
            "x023-11-14T22:13:20Z",
            "2023-11-14T22:13:20Zz",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }
}
