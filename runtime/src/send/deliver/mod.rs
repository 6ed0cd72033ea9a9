//! Delivering: what both stores' engines have in common. In: a delivery and where it goes. Out: one attempt, judged. It
//! must not know how deliveries are taken and recorded.

mod attempt;
mod destination;
mod running;

pub(super) use attempt::{Attempted, attempt};
pub(super) use destination::Destination;
pub use running::Delivering;
pub(super) use running::Stop;

use bytes::Bytes;

/// One delivery, taken to be attempted.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    /// The delivery's number.
    pub(super) number: i64,
    pub(super) event: String,
    pub(super) name: String,
    pub(super) payload: Bytes,
    pub(super) content_type: String,
    /// Declared headers, a line each.
    pub(super) headers: Option<Vec<u8>>,
    pub(super) traceparent: Option<String>,
    /// How often was tried before.
    pub(super) attempts: u32,
    pub(super) accepted_at: i64,
}
