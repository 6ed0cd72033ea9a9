//! Whether every value that goes a way fits a node anyway: then a way that must avoid the node leads nowhere.
//!
//! It says yes only where that is plain: each keyword of the node stands, at least as strict, among the demands.

use std::cmp::Ordering;

use serde_json::Value;

use super::kind::Kinds;
use super::node::{Graph, Id, Lists, Node, Numbers, Objects, Texts, Union};
use super::number::compare;
use super::ways::Way;

/// How deep members and items are compared.
const DEEP: usize = 6;

/// How deep members are looked at to see that a branch is out of question.
const SHALLOW: usize = 1;

impl Graph {
    /// Whether the demands of a way say all that a node says.
    pub(super) fn implied(&self, way: &Way, id: Id) -> bool {
        Demands { graph: self, list: &way.demands, kinds: way.kinds, needs: &way.needs }.imply(id, DEEP)
    }

    /// The same of nodes that all must hold, without choosing among their branches.
    fn implied_below(&self, wanted: &[Id], id: Id, deep: usize) -> bool {
        let mut list = Vec::new();
        wanted.iter().for_each(|id| self.plain(*id, &mut list));
        let kinds = list.iter().filter_map(|id| self.node(*id).kinds).fold(Kinds::ALL, Kinds::and);
        Demands { graph: self, list: &list, kinds, needs: &[] }.imply(id, deep)
    }

    /// A node with all that holds beside it, without choices.
    pub(super) fn plain(&self, id: Id, list: &mut Vec<Id>) {
        if !list.contains(&id) {
            list.push(id);
            let node = self.node(id);
            node.reference.iter().chain(&node.all).for_each(|below| self.plain(*below, list));
        }
    }
}

struct Demands<'g> {
    graph: &'g Graph,
    list: &'g [Id],
    kinds: Kinds,
    needs: &'g [String],
}

impl Demands<'_> {
    fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.list.iter().map(|id| self.graph.node(*id))
    }

    fn imply(&self, id: Id, deep: usize) -> bool {
        let Some(deep) = deep.checked_sub(1) else { return false };
        if self.list.contains(&id) {
            return true;
        }
        let node = self.graph.node(id);
        if let Some(fixed) = node.fixed {
            return fixed;
        }
        if self.nodes().any(|own| own.fixed.is_none() && own.shape == node.shape) {
            return true;
        }
        node.kinds.is_none_or(|kinds| self.kinds.within(kinds))
            && self.imply_values(node)
            && node.condition.is_none()
            && node.not.is_none()
            && node.reference.iter().chain(&node.all).all(|below| self.imply(*below, deep))
            && node.unions.iter().all(|union| self.imply_union(union, deep))
            && (!self.kinds.meets(Kinds::NUMBER) || self.imply_numbers(&node.number))
            && (!self.kinds.meets(Kinds::TEXT) || self.imply_texts(&node.text))
            && (!self.kinds.meets(Kinds::LIST) || self.imply_lists(&node.list, deep))
            && (!self.kinds.meets(Kinds::OBJECT) || self.imply_objects(&node.object, deep))
    }

    /// One branch, and of `oneOf` none of the others.
    fn imply_union(&self, union: &Union, deep: usize) -> bool {
        let excluded = |id: &Id| {
            let mut way = Way::open(self.needs);
            self.list.iter().chain([id]).for_each(|id| self.graph.demand(&mut way, *id, None));
            self.graph.contradiction(&way, SHALLOW).is_some()
        };
        let implied = union.branches.iter().position(|branch| self.imply(*branch, deep));
        let others = |taken: usize| union.branches.iter().enumerate().filter(move |(at, _)| *at != taken);
        implied.is_some_and(|taken| union.keyword == "anyOf" || others(taken).all(|(_, id)| excluded(id)))
    }

    /// Listed values, all of which another node lists.
    fn imply_values(&self, node: &Node) -> bool {
        if node.listed.is_none() && node.constant.is_none() {
            return true;
        }
        let ours = self.graph.listed(self.list);
        ours.is_some_and(|ours| ours.iter().all(|value| self.graph.fits_alone(node, value)))
    }

    fn imply_numbers(&self, bounds: &Numbers) -> bool {
        let stricter = |bound: &Option<Value>, of: fn(&Numbers) -> [&Option<Value>; 2], order: Ordering| {
            bound.as_ref().is_none_or(|bound| {
                let ours = self.nodes().flat_map(|node| of(&node.number)).flatten();
                ours.into_iter().any(|own| matches!(compare(own, bound), Some(found) if found == order || found == Ordering::Equal))
            })
        };
        stricter(&bounds.minimum, |own| [&own.minimum, &own.above], Ordering::Greater)
            && stricter(&bounds.maximum, |own| [&own.maximum, &own.below], Ordering::Less)
            && stricter(&bounds.above, |own| [&own.above, &None], Ordering::Greater)
            && stricter(&bounds.below, |own| [&own.below, &None], Ordering::Less)
            && bounds.multiple.as_ref().is_none_or(|of| {
                self.nodes().any(|node| node.number.multiple.as_ref().is_some_and(|own| own == of))
            })
    }

    fn imply_texts(&self, texts: &Texts) -> bool {
        texts
            .least
            .is_none_or(|least| self.nodes().any(|node| node.text.least.is_some_and(|own| own >= least)))
            && texts
                .most
                .is_none_or(|most| self.nodes().any(|node| node.text.most.is_some_and(|own| own <= most)))
            && texts.pattern.as_ref().is_none_or(|pattern| {
                self.nodes()
                    .filter_map(|node| node.text.pattern.as_ref())
                    .any(|own| own.source == pattern.source)
            })
    }

    fn imply_lists(&self, list: &Lists, deep: usize) -> bool {
        let items =
            || self.nodes().filter(|node| node.list.prefix.is_empty()).filter_map(|node| node.list.items);
        list.prefix.is_empty()
            && list.contains.is_none()
            && list.unevaluated.is_none()
            && (!list.unique || self.nodes().any(|node| node.list.unique))
            && list
                .least
                .is_none_or(|least| self.nodes().any(|node| node.list.least.is_some_and(|own| own >= least)))
            && list
                .most
                .is_none_or(|most| self.nodes().any(|node| node.list.most.is_some_and(|own| own <= most)))
            && list.items.is_none_or(|id| self.graph.implied_below(&items().collect::<Vec<_>>(), id, deep))
    }

    fn imply_objects(&self, object: &Objects, deep: usize) -> bool {
        let required = |name: &String| {
            self.needs.contains(name) || self.nodes().any(|node| node.object.required.contains(name))
        };
        let trivial = |id: Option<Id>| id.is_none_or(|id| self.graph.node(id).fixed == Some(true));
        object.patterns.is_empty()
            && trivial(object.additional)
            && trivial(object.unevaluated)
            && object.names.is_none()
            && object.dependent.is_empty()
            && object.dependent_schemas.is_empty()
            && object.least.is_none()
            && object.most.is_none()
            && object.required.iter().all(required)
            && object.properties.iter().all(|(name, id)| {
                let ours: Vec<Id> = self.nodes().flat_map(|node| node.object.member(name)).collect();
                self.graph.implied_below(&ours, *id, deep)
            })
    }
}
