//! Payloads made from schemas, and payloads that are a little wrong.
//!
//! In come bundled schemas and a seed; out come values. What a sample is worth, a validator says:
//! nothing here promises that it fits. It must not know Hookwright.

mod chance;
mod mutate;
mod sample;
mod shrink;
mod text;

pub use chance::Chance;
pub use mutate::mutated;
pub use sample::sample;
pub use shrink::shrunk;
