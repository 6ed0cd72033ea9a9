//! From the document to its webhooks.
//!
//! Comes in: the value tree of `document`. Goes out: [`nodes::Api`], resolved and with places.
//! It must not know Rust names or Rust types.
//!
//! Rooms: `read` (the root and where webhooks stand), `operation` (one webhook), `leaf`
//! (parameters and responses by openapiv3), `schema` and `upgrade` (one dialect of schemas), `check`.

mod check;
mod content;
mod derived;
mod dynamic;
mod entries;
mod extension;
mod keywords;
mod leaf;
pub mod nodes;
mod operation;
mod read;
mod schema;
mod security;
mod shape;
mod upgrade;
mod version;
mod wishes;

pub use check::{Checked, check};
pub use read::{Draft, read};
pub use wishes::Wishes;
