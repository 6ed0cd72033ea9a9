//! What the goldens read and write: hand-picked payloads, each with its verdict by pointer and keyword.
//!
//! The verdicts are those of JSON Schema, told apart from one another: absent, null and present; strict and tolerant.
//! A text's `const` is reported as the `enum` of one value that it is, and a list of types as the `anyOf` that it is.

#[macro_use]
mod verdict;
mod schemas;
mod shapes;
