//! Spans and moments of time, as people type them.
//!
//! Comes in: text. Goes out: times, or what was expected.

use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use hookwright::send::{Rate, Timestamp};

/// `250ms`, `5s`, `30m`, `2h`, `14d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a number and a unit are expected, as in `250ms`, `5s`, `30m`, `2h`, `14d`".to_owned();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..digits].parse().map_err(|_| wrong())?;
    let millis = match &text[digits..] {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "" if number == 0 => 1,
        _ => return Err(wrong()),
    };
    number.checked_mul(millis).map(Duration::from_millis).ok_or_else(wrong)
}

/// A time, or how long ago it was.
pub(crate) fn moment(text: &str) -> Result<SystemTime, String> {
    if let Ok(Timestamp(time)) = text.parse() {
        return Ok(time);
    }
    let ago = duration(text).ok().and_then(|ago| SystemTime::now().checked_sub(ago));
    ago.ok_or_else(|| {
        "a time is expected, as in `2026-11-29T15:05:00Z`, or how long ago, as in `24h`".to_owned()
    })
}

/// `10/1s`.
pub(crate) fn rate(text: &str) -> Result<Rate, String> {
    let wrong = || "so many in so long are expected, as in `10/1s` or `600/1m`".to_owned();
    let (events, period) = text.split_once('/').ok_or_else(wrong)?;
    let events: NonZeroU32 = events.parse().map_err(|_| wrong())?;
    let period = duration(period).map_err(|_| wrong())?;
    if period.is_zero() { Err(wrong()) } else { Ok(Rate { events, period }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_units() {
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        for text in ["", "5", "s", "5 s", "1w", "-1s", "99999999999999999999s", "9999999999999999999d", "5é"]
        {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(rate("10/1s").map(|rate| rate.events.get()), Ok(10));
        assert!(rate("0/1s").is_err() && rate("1/0").is_err() && rate("10").is_err());
        assert!(moment("1h").unwrap() < SystemTime::now());
        assert!(moment("yesterday").is_err());
    }
}
