//! The Rust types that stand for JSON where Rust's own do not suffice.
//!
//! In comes text that the decoder has read; out go values that keep that text and convert on
//! demand. They must not know schemas, events or how a body is scanned beyond [`crate::json`].

mod binary;
mod json;
mod loose;
mod maybe;
mod number;
mod string;
mod text;
mod text_body;
mod units;

pub use binary::Binary;
pub use json::Json;
pub use loose::Loose;
pub use maybe::Maybe;
pub use number::Number;
pub(crate) use string::Body;
pub use string::Text;
pub use text::{Date, DateTime, Unknown, Uuid};
pub use text_body::{CharsetError, TextBody};
pub use units::{NoPayload, Null, RawBody};

/// A JSON object whose member names the document leaves open.
pub type Map<T> = std::collections::BTreeMap<String, T>;
