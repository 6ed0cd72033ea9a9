//! What a value covers: the walk over a schema with a value that fits it.
//!
//! In come a node and a value; out go the points that the value hits, each with the place in the value. It must not know
//! why the value was made.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::extreme::extreme;
use super::kind::Kinds;
use super::node::{Graph, Id, Node, escaped};
use super::number::same;
use super::point::{Bound, Point, Points, What};

/// References that lead to references without a value between them.
const HOPS: usize = 64;

/// Who is told what the walk comes by.
pub(super) trait Seen {
    /// A node, and the place of the value that fits it.
    fn node(&mut self, _id: Id, _pointer: &str) {}
    /// A point that is hit there.
    fn point(&mut self, point: Point, pointer: &str);
}

/// A walk.
pub(super) struct Walk<'g, 's> {
    pub(super) graph: &'g Graph,
    pub(super) points: &'g Points,
    pub(super) seen: &'s mut dyn Seen,
    pub(super) pointer: String,
}

impl Walk<'_, '_> {
    /// Tells all that a value covers at a node and below.
    pub(super) fn walk(&mut self, id: Id, value: &Value) {
        self.within(id, value, HOPS);
    }

    fn within(&mut self, id: Id, value: &Value, hops: usize) {
        let Some(hops) = hops.checked_sub(1) else { return };
        self.seen.node(id, &self.pointer);
        let node = self.graph.node(id);
        self.alone(id, node, value);
        match value {
            Value::Array(items) => self.items(id, node, items),
            Value::Object(members) => self.members(id, node, members),
            _ => {}
        }
        for below in node.reference.iter().chain(&node.all) {
            self.within(*below, value, hops);
        }
        for (at, union) in node.unions.iter().enumerate() {
            for (branch, below) in union.branches.iter().enumerate() {
                if self.graph.fits(*below, value) {
                    self.hit(id, What::Branch(at, branch));
                    self.within(*below, value, hops);
                }
            }
        }
        self.conditions(id, node, value, hops);
    }

    fn hit(&mut self, id: Id, what: What) {
        if let Some(point) = self.points.find(self.graph, id, what) {
            self.seen.point(point, &self.pointer);
        }
    }

    fn conditions(&mut self, id: Id, node: &Node, value: &Value, hops: usize) {
        if let Some(condition) = node.condition {
            let holds = self.graph.fits(condition.when, value);
            self.hit(id, if holds { What::Then } else { What::Else });
            let sides =
                if holds { [Some(condition.when), condition.then] } else { [None, condition.otherwise] };
            sides.into_iter().flatten().for_each(|below| self.within(below, value, hops));
        }
        for (name, below) in &node.object.dependent_schemas {
            if value.get(name).is_some() {
                self.within(*below, value, hops);
            }
        }
    }

    /// What is said of the value itself.
    fn alone(&mut self, id: Id, node: &Node, value: &Value) {
        if let Some(at) = node.listed.as_ref().and_then(|list| list.iter().position(|one| same(one, value))) {
            self.hit(id, What::Listed(at));
        }
        if node.constant.is_some() {
            self.hit(id, What::Constant);
        }
        for (at, name) in node.names.iter().enumerate() {
            if Kinds::of(value).within(Kinds::named(name)) {
                self.hit(id, What::Kind(at));
            }
        }
        match value {
            Value::Bool(true) => self.hit(id, What::True),
            Value::Bool(false) => self.hit(id, What::False),
            Value::Number(_) => {
                for bound in [Bound::Minimum, Bound::Maximum, Bound::Above, Bound::Below, Bound::Multiple] {
                    if extreme(node, bound).is_some_and(|extreme| same(&extreme, value)) {
                        self.hit(id, What::Bound(bound));
                    }
                }
            }
            Value::String(text) => self.text(id, node, text),
            _ => {}
        }
    }

    fn text(&mut self, id: Id, node: &Node, text: &str) {
        let (least, most) = (node.text.least, node.text.most);
        if least.is_some() || most.is_some() {
            let count = Some(text.chars().count());
            self.counted(id, count, &[(least, Bound::Shortest), (most, Bound::Longest)]);
        }
        if node.text.pattern.is_some() {
            self.hit(id, What::Bound(Bound::Pattern));
        }
    }

    /// The bounds that a count meets.
    fn counted(&mut self, id: Id, count: Option<usize>, bounds: &[(Option<usize>, Bound)]) {
        for (bound, name) in bounds {
            if *bound == count {
                self.hit(id, What::Bound(*name));
            }
        }
    }

    fn items(&mut self, id: Id, node: &Node, items: &[Value]) {
        let list = &node.list;
        self.counted(
            id,
            Some(items.len()),
            &[(list.least, Bound::FewestItems), (list.most, Bound::MostItems)],
        );
        let many = [Bound::NoItem, Bound::OneItem, Bound::MoreItems][items.len().min(2)];
        self.hit(id, What::Bound(many));
        if list.unique && items.len() > 1 {
            self.hit(id, What::Bound(Bound::Unique));
        }
        for (at, item) in items.iter().enumerate() {
            if let Some(below) = list.item(at).or(list.unevaluated) {
                self.deeper(&at.to_string(), below, item);
            }
        }
        if let Some(contains) = list.contains {
            let mut count = 0;
            for (at, item) in items.iter().enumerate() {
                if self.graph.fits(contains, item) {
                    count += 1;
                    self.deeper(&at.to_string(), contains, item);
                }
            }
            let least = list.least_contained.unwrap_or(1);
            self.counted(
                id,
                Some(count),
                &[(Some(least), Bound::FewestContained), (list.most_contained, Bound::MostContained)],
            );
        }
    }

    fn members(&mut self, id: Id, node: &Node, members: &Map<String, Value>) {
        let object = &node.object;
        for (at, (name, _)) in object.properties.iter().enumerate() {
            let there = members.contains_key(name);
            self.hit(id, if there { What::Present(at) } else { What::Absent(at) });
        }
        self.counted(
            id,
            Some(members.len()),
            &[(object.least, Bound::FewestMembers), (object.most, Bound::MostMembers)],
        );
        for (name, member) in members {
            self.member(id, node, name, member);
        }
    }

    fn member(&mut self, id: Id, node: &Node, name: &str, member: &Value) {
        let object = &node.object;
        let declared = object.property(name);
        let mut known = declared.is_some();
        for (at, (pattern, below)) in object.patterns.iter().enumerate() {
            if pattern.matches(name) {
                known = true;
                self.hit(id, What::Patterned(at));
                self.deeper(name, *below, member);
            }
        }
        if !known {
            self.hit(id, What::Extra);
        }
        let below = if known { declared } else { object.additional.or(object.unevaluated) };
        below.into_iter().for_each(|below| self.deeper(name, below, member));
    }

    fn deeper(&mut self, token: &str, below: Id, value: &Value) {
        let length = self.pointer.len();
        let _ = write!(self.pointer, "/{}", escaped(token));
        self.walk(below, value);
        self.pointer.truncate(length);
    }
}
