//! The goldens, compiled under edition 2024: what the generator emits compiles without a warning.
#![deny(warnings, missing_docs)]

#[rustfmt::skip]
#[path = "../../golden/mod.rs"]
pub mod golden;
