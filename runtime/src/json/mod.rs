//! JSON text: scanning it, skipping it, finding a place in it.
//!
//! In comes a body as bytes; out go tokens, scalars at a JSON Pointer, and pointers for byte
//! offsets. It must not know schemas, generated types or events. Nothing here recurses with the
//! input, and nothing allocates more than the input is long.

mod body;
mod kind;
mod locate;
mod lookup;
mod number;
mod reader;
mod record;
mod scan;
mod tree;
mod trials;
mod unescape;
mod work;

pub(crate) use number::{Decimal, Whole};
pub(crate) use record::{Nearest, Record};
pub(crate) use scan::{Broken, Text};

pub(crate) use body::{body, text};
pub use kind::Kind;
pub(crate) use lookup::{has, is_number};
pub use lookup::{lookup, lookup_all};
pub(crate) use reader::Place;
pub use reader::Reader;
pub(crate) use tree::{Tree, names};
pub(crate) use work::Work;

/// How many arrays and objects may be open at once; one more is a violation `depth`. serde_json
/// draws the same line.
pub const DEEPEST: u32 = 127;

/// How many bytes of stack one body may take: half of what Rust and tokio give a thread.
const DEEPEST_STACK: usize = 1 << 20;

/// What to do about that which only a newer document could have caused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reading {
    /// Exactly JSON Schema's verdict.
    Strict,
    /// An unlisted value of an enum, and a member beyond `additionalProperties: false`, are kept or
    /// skipped and reported as a [`Novelty`](crate::Novelty). What receivers do by default.
    #[default]
    Tolerant,
}

/// Says that a value broke its schema. What and where is known to the [`Reader`] that read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;
