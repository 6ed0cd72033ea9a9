//! A value that fits a type: the payload of contract tests where the document has no example.
//!
//! Comes in: the types. Goes out: JSON with every required member and nothing that recurses.

use serde_json::{Map, Number, Value, json};

use super::match_text;
use super::nodes::{Check, Kind, Struct, Type, TypeDef, Use};

/// Deep enough for real payloads; below it only what is required stays.
const DEPTH: usize = 24;

/// A sample of a type.
#[must_use]
pub(super) fn of(types: &[TypeDef], used: &Use) -> Value {
    Sampler { types, open: Vec::new() }.value(used)
}

struct Sampler<'t> {
    types: &'t [TypeDef],
    open: Vec<usize>,
}

impl Sampler<'_> {
    fn value(&mut self, used: &Use) -> Value {
        if let Some(value) = listed(&used.checks) {
            return value;
        }
        match &used.ty {
            Type::Bool => json!(true),
            Type::Int(_) => integer(&used.checks),
            Type::Float(_) | Type::Number => number(&used.checks),
            Type::String => Value::String(text(&used.checks)),
            // A pattern says more than the format does.
            Type::Text(_) if used.checks.iter().any(|check| matches!(check, Check::Pattern(_))) => {
                Value::String(text(&used.checks))
            }
            Type::Text("Date") => json!("2026-01-31"),
            Type::Text("Uuid") => json!("3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b"),
            Type::Text(_) => json!("2026-01-31T12:00:00Z"),
            Type::Json | Type::RawBody | Type::TextBody => json!({}),
            Type::Null | Type::NoPayload => Value::Null,
            Type::List(item) => self.list(item, &used.checks),
            Type::Map(_) => json!({}),
            Type::Boxed(inner) | Type::Loose(inner) => self.value(&Use::plain((**inner).clone())),
            Type::Named(id) => self.named(id.0, used),
        }
    }

    fn list(&mut self, item: &Use, checks: &[Check]) -> Value {
        let least =
            checks.iter().find_map(|c| if let Check::MinItems(n) = c { Some(*n) } else { None }).unwrap_or(0);
        let mut items = Vec::new();
        for _ in 0..least.min(64) {
            items.push(self.value(item));
        }
        if items.is_empty() && self.open.len() < 4 && !self.recursive(item) && !matches!(item.ty, Type::Json)
        {
            items.push(self.value(item));
        }
        Value::Array(items)
    }

    fn recursive(&self, used: &Use) -> bool {
        matches!(&used.ty, Type::Named(id) if self.open.contains(&id.0))
    }

    fn named(&mut self, index: usize, used: &Use) -> Value {
        if self.open.len() > DEPTH || self.open.contains(&index) && used.nullable {
            return Value::Null;
        }
        let types = self.types;
        self.open.push(index);
        let value = match &types[index].kind {
            Kind::Struct(object) => self.object(object),
            Kind::StringEnum(listed) => {
                listed.values.first().map_or(Value::Null, |(json, _)| Value::String(json.clone()))
            }
            Kind::Union(union) => {
                let fresh = union.variants.iter().find(|variant| !self.recursive(&variant.ty));
                match fresh.or(union.variants.first()) {
                    Some(variant) => {
                        let mut value = self.value(&variant.ty);
                        if let (Some(tag), Value::Object(members)) =
                            (variant.tag.as_ref().or(variant.hint.as_ref()), &mut value)
                            && let Some(first) = tag.values.first()
                        {
                            members.insert(tag.member.clone(), Value::String(first.clone()));
                        }
                        value
                    }
                    None => Value::Null,
                }
            }
            Kind::Tuple(tuple) => tuple.items.iter().map(|item| self.value(&item.ty)).collect(),
            Kind::Newtype(inner) | Kind::Alias(inner) => self.value(inner),
        };
        self.open.pop();
        value
    }

    fn object(&mut self, object: &Struct) -> Value {
        let mut members = Map::new();
        let sets = object.checks.iter().find_map(|check| match check {
            Check::AnyRequired(sets) | Check::OneRequired(sets) => Some(sets.as_slice()),
            _ => None,
        });
        let (chosen, others) =
            sets.and_then(<[_]>::split_first).map_or((&[][..], &[][..]), |(f, o)| (f.as_slice(), o));
        for field in &object.fields {
            let asked = field.required || chosen.contains(&field.json);
            // A second whole set could be one too many.
            let excluded = others.iter().any(|set| set.contains(&field.json));
            // Optional members are shown as far as they stay small.
            let shown =
                !excluded && self.open.len() <= 3 && object.fields.len() <= 40 && !self.recursive(&field.ty);
            if asked || shown {
                members.insert(field.json.clone(), self.value(&field.ty));
            }
        }
        Value::Object(members)
    }
}

fn listed(checks: &[Check]) -> Option<Value> {
    checks.iter().find_map(|check| match check {
        Check::Values(texts) => serde_json::from_str(texts.first()?).ok(),
        _ => None,
    })
}

fn text(checks: &[Check]) -> String {
    let least = checks.iter().find_map(|check| if let Check::MinLength(n) = check { Some(*n) } else { None });
    let least = usize::try_from(least.unwrap_or(0)).unwrap_or(usize::MAX);
    let patterned = checks.iter().find_map(|check| match check {
        Check::Pattern(pattern) => match_text::matching(&pattern.regex, least),
        _ => None,
    });
    let mut text = patterned.unwrap_or_else(|| {
        let word = "text";
        format!("{word}{}", "x".repeat(least.min(4096).saturating_sub(word.len())))
    });
    for check in checks {
        if let Check::MaxLength(n) = check {
            let end = text.char_indices().nth(usize::try_from(*n).unwrap_or(usize::MAX));
            text.truncate(end.map_or(text.len(), |(at, _)| at));
        }
    }
    text
}

/// The bounds of a number: least, greatest, step.
fn bounds(checks: &[Check]) -> (f64, f64, Option<f64>) {
    let (mut low, mut high, mut step) = (f64::NEG_INFINITY, f64::INFINITY, None);
    for check in checks {
        match check {
            Check::Minimum(n) => low = low.max(*n),
            Check::ExclusiveMinimum(n) => low = low.max(*n + if *n == n.trunc() { 1.0 } else { 0.5 }),
            Check::Maximum(n) => high = high.min(*n),
            Check::ExclusiveMaximum(n) => high = high.min(*n - if *n == n.trunc() { 1.0 } else { 0.5 }),
            Check::MultipleOf(n) => step = Some(*n),
            _ => {}
        }
    }
    (low, high, step)
}

fn pick(checks: &[Check]) -> f64 {
    let (low, high, step) = bounds(checks);
    let wished = 1.0_f64.max(low).min(high);
    match step {
        Some(step) if step > 0.0 => (wished / step).ceil() * step,
        _ => wished,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a bound beyond 64 bits cannot be sampled anyway")]
fn integer(checks: &[Check]) -> Value {
    json!(pick(checks).ceil() as i64)
}

fn number(checks: &[Check]) -> Value {
    let (low, _, step) = bounds(checks);
    let value =
        if low == f64::NEG_INFINITY && step.is_none() { 1.5_f64.min(bounds(checks).1) } else { pick(checks) };
    Number::from_f64(value).map_or(json!(1), Value::Number)
}
