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

/// Unix seconds of a date and time as RFC 3339 has it, from 1970 on, e.g. `2026-04-01T12:00:00.123Z`; fractions are cut
/// off, and a leap second is none.
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
    let byte = |number: u16| u8::try_from(number).ok();
    // Days of months are the certificates' crate's to know.
    let (day, time) = ([byte(month)?, byte(day)?], [byte(hour)?, byte(minute)?, byte(second)?]);
    let local = x509_cert::der::DateTime::new(year, day[0], day[1], time[0], time[1], time[2]).ok()?;
    i64::try_from(local.unix_duration().as_secs()).ok()?.checked_sub(offset(rest)?)
}

/// Seconds that a zone is ahead of UTC.
#[cfg(feature = "asymmetric")]
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let [hours, minutes] = numbers(zone.strip_prefix(['+', '-'])?, ':', [2, 2])?;
    let ahead = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    (hours < 24 && minutes < 60).then_some(if zone.starts_with('-') { -ahead } else { ahead })
}

/// Numbers of so many digits each.
#[cfg(feature = "asymmetric")]
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u16; N]> {
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
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2023-11-14T22:13:20.000Z", 1_700_000_000),
            ("2023-11-14t22:13:20.999999z", 1_700_000_000),
            ("2023-11-15T03:43:20+05:30", 1_700_000_000),
            ("2023-11-14T14:13:20-08:00", 1_700_000_000),
            ("2024-02-29T12:00:00Z", 1_709_208_000),
        ] {
            assert_eq!(rfc3339(text), Some(seconds), "{text}");
        }
        for text in [
            "",
            "1700000000",
            "2023-11-14",
            "2023-11-14T22:13:20",
            "2023-11-14 22:13:20Z",
            "2023-11-14T22:13:20.Z",
            "2023-02-29T00:00:00Z",
            "2023-13-01T00:00:00Z",
            "2023-11-14T24:00:00Z",
            "2023-11-14T22:13:60Z",
            "2023-11-14T22:13:20+24:00",
            "2023-11-14T22:13:20+0100",
            "2023-11-14T22:13:20Z\n",
            " 2023-11-14T22:13:20Z",
            "+023-11-14T22:13:20Z",
            "x023-11-14T22:13:20Z",
            "1969-12-31T23:59:59Z",
            "2023-11-1ä22:13:20Z",
            "٢٠٢٣-11-14T22:13:20Z",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }
}
