//! Anchors of YAML and their aliases, within a budget: a few lines of aliases of aliases could
//! otherwise ask for more memory than there is.

use std::collections::HashMap;

use super::node::{Node, Value};
use super::{DEPTH_LIMIT, too_deep};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What all aliases of a file may add up to, in nodes.
const BUDGET: usize = 500_000;

/// The anchored nodes of a file.
#[derive(Default)]
pub(super) struct Anchors {
    known: HashMap<usize, Anchor>,
    spent: usize,
}

struct Anchor {
    /// Absent where the node alone was too heavy to keep.
    node: Option<Node>,
    weight: usize,
    height: usize,
    span: Span,
}

impl Anchors {
    /// Keeps a node under its anchor; zero is none.
    pub(super) fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor == 0 {
            return;
        }
        let (weight, height) = weigh(node);
        self.spent = self.spent.saturating_add(weight);
        let kept = (self.spent <= BUDGET).then(|| node.clone());
        self.known.insert(anchor, Anchor { node: kept, weight, height, span: node.span });
    }

    /// What an alias stands for.
    pub(super) fn expand(&mut self, anchor: usize, alias: Span, depth: usize) -> Result<Node, Diagnostic> {
        let Some(known) = self.known.get(&anchor) else {
            return Err(Diagnostic::error(
                "document::recursive_alias",
                "an alias stands within what it stands for",
            )
            .label(alias, "this has no end")
            .help("use a `$ref` for what is recursive"));
        };
        if depth + known.height > DEPTH_LIMIT {
            return Err(too_deep(alias));
        }
        self.spent = self.spent.saturating_add(known.weight);
        match &known.node {
            Some(node) if self.spent <= BUDGET => Ok(node.clone()),
            _ => {
                Err(Diagnostic::error("document::alias_bomb", "the aliases of this file stand for too much")
                    .label(alias, format!("with this one it is more than {BUDGET} values"))
                    .label(known.span, "what it stands for")
                    .why("aliases of aliases multiply: a small file could ask for more memory than there is")
                    .help("use `$ref`s, which are not copied"))
            }
        }
    }
}

/// How many nodes there are, long texts counting for several, and how deep they nest.
fn weigh(node: &Node) -> (usize, usize) {
    let text = |text: &str| 1 + text.len() / 32;
    let below: &mut dyn Iterator<Item = (usize, usize)> = match &node.value {
        Value::Null | Value::Bool(_) => return (1, 0),
        Value::Number(it) | Value::String(it) => return (text(it), 0),
        Value::Sequence(list) => &mut list.iter().map(weigh),
        Value::Mapping(mapping) => &mut mapping.iter().map(|entry| {
            let (weight, height) = weigh(&entry.value);
            (weight + text(&entry.key), height)
        }),
    };
    below.fold((1, 1), |(weight, height), (more, tall)| (weight + more, height.max(tall + 1)))
}
