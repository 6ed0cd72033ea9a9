//! From the intermediate representation to Rust.
//!
//! Comes in: `ir::nodes`. Goes out: pieces of modules, as tokens or as tables for the runtime's
//! macros. Pure: the same input gives the same output. It must not know the document, openapiv3 or
//! YAML, and it reads and writes no file.
//!
//! One file per thing that a user sees: `payload` (types), `event` (the enum and the dispatch),
//! `receiver`, `client`, `sender`, `contract`. `nodes` holds what they hand to `render`.

mod checks;
mod client;
mod contract;
mod event;
mod fold;
mod gate;
mod handshake;
pub(crate) mod nodes;
mod payload;
mod receiver;
mod scheme;
mod sender;
mod shape;
mod tuple;
pub(crate) mod versions;
mod words;

pub(crate) use checks::{rules, schema_checks};
pub(crate) use client::client;
pub(crate) use contract::contract;
pub(crate) use event::event;
pub(crate) use payload::{aliases, borrowed, payload};
pub(crate) use receiver::{methods, receiver, receiver_trait};
pub(crate) use sender::{is_durable, sender};
pub(crate) use shape::features;
