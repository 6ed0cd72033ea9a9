//! One version of an API, made ready for its pages: groups, names of files, shared types, rows.
//!
//! Comes in: a contract. Goes out: all that its pages say, of which none is written yet. It must not know templates.

use std::collections::BTreeMap;

use hookwright::Scheme;
use hookwright::contract::Document;
use hookwright_build::contract::{Contract, Event};
use serde_json::{Map, Value};

use super::field::{Field, Fields};
use super::policy::{self, Consent, Retries};
use super::prose;
use super::recipe::{Recipe, recipe};
use super::shared::Shared;
use super::slug::Slugs;
use super::split::Parts;
use super::view::Definitions;

/// Events under one heading.
pub(super) struct Group {
    /// The heading.
    pub(super) name: String,
    /// Its place in the index.
    pub(super) anchor: String,
    /// The events, by their indices.
    pub(super) events: Vec<usize>,
}

/// What the pages of one version are made of.
pub(super) struct Pages<'a> {
    pub(super) contract: &'a Contract,
    /// The names of the events' pages.
    pub(super) slugs: Vec<String>,
    pub(super) groups: Vec<Group>,
    pub(super) shared: Shared,
    /// The payload of each event, cut to size.
    pub(super) payloads: Vec<Option<Field>>,
    /// The definitions with pages of their own: name, page, rows.
    pub(super) types: Vec<(String, String, Field)>,
    /// The branches with pages of their own.
    pub(super) parts: Vec<(String, Field)>,
    pub(super) recipe: Option<Recipe>,
    pub(super) retries: Option<Retries>,
    pub(super) consents: Vec<Consent>,
}

impl<'a> Pages<'a> {
    /// Makes a version ready.
    pub(super) fn of(contract: &'a Contract) -> Self {
        let shared = Shared::of(contract);
        let fields = Fields { definitions: Definitions::new(&contract.definitions), shared: &shared };
        let mut parts = Parts::default();
        let mut cut = |schema: &'a Value| {
            let mut root = fields.root(schema);
            parts.cut(&mut root);
            root
        };
        let payloads = contract.events.iter().map(|event| event.schema.as_ref().map(&mut cut)).collect();
        let mut types = Vec::new();
        for (name, page) in shared.pages() {
            if let Some(schema) = contract.definitions.get(name) {
                types.push((name.to_owned(), page.to_owned(), cut(schema)));
            }
        }
        let mut slugs = Slugs::default();
        Self {
            contract,
            slugs: contract.events.iter().map(|event| slugs.claim(&event.name)).collect(),
            groups: groups(&contract.events),
            payloads,
            types,
            parts: parts.all,
            recipe: scheme(contract).as_ref().map(recipe),
            retries: policy::retries(contract),
            consents: policy::consents(contract),
            shared,
        }
    }

    /// The rows of a schema that stands beside the payload.
    pub(super) fn rows(&self, schema: &Value) -> Field {
        let fields =
            Fields { definitions: Definitions::new(&self.contract.definitions), shared: &self.shared };
        fields.root(schema)
    }
}

/// One sentence for an event.
pub(super) fn about(event: &Event) -> String {
    let (summary, description) = (event.summary.trim(), event.description.trim());
    let is_line = !summary.is_empty() && !summary.contains('\n');
    match (is_line, description.is_empty()) {
        (true, _) | (_, true) => prose::sentence(summary),
        (false, false) => prose::sentence(description),
    }
}

/// The scheme of a contract, as the runtime has it.
pub(super) fn scheme(contract: &Contract) -> Option<Scheme> {
    // The runtime reads records out of contracts; this one needs no events for that.
    let bare = Contract {
        events: Vec::new(),
        definitions: Map::new(),
        title: String::new(),
        version: String::new(),
        description: String::new(),
        said: None,
        scheme: Some(contract.scheme.clone()?),
        handshakes: Vec::new(),
        retry: None,
        dispatch: contract.dispatch.clone(),
    };
    Document::from_json(bare.to_json()).ok()?.scheme
}

/// Events by their first tag; where there are no tags, by all words of their names but the last.
fn groups(events: &[Event]) -> Vec<Group> {
    // A few tags among many events are no order of the whole.
    let has_tags = events.iter().filter(|event| !event.tags.is_empty()).count() * 2 > events.len();
    let named = |event: &Event| if has_tags { event.tags.first().cloned() } else { family(&event.name) };
    let mut order: Vec<String> = Vec::new();
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut others = Vec::new();
    for (index, event) in events.iter().enumerate() {
        match named(event) {
            Some(name) => {
                if !by_name.contains_key(&name) {
                    order.push(name.clone());
                }
                by_name.entry(name).or_default().push(index);
            }
            None => others.push(index),
        }
    }
    let mut kept: Vec<(String, Vec<usize>)> = Vec::new();
    for name in order {
        let events = by_name.remove(&name).unwrap_or_default();
        // A family of one is no family.
        if has_tags || events.len() > 1 { kept.push((name, events)) } else { others.extend(events) }
    }
    if !others.is_empty() {
        others.sort_unstable();
        kept.push((if kept.is_empty() { "Events" } else { "Others" }.to_owned(), others));
    }
    let mut anchors = Slugs::default();
    let group = |(name, events): (String, Vec<usize>)| Group {
        anchor: format!("group-{}", anchors.claim(&name)),
        name,
        events,
    };
    kept.into_iter().map(group).collect()
}

/// All words of a name but the last.
fn family(name: &str) -> Option<String> {
    let sign = ['.', '/', ':', '_', '-'].into_iter().find(|sign| name.contains(*sign))?;
    let (family, _) = name.rsplit_once(sign)?;
    (!family.is_empty()).then(|| family.to_owned())
}
