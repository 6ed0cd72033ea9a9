//! Schemas as nodes: every keyword read once, references resolved.
//!
//! In comes one schema with its definitions; out goes a list of nodes that name each other by number, so that schemas
//! that hold themselves are nothing special. A keyword with a value that it can't have says nothing here: whether a
//! schema is one, jsonschema has decided before.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::kind::Kinds;
use super::pattern::Pattern;

/// The number of a node.
pub(super) type Id = usize;

/// What stands at one place of a schema.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The place, as a JSON Pointer into the schema with its definitions.
    pub(super) place: String,
    /// `true` or `false` in place of keywords.
    pub(super) fixed: Option<bool>,
    /// The kinds that `type` lets through, and how it names them; all where there is no `type`.
    pub(super) kinds: Option<Kinds>,
    pub(super) names: Vec<&'static str>,
    pub(super) listed: Option<Vec<Value>>,
    pub(super) constant: Option<Value>,
    pub(super) reference: Option<Id>,
    pub(super) all: Vec<Id>,
    pub(super) unions: Vec<Union>,
    pub(super) condition: Option<Condition>,
    pub(super) not: Option<Id>,
    pub(super) number: Numbers,
    pub(super) text: Texts,
    pub(super) list: Lists,
    pub(super) object: Objects,
    /// A number that nodes share which say the same.
    pub(super) shape: u64,
    /// A value that the document shows: of `examples`, `example` or `default`.
    pub(super) shown: Vec<Value>,
}

/// `oneOf` or `anyOf`.
#[derive(Debug)]
pub(super) struct Union {
    pub(super) keyword: &'static str,
    pub(super) branches: Vec<Id>,
}

/// `if`, `then`, `else`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub(super) when: Id,
    pub(super) then: Option<Id>,
    pub(super) otherwise: Option<Id>,
}

/// Bounds of numbers, as they are written.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) minimum: Option<Value>,
    pub(super) maximum: Option<Value>,
    pub(super) above: Option<Value>,
    pub(super) below: Option<Value>,
    pub(super) multiple: Option<Value>,
}

/// Bounds of texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) least: Option<usize>,
    pub(super) most: Option<usize>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<String>,
}

/// What is said of lists.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) prefix: Vec<Id>,
    pub(super) items: Option<Id>,
    pub(super) contains: Option<Id>,
    pub(super) least_contained: Option<usize>,
    pub(super) most_contained: Option<usize>,
    pub(super) least: Option<usize>,
    pub(super) most: Option<usize>,
    pub(super) unique: bool,
    pub(super) unevaluated: Option<Id>,
}

/// What is said of objects.
#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) properties: Vec<(String, Id)>,
    pub(super) patterns: Vec<(Pattern, Id)>,
    pub(super) additional: Option<Id>,
    pub(super) names: Option<Id>,
    pub(super) required: Vec<String>,
    pub(super) dependent: BTreeMap<String, Vec<String>>,
    pub(super) dependent_schemas: Vec<(String, Id)>,
    pub(super) least: Option<usize>,
    pub(super) most: Option<usize>,
    pub(super) unevaluated: Option<Id>,
}

impl Objects {
    pub(super) fn property(&self, name: &str) -> Option<Id> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, id)| *id)
    }

    /// Whether anything is said of members.
    pub(super) fn speaks(&self) -> bool {
        !self.properties.is_empty() || self.additional.is_some() || !self.patterns.is_empty()
    }
}

/// The nodes of a schema; the first is the schema itself.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
}

impl Graph {
    /// Reads a schema with its definitions.
    pub(super) fn of(whole: &Value) -> Self {
        let mut reader = Reader { whole, known: HashMap::new(), open: Vec::new() };
        let mut nodes = Vec::new();
        reader.id(String::new(), whole);
        let mut at = 0;
        while let Some((place, value)) = reader.open.get(at).map(|(place, value)| (place.clone(), *value)) {
            nodes.push(reader.node(place, value));
            at += 1;
        }
        Self { nodes }
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }
}

struct Reader<'s> {
    whole: &'s Value,
    known: HashMap<String, Id>,
    open: Vec<(String, &'s Value)>,
}

impl<'s> Reader<'s> {
    fn id(&mut self, place: String, value: &'s Value) -> Id {
        if let Some(id) = self.known.get(&place) {
            return *id;
        }
        let id = self.open.len();
        self.known.insert(place.clone(), id);
        self.open.push((place, value));
        id
    }

    fn node(&mut self, place: String, value: &'s Value) -> Node {
        let keywords = match value {
            Value::Bool(fixed) => return Node { place, fixed: Some(*fixed), ..Node::default() },
            Value::Object(keywords) => keywords,
            _ => return Node { place, ..Node::default() },
        };
        let mut below = Below { reader: self, place: &place, keywords };
        let (kinds, names) = types(keywords.get("type"));
        Node {
            fixed: None,
            kinds,
            names,
            listed: keywords.get("enum").and_then(Value::as_array).cloned(),
            constant: keywords.get("const").cloned(),
            reference: below.reference(),
            all: below.list("allOf"),
            unions: below.unions(),
            condition: below.condition(),
            not: below.one("not"),
            number: numbers(keywords),
            text: texts(keywords),
            list: below.lists(),
            object: below.objects(),
            shown: shown(keywords),
            shape: shape(value, SEED),
            place,
        }
    }
}

/// A schema's keywords that hold schemas.
struct Below<'r, 's> {
    reader: &'r mut Reader<'s>,
    place: &'r str,
    keywords: &'s Map<String, Value>,
}

impl<'s> Below<'_, 's> {
    fn one(&mut self, keyword: &str) -> Option<Id> {
        let value = self.keywords.get(keyword)?;
        Some(self.reader.id(format!("{}/{keyword}", self.place), value))
    }

    fn list(&mut self, keyword: &str) -> Vec<Id> {
        let list = self.keywords.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate();
        list.map(|(at, value)| self.reader.id(format!("{}/{keyword}/{at}", self.place), value)).collect()
    }

    fn map(&mut self, keyword: &str) -> Vec<(String, Id)> {
        let map = self.keywords.get(keyword).and_then(Value::as_object).into_iter().flatten();
        let id = |(name, value): (&String, &'s Value)| {
            let place = format!("{}/{keyword}/{}", self.place, escaped(name));
            (name.clone(), self.reader.id(place, value))
        };
        map.map(id).collect()
    }

    /// Where `$ref` leads, if it is a pointer into the schema itself.
    fn reference(&mut self) -> Option<Id> {
        let reference = self.keywords.get("$ref")?.as_str()?.strip_prefix('#')?;
        let pointer = percent_encoding::percent_decode_str(reference).decode_utf8().ok()?.into_owned();
        let target = self.reader.whole.pointer(&pointer)?;
        Some(self.reader.id(pointer, target))
    }

    fn unions(&mut self) -> Vec<Union> {
        let mut unions = Vec::new();
        for keyword in ["oneOf", "anyOf"] {
            let branches = self.list(keyword);
            if !branches.is_empty() {
                unions.push(Union { keyword, branches });
            }
        }
        unions
    }

    fn condition(&mut self) -> Option<Condition> {
        let when = self.one("if")?;
        let (then, otherwise) = (self.one("then"), self.one("else"));
        (then.is_some() || otherwise.is_some()).then_some(Condition { when, then, otherwise })
    }

    fn lists(&mut self) -> Lists {
        Lists {
            prefix: self.list("prefixItems"),
            items: self.one("items"),
            contains: self.one("contains"),
            least_contained: count(self.keywords, "minContains"),
            most_contained: count(self.keywords, "maxContains"),
            least: count(self.keywords, "minItems"),
            most: count(self.keywords, "maxItems"),
            unique: self.keywords.get("uniqueItems") == Some(&Value::Bool(true)),
            unevaluated: self.one("unevaluatedItems"),
        }
    }

    fn objects(&mut self) -> Objects {
        let patterns = self.map("patternProperties");
        let dependent =
            self.keywords.get("dependentRequired").and_then(Value::as_object).into_iter().flatten();
        Objects {
            properties: self.map("properties"),
            patterns: patterns.into_iter().map(|(text, id)| (Pattern::new(&text), id)).collect(),
            additional: self.one("additionalProperties"),
            names: self.one("propertyNames"),
            required: strings(self.keywords.get("required")),
            dependent: dependent.map(|(name, needs)| (name.clone(), strings(Some(needs)))).collect(),
            dependent_schemas: self.map("dependentSchemas"),
            least: count(self.keywords, "minProperties"),
            most: count(self.keywords, "maxProperties"),
            unevaluated: self.one("unevaluatedProperties"),
        }
    }
}

/// A name as a token of a JSON Pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn types(said: Option<&Value>) -> (Option<Kinds>, Vec<&'static str>) {
    let list = match said {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => return (None, Vec::new()),
    };
    let known = super::kind::NAMES.iter().filter(|(name, _)| list.iter().any(|one| one == name));
    let names: Vec<&'static str> = known.map(|(name, _)| *name).collect();
    (Some(names.iter().fold(Kinds::NONE, |kinds, name| kinds.or(Kinds::named(name)))), names)
}

fn numbers(keywords: &Map<String, Value>) -> Numbers {
    let bound = |keyword| keywords.get(keyword).filter(|bound| bound.is_number()).cloned();
    Numbers {
        minimum: bound("minimum"),
        maximum: bound("maximum"),
        above: bound("exclusiveMinimum"),
        below: bound("exclusiveMaximum"),
        multiple: bound("multipleOf").filter(|of| of.as_f64().is_some_and(|of| of > 0.0)),
    }
}

fn texts(keywords: &Map<String, Value>) -> Texts {
    Texts {
        least: count(keywords, "minLength"),
        most: count(keywords, "maxLength"),
        pattern: keywords.get("pattern").and_then(Value::as_str).map(Pattern::new),
        format: keywords.get("format").and_then(Value::as_str).map(str::to_owned),
    }
}

/// Where shapes begin.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Keywords that say nothing of values.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "examples",
    "example",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
    "format",
];

/// The shape of a schema: its text without annotations, whatever the order of its keywords, as a number.
fn shape(value: &Value, seed: u64) -> u64 {
    let text = |seed: u64, text: &str| {
        text.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    match value {
        Value::Object(members) => {
            let counts = |(name, value): &(&String, &Value)| {
                !(ANNOTATIONS.contains(&name.as_str()) && !value.is_object() || name.starts_with("x-"))
            };
            let each = members.iter().filter(counts).map(|(name, value)| shape(value, text(SEED, name)));
            each.fold(text(seed, "{"), u64::wrapping_add)
        }
        Value::Array(items) => items.iter().fold(text(seed, "["), |seed, item| shape(item, seed)),
        other => text(seed, &other.to_string()),
    }
}

fn shown(keywords: &Map<String, Value>) -> Vec<Value> {
    let mut shown: Vec<Value> =
        keywords.get("examples").and_then(Value::as_array).into_iter().flatten().take(4).cloned().collect();
    shown.extend(keywords.get("example").cloned());
    shown.extend(keywords.get("default").cloned());
    shown
}

/// A count; one that no machine can hold is the greatest.
fn count(keywords: &Map<String, Value>, keyword: &str) -> Option<usize> {
    let said = super::number::whole(keywords.get(keyword)?)?;
    Some(usize::try_from(said.max(0)).unwrap_or(usize::MAX))
}

fn strings(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
