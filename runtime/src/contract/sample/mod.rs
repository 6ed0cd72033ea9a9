//! Payloads from schemas: those that must be taken, those that must be refused, and the smallest that still fails.
//!
//! In come JSON Schemas of the dialect 2020-12; out go values. What a value is worth, the crate jsonschema says: each
//! sample has been held against it, and so has each broken value. It must not know documents, HTTP or time.

mod broken;
mod cover;
mod coverage;
mod extreme;
mod fault;
mod fits;
mod house;
mod implied;
mod items;
mod kind;
mod make;
mod members;
mod node;
mod number;
mod pattern;
mod plan;
mod point;
mod scalar;
mod schemas;
mod settle;
mod shrink;
mod text;
mod walk;
mod ways;

use serde_json::Value;

pub use coverage::{Coverage, Tally};
pub use schemas::{Schema, Schemas};
pub use shrink::{JsonTree, Shrinker};

/// Samples of a schema, and what of the schema they cover.
#[derive(Clone, Debug)]
pub struct Samples {
    /// The samples: the minimal one, the maximal one, then those that cover what is left.
    pub list: Vec<Sample>,
    /// What they cover.
    pub coverage: Coverage,
}

/// A value that its schema takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The value.
    pub value: Value,
    /// What it is there for: `minimal`, `maximal`, `enum /status = "paid"`; no two samples of a schema share it.
    pub name: String,
}

/// A value that its schema refuses, for one reason as far as that can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// The value.
    pub value: Value,
    /// Where it is broken, as a JSON Pointer.
    pub pointer: String,
    /// The constraint that is violated there.
    pub keyword: String,
    /// Both, and how: `maximum /amount`, `required /id`; no two of a schema share it.
    pub name: String,
}

#[cfg(test)]
mod tests;
