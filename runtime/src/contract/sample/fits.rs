//! Whether a value fits a node: a small validator that can be asked about every part of a schema.
//!
//! It is no second opinion: it chooses among values and tells which branches a value takes, and jsonschema decides about
//! the whole. What it does not know (`unevaluated…`, dynamic references, formats) it lets through.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::kind::Kinds;
use super::node::{Graph, Id, Lists, Node, Numbers, Objects, Texts, Union};
use super::number::{compare, distinct, is_multiple, same};

/// References that lead to references without a value between them.
const HOPS: usize = 64;

impl Graph {
    /// Whether a value fits.
    pub(super) fn fits(&self, id: Id, value: &Value) -> bool {
        self.fits_within(id, value, HOPS)
    }

    fn fits_within(&self, id: Id, value: &Value, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else { return true };
        let node = self.node(id);
        if let Some(fixed) = node.fixed {
            return fixed;
        }
        self.fits_alone(node, value)
            && self.fits_inside(node, value)
            && node.reference.is_none_or(|id| self.fits_within(id, value, hops))
            && node.all.iter().all(|id| self.fits_within(*id, value, hops))
            && node.unions.iter().all(|union| self.takes_branch(union, value, hops))
            && node.not.is_none_or(|id| !self.fits_within(id, value, hops))
            && self.keeps_condition(node, value, hops)
    }

    /// Whether a value fits what a node says by itself, its references, unions and conditions left out.
    pub(super) fn fits_plain(&self, id: Id, value: &Value) -> bool {
        let node = self.node(id);
        node.fixed.unwrap_or(true) && self.fits_alone(node, value) && self.fits_inside(node, value)
    }

    /// What a node says of the value itself.
    pub(super) fn fits_alone(&self, node: &Node, value: &Value) -> bool {
        node.kinds.is_none_or(|kinds| Kinds::of(value).within(kinds))
            && node.listed.as_ref().is_none_or(|listed| listed.iter().any(|one| same(one, value)))
            && node.constant.as_ref().is_none_or(|constant| same(constant, value))
            && match value {
                Value::Number(_) => node.number.let_through(value),
                Value::String(text) => node.text.let_through(text),
                Value::Array(items) => node.list.let_through(items),
                Value::Object(members) => node.object.let_through(members),
                _ => true,
            }
    }

    fn takes_branch(&self, union: &Union, value: &Value, hops: usize) -> bool {
        let mut taken = union.branches.iter().filter(|id| self.fits_within(**id, value, hops));
        taken.next().is_some() && (union.keyword == "anyOf" || taken.next().is_none())
    }

    fn keeps_condition(&self, node: &Node, value: &Value, hops: usize) -> bool {
        let Some(condition) = node.condition else { return true };
        let side =
            if self.fits_within(condition.when, value, hops) { condition.then } else { condition.otherwise };
        side.is_none_or(|id| self.fits_within(id, value, hops))
    }

    /// What a node says of items and members.
    fn fits_inside(&self, node: &Node, value: &Value) -> bool {
        match value {
            Value::Array(items) => {
                let each = items.iter().enumerate();
                each.into_iter().all(|(at, item)| node.list.item(at).is_none_or(|id| self.fits(id, item)))
                    && self.keeps_contains(&node.list, items)
            }
            Value::Object(members) => {
                let object = &node.object;
                members.iter().all(|(name, member)| object.member(name).all(|id| self.fits(id, member)))
                    && object.names.is_none_or(|id| {
                        members.keys().all(|name| self.fits(id, &Value::String(name.clone())))
                    })
                    && object
                        .dependent_schemas
                        .iter()
                        .all(|(name, id)| !members.contains_key(name) || self.fits(*id, value))
            }
            _ => true,
        }
    }

    fn keeps_contains(&self, list: &Lists, items: &[Value]) -> bool {
        let Some(id) = list.contains else { return true };
        let count = items.iter().filter(|item| self.fits(id, item)).count();
        count >= list.least_contained.unwrap_or(1) && count <= list.most_contained.unwrap_or(usize::MAX)
    }
}

impl Numbers {
    fn let_through(&self, value: &Value) -> bool {
        let stands = |bound: &Option<Value>, allowed: &[Ordering]| {
            bound
                .as_ref()
                .and_then(|bound| compare(value, bound))
                .is_none_or(|order| allowed.contains(&order))
        };
        stands(&self.minimum, &[Ordering::Greater, Ordering::Equal])
            && stands(&self.maximum, &[Ordering::Less, Ordering::Equal])
            && stands(&self.above, &[Ordering::Greater])
            && stands(&self.below, &[Ordering::Less])
            && self.multiple.as_ref().is_none_or(|of| is_multiple(value, of))
    }
}

/// Whether a count lies between two bounds.
pub(super) fn between(count: usize, least: Option<usize>, most: Option<usize>) -> bool {
    count >= least.unwrap_or(0) && count <= most.unwrap_or(usize::MAX)
}

impl Texts {
    fn let_through(&self, text: &str) -> bool {
        let unbounded = self.least.is_none() && self.most.is_none();
        (unbounded || between(text.chars().count(), self.least, self.most))
            && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
    }
}

impl Lists {
    fn let_through(&self, items: &[Value]) -> bool {
        between(items.len(), self.least, self.most) && (!self.unique || distinct(items))
    }

    /// What the item at a place must fit.
    pub(super) fn item(&self, at: usize) -> Option<Id> {
        self.prefix.get(at).copied().or(self.items)
    }
}

impl Objects {
    fn let_through(&self, members: &Map<String, Value>) -> bool {
        between(members.len(), self.least, self.most)
            && self.required.iter().all(|name| members.contains_key(name))
            && self.dependent.iter().all(|(name, needs)| {
                !members.contains_key(name) || needs.iter().all(|need| members.contains_key(need))
            })
    }

    /// What the member of a name must fit.
    pub(super) fn member(&self, name: &str) -> impl Iterator<Item = Id> {
        let mut found: Vec<Id> = self.property(name).into_iter().collect();
        found.extend(self.patterns.iter().filter(|(pattern, _)| pattern.matches(name)).map(|(_, id)| *id));
        if found.is_empty() {
            found.extend(self.additional);
        }
        found.into_iter()
    }
}
