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

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = millis(self.0);
        match jiff::Timestamp::from_millisecond(time) {
            Ok(time) => write!(f, "{time:.3}"),
            // Further away than the year 9999.
            Err(_) => write!(f, "{time} ms"),
        }
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let time = text.parse::<jiff::Timestamp>().map_err(|_| {
            Error::invalid("time", "expected a date and a time with its zone, as in 2026-11-29T15:05:00Z")
        })?;
        Ok(Self(from_millis(time.as_millisecond())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
