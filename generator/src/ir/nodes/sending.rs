//! What durable sending is told of a document.
//!
//! In: nothing, these are data. Out: what `emit` writes down for the runtime.

/// When deliveries are tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The longest delay before each attempt, the first included, in milliseconds.
    pub schedule: Vec<u64>,
    /// Whether delays are random between nothing and the schedule's.
    pub jitter: bool,
    /// After how many milliseconds of nothing but failures an endpoint is disabled; never where it is none.
    pub disable_after: Option<u64>,
}

/// The names of an event in the generated sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durable {
    /// The method that accepts it.
    pub method: String,
    /// The one that accepts it within the caller's own transaction.
    pub within: String,
}
