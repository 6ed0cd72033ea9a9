//! Times as text: RFC 3339 in UTC, to the millisecond. In: a time, or text. Out: the other. It must not know zones by
//! name.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use super::Error;
use crate::millis::{from_millis, millis};

/// A time as records are written in JSON and by the command: RFC 3339, in UTC, to the millisecond.
///
/// ```
/// use hookwright::send::Timestamp;
///
/// let time: Timestamp = "2026-11-29T17:05:00.25+02:00".parse()?;
/// assert_eq!(time.to_string(), "2026-11-29T15:05:00.250Z");
/// assert!("yesterday".parse::<Timestamp>().is_err());
/// # Ok::<_, hookwright::send::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub SystemTime);

const DAY: i64 = 86_400_000;

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = millis(self.0);
        let (year, month, day) = date(time.div_euclid(DAY));
        let (seconds, millis) = (time.rem_euclid(DAY) / 1000, time.rem_euclid(1000));
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let why = "expected a date and a time with its zone, as in 2026-11-29T15:05:00Z";
        read(text).map(|time| Self(from_millis(time))).ok_or_else(|| Error::invalid("time", why))
    }
}

fn read(text: &str) -> Option<i64> {
    let (date, rest) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) || date.as_bytes()[4] != b'-' {
        return None;
    }
    let (year, month, day) = (number(date, 0..4)?, number(date, 5..7)?, number(date, 8..10)?);
    let (hour, minute, second) = (number(rest, 0..2)?, number(rest, 3..5)?, number(rest, 6..8)?);
    let separators = [date.as_bytes()[7], rest.as_bytes()[2], rest.as_bytes()[5]];
    let fits = (1..=12).contains(&month) && hour < 24 && minute < 60 && second <= 60;
    if separators != *b"-::" || !fits || self::date(days(year, month, day)) != (year, month, day) {
        return None;
    }
    let (millis, zone) = fraction(&rest[8..])?;
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset(zone)?;
    Some((minutes * 60 + second) * 1000 + millis)
}

/// The milliseconds of a fraction of a second, and what follows it.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((0, text)) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let padded = format!("{:0<3}", &rest[..digits]);
    if digits == 0 { None } else { Some((padded[..3].parse().ok()?, &rest[digits..])) }
}

/// Minutes east of UTC.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.as_bytes() {
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (number(text, 1..3)?, number(text, 4..6)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn number(text: &str, place: std::ops::Range<usize>) -> Option<i64> {
    let digits = text.get(place)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// Days since 1970 of a date. Years begin in March here, so that the day that comes and goes is a year's last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of so many days since 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_back() {
        for day in -200_000..200_000 {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(19_782), (2024, 2, 29));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let read = |text: &str| text.parse::<Timestamp>().map(|time| time.to_string());
        assert_eq!(read("2024-02-29t23:59:59Z").unwrap(), "2024-02-29T23:59:59.000Z");
        assert_eq!(read("1969-12-31 23:59:59.9999-00:30").unwrap(), "1970-01-01T00:29:59.999Z");
        for text in [
            "",
            "2024-02-29",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29T00:00:00",
            "2024-02-29T00:00:00.Z",
            "2024-02-29T00:00:00+2:00",
            "2024-02-29T00:00:00é",
            "+024-02-29T00:00:00Z",
            "2024-02-29T00-00-00Z",
            "2024é02-29T00:00:00Z",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
