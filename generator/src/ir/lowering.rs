//! What lowering carries along: the document, the types so far, and what has to be said.
//!
//! The rooms of the kinds take it and call its `lower`, which stands in `schema`, the dispatcher.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::conj::Located;
use super::docs;
use super::names;
use super::nodes::{Alias, Docs, Others, Type, TypeDef, TypeId, Use};
use super::types::Types;
use crate::api::nodes::Api;
use crate::config::Extras;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// GitHub's document, the largest known, takes 30,000.
const MOST_STEPS: usize = 120_000;

/// What lowering needs everywhere.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    /// The checked document.
    pub api: &'a Api<'a>,
    /// The types so far.
    pub types: Types,
    /// Where diagnostics go.
    pub sink: &'a Diagnostics,
    /// What becomes of members that are not declared.
    pub extras: Extras,
    /// The type of each component, or its slot.
    pub references: HashMap<&'a str, Reference>,
    /// The type of each conjunction, or its slot.
    pub conjunctions: HashMap<String, Reference>,
    steps: usize,
    unenforced: BTreeMap<&'static str, BTreeSet<Span>>,
}

/// How far a shape is.
#[derive(Clone, Debug)]
pub(super) enum Reference {
    /// Nobody has asked for it.
    Waiting(TypeId),
    /// It is being lowered: whoever refers to it now closes a circle.
    Open(TypeId),
    /// It is done.
    Done(Use),
}

impl<'a> Lowering<'a> {
    /// Starts with the names of all components, so that inline schemas get out of their way.
    pub(super) fn new(api: &'a Api<'a>, sink: &'a Diagnostics, extras: Extras) -> Self {
        let mut types = Types::new();
        let mut references = HashMap::new();
        for (key, schema) in &api.schemas {
            let short = names::type_name(&schema.name);
            let long = format!("{short}Schema");
            let name = types.claim([short.as_str(), long.as_str()]);
            references.insert(key.as_str(), Reference::Waiting(types.open(name)));
        }
        Self {
            api,
            types,
            sink,
            extras,
            references,
            conjunctions: HashMap::new(),
            steps: 0,
            unenforced: BTreeMap::new(),
        }
    }

    /// Counts a conjunction that is being lowered; false once a document asks for more than any real
    /// one does, since alternatives of alternatives multiply.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps < MOST_STEPS
    }

    /// Raw JSON, with a warning that names the place.
    pub(super) fn raw(&mut self, schema: &Located<'a>, why: &str) -> Use {
        self.sink.push(
            Diagnostic::warning("schema::raw_json", "this schema has no type yet: its value stays raw JSON")
                .label(schema.span(), "kept as `hookwright::Json`")
                .why(why),
        );
        Use::plain(Type::Json)
    }

    /// Documentation of a conjunction: the outermost text that there is.
    pub(super) fn docs(&self, all: &[Located<'a>]) -> Docs {
        let text = |keyword: &str| {
            all.iter().filter_map(|part| part.get(keyword)?.as_str()).find(|text| !text.trim().is_empty())
        };
        docs::lines(text("description").or_else(|| text("title")))
    }

    /// What becomes of members that no schema declares.
    pub(super) fn open_others(&self) -> Others {
        match self.extras {
            Extras::Ignore => Others::Ignore,
            Extras::Keep => Others::Keep("extras".to_owned()),
        }
    }

    /// Notes those of the keywords that stand here: values that break them are accepted.
    pub(super) fn note_unenforced(&mut self, all: &[Located<'a>], keywords: &[&'static str]) {
        for part in all {
            for keyword in keywords.iter().filter(|keyword| part.get(keyword).is_some()) {
                self.unenforced.entry(keyword).or_default().insert(part.span_of(keyword));
            }
        }
    }

    /// One warning per keyword that is not checked yet, and the types.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Vec<Alias>) {
        for (keyword, places) in &self.unenforced {
            let Some(first) = places.first() else { continue };
            let count = match places.len() {
                1 => String::new(),
                several => format!(", in {several} places"),
            };
            self.sink.push(
                Diagnostic::warning("schema::not_enforced", format!("`{keyword}` is not checked yet{count}"))
                    .label(*first, "values that break it are accepted"),
            );
        }
        self.types.finish()
    }
}
