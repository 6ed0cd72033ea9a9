//! What a generation made: files, counts, findings. Plain data.

use std::path::PathBuf;

use crate::diagnostic::Level;
use crate::document::Documents;
use crate::emit::nodes::Method;
use crate::render::FileSet;
use crate::{api, emit, ir};

/// What a generation made.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The name of the module.
    pub name: String,
    /// The files of the module, by path.
    pub files: FileSet,
    /// What was generated.
    pub summary: Summary,
    /// The files that were read.
    pub inputs: Vec<PathBuf>,
    /// Everything that was found below the level of an error, rendered.
    pub findings: Vec<Finding>,
    /// Title and version of the document.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// How each event is called in the code, in document order.
    pub methods: Vec<Method>,
    /// The preset of the signature scheme, where one is known.
    pub scheme: Option<String>,
    /// The cfg features by which events are split, sorted; none unless that was asked for.
    pub groups: Vec<String>,
    /// A draft of what the application has to write where versions can't be converted; empty where nothing has to be.
    pub sketch: String,
    /// The features of the runtime that the code needs beside its default ones.
    pub features: Vec<&'static str>,
}

/// A diagnostic that did not stop the generation.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Note or warning.
    pub level: Level,
    /// The code, e.g. `schema::raw_json`.
    pub code: &'static str,
    /// `file:line:column`.
    pub place: String,
    /// What was found.
    pub message: String,
    /// On one line, for `cargo::warning`.
    pub line: String,
    /// The whole report, with the lines of the source.
    pub report: String,
}

/// Counts of a generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations of `webhooks`.
    pub webhooks: usize,
    /// Operations of `x-webhooks`.
    pub x_webhooks: usize,
    /// Operations of callbacks.
    pub callbacks: usize,
    /// Generated events.
    pub events: usize,
    /// Generated types.
    pub types: usize,
    /// Places that a general validator checks: the runtime needs its feature `schema` where there are some.
    pub schema_checks: usize,
    /// Of several versions: types of all of them, and those that exist once since a newer version has them, too.
    pub shared_types: (usize, usize),
    /// Of several versions: conversions that only the application knows, to the receiver's version and from it.
    pub written_upgrades: (usize, usize),
    /// Webhooks that were left out, with `keep_going`.
    pub skipped: Vec<Skipped>,
}

/// A webhook that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Why, as a code.
    pub code: &'static str,
    /// Where.
    pub place: String,
    /// Why, as a sentence.
    pub message: String,
}

impl Summary {
    /// Adds the counts of a further version.
    pub(crate) fn add(&mut self, other: Self) {
        self.webhooks += other.webhooks;
        self.x_webhooks += other.x_webhooks;
        self.callbacks += other.callbacks;
        self.events += other.events;
        self.types += other.types;
        self.schema_checks += other.schema_checks;
        self.skipped.extend(other.skipped);
    }
}

/// The cfg features by which events are split.
pub(crate) fn groups(ir: &ir::nodes::Ir) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        ir.events.iter().filter_map(|event| event.feature.as_ref()).collect();
    names.into_iter().cloned().collect()
}

/// Counts what stands in the document and what was made of it.
pub(crate) fn summary(checked: &api::Checked<'_>, ir: &ir::nodes::Ir, documents: &Documents) -> Summary {
    let [webhooks, x_webhooks, callbacks] = checked.counts;
    let skipped = checked.skipped.iter().map(|(name, found)| Skipped {
        name: name.clone(),
        code: found.code.as_str(),
        place: found.span().and_then(|span| documents.sources().place(span)).unwrap_or_default(),
        message: found.message.clone(),
    });
    Summary {
        webhooks,
        x_webhooks,
        callbacks,
        events: ir.events.len(),
        types: ir.types.len(),
        schema_checks: emit::schema_checks(ir),
        skipped: skipped.collect(),
        ..Summary::default()
    }
}
