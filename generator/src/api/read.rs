//! The root of a document: where webhooks stand.
//!
//! `webhooks`, `x-webhooks`, the `callbacks` of operations and `components.callbacks`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;

use super::derived::Heirs;
use super::entries::{entries, is_callback, looks_like_webhooks, not_a_path_item, operations, text_of};
use super::extension::{of_schemes, said};
use super::nodes::{Api, Origin, Schema, Webhook};
use super::version::Version;
use super::wishes::Wishes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Documents, Entry, Node};
use crate::source::Span;

/// An api that has not been checked: each webhook with what is wrong with it.
#[derive(Debug)]
pub struct Draft<'a> {
    /// What could be read.
    pub api: Api<'a>,
    /// Webhooks that could not be read, with their names.
    pub broken: Vec<(String, Vec<Diagnostic>)>,
    /// What is wrong with each schema, by its key.
    pub broken_schemas: HashMap<String, Vec<Diagnostic>>,
    /// The references that each webhook and each schema needs.
    pub needs: HashMap<String, Vec<String>>,
    /// Every name before `only` was applied.
    pub names: Vec<String>,
    /// Counts of operations by section.
    pub counts: [usize; 3],
    /// Where the document says that it is one.
    pub span: Span,
}

/// The reader's state.
pub(super) struct Reader<'a, 's> {
    pub(super) documents: &'a Documents,
    pub(super) sink: &'s Diagnostics,
    pub(super) version: Version,
    pub(super) root: &'a Node,
    pub(super) root_security: bool,
    /// Diagnostics of level error of the part that is being read.
    pub(super) scope: RefCell<Vec<Diagnostic>>,
    /// References met in the part that is being read.
    pub(super) met: RefCell<Vec<String>>,
    /// Referenced schemas that are still to be read, with their places.
    pub(super) queue: RefCell<Vec<(String, &'a Node, String)>>,
    pub(super) queued: RefCell<HashSet<String>>,
    /// Which components build on which, once somebody asks.
    pub(super) heirs: RefCell<Option<Heirs>>,
    /// Whether a reference is dynamic.
    pub(super) dynamic: Cell<bool>,
    /// Operations of each section, those that are said twice included.
    counts: Cell<[usize; 3]>,
}

/// A path item and the name under which it was found.
struct Found<'a> {
    name: String,
    span: Span,
    section: Section,
    origin: Origin,
    item: &'a Node,
}

/// The part of the document in which an entry stands; the order is that of `counts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Webhooks,
    XWebhooks,
    Callbacks,
}

/// Reads the webhooks of a document. Errors that concern the whole document go to the sink.
pub fn read<'a>(documents: &'a Documents, wishes: &Wishes<'_>, sink: &Diagnostics) -> Option<Draft<'a>> {
    let root = documents.root();
    let version = sink.take(Version::of(root))?;
    let reader = Reader {
        documents,
        sink,
        version,
        root,
        root_security: wishes.root_security,
        scope: RefCell::default(),
        met: RefCell::default(),
        queue: RefCell::default(),
        queued: RefCell::default(),
        heirs: RefCell::default(),
        dynamic: Cell::default(),
        counts: Cell::default(),
    };
    let info = root.get("info");
    let text =
        |key: &str| info.and_then(|info| info.get(key)).and_then(Node::as_str).unwrap_or_default().to_owned();
    let mut draft = Draft {
        api: Api {
            title: text("title"),
            version: text("version"),
            description: text("description"),
            webhooks: Vec::new(),
            schemas: IndexMap::new(),
            files: BTreeMap::new(),
            dispatch: said(root, "x-webhook-dispatch", wishes.dispatch),
            signature: said(root, "x-webhook-signature", wishes.signature).or_else(|| of_schemes(root)),
            handshake: said(root, "x-webhook-handshake", wishes.handshake),
            retry: said(root, "x-webhook-retry", wishes.retry),
            versioning: said(root, "x-webhook-version", wishes.versioning),
        },
        broken: Vec::new(),
        broken_schemas: HashMap::new(),
        needs: HashMap::new(),
        names: Vec::new(),
        counts: [0; 3],
        span: root.get("openapi").unwrap_or(root).span,
    };
    let found = reader.find(root);
    reader.read_webhooks(found, wishes, &mut draft);
    reader.read_schemas(&mut draft);
    if reader.dynamic.get() {
        super::dynamic::settle(&mut draft.api, documents);
    }
    draft.counts = reader.counts.get();
    Some(draft)
}

impl<'a> Reader<'a, '_> {
    /// Every path item that holds webhooks.
    fn find(&self, root: &'a Node) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        self.named(root, "webhooks", Section::Webhooks, &mut found);
        self.named(root, "x-webhooks", Section::XWebhooks, &mut found);
        let nested: Vec<&'a Node> = found.iter().map(|f| f.item).collect();
        let mut seen = HashSet::new();
        for item in nested {
            self.callbacks_of_item(item, &mut seen, &mut found);
        }
        for entry in entries(root.get("paths")) {
            if entry.key.starts_with("x-") {
                continue;
            }
            if let Some(item) = self.follow_leniently(&entry.value) {
                self.callbacks_of_item(item, &mut seen, &mut found);
            }
        }
        for entry in entries(root.get("components").and_then(|c| c.get("callbacks"))) {
            // What operations refer to has been counted there.
            if self.follow_leniently(&entry.value).is_some_and(|callback| !seen.contains(&callback.span)) {
                self.callback(entry, &mut seen, &mut found);
            }
        }
        self.settle_names(found)
    }

    /// The entries of `webhooks` or `x-webhooks`.
    fn named(&self, root: &'a Node, key: &str, section: Section, found: &mut Vec<Found<'a>>) {
        let Some(map) = root.get(key) else { return };
        if map.as_mapping().is_none() && !map.is_null() {
            self.sink.push(
                Diagnostic::error("webhook::not_a_map", format!("`{key}` must map names to path items"))
                    .label(map.span, format!("this is {}", map.kind())),
            );
        } else if section == Section::XWebhooks && !looks_like_webhooks(map) {
            self.sink.push(
                Diagnostic::note("webhook::configuration", "`x-webhooks` holds configuration, not webhooks")
                    .label(map.span, "no entry has an HTTP method or a `$ref`"),
            );
            return;
        }
        for entry in entries(Some(map)) {
            if entry.key.starts_with("x-") && entry.value.as_mapping().is_none() {
                continue;
            }
            let Some(item) = self.sink.take(self.follow(&entry.value)) else { continue };
            if let Some(wrong) = not_a_path_item(&entry.key, item) {
                self.sink.push(wrong);
                continue;
            }
            if is_callback(item) {
                self.expressions(entry, item, section, found);
                continue;
            }
            let origin = if section == Section::Webhooks { Origin::Webhooks } else { Origin::XWebhooks };
            found.push(Found { name: entry.key.to_string(), span: entry.key_span, section, origin, item });
        }
    }

    /// The callbacks of every operation of a path item.
    fn callbacks_of_item(&self, item: &'a Node, seen: &mut HashSet<Span>, found: &mut Vec<Found<'a>>) {
        for (_, operation) in operations(item) {
            for entry in entries(operation.get("callbacks")) {
                self.callback(entry, seen, found);
            }
        }
    }

    /// One callback. One that several operations refer to counts once.
    fn callback(&self, entry: &'a Entry, seen: &mut HashSet<Span>, found: &mut Vec<Found<'a>>) {
        let Some(callback) = self.sink.take(self.follow(&entry.value)) else { return };
        if !seen.insert(callback.span) {
            let again = entries(Some(callback)).map(|expression| operations(&expression.value).len()).sum();
            self.count(Section::Callbacks, again);
            return;
        }
        let first = found.len();
        self.expressions(entry, callback, Section::Callbacks, found);
        let items: Vec<&'a Node> = found[first..].iter().map(|one| one.item).collect();
        for item in items {
            self.callbacks_of_item(item, seen, found);
        }
    }

    /// The expressions of a callback with their path items.
    fn expressions(
        &self,
        entry: &'a Entry,
        callback: &'a Node,
        section: Section,
        found: &mut Vec<Found<'a>>,
    ) {
        for expression in entries(Some(callback)).filter(|e| !e.key.starts_with("x-")) {
            let Some(item) = self.sink.take(self.follow(&expression.value)) else { continue };
            let origin =
                Origin::Callback { expression: expression.key.to_string(), span: expression.key_span };
            found.push(Found {
                name: entry.key.to_string(),
                span: expression.key_span,
                section,
                origin,
                item,
            });
        }
    }

    /// One name for each: equal entries of `webhooks` and `x-webhooks` are one webhook, callbacks of
    /// one name are numbered, and what is left is a mistake.
    fn settle_names(&self, found: Vec<Found<'a>>) -> Vec<Found<'a>> {
        let mut kept: Vec<Found<'a>> = Vec::with_capacity(found.len());
        let mut names: HashMap<String, usize> = HashMap::new();
        for mut one in found {
            let Some(&twin) = names.get(&one.name) else {
                names.insert(one.name.clone(), kept.len());
                kept.push(one);
                continue;
            };
            if matches!(one.origin, Origin::Callback { .. }) {
                let mut number = 2;
                while names.contains_key(&format!("{}_{number}", one.name)) {
                    number += 1;
                }
                one.name = format!("{}_{number}", one.name);
                names.insert(one.name.clone(), kept.len());
                kept.push(one);
            } else if kept[twin].item.to_json() == one.item.to_json() {
                self.count(one.section, operations(one.item).len());
                self.sink.push(
                    Diagnostic::note(
                        "webhook::said_twice",
                        format!("`{}` stands in `webhooks` and in `x-webhooks`", one.name),
                    )
                    .label(one.span, "the same as in `webhooks`: read once"),
                );
            } else {
                self.sink.push(
                    Diagnostic::error(
                        "webhook::duplicate_name",
                        format!("two webhooks have the name `{}`", one.name),
                    )
                    .label(one.span, "this one differs")
                    .label(kept[twin].span, "from this one")
                    .help("give one of them another name, or make them equal"),
                );
            }
        }
        kept
    }

    /// Reads what was found, each webhook for itself.
    fn read_webhooks(&self, found: Vec<Found<'a>>, wishes: &Wishes<'_>, draft: &mut Draft<'a>) {
        for one in found {
            let operations = operations(one.item);
            let several = operations.len() > 1;
            if operations.is_empty() {
                self.sink.push(
                    Diagnostic::warning(
                        "webhook::no_operation",
                        format!("the webhook `{}` has no operation", one.name),
                    )
                    .label(one.span, "nothing is sent under this name")
                    .help("add `post:` with a `requestBody`"),
                );
            }
            for (method, operation) in operations {
                let name = if several { format!("{}.{method}", one.name) } else { one.name.clone() };
                draft.names.push(name.clone());
                if !wishes.wants(&name) {
                    continue;
                }
                self.count(one.section, 1);
                let head = (name.clone(), one.span, one.origin.clone(), method);
                let webhook = self.webhook(head, one.item, operation);
                self.keep(name, webhook, draft);
            }
        }
    }

    /// Keeps a webhook, or what is wrong with it.
    fn keep(&self, name: String, webhook: Webhook<'a>, draft: &mut Draft<'a>) {
        let errors = self.scope.take();
        draft.needs.insert(name.clone(), self.met.take());
        if errors.is_empty() {
            draft.api.webhooks.push(webhook);
        } else {
            draft.broken.push((name, errors));
        }
    }

    /// Reads every schema that something refers to, until nothing new turns up.
    fn read_schemas(&self, draft: &mut Draft<'a>) {
        let mut at = 0;
        loop {
            let next = self.queue.borrow().get(at).cloned();
            let Some((key, node, name)) = next else { break };
            at += 1;
            let schema: Schema<'a> = self.schema(node, &name);
            draft.needs.insert(key.clone(), self.met.take());
            let errors = self.scope.take();
            if !errors.is_empty() {
                draft.broken_schemas.insert(key.clone(), errors);
            }
            draft.api.schemas.insert(key, schema);
        }
    }

    fn count(&self, section: Section, operations: usize) {
        let mut counts = self.counts.get();
        counts[section as usize] += operations;
        self.counts.set(counts);
    }

    /// The object behind a chain of references.
    pub(super) fn follow(&self, node: &'a Node) -> Result<&'a Node, Diagnostic> {
        let mut here = node;
        let mut visited: Vec<Span> = Vec::new();
        while let Some(reference) = here.get("$ref") {
            if visited.contains(&here.span) {
                return Err(Diagnostic::error(
                    "reference::cycle",
                    "these references only lead to each other",
                )
                .label(node.span, "starting here")
                .label(here.span, "back at one that was followed before"));
            }
            visited.push(here.span);
            here = self.documents.resolve(reference.span, text_of(reference)?)?.node;
        }
        Ok(here)
    }

    /// As `follow`, for parts of the document that are no webhook: what is broken there is a warning.
    fn follow_leniently(&self, node: &'a Node) -> Option<&'a Node> {
        match self.follow(node) {
            Ok(node) => Some(node),
            Err(mut found) => {
                found.level = crate::diagnostic::Level::Warning;
                self.sink.push(
                    found.help("this path is skipped; its callbacks, if it has any, are not generated"),
                );
                None
            }
        }
    }
}
