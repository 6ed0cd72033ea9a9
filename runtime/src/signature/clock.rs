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
pub(super) fn seconds(time: SystemTime) -> i64 {
    let seconds = milliseconds(time).div_euclid(1000);
    i64::try_from(seconds).unwrap_or(if seconds < 0 { i64::MIN } else { i64::MAX })
}
