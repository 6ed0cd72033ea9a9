//! The webhooks of a document, with their bodies and examples.
//!
//! In comes a root document; out come the operations under the names that events have. It must not
//! know how the generator finds them: where both differ, a suite fails.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::library::{At, Library};

/// One operation that delivers something.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The name of its event.
    pub event: String,
    /// Whether no operation refers to it: it stands among the components alone.
    pub unused: bool,
    /// The bodies that it may have.
    pub bodies: Vec<Body>,
}

/// A body in one media type.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type.
    pub media_type: String,
    /// Where its schema stands.
    pub schema: Option<At>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// An example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The payload.
    pub value: Value,
}

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// How deep examples of schemas behind references are looked for.
const DEEP: usize = 4;

/// A path item and the name under which it stands.
struct Item {
    name: String,
    at: At,
    callback: bool,
    unused: bool,
}

/// Every operation of the webhooks and callbacks, those that are said twice included.
#[must_use]
pub fn subjects(library: &Library, root: &At) -> Vec<Subject> {
    let finder = Finder { library, items: Vec::new(), seen: HashSet::new() };
    let items = finder.run(root);
    let mut found = Vec::new();
    for item in named(items) {
        let operations = operations(library, &item.at);
        let several = operations.len() > 1;
        for (method, at) in operations {
            let event = if several { format!("{}.{method}", item.name) } else { item.name.clone() };
            found.push(Subject { event, unused: item.unused, bodies: bodies(library, &at) });
        }
    }
    found
}

/// Callbacks of one name are numbered, except one that several operations share; a webhook that is
/// said twice keeps its name.
fn named(items: Vec<Item>) -> Vec<Item> {
    let mut names = HashSet::new();
    let mut shared: HashMap<At, String> = HashMap::new();
    let mut numbered = |mut item: Item| {
        let plain = item.name.clone();
        if let Some(known) = shared.get(&item.at).filter(|_| item.callback) {
            item.name = known.clone();
            return item;
        }
        let mut number = 2;
        while item.callback && names.contains(&item.name) {
            item.name = format!("{plain}_{number}");
            number += 1;
        }
        names.insert(item.name.clone());
        shared.insert(item.at.clone(), item.name.clone());
        item
    };
    items.into_iter().map(&mut numbered).collect()
}

struct Finder<'l> {
    library: &'l Library,
    items: Vec<Item>,
    seen: HashSet<At>,
}

impl Finder<'_> {
    fn run(mut self, root: &At) -> Vec<Item> {
        for section in ["webhooks", "x-webhooks"] {
            for name in self.library.keys(&root.below(section)) {
                self.entry(&name, root.below(section).below(&name));
            }
        }
        let items: Vec<At> = self.items.iter().map(|item| item.at.clone()).collect();
        items.iter().for_each(|item| self.callbacks_of_item(item));
        let paths = root.below("paths");
        for name in self.library.keys(&paths).into_iter().filter(|name| !name.starts_with("x-")) {
            if let Some(item) = self.library.follow(paths.below(&name)) {
                self.callbacks_of_item(&item);
            }
        }
        let components = root.below("components").below("callbacks");
        let used = self.items.len();
        for name in self.library.keys(&components) {
            // What operations refer to has been found there.
            let at = self.library.follow(components.below(&name));
            if at.is_some_and(|at| !self.seen.contains(&at)) {
                self.callback(&name, components.below(&name));
            }
        }
        self.items[used..].iter_mut().for_each(|item| item.unused = true);
        self.items
    }

    /// An entry of `webhooks`: a path item, or a callback by another name.
    fn entry(&mut self, name: &str, at: At) {
        let Some(at) = self.library.follow(at) else { return };
        if !operations(self.library, &at).is_empty() {
            self.items.push(Item { name: name.to_owned(), at, callback: false, unused: false });
        } else {
            self.expressions(name, &at);
        }
    }

    fn callbacks_of_item(&mut self, item: &At) {
        for (_, operation) in operations(self.library, item) {
            let callbacks = operation.below("callbacks");
            for name in self.library.keys(&callbacks) {
                self.callback(&name, callbacks.below(&name));
            }
        }
    }

    fn callback(&mut self, name: &str, at: At) {
        let Some(at) = self.library.follow(at) else { return };
        let first = self.items.len();
        self.expressions(name, &at);
        if !self.seen.insert(at) {
            return;
        }
        let items: Vec<At> = self.items[first..].iter().map(|item| item.at.clone()).collect();
        items.iter().for_each(|item| self.callbacks_of_item(item));
    }

    fn expressions(&mut self, name: &str, at: &At) {
        for expression in self.library.keys(at).into_iter().filter(|name| !name.starts_with("x-")) {
            if let Some(item) = self.library.follow(at.below(&expression)) {
                self.items.push(Item { name: name.to_owned(), at: item, callback: true, unused: false });
            }
        }
    }
}

fn operations(library: &Library, item: &At) -> Vec<(String, At)> {
    let is_operation = |name: &String| {
        METHODS.contains(&name.as_str()) && library.look(&item.below(name), Value::is_object) == Some(true)
    };
    let plain =
        library.keys(item).into_iter().filter(is_operation).map(|name| (name.clone(), item.below(&name)));
    let more = item.below("additionalOperations");
    let others = library.keys(&more).into_iter().map(|name| (name.clone(), more.below(&name)));
    plain.chain(others).collect()
}

fn bodies(library: &Library, operation: &At) -> Vec<Body> {
    let Some(body) = library.follow(operation.below("requestBody")) else { return Vec::new() };
    let content = body.below("content");
    library
        .keys(&content)
        .into_iter()
        .filter_map(|media_type| {
            let at = library.follow(content.below(&media_type))?;
            let schema = Some(at.below("schema")).filter(|at| library.look(at, |_| ()).is_some());
            let mut examples = examples(library, &at);
            if let Some(schema) = &schema {
                examples.extend(schema_examples(library, schema, DEEP));
            }
            Some(Body { media_type, schema, examples })
        })
        .collect()
}

/// `example` and `examples` of a media type object.
fn examples(library: &Library, media: &At) -> Vec<Example> {
    let mut found = Vec::new();
    if let Some(value) = library.get(&media.below("example")) {
        found.push(Example { name: "example".to_owned(), value });
    }
    let named = media.below("examples");
    for name in library.keys(&named) {
        let Some(at) = library.follow(named.below(&name)) else { continue };
        let value =
            ["dataValue", "value"].into_iter().find_map(|key| Some((key, library.get(&at.below(key))?)));
        let Some((key, mut value)) = value else { continue };
        // Some documents write a reference where the value stands, and mean what it leads to.
        if value.get("$ref").is_some_and(Value::is_string) {
            let Some(target) = library.follow(at.below(key)).and_then(|at| library.get(&at)) else {
                continue;
            };
            value = target;
        }
        found.push(Example { name, value });
    }
    found
}

/// `example` and `examples` of a schema and of those that it refers to.
fn schema_examples(library: &Library, schema: &At, deep: usize) -> Vec<Example> {
    let Some(value) = library.get(schema) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(example) = value.get("example") {
        found.push(Example { name: "schema.example".to_owned(), value: example.clone() });
    }
    for example in value.get("examples").and_then(Value::as_array).into_iter().flatten() {
        found.push(Example { name: "schema.examples".to_owned(), value: example.clone() });
    }
    let target = value.get("$ref").and_then(Value::as_str).and_then(|to| library.target(&schema.file, to));
    if let (Some(target), true) = (target, deep > 1) {
        found.extend(schema_examples(library, &target, deep - 1));
    }
    found
}
