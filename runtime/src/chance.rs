//! Numbers that spread load and keep no secret. In: nothing. Out: a number between 0 and 1. It must not be used for ids
//! or keys: the seeds of the standard library's tables are enough here, and need no crate.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// A number in 0..=1.
pub(crate) fn chance() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX)
}
