//! The outermost number that a bound lets through, as far as the node itself says: `minimum: 1` beside `multipleOf: 5`
//! begins at 5.

use std::cmp::Ordering;

use serde_json::Value;

use super::kind::Kinds;
use super::node::Node;
use super::number::{compare, from_float, from_whole, is_multiple, whole};
use super::point::Bound;

/// The outermost value of a bound of numbers; none where the node has no such bound, or no number that could show it.
pub(super) fn extreme(node: &Node, bound: Bound) -> Option<Value> {
    let number = &node.number;
    match bound {
        Bound::Minimum => Edge { node, up: true, open: false }.value(number.minimum.as_ref()?),
        Bound::Maximum => Edge { node, up: false, open: false }.value(number.maximum.as_ref()?),
        Bound::Above => Edge { node, up: true, open: true }.value(number.above.as_ref()?),
        Bound::Below => Edge { node, up: false, open: true }.value(number.below.as_ref()?),
        Bound::Multiple => multiple(node),
        _ => None,
    }
}

/// A multiple that is not 0, as near to it as the other bounds allow.
fn multiple(node: &Node) -> Option<Value> {
    let number = &node.number;
    let step = number.multiple.as_ref()?;
    let above = number.minimum.as_ref().or(number.above.as_ref());
    let below = number.maximum.as_ref().or(number.below.as_ref());
    let too_low = above.is_some_and(|bound| compare(step, bound) == Some(Ordering::Less));
    let too_high = below.is_some_and(|bound| compare(step, bound) == Some(Ordering::Greater));
    if too_low {
        let open = number.minimum.is_none();
        return Edge { node, up: true, open }.value(above?);
    }
    if too_high {
        let open = number.maximum.is_none();
        return Edge { node, up: false, open }.value(below?);
    }
    Some(step.clone())
}

/// From where, which way, and whether the bound itself is out.
struct Edge<'n> {
    node: &'n Node,
    up: bool,
    open: bool,
}

impl Edge<'_> {
    fn value(&self, bound: &Value) -> Option<Value> {
        if let Some(step) = &self.node.number.multiple {
            return self.stepped(bound, step);
        }
        let whole_only = self.node.kinds.is_some_and(|kinds| !kinds.meets(Kinds::FRACTION));
        if whole_only {
            return self.stepped(bound, &Value::from(1));
        }
        if self.open { self.beside(bound) } else { Some(bound.clone()) }
    }

    /// The first multiple of a step.
    fn stepped(&self, bound: &Value, step: &Value) -> Option<Value> {
        if let (Some(bound), Some(step)) = (whole(bound), whole(step)) {
            let down = bound.div_euclid(step) * step;
            let exact = down == bound;
            let at = if self.up && !exact { down + step } else { down };
            let at = match (exact && self.open, self.up) {
                (true, true) => at + step,
                (true, false) => at - step,
                (false, _) => at,
            };
            return from_whole(at);
        }
        let (bound_at, step_by) = (bound.as_f64()?, step.as_f64()?);
        let times = bound_at / step_by;
        let near = times.round();
        let exact = (times - near).abs() < 1e-9 * times.abs().max(1.0);
        let times = match (exact, self.up) {
            (true, true) => near + f64::from(u8::from(self.open)),
            (true, false) => near - f64::from(u8::from(self.open)),
            (false, true) => times.ceil(),
            (false, false) => times.floor(),
        };
        // 9999 × 0.01 is 99.99 in decimals alone.
        let decimal = format!("{:.10}", times * step_by).parse::<f64>().ok()?;
        from_float(decimal).filter(|value| is_multiple(value, step))
    }

    /// A number a little beyond a bound that is itself out, and still within the other one.
    fn beside(&self, bound: &Value) -> Option<Value> {
        let at = bound.as_f64()?;
        let number = &self.node.number;
        let other = if self.up { [&number.maximum, &number.below] } else { [&number.minimum, &number.above] };
        let room = other.into_iter().flatten().filter_map(Value::as_f64).map(|other| (other - at).abs());
        let step = room.map(|room| room / 2.0).fold(0.001 * at.abs().max(1.0), f64::min);
        from_float(if self.up { at + step } else { at - step })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::contract::sample::node::Graph;

    #[test]
    fn the_outermost_number_is_found() {
        let rows = [
            (json!({"minimum": 3}), Bound::Minimum, json!(3)),
            (json!({"minimum": 0.5, "type": "integer"}), Bound::Minimum, json!(1)),
            (json!({"minimum": -0.5, "type": "integer"}), Bound::Minimum, json!(0)),
            (json!({"maximum": -0.5, "type": "integer"}), Bound::Maximum, json!(-1)),
            (json!({"exclusiveMinimum": 3, "type": "integer"}), Bound::Above, json!(4)),
            (json!({"exclusiveMaximum": 3, "type": "integer"}), Bound::Below, json!(2)),
            (json!({"exclusiveMaximum": 3.5, "type": "integer"}), Bound::Below, json!(3)),
            (json!({"exclusiveMinimum": 0}), Bound::Above, json!(0.001)),
            (json!({"exclusiveMinimum": 0, "maximum": 0.0001}), Bound::Above, json!(0.00005)),
            (json!({"minimum": 1, "multipleOf": 5}), Bound::Minimum, json!(5)),
            (json!({"maximum": 99, "multipleOf": 5}), Bound::Maximum, json!(95)),
            (json!({"exclusiveMaximum": 1, "multipleOf": 0.25}), Bound::Below, json!(0.75)),
            (json!({"maximum": 99.999, "multipleOf": 0.01}), Bound::Maximum, json!(99.99)),
            (json!({"multipleOf": 0.01}), Bound::Multiple, json!(0.01)),
            (json!({"multipleOf": 7, "minimum": 10}), Bound::Multiple, json!(14)),
            (json!({"maximum": u64::MAX}), Bound::Maximum, json!(u64::MAX)),
            (json!({"minimum": i64::MIN, "type": "integer"}), Bound::Minimum, json!(i64::MIN)),
        ];
        for (schema, bound, expected) in rows {
            let graph = Graph::of(&schema);
            assert_eq!(extreme(graph.node(0), bound), Some(expected), "{schema}");
        }
        let graph = Graph::of(&json!({"maximum": 1}));
        assert_eq!(extreme(graph.node(0), Bound::Minimum), None::<Value>);
    }
}
