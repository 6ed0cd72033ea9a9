//! The Rust types that stand for JSON where Rust's own do not suffice.
//!
//! In comes text that the decoder has read; out go values that keep that text and convert on
//! demand. They must not know schemas, events or how a body is scanned beyond [`crate::json`].

mod json;
mod maybe;
mod string;
mod text;
mod units;

pub use json::Json;
pub use maybe::Maybe;
pub(crate) use string::Body;
pub use string::Text;
pub use text::{Date, DateTime, Unknown, Uuid};
pub use units::{NoPayload, Null, RawBody};

/// A JSON object whose member names the document leaves open.
pub type Map<T> = std::collections::BTreeMap<String, T>;
