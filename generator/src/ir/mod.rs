//! From the checked document to Rust names and Rust shapes.
//!
//! Comes in: `Valid<Api>`. Goes out: [`nodes::Ir`]. It must not know YAML, openapiv3's parser or how
//! anything is printed.
//!
//! Rooms: `lower` (webhooks), `lowering` (what is carried along), `schema` (the dispatcher) with `scalar`, `array`, `object`, `union`,
//! then passes over the finished table: `guards`, `cycles`, `order`; `dispatch` and `sample` beside
//! them. Names are made in `names`, documentation in `docs`, nowhere else.

mod array;
mod base;
pub(crate) mod bundle;
mod checks;
mod conj;
mod content;
mod cycles;
mod dispatch;
pub mod docs;
mod durable;
mod duration;
mod ecma;
mod expression;
mod form;
mod groups;
mod guards;
pub(crate) mod handshake;
mod headers;
mod kinds;
mod late;
mod lower;
mod lowering;
mod match_text;
pub mod names;
pub mod nodes;
mod null;
mod object;
mod order;
pub(crate) mod retry;
mod rules;
mod sample;
mod scalar;
mod schema;
pub mod signature;
pub(crate) mod template;
mod types;
mod union;
mod uses;
pub mod versions;

pub use lower::lower;
