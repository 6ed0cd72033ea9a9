//! Files as place-keeping value trees.
//!
//! Comes in: paths, and `$ref`s that lead on. Goes out: [`Node`]s that know their place, and findings
//! about what cannot be read. It knows YAML, JSON, references and overlays; it must not know what
//! OpenAPI means by any of it.

#[cfg(feature = "overlay")]
mod action;
mod anchors;
mod follow;
mod ids;
mod json;
mod loader;
mod mapping;
mod node;
mod number;
mod offsets;
mod overlay;
mod pointer;
mod reference;
mod repair;
mod scalar;
mod shelf;
mod yaml;
mod yaml_help;

pub use loader::{Documents, Target};
pub use mapping::{Entry, Mapping};
pub use node::{Node, Value};
pub use pointer::{escape, unescape};

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Deeper than any document is meant to nest; what walks a tree by recursion is safe up to here.
const DEPTH_LIMIT: usize = 200;

/// What reading a file gives: its tree, and what is odd in it.
struct Parsed {
    root: Node,
    findings: Vec<Diagnostic>,
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(
        "document::too_deep",
        format!("more than {DEPTH_LIMIT} levels stand within one another"),
    )
    .label(span, "this is one too many")
}

fn duplicate_key(first: Span, again: Span) -> Diagnostic {
    Diagnostic::warning("document::duplicate_key", "a key stands twice in one mapping")
        .label(again, "this one counts")
        .label(first, "this one is lost")
        .help("remove or rename one of them")
}

#[cfg(test)]
mod tests;
