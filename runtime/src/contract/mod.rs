//! Contract tests: does a receiver do with its document's examples what must happen to each?
//!
//! In: the examples that generated code brings along, a signing, a service. Out: a report with one line per check.
//! It must not know how the service works: it sends requests, in process and without a socket, and reads statuses.
//!
//! Each example is sent as it is, and then repeated, tampered with, forged, unsigned, stale, ahead of time, under a
//! wrong media type, as an unknown event, oversized and with a broken payload.

mod document;
mod draft;
pub(crate) mod leaked;
mod report;
pub mod sample;
mod suite;

pub use document::{Answer, Document, Event, Example, Retry, Said};
pub use report::{Check, Report, Verdict};
pub use suite::Suite;

/// One example of the document, as generated code holds it.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The event's name.
    pub event: &'static str,
    /// The example's name in the document, or what the generator called a sample that it made from the schema.
    pub name: &'static str,
    /// The path below the mount, with its leading slash.
    pub path: &'static str,
    /// Headers that the sender sends with it; `Content-Type` need not be among them.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: &'static str,
}
