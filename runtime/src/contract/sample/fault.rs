//! What can be broken at a place, and values that break it there and nothing else, as far as the place can tell.
//!
//! In come a node and a value that fits it; out go values to put in its stead, the best first. Whether the whole is
//! broken by them, and by them alone, the validator says.

use serde_json::{Map, Value, json};

use super::extreme::extreme;
use super::items::varied;
use super::kind::Kinds;
use super::node::{Graph, Id, Node, Numbers};
use super::number::{from_float, from_whole, same, whole};
use super::pattern::{LONGEST, Pattern};
use super::point::{Bound, What};
use super::settle::MANY;
use super::text::of_length;

/// A text that no document lists.
const UNLISTED: &str = "an unlisted value";

/// A name that no document declares.
pub(super) const UNDECLARED: &str = "undeclared member";

/// One way to break a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Another kind of value.
    Kind,
    Null,
    Listed,
    Constant,
    Required(String),
    /// A member that is there and needs another, which is not.
    Dependent(String, String),
    Bound(Bound),
    Additional,
    Unevaluated,
    Items,
    Names,
    Union(usize),
    Not,
}

impl Fault {
    pub(super) fn keyword(&self, node: &Node) -> &'static str {
        match self {
            Self::Kind | Self::Null => "type",
            Self::Listed => "enum",
            Self::Constant => "const",
            Self::Required(_) => "required",
            Self::Dependent(..) => "dependentRequired",
            Self::Bound(bound) => What::Bound(*bound).words(node).0,
            Self::Additional => "additionalProperties",
            Self::Unevaluated => "unevaluatedProperties",
            Self::Items => "items",
            Self::Names => "propertyNames",
            Self::Union(at) => node.unions.get(*at).map_or("oneOf", |union| union.keyword),
            Self::Not => "not",
        }
    }

    /// The member that the fault is about.
    pub(super) fn member(&self) -> Option<&str> {
        match self {
            Self::Required(name) | Self::Dependent(_, name) => Some(name),
            _ => None,
        }
    }
}

impl Graph {
    /// What can be broken at a node where a value stands.
    pub(super) fn faults(&self, id: Id, value: &Value) -> Vec<Fault> {
        let node = self.node(id);
        let mut faults = Vec::new();
        if let Some(kinds) = node.kinds {
            faults.push(Fault::Kind);
            faults.extend((!kinds.meets(Kinds::NULL)).then_some(Fault::Null));
        }
        faults.extend(node.listed.is_some().then_some(Fault::Listed));
        faults.extend(node.constant.is_some().then_some(Fault::Constant));
        faults.extend((0..node.unions.len()).map(Fault::Union));
        faults.extend(node.not.map(|_| Fault::Not));
        match value {
            Value::Number(_) => faults.extend(bounds(
                node,
                &[Bound::Minimum, Bound::Maximum, Bound::Above, Bound::Below, Bound::Multiple],
            )),
            Value::String(_) => {
                faults.extend(bounds(node, &[Bound::Shortest, Bound::Longest, Bound::Pattern]));
            }
            Value::Array(items) => {
                faults.extend(bounds(
                    node,
                    &[
                        Bound::FewestItems,
                        Bound::MostItems,
                        Bound::Unique,
                        Bound::FewestContained,
                        Bound::MostContained,
                    ],
                ));
                let closed = node.list.item(items.len()).is_some_and(|id| self.node(id).fixed == Some(false));
                faults.extend(closed.then_some(Fault::Items));
            }
            Value::Object(members) => self.object_faults(node, members, &mut faults),
            _ => {}
        }
        faults
    }

    fn object_faults(&self, node: &Node, members: &Map<String, Value>, faults: &mut Vec<Fault>) {
        let object = &node.object;
        faults.extend(object.required.iter().cloned().map(Fault::Required));
        faults.extend(bounds(node, &[Bound::FewestMembers, Bound::MostMembers]));
        let closed = |id: Option<Id>| id.is_some_and(|id| self.node(id).fixed == Some(false));
        faults.extend(closed(object.additional).then_some(Fault::Additional));
        faults.extend(closed(object.unevaluated).then_some(Fault::Unevaluated));
        faults.extend(object.names.map(|_| Fault::Names));
        for (name, needs) in object.dependent.iter().filter(|(name, _)| members.contains_key(*name)) {
            faults.extend(needs.iter().map(|need| Fault::Dependent(name.clone(), need.clone())));
        }
    }

    /// Values that break a node in one way.
    pub(super) fn breaking(&self, id: Id, fault: &Fault, value: &Value) -> Vec<Value> {
        let node = self.node(id);
        match (fault, value) {
            (Fault::Kind, _) => other_kinds(node, value),
            (Fault::Null, _) => vec![Value::Null],
            (Fault::Listed, _) => unlisted(node.listed.as_deref().unwrap_or_default()),
            (Fault::Constant, _) => unlisted(node.constant.as_slice()),
            (Fault::Union(_), _) => no_branch(value),
            (Fault::Not, _) => node.not.map(|not| self.fitting(not, value)).unwrap_or_default(),
            (Fault::Bound(bound), Value::Number(_)) => beyond(node, *bound, value),
            (Fault::Bound(bound), Value::String(text)) => wrong_texts(node, *bound, text),
            (Fault::Bound(bound), Value::Array(items)) => self.wrong_lists(node, *bound, items),
            (Fault::Items, Value::Array(items)) => {
                vec![items.iter().cloned().chain([json!("one more")]).collect()]
            }
            (_, Value::Object(members)) => self.wrong_objects(node, fault, members),
            _ => Vec::new(),
        }
    }

    fn wrong_objects(&self, node: &Node, fault: &Fault, members: &Map<String, Value>) -> Vec<Value> {
        let object = &node.object;
        let with = |name: &str| {
            let mut members = members.clone();
            members.insert(name.to_owned(), json!("undeclared"));
            Value::Object(members)
        };
        match fault {
            Fault::Required(name) | Fault::Dependent(_, name) => vec![without(members, name)],
            Fault::Additional | Fault::Unevaluated => {
                vec![with(UNDECLARED), with("x-undeclared"), with("undeclared")]
            }
            Fault::Names => {
                let names =
                    ["", "Ä ~", "9 lives", "UPPER", "lower", "x".repeat(300).as_str()].map(str::to_owned);
                let bad = |name: &String| object.names.is_some_and(|id| !self.fits(id, &json!(name)));
                names.iter().filter(|name| bad(name)).map(|name| with(name)).collect()
            }
            Fault::Bound(Bound::FewestMembers) => {
                let keep = object.least.unwrap_or(0).saturating_sub(1);
                let needed = |name: &String| object.required.contains(name);
                let mut names: Vec<&String> = members.keys().collect();
                names.sort_by_key(|name| !needed(name));
                let kept = names.into_iter().take(keep);
                vec![Value::Object(kept.map(|name| (name.clone(), members[name].clone())).collect())]
            }
            Fault::Bound(Bound::MostMembers) => {
                let Some(most) = object.most.filter(|most| *most < MANY) else { return Vec::new() };
                let mut members = members.clone();
                let spare = members.values().next().cloned().unwrap_or(json!("extra"));
                let names = object.properties.iter().map(|(name, _)| name.clone());
                for name in names.chain((0..).map(|at| format!("extra{at}"))).take(2 * MANY) {
                    if members.len() > most {
                        break;
                    }
                    members.entry(name).or_insert(spare.clone());
                }
                vec![Value::Object(members)]
            }
            _ => Vec::new(),
        }
    }

    fn wrong_lists(&self, node: &Node, bound: Bound, items: &[Value]) -> Vec<Value> {
        let list = &node.list;
        let fits = |item: &Value| list.contains.is_some_and(|id| self.fits(id, item));
        match bound {
            Bound::FewestItems => {
                let keep = list.least.unwrap_or(0).saturating_sub(1);
                vec![items.iter().take(keep).cloned().collect()]
            }
            Bound::MostItems => grown(list.most, items, |_| true).into_iter().collect(),
            Bound::MostContained => grown(list.most_contained, items, fits).into_iter().collect(),
            Bound::Unique => {
                let Some(first) = items.first() else { return Vec::new() };
                let more = items.iter().chain([first]).cloned().collect();
                let mut instead = items.to_vec();
                instead.iter_mut().skip(1).last().into_iter().for_each(|last| *last = first.clone());
                vec![more, Value::Array(instead)]
            }
            Bound::FewestContained => {
                let rest: Vec<Value> = items.iter().filter(|item| !fits(item)).cloned().collect();
                let other = |item: &Value| {
                    other_values().into_iter().find(|other| !fits(other)).unwrap_or(item.clone())
                };
                let instead =
                    items.iter().map(|item| if fits(item) { other(item) } else { item.clone() }).collect();
                vec![Value::Array(rest), instead]
            }
            _ => Vec::new(),
        }
    }

    /// Values that fit a node, near another value.
    fn fitting(&self, id: Id, value: &Value) -> Vec<Value> {
        let node = self.node(id);
        let mut values: Vec<Value> = self.listed(&[id]).unwrap_or_default();
        values.extend(node.reference.iter().chain(&node.all).flat_map(|id| self.fitting(*id, value)).take(8));
        values.extend(
            node.unions
                .iter()
                .flat_map(|union| &union.branches)
                .flat_map(|id| self.fitting(*id, value))
                .take(32),
        );
        if let Value::Object(members) = value {
            let mut members = members.clone();
            for name in &node.object.required {
                members.entry(name.clone()).or_insert(json!("there"));
            }
            for (name, id) in &node.object.properties {
                if let Some(one) = self.listed(&[*id]).and_then(|listed| listed.first().cloned()) {
                    members.insert(name.clone(), one);
                }
            }
            values.push(Value::Object(members));
        }
        values.extend(other_values());
        values.retain(|value| self.fits(id, value));
        values
    }
}

fn bounds<'b>(node: &'b Node, bounds: &'b [Bound]) -> impl Iterator<Item = Fault> + 'b {
    bounds.iter().filter(|bound| super::point::has(node, **bound)).map(|bound| Fault::Bound(*bound))
}

fn without(members: &Map<String, Value>, name: &str) -> Value {
    let kept = members.iter().filter(|(known, _)| *known != name);
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// One more than a bound of those that count.
fn grown(most: Option<usize>, items: &[Value], counts: impl Fn(&Value) -> bool) -> Option<Value> {
    let most = most.filter(|most| *most < MANY)?;
    let spare = items.iter().find(|item| counts(item))?.clone();
    let mut items = items.to_vec();
    let mut fresh = varied(&spare, 0)
        .filter(|item| counts(item) && Kinds::of(item) == Kinds::of(&spare))
        .collect::<Vec<_>>();
    while items.iter().filter(|item| counts(item)).count() <= most {
        let next = fresh.pop().filter(|item| !items.iter().any(|known| same(known, item)));
        items.push(next.unwrap_or_else(|| spare.clone()));
    }
    Some(Value::Array(items))
}

pub(super) fn other_values() -> Vec<Value> {
    vec![json!("text"), json!(7), json!(true), json!({}), json!([]), json!(1.5), Value::Null]
}

/// Values of other kinds, and first those that careless code takes for the right one.
fn other_kinds(node: &Node, value: &Value) -> Vec<Value> {
    let mut values = match value {
        Value::Number(_) | Value::Bool(_) => vec![Value::String(value.to_string())],
        Value::Array(items) => items.first().cloned().into_iter().collect(),
        Value::Object(_) => vec![Value::Array(vec![value.clone()])],
        _ => vec![json!(7), json!(true)],
    };
    values.extend(other_values().into_iter().filter(|value| !value.is_null()));
    let kinds = node.kinds.unwrap_or(Kinds::ALL);
    values.retain(|value| !Kinds::of(value).within(kinds));
    values
}

/// Values beside those that are listed, of the same kind first.
fn unlisted(listed: &[Value]) -> Vec<Value> {
    let mut values = Vec::new();
    for one in listed {
        match one {
            Value::String(text) => {
                values.extend([json!(UNLISTED), json!(format!("{text}x")), json!(text.to_uppercase())]);
            }
            Value::Number(_) => values.extend((1..20).filter_map(|step| from_whole(whole(one)? + step))),
            Value::Bool(truth) => values.push(json!(!truth)),
            Value::Object(_) => values.push(json!({})),
            Value::Array(_) => values.push(json!([])),
            Value::Null => {}
        }
    }
    values.extend(other_values());
    values.retain(|value| !listed.iter().any(|known| same(known, value)));
    values.truncate(24);
    values
}

/// Values that fit no branch, most likely: tags of objects changed, then other kinds.
fn no_branch(value: &Value) -> Vec<Value> {
    let mut values = Vec::new();
    if let Value::Object(members) = value {
        for (name, member) in members.iter().filter(|(_, member)| member.is_string()).take(12) {
            let mut members = members.clone();
            let _ = member;
            members.insert(name.clone(), json!(UNLISTED));
            values.push(Value::Object(members));
        }
        values.push(json!({}));
    }
    values.extend(other_values());
    values
}

/// Numbers just beyond a bound.
fn beyond(node: &Node, bound: Bound, value: &Value) -> Vec<Value> {
    let Numbers { minimum, maximum, above, below, multiple } = &node.number;
    let step = multiple.clone().unwrap_or(json!(1));
    let small = step.as_f64().unwrap_or(1.0);
    let moved = |from: Option<&Value>, sign: i8| -> Vec<Value> {
        let Some(from) = from else { return Vec::new() };
        let exact =
            whole(from).zip(whole(&step)).and_then(|(from, step)| from_whole(from + i128::from(sign) * step));
        let by = |step: f64| from_float(from.as_f64()? + f64::from(sign) * step);
        exact
            .into_iter()
            .chain(
                [by(small), by(0.5), by(0.001), by(from.as_f64().unwrap_or(0.0).abs())].into_iter().flatten(),
            )
            .collect()
    };
    match bound {
        Bound::Minimum => {
            let edge = extreme(node, bound);
            [moved(edge.as_ref(), -1), moved(minimum.as_ref(), -1)].concat()
        }
        Bound::Maximum => {
            let edge = extreme(node, bound);
            [moved(edge.as_ref(), 1), moved(maximum.as_ref(), 1)].concat()
        }
        Bound::Above => above.iter().cloned().chain(moved(above.as_ref(), -1)).collect(),
        Bound::Below => below.iter().cloned().chain(moved(below.as_ref(), 1)).collect(),
        Bound::Multiple => {
            let near = value.as_f64().unwrap_or(0.0);
            let whole_steps = [1, -1, 2].into_iter().filter_map(|by| from_whole(whole(value)? + by));
            whole_steps
                .chain([near + small / 2.0, near + small / 3.0].into_iter().filter_map(from_float))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Texts too short, too long, or such that the pattern is not found.
fn wrong_texts(node: &Node, bound: Bound, text: &str) -> Vec<Value> {
    let texts: Vec<String> = match bound {
        Bound::Shortest => sized(node, text, node.text.least.and_then(|least| least.checked_sub(1))),
        Bound::Longest => {
            sized(node, text, node.text.most.filter(|most| *most < LONGEST).map(|most| most + 1))
        }
        Bound::Pattern => {
            let count = text.chars().count();
            let filled = ["~", " ", "ß", "0", "a", "A", "\u{7f}"].map(|fill| fill.repeat(count));
            let around =
                [format!("{text}~"), format!("~{text}"), format!(" {text}"), String::new(), "~".to_owned()];
            let changed = of_length(&text.chars().skip(1).collect::<String>(), count);
            filled.into_iter().chain([changed]).chain(around).collect()
        }
        _ => Vec::new(),
    };
    let wrong = |text: &String| {
        bound != Bound::Pattern || node.text.pattern.as_ref().is_some_and(|pattern| !pattern.matches(text))
    };
    texts.into_iter().filter(wrong).map(Value::String).collect()
}

/// Texts of a length, by the pattern first.
fn sized(node: &Node, text: &str, count: Option<usize>) -> Vec<String> {
    let Some(count) = count else { return Vec::new() };
    let by = |pattern: &Pattern| pattern.text(count, count, 0);
    node.text.pattern.as_ref().and_then(by).into_iter().chain([of_length(text, count)]).collect()
}
