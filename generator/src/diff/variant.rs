//! A schema as the list of its variants: what each demands, without references, `allOf` and unions.
//!
//! Comes in: parts that must all hold. Goes out: variants of which one must hold, each a list of parts without
//! structure, with the kinds of values that it takes. It compares nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::side::{Part, Side, asserts};

pub(super) const NULL: u8 = 1;
pub(super) const BOOLEAN: u8 = 2;
pub(super) const OBJECT: u8 = 4;
pub(super) const ARRAY: u8 = 8;
pub(super) const STRING: u8 = 16;
pub(super) const INTEGER: u8 = 32;
pub(super) const FRACTION: u8 = 64;
pub(super) const NUMBER: u8 = INTEGER | FRACTION;
const ANY: u8 = 127;

/// References, `allOf`s and unions within each other.
const HOPS: usize = 40;

/// Variants of one schema, beyond which it is compared as it is written.
const MOST: usize = 300;

/// One way in which a schema can hold.
#[derive(Clone)]
pub(super) struct Variant<'s> {
    /// The kinds of values that it takes.
    pub(super) kinds: u8,
    /// What must hold.
    pub(super) parts: Vec<Part<'s>>,
    /// The alternative that it came from, as the document calls it.
    pub(super) name: String,
}

/// The variants of parts that must all hold; `None` where they are too many.
pub(super) fn variants<'s>(side: &Side<'s>, parts: &[Part<'s>]) -> Option<Vec<Variant<'s>>> {
    let mut all = vec![Variant { kinds: ANY, parts: Vec::new(), name: String::new() }];
    for part in parts {
        all = product(&all, &expanded(side, part, HOPS)?)?;
    }
    Some(all)
}

fn expanded<'s>(side: &Side<'s>, part: &Part<'s>, hops: usize) -> Option<Vec<Variant<'s>>> {
    let hops = hops.checked_sub(1)?;
    if part.value == &Value::Bool(false) {
        return Some(Vec::new());
    }
    // Parts that only lead elsewhere are left out, so that a component is the same from wherever it is reached.
    let parts = if says_anything(part) { vec![part.clone()] } else { Vec::new() };
    let own = Variant { kinds: kinds(part), parts, name: String::new() };
    let mut all = vec![own];
    if let Some(target) = part.get("$ref").and_then(Value::as_str).and_then(|key| side.target(key)) {
        all = product(&all, &expanded(side, &target, hops)?)?;
    }
    for one in part.list("allOf") {
        all = product(&all, &expanded(side, &one, hops)?)?;
    }
    for keyword in ["oneOf", "anyOf"] {
        if part.get(keyword).is_some_and(Value::is_array) {
            let mut alternatives = Vec::new();
            for one in part.list(keyword) {
                let name = name_of(&one);
                let more = expanded(side, &one, hops)?;
                alternatives.extend(more.into_iter().map(|mut variant| {
                    if variant.name.is_empty() {
                        variant.name.clone_from(&name);
                    }
                    variant
                }));
            }
            all = product(&all, &alternatives)?;
        }
    }
    Some(all)
}

/// Keywords that `expanded` follows.
pub(super) const FOLLOWED: &[&str] = &["$ref", "allOf", "anyOf", "oneOf"];

fn says_anything(part: &Part<'_>) -> bool {
    let mut keywords = part.value.as_object().into_iter().flat_map(|keywords| keywords.keys());
    keywords.any(|keyword| asserts(keyword) && !FOLLOWED.contains(&keyword.as_str()))
}

/// What the document calls an alternative: its component, or its title.
fn name_of(part: &Part<'_>) -> String {
    let key = part.get("$ref").and_then(Value::as_str).and_then(|key| key.rsplit('/').next());
    key.or_else(|| part.get("title").and_then(Value::as_str)).unwrap_or_default().to_owned()
}

fn product<'s>(left: &[Variant<'s>], right: &[Variant<'s>]) -> Option<Vec<Variant<'s>>> {
    if left.len() * right.len() > MOST {
        return None;
    }
    let both = |one: &Variant<'s>, other: &Variant<'s>| {
        let mut parts = one.parts.clone();
        parts.extend(other.parts.iter().cloned());
        let name = if other.name.is_empty() { &one.name } else { &other.name };
        Variant { kinds: one.kinds & other.kinds, parts, name: name.clone() }
    };
    let all = left.iter().flat_map(|one| right.iter().map(move |other| both(one, other)));
    Some(all.filter(|variant| variant.kinds != 0).collect())
}

fn kinds(part: &Part<'_>) -> u8 {
    let by_type = match part.get("type") {
        Some(Value::String(one)) => kind_named(one),
        Some(Value::Array(list)) => {
            list.iter().filter_map(Value::as_str).fold(0, |all, one| all | kind_named(one))
        }
        _ => ANY,
    };
    let listed = match (part.get("const"), part.get("enum").and_then(Value::as_array)) {
        (Some(one), _) => kind_of(one),
        (None, Some(list)) => list.iter().fold(0, |all, one| all | kind_of(one)),
        (None, None) => ANY,
    };
    by_type & listed
}

fn kind_named(name: &str) -> u8 {
    match name {
        "null" => NULL,
        "boolean" => BOOLEAN,
        "object" => OBJECT,
        "array" => ARRAY,
        "string" => STRING,
        "integer" => INTEGER,
        "number" => NUMBER,
        _ => ANY,
    }
}

/// The kind of a value.
pub(super) fn kind_of(value: &Value) -> u8 {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => BOOLEAN,
        Value::Object(_) => OBJECT,
        Value::Array(_) => ARRAY,
        Value::String(_) => STRING,
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() != 0.0 => FRACTION,
            _ => INTEGER,
        },
    }
}

/// Kinds in words.
pub(super) fn names_of(kinds: u8) -> String {
    let mut names = Vec::new();
    for (kind, name) in [
        (NULL, "null"),
        (BOOLEAN, "boolean"),
        (OBJECT, "object"),
        (ARRAY, "array"),
        (STRING, "string"),
        (NUMBER, "number"),
        (INTEGER, "integer"),
    ] {
        let covered = kind == INTEGER && kinds & NUMBER == NUMBER;
        let fraction = kind == NUMBER && kinds & FRACTION != 0;
        if (kinds & kind == kind || fraction) && !covered {
            names.push(name);
        }
    }
    if names.len() >= 6 { "anything".to_owned() } else { names.join(" or ") }
}

impl<'s> Variant<'s> {
    /// The values of some kinds that every list has; `None` where nothing is listed.
    pub(super) fn values(&self, kinds: u8) -> Option<Vec<&'s Value>> {
        let mut all: Option<Vec<&Value>> = None;
        for part in &self.parts {
            let listed: Vec<&Value> = match (part.get("const"), part.get("enum").and_then(Value::as_array)) {
                (Some(one), _) => vec![one],
                (None, Some(list)) => list.iter().collect(),
                (None, None) => continue,
            };
            all = Some(match all {
                Some(known) => known.into_iter().filter(|value| listed.contains(value)).collect(),
                None => listed,
            });
        }
        let kinds = kinds & self.kinds;
        all.map(|values| values.into_iter().filter(|value| kind_of(value) & kinds != 0).collect())
    }

    /// The names of members that are declared.
    pub(super) fn declared(&self) -> BTreeSet<&'s str> {
        let maps = self.parts.iter().filter_map(|part| part.get("properties").and_then(Value::as_object));
        maps.flat_map(|map| map.keys().map(String::as_str)).collect()
    }

    /// The names of members that must be there.
    pub(super) fn required(&self) -> BTreeSet<&'s str> {
        let lists = self.parts.iter().filter_map(|part| part.get("required").and_then(Value::as_array));
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// The parts that have a keyword.
    pub(super) fn with(&self, keyword: &'static str) -> impl Iterator<Item = &Part<'s>> {
        self.parts.iter().filter(move |part| part.get(keyword).is_some())
    }
}
