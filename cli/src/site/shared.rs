//! Which definitions have pages of their own: those that many refer to, and those that hold themselves.
//!
//! Comes in: a contract. Goes out: names of pages by names of definitions. Small ones stand wherever they are needed. It
//! must not know how a page looks.

use std::collections::HashMap;

use hookwright_build::contract::Contract;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::slug::Slugs;

/// A definition of so many rows, or fewer, stands wherever it is needed.
const SMALL: usize = 8;

/// What stands below these keywords is no schema.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples"];

/// The definitions that have pages, with the names of these.
#[derive(Default)]
pub(super) struct Shared {
    pages: IndexMap<String, String>,
    /// The events that refer to a definition with a page, by its name.
    pub(super) users: HashMap<String, Vec<usize>>,
}

/// What one schema has of its own, and what it refers to.
#[derive(Default)]
struct Part<'a> {
    rows: usize,
    targets: Vec<&'a str>,
}

/// The way through the definitions.
struct Walk<'a> {
    parts: HashMap<&'a str, Part<'a>>,
    uses: HashMap<&'a str, usize>,
    /// What is known of a definition: nothing yet while it is under way.
    weights: HashMap<&'a str, Option<usize>>,
    paged: HashMap<&'a str, bool>,
}

impl Shared {
    /// Decides for all definitions of a contract.
    pub(super) fn of(contract: &Contract) -> Self {
        let roots: Vec<Part<'_>> = contract.events.iter().map(|event| part(schemas(event))).collect();
        let mut walk = Walk::new(&contract.definitions, &roots);
        let mut slugs = Slugs::default();
        let mut pages = IndexMap::new();
        for name in contract.definitions.keys() {
            walk.weight(name);
        }
        for name in contract.definitions.keys() {
            if walk.paged.get(name.as_str()) == Some(&true) {
                pages.insert(name.clone(), slugs.claim(name));
            }
        }
        let mut shared = Self { pages, users: HashMap::new() };
        for (index, root) in roots.iter().enumerate() {
            shared.note(index, root, &walk);
        }
        shared
    }

    /// The name of the page of a definition, where it has one.
    pub(super) fn page(&self, name: &str) -> Option<&str> {
        self.pages.get(name).map(String::as_str)
    }

    /// The definitions with pages.
    pub(super) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pages.iter().map(|(name, slug)| (name.as_str(), slug.as_str()))
    }

    /// Notes which definitions an event leads to.
    fn note(&mut self, index: usize, root: &Part<'_>, walk: &Walk<'_>) {
        let mut seen: Vec<&str> = Vec::new();
        let mut open: Vec<&str> = root.targets.clone();
        while let Some(name) = open.pop() {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            if self.pages.contains_key(name) {
                self.users.entry(name.to_owned()).or_default().push(index);
            }
            open.extend(walk.parts.get(name).into_iter().flat_map(|part| &part.targets));
        }
    }
}

impl<'a> Walk<'a> {
    fn new(definitions: &'a Map<String, Value>, roots: &[Part<'a>]) -> Self {
        let parts: HashMap<&str, Part<'_>> =
            definitions.iter().map(|(name, schema)| (name.as_str(), part([schema]))).collect();
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for target in roots.iter().chain(parts.values()).flat_map(|part| &part.targets) {
            *uses.entry(target).or_default() += 1;
        }
        Self { parts, uses, weights: HashMap::new(), paged: HashMap::new() }
    }

    /// The rows of a definition where it is put in a page, all that it puts there included.
    fn weight(&mut self, name: &'a str) -> usize {
        match self.weights.get(name) {
            Some(Some(known)) => return if self.paged.get(name) == Some(&true) { 1 } else { *known },
            // It holds itself: a link ends that.
            Some(None) => {
                self.paged.insert(name, true);
                return 1;
            }
            None => {}
        }
        self.weights.insert(name, None);
        let Some(part) = self.parts.get(name) else { return 1 };
        let (mut weight, targets) = (part.rows, part.targets.clone());
        for target in targets {
            weight += self.weight(target);
        }
        self.weights.insert(name, Some(weight));
        let is_shared = self.uses.get(name).is_some_and(|uses| *uses > 1) && weight > SMALL;
        let paged = self.paged.entry(name).or_insert(false);
        *paged |= is_shared;
        if *paged { 1 } else { weight }
    }
}

/// The schemas of an event.
fn schemas(event: &hookwright_build::contract::Event) -> impl Iterator<Item = &Value> {
    let answers = event.answers.iter().filter_map(|answer| answer.schema.as_ref());
    let parameters = event.parameters.iter().filter_map(|parameter| parameter.schema.as_ref());
    event.schema.iter().chain(answers).chain(parameters)
}

fn part<'a>(schemas: impl IntoIterator<Item = &'a Value>) -> Part<'a> {
    let mut part = Part::default();
    schemas.into_iter().for_each(|schema| count(schema, &mut part));
    part
}

fn count<'a>(schema: &'a Value, part: &mut Part<'a>) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                match (keyword.as_str(), value) {
                    ("$ref", Value::String(target)) => {
                        part.targets.extend(target.strip_prefix("#/$defs/"));
                    }
                    ("properties", Value::Object(members)) => {
                        part.rows += members.len();
                        members.values().for_each(|member| count(member, part));
                    }
                    ("oneOf" | "anyOf", Value::Array(all)) => {
                        part.rows += all.len();
                        all.iter().for_each(|one| count(one, part));
                    }
                    ("enum", Value::Array(values)) => part.rows += values.len() / 8,
                    (data, _) if DATA.contains(&data) => {}
                    _ => count(value, part),
                }
            }
        }
        Value::Array(several) => several.iter().for_each(|one| count(one, part)),
        _ => {}
    }
}
