//! What the benchmarks have in common: payloads, the floor, the pipeline that one would write by hand, the receiver.
//!
//! In come GitHub's document, three payloads and the floor's structs from a folder `shared` beside the checkout; out
//! go functions that receive one request each. Without that folder there is the clock alone.

pub mod clock;
#[cfg(shared)]
pub mod ours;
#[cfg(shared)]
pub use hookwright_benchmarks_floor::{floor, payload, pipeline};

/// What the programs say where the folder is absent.
pub const ABSENT: &str =
    "SKIPPED: the payloads and the floor stand in a folder `shared` beside the checkout, which is absent";
