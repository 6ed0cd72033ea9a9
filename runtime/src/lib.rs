//! What generated webhook code calls.

pub mod callback;
#[cfg(any(feature = "sqlite", feature = "sender"))]
mod chance;
#[cfg(feature = "client")]
pub mod client;
pub mod codegen;
#[cfg_attr(
    not(any(feature = "client", feature = "contract")),
    allow(dead_code, reason = "who only receives writes no body")
)]
mod content;
#[cfg(feature = "contract")]
pub mod contract;
pub mod decode;
pub mod event;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "sender"))]
mod header_lines;
pub mod json;
#[cfg(any(feature = "sqlite", feature = "sender"))]
mod millis;
pub mod receive;
pub mod security;
#[cfg(feature = "sender")]
pub mod send;
#[cfg(feature = "serve")]
pub mod serve;
pub mod signature;
#[cfg(feature = "sqlite")]
pub mod store;
mod types;
mod violation;

pub use content::DeclaredHeaders;
#[cfg(feature = "multipart")]
pub use content::multipart;
pub use decode::{Decode, Read, Reading, read};
pub use receive::{Failure, Incoming, Service, Setup, Unclaimed};
pub use signature::{Scheme, Signing};
pub use types::{
    Binary, CharsetError, Date, DateTime, Json, Loose, Map, Maybe, NoPayload, Null, Number, RawBody, Text,
    TextBody, Unknown, Uuid,
};
pub use violation::{MOST_VIOLATIONS, Novelty, Violation, Violations};
