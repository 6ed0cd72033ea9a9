//! Values without parts that suit a list of demands, among them the outermost ones of every bound.
//!
//! In come nodes that all must fit; out go the few values worth sending. Every one of them has been tried against the
//! nodes, and knows what it covers.

use serde_json::Value;

use super::extreme::extreme;
use super::kind::Kinds;
use super::node::{Id, Node};
use super::number::{from_float, same};
use super::pattern::LONGEST;
use super::point::{Bound, Point};
use super::text;
use super::ways::Way;
use super::{house::House, node::Graph};

/// A value, and the points that it hits.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) value: Value,
    pub(super) points: Vec<Point>,
}

const NUMBER_BOUNDS: [Bound; 5] =
    [Bound::Minimum, Bound::Maximum, Bound::Above, Bound::Below, Bound::Multiple];

impl House {
    /// The values without parts, or all where they are listed, that are worth sending.
    pub(super) fn candidates(&self, wanted: &[Id], way: &Way) -> Vec<Candidate> {
        let values = match self.graph.listed(&way.demands) {
            Some(listed) => listed,
            None => self.graph.unlisted(&way.demands, way.kinds),
        };
        let mut kept: Vec<Candidate> = Vec::new();
        for value in values {
            let fits = way.demands.iter().all(|id| self.graph.fits(*id, &value))
                && !way.avoid.iter().any(|id| self.graph.fits(*id, &value));
            if fits && !kept.iter().any(|known| same(&known.value, &value)) {
                let points = self.hits(wanted, &value);
                kept.push(Candidate { value, points });
            }
        }
        kept
    }
}

impl Graph {
    /// The values that one of the nodes lists.
    pub(super) fn listed(&self, demands: &[Id]) -> Option<Vec<Value>> {
        demands.iter().find_map(|id| {
            let node = self.node(*id);
            node.constant.clone().map(|constant| vec![constant]).or_else(|| node.listed.clone())
        })
    }

    fn unlisted(&self, demands: &[Id], kinds: Kinds) -> Vec<Value> {
        let mut values = Vec::new();
        let shown = demands.iter().flat_map(|id| &self.node(*id).shown);
        values.extend(shown.filter(|value| Kinds::of(value).within(kinds) && !is_container(value)).cloned());
        if kinds.meets(Kinds::TEXT) {
            values.extend(self.texts(demands).into_iter().map(Value::String));
        }
        if kinds.meets(Kinds::NUMBER) {
            values.extend(self.numbers(demands));
        }
        if kinds.meets(Kinds::BOOL) {
            values.extend([Value::Bool(true), Value::Bool(false)]);
        }
        if kinds.meets(Kinds::NULL) {
            values.push(Value::Null);
        }
        values.retain(|value| Kinds::of(value).within(kinds));
        values
    }

    fn numbers(&self, demands: &[Id]) -> Vec<Value> {
        let mut values: Vec<Value> = vec![1.into(), 42.into()];
        values.extend(from_float(1.5));
        let nodes: Vec<&Node> = demands.iter().map(|id| self.node(*id)).collect();
        for node in &nodes {
            values.extend(NUMBER_BOUNDS.iter().filter_map(|bound| extreme(node, *bound)));
        }
        // The widths that `format` speaks of are bounds in many a receiver.
        values.extend([Value::from(0), Value::from(-1)]);
        values.extend(between(&values));
        values
    }

    pub(super) fn texts(&self, demands: &[Id]) -> Vec<String> {
        let nodes: Vec<&Node> = demands.iter().map(|id| self.node(*id)).collect();
        let least = nodes.iter().filter_map(|node| node.text.least).max().unwrap_or(0);
        let most = nodes.iter().filter_map(|node| node.text.most).min().unwrap_or(usize::MAX);
        let mut lengths: Vec<Option<usize>> = vec![None];
        lengths.extend(nodes.iter().flat_map(|node| [node.text.least, node.text.most]).flatten().map(Some));
        lengths.dedup();
        let mut texts = Vec::new();
        for length in lengths {
            let (low, high) = length.map_or((least, most), |length| (length, length));
            if low <= LONGEST && low <= high && (length.is_none() || high <= LONGEST) {
                texts.extend(written(&nodes, low, high));
            }
        }
        texts
    }
}

fn is_container(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// A number between the two first that stand close to each other, for ranges that no usual number lies in.
fn between(values: &[Value]) -> Option<Value> {
    let mut floats: Vec<f64> = values.iter().skip(3).filter_map(Value::as_f64).collect();
    floats.sort_by(f64::total_cmp);
    let (low, high) = (floats.first()?, floats.last()?);
    from_float(low + (high - low) / 2.0)
}

/// Texts of a length between two bounds: by each pattern, by the format, or any.
fn written(nodes: &[&Node], least: usize, most: usize) -> Vec<String> {
    let patterns: Vec<_> = nodes.iter().filter_map(|node| node.text.pattern.as_ref()).collect();
    let formats = || nodes.iter().filter_map(|node| node.text.format.as_deref());
    let mut texts = Vec::new();
    for turn in 0..3 {
        let usual =
            formats().find_map(|format| text::of_format(format, turn)).unwrap_or_else(|| text::word(turn));
        let count = usual.chars().count();
        let usual = if count < least || count > most {
            text::of_length(usual, count.clamp(least, most.max(least)))
        } else {
            usual.to_owned()
        };
        texts.push(usual);
        texts.extend(patterns.iter().filter_map(|pattern| pattern.text(least, most, turn)));
        if least == most {
            break;
        }
    }
    texts
}
