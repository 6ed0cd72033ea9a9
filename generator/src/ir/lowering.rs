//! What lowering carries along: the document, the types so far, and what has to be said.
//!
//! The rooms of the kinds take it and call its `lower`, which stands in `schema`, the dispatcher.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::conj::Located;
use super::docs;
use super::ecma::{self, Refusal};
use super::late::{self, Late};
use super::names;
use super::nodes::{Alias, Docs, Others, Pattern, Rule, SchemaText, Type, TypeDef, TypeId, Use};
use super::types::Types;
use crate::api::nodes::Api;
use crate::config::Extras;
use crate::diagnostic::{Diagnostic, Diagnostics};

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
    /// The type of each component, or its slot.
    pub references: HashMap<&'a str, Reference>,
    /// The type of each conjunction, or its slot.
    pub conjunctions: HashMap<String, Reference>,
    /// The checks of each type that holds itself, where it is used.
    pub late: Late,
    /// Tables of checks that stand for themselves.
    pub rules: Vec<Rule>,
    /// The table of each component that has one.
    pub rule_of: HashMap<&'a str, usize>,
    /// Schemas that only a general validator can check.
    pub schemas: Vec<SchemaText>,
    /// How the config wants schemas to be read.
    pub manner: Manner,
    steps: usize,
    patterns: IndexMap<String, Result<String, Refusal>>,
}

/// How schemas are read where the document leaves a choice.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// What becomes of members that are not declared.
    pub extras: Extras,
    /// Whether a schema that describes members means an object, though it does not say so.
    pub assume_types: bool,
    /// Whether `format` is asserted.
    pub assert_formats: bool,
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
    pub(super) fn new(api: &'a Api<'a>, sink: &'a Diagnostics, manner: Manner) -> Self {
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
            references,
            conjunctions: HashMap::new(),
            late: Late::new(),
            rules: Vec::new(),
            rule_of: HashMap::new(),
            schemas: Vec::new(),
            manner,
            steps: 0,
            patterns: IndexMap::new(),
        }
    }

    /// Counts a conjunction that is being lowered; false once a document asks for more than any real
    /// one does, since alternatives of alternatives multiply.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps < MOST_STEPS
    }

    /// Raw JSON that still has to satisfy the conjunction, with a warning that names the place.
    pub(super) fn raw(&mut self, all: &[Located<'a>], why: &str) -> Use {
        self.sink.push(
            Diagnostic::warning("schema::raw_json", "this schema has no Rust type: its value stays raw JSON")
                .label(all[0].span(), "kept as `hookwright::Json`")
                .why(why),
        );
        let checks = self.demands_of_all(all);
        Use { ty: Type::Json, nullable: false, checks }
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
        match self.manner.extras {
            Extras::Ignore => Others::Ignore,
            Extras::Keep => Others::Keep("extras".to_owned()),
        }
    }

    /// A pattern for the runtime's engine; one that is wrong is said once, at its first place.
    pub(super) fn pattern(
        &mut self,
        part: &Located<'a>,
        keyword: &str,
        source: &str,
    ) -> Result<Pattern, Refusal> {
        let known = self.patterns.get(source).cloned();
        let made = known.clone().unwrap_or_else(|| ecma::translate(source));
        if known.is_none() {
            self.patterns.insert(source.to_owned(), made.clone());
            if let Err(Refusal::Invalid(why)) = &made {
                self.sink.push(
                    Diagnostic::warning(
                        "schema::invalid_pattern",
                        "this is no regular expression of ECMA-262",
                    )
                    .label(part.span_of(keyword), "it is left out: values that break it are accepted")
                    .why(why.clone()),
                );
            }
        }
        let number = self.patterns.get_index_of(source).unwrap_or_default() + 1;
        made.map(|regex| Pattern { number, source: source.to_owned(), regex })
    }

    /// The types, the aliases and what they refer to.
    pub(super) fn finish(self) -> Finished {
        let (mut types, aliases) = self.types.finish();
        late::settle(&mut types, &self.late);
        Finished { types, aliases, rules: self.rules, schemas: self.schemas }
    }
}

/// What lowering leaves.
#[derive(Debug)]
pub(super) struct Finished {
    pub types: Vec<TypeDef>,
    pub aliases: Vec<Alias>,
    pub rules: Vec<Rule>,
    pub schemas: Vec<SchemaText>,
}
