//! What generated webhook code calls.

pub mod callback;
#[cfg(feature = "client")]
pub mod client;
pub mod codegen;
#[cfg(feature = "contract")]
pub mod contract;
pub mod decode;
pub mod event;
pub mod json;
pub mod receive;
pub mod signature;
mod types;
mod violation;

pub use decode::{Decode, Read, Reading, read};
pub use receive::{Failure, Incoming, Service, Setup, Unclaimed};
pub use signature::{Scheme, Signing};
pub use types::{Date, DateTime, Json, Map, Maybe, NoPayload, Null, RawBody, Text, Unknown, Uuid};
pub use violation::{MOST_VIOLATIONS, Novelty, Violation, Violations};
