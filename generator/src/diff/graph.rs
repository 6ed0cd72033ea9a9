//! What was found, as a graph: a node for each pair of schemas, and edges to the pairs below them.
//!
//! Comes in: findings and steps. Goes out: everything below a node, each node once, with the shortest pointer to it. A
//! pair that leads to itself is a circle of edges: it is taken to hold, unless something is found on the way.

use std::collections::{HashSet, VecDeque};

use super::catalogue::Change;
use super::severity::Effect;
use super::side::Part;

/// One change of a pair of schemas.
#[derive(Clone)]
pub(super) struct Found<'s> {
    pub(super) change: Change,
    pub(super) effect: Effect,
    /// The place in the old document, and the keyword there.
    pub(super) old: (Part<'s>, &'static str),
    /// The same in the new one.
    pub(super) new: (Part<'s>, &'static str),
    /// What leads from the pair to the value, as a pointer.
    pub(super) step: String,
    /// One sentence.
    pub(super) message: String,
    /// Whether tolerant readers mind as much as strict ones.
    pub(super) for_all: bool,
}

#[derive(Default)]
struct Node<'s> {
    found: Vec<Found<'s>>,
    edges: Vec<(usize, String)>,
}

/// All pairs.
#[derive(Default)]
pub(super) struct Graph<'s> {
    nodes: Vec<Node<'s>>,
}

impl<'s> Graph<'s> {
    pub(super) fn open(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    pub(super) fn find(&mut self, node: usize, found: Found<'s>) {
        self.nodes[node].found.push(found);
    }

    pub(super) fn edge(&mut self, from: usize, to: usize, step: String) {
        self.nodes[from].edges.push((to, step));
    }

    /// Everything that was found below a node, with pointers.
    pub(super) fn below(&self, node: usize) -> Vec<(String, &Found<'s>)> {
        let mut all = Vec::new();
        let mut seen = HashSet::from([node]);
        let mut queue = VecDeque::from([(node, String::new())]);
        while let Some((node, pointer)) = queue.pop_front() {
            all.extend(
                self.nodes[node].found.iter().map(|found| (format!("{pointer}{}", found.step), found)),
            );
            for (to, step) in &self.nodes[node].edges {
                if seen.insert(*to) {
                    queue.push_back((*to, format!("{pointer}{step}")));
                }
            }
        }
        all
    }

    /// Whether nothing below a node has one of the effects.
    pub(super) fn is_clean(&self, node: usize, bad: impl Fn(Effect) -> bool) -> bool {
        // `format` is no assertion.
        !self.below(node).iter().any(|(_, found)| found.change != Change::FormatChanged && bad(found.effect))
    }
}
