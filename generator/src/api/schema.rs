//! Schemas: from the document's nodes to `schemars::Schema`, with references as keys.

use serde_json::Value;

use super::entries::text_of;
use super::keywords::{LIST, MAP, ONE};
use super::nodes::Schema;
use super::read::Reader;
use super::shape;
use super::upgrade::Upgrade;
use super::version::Version;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, unescape};
use crate::source::Span;

impl<'a> Reader<'a, '_> {
    /// A schema at its place; references inside are resolved, queued, and become keys.
    pub(super) fn schema(&self, node: &'a Node, name: &str) -> Schema<'a> {
        let mut value = node.to_json();
        self.link(node, &mut value);
        let mut upgrade = Upgrade::default();
        if self.version == Version::V30 {
            upgrade.run(&mut value);
            self.note_newer(node);
        }
        if !matches!(value, Value::Object(_) | Value::Bool(_)) {
            self.scope.borrow_mut().push(
                Diagnostic::error("schema::invalid", "a schema must be a mapping or a boolean")
                    .label(node.span, format!("this is {}", node.kind())),
            );
            value = Value::Bool(true);
        }
        let schema = schemars::Schema::try_from(value).unwrap_or_default();
        let derived = self.derived(node);
        Schema { name: name.to_owned(), schema, node, moved: upgrade.moved, derived }
    }

    /// Walks node and value side by side and turns every reference into a key.
    fn link(&self, node: &'a Node, value: &mut Value) {
        let Value::Object(keywords) = value else { return };
        shape::check(node, keywords, self.sink);
        if let Some(reference) = node.get("$ref") {
            match self.key(reference) {
                Ok(key) => {
                    keywords.insert("$ref".to_owned(), Value::String(key));
                }
                Err(found) => self.scope.borrow_mut().push(found),
            }
            if self.version == Version::V30 && keywords.len() > 1 {
                self.drop_siblings(node, keywords);
            }
        }
        self.link_dynamic(node, keywords);
        self.link_mapping(node, keywords);
        for (keyword, below) in keywords.iter_mut() {
            let Some(child) = node.get(keyword) else { continue };
            if ONE.contains(&keyword.as_str()) {
                self.link(child, below);
            } else if LIST.contains(&keyword.as_str()) {
                let list = child.as_sequence().unwrap_or_default().iter();
                list.zip(below.as_array_mut().into_iter().flatten()).for_each(|(n, v)| self.link(n, v));
            } else if MAP.contains(&keyword.as_str()) {
                for (name, schema) in below.as_object_mut().into_iter().flatten() {
                    if let Some(child) = child.get(name) {
                        self.link(child, schema);
                    }
                }
            }
        }
    }

    /// A dynamic reference that starts from no `$dynamicAnchor` is a plain one; others keep the anchor's name.
    fn link_dynamic(&self, node: &'a Node, keywords: &mut serde_json::Map<String, Value>) {
        let Some(reference) = node.get("$dynamicRef") else { return };
        let key = match self.key(reference) {
            Ok(key) => key,
            Err(found) => return self.scope.borrow_mut().push(found),
        };
        let name = text_of(reference).ok().and_then(|text| Some(text.split_once('#')?.1)).unwrap_or_default();
        let target = self.documents.resolve(reference.span, text_of(reference).unwrap_or_default());
        let anchored = target.is_ok_and(|target| target.node.get_str("$dynamicAnchor") == Some(name));
        if anchored && !name.is_empty() {
            self.dynamic.set(true);
            keywords.insert(
                "$dynamicRef".to_owned(),
                Value::String(format!("{}#@{name}", key.split('#').next().unwrap_or_default())),
            );
        } else {
            keywords.remove("$dynamicRef");
            let also = serde_json::json!({ "$ref": key });
            match keywords.get_mut("allOf").and_then(Value::as_array_mut) {
                Some(all) => all.push(also),
                None => drop(keywords.insert("allOf".to_owned(), Value::Array(vec![also]))),
            }
        }
    }

    /// In 3.0 nothing beside `$ref` counts; a description still documents the place.
    fn drop_siblings(&self, node: &'a Node, keywords: &mut serde_json::Map<String, Value>) {
        let counts = |name: &str| {
            !name.starts_with("x-")
                && !matches!(
                    name,
                    "$ref"
                        | "description"
                        | "title"
                        | "example"
                        | "nullable"
                        | "deprecated"
                        | "readOnly"
                        | "writeOnly"
                        | "default"
                )
        };
        for entry in node.as_mapping().into_iter().flat_map(|m| m.iter()).filter(|e| counts(&e.key)) {
            self.sink.push(
                Diagnostic::warning(
                    "schema::ref_sibling",
                    format!("`{}` beside `$ref` does not count in OpenAPI 3.0", entry.key),
                )
                .label(entry.key_span, "left out")
                .help("wrap the reference: `allOf: [{ $ref: … }]`"),
            );
            keywords.remove(&*entry.key);
        }
    }

    /// The mapping of a discriminator names schemas by reference or by component name.
    fn link_mapping(&self, node: &'a Node, keywords: &mut serde_json::Map<String, Value>) {
        let Some(mapping) =
            node.get("discriminator").and_then(|d| d.get("mapping")).and_then(Node::as_mapping)
        else {
            return;
        };
        for entry in mapping {
            let Some(target) = entry.value.as_str() else { continue };
            let by_name = format!("#/components/schemas/{target}");
            let plain = !target.contains(['/', '#', '.']);
            let resolved = self.documents.resolve(entry.value.span, if plain { &by_name } else { target });
            match resolved {
                Ok(found) => {
                    let key = found.key();
                    if let Some(Value::Object(written)) =
                        keywords.get_mut("discriminator").and_then(|d| d.get_mut("mapping"))
                    {
                        written.insert(entry.key.to_string(), Value::String(key));
                    }
                }
                Err(_) => self.sink.push(
                    Diagnostic::warning(
                        "schema::discriminator_mapping",
                        format!("the mapping of `{}` leads nowhere", entry.key),
                    )
                    .label(entry.value.span, "no schema of this name or reference"),
                ),
            }
        }
    }

    /// Resolves a reference to a schema, queues it, and gives its key.
    fn key(&self, reference: &'a Node) -> Result<String, Diagnostic> {
        let text = text_of(reference)?;
        if is_metaschema(text) {
            return Ok(text.to_owned());
        }
        self.key_at(reference.span, text)
    }

    /// The same for a reference that stands at a place.
    pub(super) fn key_at(&self, at: Span, text: &str) -> Result<String, Diagnostic> {
        let found = self.documents.resolve(at, text)?;
        let key = found.key();
        self.met.borrow_mut().push(key.clone());
        if self.queued.borrow_mut().insert(key.clone()) {
            self.check_chain(found.node)?;
            let name = name_of(&found.pointer, found.file);
            self.queue.borrow_mut().push((key.clone(), found.node, name));
        }
        Ok(key)
    }

    /// References that only lead to each other describe nothing.
    fn check_chain(&self, node: &'a Node) -> Result<(), Diagnostic> {
        let only_reference =
            |node: &Node| node.as_mapping().is_some_and(|m| m.len() == 1) && node.get("$ref").is_some();
        if only_reference(node) { self.follow(node).map(|_| ()) } else { Ok(()) }
    }

    /// Keywords of JSON Schema 2020-12 that OpenAPI 3.0 does not have.
    fn note_newer(&self, node: &'a Node) {
        for entry in node.as_mapping().into_iter().flat_map(|m| m.iter()) {
            let newer = NEWER.contains(&&*entry.key)
                || (&*entry.key == "type" && entry.value.as_sequence().is_some());
            if newer {
                self.sink.push(
                    Diagnostic::warning(
                        "schema::newer_keyword",
                        format!("`{}` is not part of OpenAPI 3.0", spelled(&entry.key)),
                    )
                    .label(entry.key_span, "taken as JSON Schema 2020-12 means it")
                    .help("declare `openapi: 3.1.0`, or use the keywords of 3.0"),
                );
            }
            if ONE.contains(&&*entry.key) {
                self.note_newer(&entry.value);
            } else if LIST.contains(&&*entry.key) {
                entry.value.as_sequence().unwrap_or_default().iter().for_each(|below| self.note_newer(below));
            } else if MAP.contains(&&*entry.key) {
                entry
                    .value
                    .as_mapping()
                    .into_iter()
                    .flat_map(|m| m.iter())
                    .for_each(|below| self.note_newer(&below.value));
            }
        }
    }
}

/// Whether a reference means a schema of schemas, which the general validator knows.
fn is_metaschema(reference: &str) -> bool {
    let prefixes = ["https://json-schema.org/draft/", "http://json-schema.org/draft-"];
    prefixes.iter().any(|prefix| reference.starts_with(prefix))
}

fn spelled(keyword: &str) -> &str {
    if keyword == "type" { "type: [..]" } else { keyword }
}

/// What 3.1 brought.
const NEWER: &[&str] = &[
    "$defs",
    "$dynamicRef",
    "const",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The name that the document gives to a referenced schema.
fn name_of(pointer: &str, file: &str) -> String {
    let steps = [
        "components",
        "schemas",
        "properties",
        "definitions",
        "$defs",
        "responses",
        "content",
        "schema",
        "paths",
    ];
    let words: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(unescape)
        .filter(|word| !steps.contains(&word.as_str()))
        .map(|word| if word == "items" { "item".to_owned() } else { word })
        .collect();
    if !words.is_empty() {
        return words.join("_");
    }
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split('.').next().unwrap_or(name).to_owned()
}
