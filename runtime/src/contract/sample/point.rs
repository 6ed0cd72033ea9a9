//! What there is to cover at a place of a schema, each thing with a number.
//!
//! In come nodes; out go numbers and, for people, words. Numbers are dense, so that a set of points is a list of truth
//! values. It must not know values.

use super::node::{Graph, Id, Node};

/// The number of a point.
pub(super) type Point = usize;

/// What can be covered at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A declared member, there or not.
    Present(usize),
    Absent(usize),
    /// A member by a pattern of names.
    Patterned(usize),
    /// A member that nobody declared.
    Extra,
    Listed(usize),
    Constant,
    /// One of several names in `type`.
    Kind(usize),
    True,
    False,
    /// A branch of one of the node's unions.
    Branch(usize, usize),
    Then,
    Else,
    Bound(Bound),
}

/// Bounds, and how many items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Minimum,
    Maximum,
    Above,
    Below,
    Multiple,
    Shortest,
    Longest,
    Pattern,
    FewestItems,
    MostItems,
    Unique,
    FewestMembers,
    MostMembers,
    FewestContained,
    MostContained,
    NoItem,
    OneItem,
    MoreItems,
}

use Bound::{
    Above, Below, FewestContained, FewestItems, FewestMembers, Longest, Maximum, Minimum, MoreItems,
    MostContained, MostItems, MostMembers, Multiple, NoItem, OneItem, Pattern, Shortest, Unique,
};

/// Every bound with its keyword, in the order of their numbers.
const BOUNDS: [(Bound, &str); 18] = [
    (Minimum, "minimum"),
    (Maximum, "maximum"),
    (Above, "exclusiveMinimum"),
    (Below, "exclusiveMaximum"),
    (Multiple, "multipleOf"),
    (Shortest, "minLength"),
    (Longest, "maxLength"),
    (Pattern, "pattern"),
    (FewestItems, "minItems"),
    (MostItems, "maxItems"),
    (Unique, "uniqueItems"),
    (FewestMembers, "minProperties"),
    (MostMembers, "maxProperties"),
    (FewestContained, "contains"),
    (MostContained, "maxContains"),
    (NoItem, "no item"),
    (OneItem, "one item"),
    (MoreItems, "several items"),
];

/// The groups by which coverage is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Properties,
    Values,
    Branches,
    Bounds,
}

/// The points of a schema.
#[derive(Debug)]
pub(super) struct Points {
    /// The first point of each node, and the end of the last.
    starts: Vec<Point>,
}

impl Points {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut starts = vec![0];
        let mut next = 0;
        for node in &graph.nodes {
            next += all(node).len();
            starts.push(next);
        }
        Self { starts }
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The number of a point, where the node has it.
    pub(super) fn find(&self, graph: &Graph, id: Id, what: What) -> Option<Point> {
        let at = place(graph.node(id), what)?;
        let point = self.starts[id] + at;
        (point < self.starts[id + 1]).then_some(point)
    }

    /// What a number means.
    pub(super) fn what(&self, graph: &Graph, point: Point) -> Option<(Id, What)> {
        let id = self.starts.partition_point(|start| *start <= point).checked_sub(1)?;
        let what = all(graph.nodes.get(id)?).get(point - self.starts[id]).copied()?;
        Some((id, what))
    }
}

/// Everything that there is to cover at a node, in the order of the numbers.
fn all(node: &Node) -> Vec<What> {
    let object = &node.object;
    let mut all = Vec::new();
    for at in 0..object.properties.len() {
        all.extend([What::Present(at), What::Absent(at)]);
    }
    all.extend((0..object.patterns.len()).map(What::Patterned));
    all.extend(object.speaks().then_some(What::Extra));
    all.extend((0..node.listed.as_ref().map_or(0, Vec::len)).map(What::Listed));
    all.extend(node.constant.is_some().then_some(What::Constant));
    if has_truths(node) {
        all.extend([What::True, What::False]);
    }
    if node.names.len() > 1 {
        all.extend((0..node.names.len()).map(What::Kind));
    }
    for (at, union) in node.unions.iter().enumerate() {
        all.extend((0..union.branches.len()).map(|branch| What::Branch(at, branch)));
    }
    if node.condition.is_some() {
        all.extend([What::Then, What::Else]);
    }
    all.extend(BOUNDS.iter().filter(|(bound, _)| has(node, *bound)).map(|(bound, _)| What::Bound(*bound)));
    all
}

/// Where a point stands among those of its node: the order of [`all`], without making the list.
fn place(node: &Node, what: What) -> Option<usize> {
    let object = &node.object;
    let mut at = 2 * object.properties.len();
    match what {
        What::Present(index) => return Some(2 * index),
        What::Absent(index) => return Some(2 * index + 1),
        What::Patterned(index) => return Some(at + index),
        _ => at += object.patterns.len(),
    }
    if what == What::Extra {
        return object.speaks().then_some(at);
    }
    at += usize::from(object.speaks());
    let listed = node.listed.as_ref().map_or(0, Vec::len);
    if let What::Listed(index) = what {
        return (index < listed).then_some(at + index);
    }
    at += listed;
    if what == What::Constant {
        return node.constant.is_some().then_some(at);
    }
    at += usize::from(node.constant.is_some());
    late_place(node, what, at)
}

fn late_place(node: &Node, what: What, mut at: usize) -> Option<usize> {
    let truths = has_truths(node);
    match what {
        What::True => return truths.then_some(at),
        What::False => return truths.then_some(at + 1),
        _ => at += 2 * usize::from(truths),
    }
    let several = node.names.len() > 1;
    if let What::Kind(index) = what {
        return several.then_some(at + index);
    }
    at += if several { node.names.len() } else { 0 };
    for (index, union) in node.unions.iter().enumerate() {
        match what {
            What::Branch(wanted, branch) if wanted == index => return Some(at + branch),
            _ => at += union.branches.len(),
        }
    }
    match what {
        What::Then => return node.condition.map(|_| at),
        What::Else => return node.condition.map(|_| at + 1),
        _ => at += 2 * usize::from(node.condition.is_some()),
    }
    let What::Bound(wanted) = what else { return None };
    let before = BOUNDS.iter().take_while(|(bound, _)| *bound != wanted);
    has(node, wanted).then(|| at + before.filter(|(bound, _)| has(node, *bound)).count())
}

/// Whether both truth values are to be shown.
fn has_truths(node: &Node) -> bool {
    node.listed.is_none() && node.constant.is_none() && node.names.contains(&"boolean")
}

pub(super) fn has(node: &Node, bound: Bound) -> bool {
    let Node { number, text, list, object, .. } = node;
    match bound {
        Minimum => number.minimum.is_some(),
        Maximum => number.maximum.is_some(),
        Above => number.above.is_some(),
        Below => number.below.is_some(),
        Multiple => number.multiple.is_some(),
        Shortest => text.least.is_some(),
        Longest => text.most.is_some(),
        Pattern => text.pattern.is_some(),
        FewestItems => list.least.is_some(),
        MostItems => list.most.is_some(),
        Unique => list.unique,
        FewestMembers => object.least.is_some(),
        MostMembers => object.most.is_some(),
        FewestContained => list.contains.is_some(),
        MostContained => list.contains.is_some() && list.most_contained.is_some(),
        NoItem | OneItem | MoreItems => list.items.is_some() || node.names.contains(&"array"),
    }
}

impl What {
    pub(super) fn group(self) -> Group {
        match self {
            Self::Present(_) | Self::Absent(_) | Self::Patterned(_) | Self::Extra => Group::Properties,
            Self::Listed(_) | Self::Constant | Self::Kind(_) | Self::True | Self::False => Group::Values,
            Self::Branch(..) | Self::Then | Self::Else => Group::Branches,
            Self::Bound(_) => Group::Bounds,
        }
    }

    /// The keyword, and what of it.
    pub(super) fn words(self, node: &Node) -> (&'static str, String) {
        let property =
            |at: usize| node.object.properties.get(at).map_or(String::new(), |(name, _)| name.clone());
        match self {
            Self::Present(at) => ("properties", format!("`{}` there", property(at))),
            Self::Absent(at) => ("properties", format!("`{}` not there", property(at))),
            Self::Patterned(at) => {
                let pattern = node.object.patterns.get(at).map_or("", |(pattern, _)| pattern.source.as_str());
                ("patternProperties", format!("a member like `{pattern}`"))
            }
            Self::Extra => ("additionalProperties", "a member that is not declared".to_owned()),
            Self::Listed(at) => {
                let value = node.listed.as_ref().and_then(|listed| listed.get(at));
                ("enum", value.map(shortened).unwrap_or_default())
            }
            Self::Constant => ("const", node.constant.as_ref().map(shortened).unwrap_or_default()),
            Self::Kind(at) => ("type", node.names.get(at).copied().unwrap_or_default().to_owned()),
            Self::True => ("boolean", "true".to_owned()),
            Self::False => ("boolean", "false".to_owned()),
            Self::Branch(union, branch) => {
                (node.unions.get(union).map_or("oneOf", |union| union.keyword), format!("branch {branch}"))
            }
            Self::Then => ("then", String::new()),
            Self::Else => ("else", String::new()),
            Self::Bound(bound) => {
                (BOUNDS.iter().find(|(known, _)| *known == bound).map_or("", |(_, word)| word), String::new())
            }
        }
    }
}

/// A value as a word, not longer than one can read.
pub(super) fn shortened(value: &serde_json::Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_and_what_it_means_belong_together() {
        let graph = Graph::of(&json!({
            "type": ["object", "boolean", "array"], "properties": {"a": {"enum": [1, 2]}, "b": {"const": 1}},
            "patternProperties": {"^x": true}, "oneOf": [true, {"minLength": 3}], "anyOf": [true, true, true],
            "if": {}, "then": {}, "minimum": 3, "pattern": "x", "maxItems": 2, "uniqueItems": true,
            "contains": true, "maxContains": 2, "minProperties": 1, "exclusiveMaximum": 9
        }));
        let points = Points::of(&graph);
        for point in 0..points.count() {
            let (id, what) = points.what(&graph, point).expect("a point");
            assert_eq!(points.find(&graph, id, what), Some(point), "{what:?}");
        }
        assert!(points.count() > 30);
        assert_eq!(points.find(&graph, 0, What::Bound(Maximum)), None);
    }
}
