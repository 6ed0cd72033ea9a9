//! A value that a schema most likely takes.
//!
//! In comes a bundled schema; out comes a value. The demands of references, `allOf` and one branch
//! of each alternative are put in one list, and the value is made to suit all of them.

use serde_json::{Map, Number, Value, json};

use super::chance::Chance;
use super::text;

/// Values within values, beyond which only what must be there is.
const DEEP: usize = 5;

/// Values within values, beyond which nothing more is made.
const DEEPEST: usize = 14;

/// References that lead to references without a value between them.
const HOPS: usize = 24;

const TYPES: &[&str] = &["object", "array", "string", "integer", "number", "boolean", "null"];

/// A value for a bundled schema.
#[must_use]
pub fn sample(root: &Value, chance: &mut Chance) -> Value {
    let mut maker = Maker { root, chance };
    maker.value(&[root], 0)
}

struct Maker<'s, 'c> {
    root: &'s Value,
    chance: &'c mut Chance,
}

impl<'s> Maker<'s, '_> {
    fn value(&mut self, schemas: &[&'s Value], deep: usize) -> Value {
        let mut demands = Vec::new();
        for schema in schemas {
            self.demand(schema, &mut demands, HOPS);
        }
        if let Some(value) = self.listed(&demands) {
            return value;
        }
        let kinds = kinds(&demands);
        if deep > DEEPEST {
            return if kinds.contains(&"null") { Value::Null } else { json!({}) };
        }
        let Some(kind) = self.kind(&kinds, &demands) else { return Value::Null };
        match kind {
            "object" => self.object(&demands, deep),
            "array" => self.array(&demands, deep),
            "string" => Value::String(text::text(&demands, self.chance)),
            "integer" => self.number(&demands, true),
            "number" => self.number(&demands, false),
            "boolean" => Value::Bool(self.chance.percent(50)),
            _ => Value::Null,
        }
    }

    /// Everything that a schema demands, with one branch of its alternatives.
    fn demand(&mut self, schema: &'s Value, into: &mut Vec<&'s Map<String, Value>>, hops: usize) {
        let (Value::Object(keywords), Some(hops)) = (schema, hops.checked_sub(1)) else { return };
        into.push(keywords);
        if let Some(target) = keywords.get("$ref").and_then(Value::as_str).and_then(|to| self.target(to)) {
            self.demand(target, into, hops);
        }
        for one in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.demand(one, into, hops);
        }
        for union in ["oneOf", "anyOf"] {
            let branches =
                keywords.get(union).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            if let Some(branch) = self.chance.one(branches) {
                self.demand(branch, into, hops);
            }
        }
        if let (Some(condition), true) = (keywords.get("if"), self.chance.percent(50)) {
            self.demand(condition, into, hops);
            keywords.get("then").into_iter().for_each(|then| self.demand(then, into, hops));
        } else if let Some(other) = keywords.get("else") {
            self.demand(other, into, hops);
        }
    }

    fn target(&self, reference: &str) -> Option<&'s Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }

    /// One of the values that every demand lists.
    fn listed(&mut self, demands: &[&'s Map<String, Value>]) -> Option<Value> {
        let mut values: Option<Vec<&Value>> = None;
        for demand in demands {
            let listed: Vec<&Value> =
                match (demand.get("const"), demand.get("enum").and_then(Value::as_array)) {
                    (Some(one), _) => vec![one],
                    (None, Some(list)) => list.iter().collect(),
                    (None, None) => continue,
                };
            values = Some(match values {
                Some(known) => known.into_iter().filter(|value| listed.contains(value)).collect(),
                None => listed,
            });
        }
        let kinds = kinds(demands);
        let values: Vec<&Value> = values?.into_iter().filter(|value| is_of(value, &kinds)).collect();
        self.chance.one(&values).map(|value| (*value).clone())
    }

    /// A kind: any that is allowed, but one that keywords speak of before others.
    fn kind(&mut self, kinds: &[&'static str], demands: &[&Map<String, Value>]) -> Option<&'static str> {
        let says =
            |names: &[&str]| demands.iter().any(|demand| names.iter().any(|name| demand.contains_key(*name)));
        if kinds.len() == TYPES.len() && self.chance.percent(85) {
            if says(&["properties", "required", "additionalProperties"]) {
                return Some("object");
            }
            if says(&["items", "prefixItems", "minItems"]) {
                return Some("array");
            }
        }
        self.chance.one(kinds).copied()
    }

    fn object(&mut self, demands: &[&'s Map<String, Value>], deep: usize) -> Value {
        let required = names(demands);
        let mut object = Map::new();
        for name in &required {
            object.insert(name.clone(), self.member(demands, name, deep));
        }
        let chance = if deep > DEEP { 0 } else { [90, 60, 20][self.chance.below(3)] };
        for demand in demands {
            for name in demand.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                let never = below(demands, "properties", name).contains(&&Value::Bool(false));
                if !object.contains_key(name) && !never && self.chance.percent(chance) {
                    object.insert(name.clone(), self.member(demands, name, deep));
                }
            }
        }
        let closed =
            demands.iter().any(|demand| demand.get("additionalProperties") == Some(&Value::Bool(false)));
        if !closed && deep <= DEEP && self.chance.percent(15) {
            object.insert("x extra".to_owned(), self.member(demands, "x extra", deep));
        }
        let least = bound(demands, "minProperties", f64::max).unwrap_or(0.0);
        while (object.len() as f64) < least && object.len() < 20 && !closed {
            let name = format!("more{}", object.len());
            object.insert(name.clone(), self.member(demands, &name, deep));
        }
        Value::Object(object)
    }

    fn member(&mut self, demands: &[&'s Map<String, Value>], name: &str, deep: usize) -> Value {
        let mut schemas = Vec::new();
        for demand in demands {
            let declared = demand.get("properties").and_then(|properties| properties.get(name));
            let patterns = demand.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
            let matching =
                patterns.filter(|(pattern, _)| text::matches(pattern, name)).map(|(_, schema)| schema);
            let before = schemas.len();
            schemas.extend(declared);
            schemas.extend(matching);
            if schemas.len() == before {
                schemas.extend(demand.get("additionalProperties"));
            }
        }
        if schemas.is_empty() { self.anything() } else { self.value(&schemas, deep + 1) }
    }

    fn anything(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!("any"),
            json!(-7),
            json!(2.5),
            json!([1, "a"]),
            json!({"a": {}}),
        ];
        self.chance.one(&values).cloned().unwrap_or_default()
    }

    fn array(&mut self, demands: &[&'s Map<String, Value>], deep: usize) -> Value {
        let least = bound(demands, "minItems", f64::max).unwrap_or(0.0) as usize;
        let most = bound(demands, "maxItems", f64::min).map_or(usize::MAX, |most| most as usize);
        let wanted = if deep > DEEP { 0 } else { self.chance.below(4) };
        let count = wanted.max(least).min(most).min(40);
        let distinct = demands.iter().any(|demand| demand.get("uniqueItems") == Some(&Value::Bool(true)));
        let mut items: Vec<Value> = Vec::new();
        for index in 0..count {
            let item = self.item(demands, index, deep);
            if !(distinct && items.contains(&item)) {
                items.push(item);
            }
        }
        Value::Array(items)
    }

    fn item(&mut self, demands: &[&'s Map<String, Value>], index: usize, deep: usize) -> Value {
        let mut schemas = Vec::new();
        for demand in demands {
            let prefix = demand.get("prefixItems").and_then(|list| list.get(index));
            schemas.extend(prefix.or_else(|| demand.get("items")));
            schemas.extend(demand.get("contains").filter(|_| index == 0));
        }
        if schemas.is_empty() { self.anything() } else { self.value(&schemas, deep + 1) }
    }

    fn number(&mut self, demands: &[&Map<String, Value>], whole: bool) -> Value {
        let least = [bound(demands, "minimum", f64::max), bound(demands, "exclusiveMinimum", f64::max)];
        let most = [bound(demands, "maximum", f64::min), bound(demands, "exclusiveMaximum", f64::min)];
        let low = least.into_iter().flatten().reduce(f64::max);
        let high = most.into_iter().flatten().reduce(f64::min);
        let step = demands.iter().find_map(|demand| demand.get("multipleOf")?.as_f64());
        let (from, to) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + 1000.0),
            (None, Some(high)) => (high - 1000.0, high),
            (None, None) => return self.free(whole, step),
        };
        let at = from + (to - from) * [0.0, 1.0, 0.5, 0.3][self.chance.below(4)];
        let at = match step {
            Some(step) => (at / step).round() * step,
            None if whole => at.round(),
            None => at,
        };
        numeric(at)
    }

    fn free(&mut self, whole: bool, step: Option<f64>) -> Value {
        if let Some(step) = step {
            return numeric(step * self.chance.below(1000) as f64);
        }
        let wholes = [
            json!(0),
            json!(1),
            json!(-1),
            json!(42),
            json!(3.0),
            json!(2_147_483_647),
            json!(1_750_861_210),
        ];
        let others = [json!(0.5), json!(-2.25), json!(1e-7), json!(19.99), json!(7)];
        let list: &[Value] = if whole { &wholes } else { &others };
        self.chance.one(list).cloned().unwrap_or_default()
    }
}

fn numeric(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        json!(value as i64)
    } else {
        Number::from_f64(value).map_or(Value::Null, Value::Number)
    }
}

/// The kinds that all demands allow.
fn kinds(demands: &[&Map<String, Value>]) -> Vec<&'static str> {
    let allows = |kind: &&str| {
        demands.iter().filter_map(|demand| demand.get("type")).all(|types| match types {
            Value::String(one) => fits(kind, one),
            Value::Array(list) => list.iter().filter_map(Value::as_str).any(|one| fits(kind, one)),
            _ => true,
        })
    };
    TYPES.iter().copied().filter(allows).collect()
}

fn fits(kind: &str, allowed: &str) -> bool {
    kind == allowed || (kind == "integer" && allowed == "number")
}

fn is_of(value: &Value, kinds: &[&str]) -> bool {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => return kinds.contains(&"number") || kinds.contains(&"integer"),
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    kinds.contains(&kind)
}

/// The names that all demands require together.
fn names(demands: &[&Map<String, Value>]) -> Vec<String> {
    let lists = demands.iter().filter_map(|demand| demand.get("required")?.as_array());
    let mut names: Vec<String> = lists.flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn below<'s>(demands: &[&'s Map<String, Value>], keyword: &str, name: &str) -> Vec<&'s Value> {
    demands.iter().filter_map(|demand| demand.get(keyword)?.get(name)).collect()
}

/// The tightest of the bounds of one name.
pub(super) fn bound(
    demands: &[&Map<String, Value>],
    keyword: &str,
    tighter: fn(f64, f64) -> f64,
) -> Option<f64> {
    demands.iter().filter_map(|demand| demand.get(keyword)?.as_f64()).reduce(tighter)
}
