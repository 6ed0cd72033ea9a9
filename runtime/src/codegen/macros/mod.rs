//! The macros that turn a generated type and its table into a decoder and into serde's traits.
//!
//! In come a type that stands beside the call and its names in JSON; out go `Decode`, `Serialize`
//! and `Deserialize`. Expansions are plain repetitions of calls into [`crate::decode`], with
//! absolute paths throughout: the caller's module may call its types `Option` or `Result`.

mod event;
mod newtype;
mod object;
mod rule;
mod string_enum;
mod tuple;
mod union;
