//! What a value says of itself, before it is written: whether it would surely be read again.
//!
//! In come values and checks; out goes yes, or "ask the reader". It knows bounds alone: lengths, sizes, patterns.

use super::check::{Check, Measure, measure_holds};
use super::{Decode, rule};

/// How deep a value may be before it is left to the reader, which has a limit of its own.
#[cfg(feature = "client")]
pub(crate) const ROOM: u32 = 32;

/// Whether a text of JSON is no deeper than fits below [`ROOM`] in what the reader takes: it has not so many brackets.
pub(super) fn is_shallow(json: &str) -> bool {
    json.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() <= 64
}

/// An object whose members are asked, one by one.
#[derive(Debug)]
pub struct Asked {
    room: u32,
    holds: bool,
}

impl Asked {
    /// An object under these checks from outside, and perhaps checks of its own, which only the reader knows.
    #[must_use]
    pub fn new(checks: &'static [Check], room: u32, is_plain: bool) -> Self {
        let holds = checks.is_empty() && is_plain && room > 0;
        Self { room: room.saturating_sub(1), holds }
    }

    /// What is kept of other members could bear the names of those declared, so that it is left to the reader.
    pub fn others(&mut self, count: usize) {
        self.holds &= count == 0;
    }

    /// A member under its checks.
    pub fn member<T: Decode>(&mut self, value: &T, checks: &'static [Check]) {
        self.holds = self.holds && value.holds(checks, self.room);
    }

    /// Whether all said yes.
    #[must_use]
    pub fn holds(self) -> bool {
        self.holds
    }
}

/// Whether each of the checks is a bound that this measure is within.
pub(super) fn is_bound(measure: Measure<'_>, checks: &'static [Check]) -> bool {
    checks.iter().all(|check| rule::is_bound(check) && measure_holds(check, measure))
}

/// The same for an array or a map whose items or values were asked themselves.
pub(super) fn is_bound_around(measure: Measure<'_>, checks: &'static [Check]) -> bool {
    checks.iter().all(|check| match check {
        Check::Items(_) => matches!(measure, Measure::Items(_)),
        Check::Members(_) => matches!(measure, Measure::Members(_)),
        _ => rule::is_bound(check) && measure_holds(check, measure),
    })
}
