//! One of the two documents: its schemas, found by key, and their fingerprints.
//!
//! Comes in: the schemas of an api. Goes out: parts of schemas with their places, and fingerprints that are equal only
//! where schemas mean the same. It knows nothing of the other document.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::api::nodes::{LIST, MAP, ONE, Schema};
use crate::document::escape;
use crate::source::Span;

/// A subschema with the schema that it is part of.
#[derive(Clone)]
pub(super) struct Part<'s> {
    /// The schema that has a node in the document.
    pub(super) root: &'s Schema<'s>,
    /// The subschema.
    pub(super) value: &'s Value,
    /// Its pointer in the schema.
    pub(super) at: Rc<str>,
}

impl<'s> Part<'s> {
    /// The whole of a schema.
    pub(super) fn of(root: &'s Schema<'s>) -> Self {
        Self { root, value: root.schema.as_value(), at: Rc::from("") }
    }

    /// The keywords; none for `true` and `false`.
    pub(super) fn get(&self, keyword: &str) -> Option<&'s Value> {
        self.value.get(keyword)
    }

    /// A subschema at a keyword.
    pub(super) fn below(&self, keyword: &str) -> Option<Self> {
        Some(self.to(self.get(keyword)?, &[keyword]))
    }

    /// The subschemas of a keyword that has a list.
    pub(super) fn list(&self, keyword: &str) -> impl Iterator<Item = Self> {
        let items = self.get(keyword).and_then(Value::as_array).into_iter().flatten();
        items.enumerate().map(move |(index, value)| self.to(value, &[keyword, &index.to_string()]))
    }

    /// A subschema of a keyword that has a map.
    pub(super) fn named(&self, keyword: &str, name: &str) -> Option<Self> {
        Some(self.to(self.get(keyword)?.get(name)?, &[keyword, name]))
    }

    fn to(&self, value: &'s Value, tokens: &[&str]) -> Self {
        let mut at = self.at.to_string();
        for token in tokens {
            at.push('/');
            at.push_str(&escape(token));
        }
        Self { root: self.root, value, at: Rc::from(at) }
    }

    /// Where it stands; with a keyword that it has, where that stands.
    pub(super) fn span(&self, keyword: &str) -> Span {
        if keyword.is_empty() {
            self.root.span_at(&self.at)
        } else {
            self.root.key_span_at(&self.at, keyword)
        }
    }

    /// What tells it from every other part.
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self.value).addr()
    }
}

/// One of the two documents.
pub(super) struct Side<'s> {
    schemas: &'s IndexMap<String, Schema<'s>>,
    /// By address; `None` where it holds itself, or while it is asked for.
    prints: RefCell<HashMap<usize, Option<u64>>>,
    /// Schemas that are bases of others, by address.
    bases: HashMap<usize, &'s Schema<'s>>,
}

impl<'s> Side<'s> {
    pub(super) fn new(schemas: &'s IndexMap<String, Schema<'s>>) -> Self {
        let bases = schemas.values().filter(|schema| !schema.derived.is_empty());
        let bases = bases.map(|schema| (Part::of(schema).address(), schema)).collect();
        Self { schemas, prints: RefCell::default(), bases }
    }

    /// The schema that a reference leads to.
    pub(super) fn target(&self, key: &str) -> Option<Part<'s>> {
        self.schemas.get(key).map(Part::of)
    }

    /// What a part is the base of.
    pub(super) fn derived(&self, part: &Part<'s>) -> &'s [(String, String)] {
        self.bases.get(&part.address()).map_or(&[], |schema| &schema.derived)
    }

    /// A number that is the same for schemas that mean the same; none where a schema holds itself.
    pub(super) fn print(&self, value: &'s Value) -> Option<u64> {
        let address = std::ptr::from_ref(value).addr();
        if let Some(known) = self.prints.borrow().get(&address) {
            return *known;
        }
        self.prints.borrow_mut().insert(address, None);
        let print = if self.bases.contains_key(&address) { None } else { self.fresh(value) };
        self.prints.borrow_mut().insert(address, print);
        print
    }

    fn fresh(&self, value: &'s Value) -> Option<u64> {
        let Value::Object(keywords) = value else { return Some(plain(value)) };
        let mut counted = keywords.iter().filter(|(keyword, _)| asserts(keyword));
        if let (Some((keyword, value)), None) = (counted.next(), counted.next()) {
            match (keyword.as_str(), value) {
                ("$ref", Value::String(key)) => return self.print_of(key),
                ("allOf", Value::Array(list)) if list.len() == 1 => return self.print(&list[0]),
                _ => {}
            }
        }
        self.keywords(keywords, &[])
    }

    fn print_of(&self, key: &str) -> Option<u64> {
        match self.schemas.get(key) {
            Some(schema) => self.print(schema.schema.as_value()),
            None => Some(mixed(&[7, text(key)])),
        }
    }

    /// The fingerprint of keywords, without some.
    pub(super) fn keywords(&self, keywords: &'s Map<String, Value>, without: &[&str]) -> Option<u64> {
        let mut sum = 1_u64;
        for (keyword, value) in keywords {
            if asserts(keyword) && !without.contains(&keyword.as_str()) {
                sum = sum.wrapping_add(self.keyword(keyword, value)?);
            }
        }
        Some(sum)
    }

    /// The fingerprint of one keyword with its value; sums, where the order does not matter.
    pub(super) fn keyword(&self, keyword: &str, value: &'s Value) -> Option<u64> {
        let print = match (keyword, value) {
            ("$ref", Value::String(key)) => self.print_of(key)?,
            ("const", one) => return Some(mixed(&[text("enum"), mixed(&[3, plain(one)])])),
            ("type", Value::String(_)) => mixed(&[3, plain(value)]),
            ("type" | "enum" | "required", Value::Array(list)) => {
                list.iter().fold(0_u64, |sum, one| sum.wrapping_add(mixed(&[3, plain(one)])))
            }
            (_, schema) if ONE.contains(&keyword) => self.print(schema)?,
            ("prefixItems", Value::Array(list)) => {
                let prints: Option<Vec<u64>> = list.iter().map(|one| self.print(one)).collect();
                mixed(&prints?)
            }
            (_, Value::Array(list)) if LIST.contains(&keyword) => {
                let mut sum = 5_u64;
                for one in list {
                    sum = sum.wrapping_add(mixed(&[self.print(one)?]));
                }
                sum
            }
            (_, Value::Object(map)) if MAP.contains(&keyword) => {
                let mut sum = 6_u64;
                for (name, one) in map {
                    sum = sum.wrapping_add(mixed(&[text(name), self.print(one)?]));
                }
                sum
            }
            _ => plain(value),
        };
        Some(mixed(&[text(keyword), print]))
    }
}

/// Keywords that say nothing of which values fit.
pub(super) fn asserts(keyword: &str) -> bool {
    !keyword.starts_with("x-")
        && !matches!(
            keyword,
            "$comment"
                | "$defs"
                | "$id"
                | "$schema"
                | "$anchor"
                | "$dynamicAnchor"
                | "contentEncoding"
                | "contentMediaType"
                | "contentSchema"
                | "default"
                | "definitions"
                | "deprecated"
                | "description"
                | "discriminator"
                | "example"
                | "examples"
                | "externalDocs"
                | "readOnly"
                | "title"
                | "writeOnly"
                | "xml"
        )
}

/// The fingerprint of a value in which the order of members does not matter.
pub(super) fn plain(value: &Value) -> u64 {
    match value {
        Value::Null => 11,
        Value::Bool(truth) => 12 + u64::from(*truth),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.as_i64().is_none() && number.as_u64().is_none() && float.fract() != 0.0 => {
                mixed(&[14, float.to_bits()])
            }
            Some(float) if number.is_f64() => text(&format!("{float:.0}")),
            _ => text(&number.to_string()),
        },
        Value::String(string) => mixed(&[15, text(string)]),
        Value::Array(list) => list.iter().fold(16, |sum, one| mixed(&[sum, plain(one)])),
        Value::Object(map) => {
            map.iter().fold(17, |sum: u64, (name, one)| sum.wrapping_add(mixed(&[text(name), plain(one)])))
        }
    }
}

fn text(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn mixed(numbers: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    numbers.hash(&mut hasher);
    hasher.finish()
}
