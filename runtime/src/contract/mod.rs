//! Contract tests: does a receiver do what its document promises its senders?
//!
//! In: a document as the generator wrote it, a secret, a service or a URL. Out: a report with an outcome for each event
//! and check, and a line that repeats each failure. It must not know how a receiver works: it sends requests and reads
//! answers.
//!
//! [`Check`] lists what is asked; [`sample`] makes the payloads, right ones and wrong ones.

mod ask;
mod check;
mod document;
mod draft;
mod expect;
pub mod judge;
pub(crate) mod leaked;
mod report;
mod run;
pub mod sample;
pub mod sink;
mod suite;
mod tests;
mod trial;
pub mod wire;

pub use check::Check;
pub use document::{Answer, Document, Event, Example, Generated, Retry, Said};
pub use report::{Failure, Group, Outcome, Report, Shown, Verdict};
pub use suite::{Invalid, Suite, Tested};
pub use tests::{App, contract_test, test_one};
