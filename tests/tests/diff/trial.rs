//! Payloads of one document held against the schemas of another.
//!
//! In come two documents and an event; out comes a payload that fits one and not the other. Schemas are bundled by the
//! oracle, which does not know how the generator reads documents.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use hookwright_build::diff::{Finding, Report, Severity, Subject};
use hookwright_tests::oracle::{At, Library, bundle, subjects, validator};
use hookwright_tests::sampler::{Chance, mutated, sample};
use jsonschema::Validator;
use serde_json::Value;

/// Payloads that are tried for one finding.
const TRIES: usize = 3000;

/// One document.
struct Side {
    library: Library,
    root: At,
    /// The places of the events' schemas.
    schemas: HashMap<String, At>,
}

impl Side {
    fn new(path: &Path) -> Self {
        let (library, root) = (Library::default(), At::root(path));
        let mut schemas = HashMap::new();
        for subject in subjects(&library, &root) {
            let body = subject.bodies.into_iter().find(|body| body.media_type.contains("json"));
            if let Some(schema) = body.and_then(|body| body.schema) {
                schemas.entry(subject.event).or_insert(schema);
            }
        }
        Self { library, root, schemas }
    }

    fn schema(&self, event: &str) -> Option<Value> {
        bundle(&self.library, &self.root, self.schemas.get(event)?).ok()
    }
}

/// An old and a new document.
pub(crate) struct Pair {
    old: Side,
    new: Side,
}

/// The findings of payloads' schemas that break strict readers.
pub(crate) fn breaking(report: &Report) -> Vec<&Finding> {
    let of_schema = |finding: &&Finding| {
        let family = finding.code.starts_with("payload::");
        let whole = ["media_type_changed", "body_added", "body_removed"];
        finding.subject == Subject::Payload && family && !whole.iter().any(|end| finding.code.ends_with(end))
    };
    let all = report.findings.iter().filter(|finding| finding.strict == Severity::Breaking);
    all.filter(of_schema).collect()
}

impl Pair {
    pub(crate) fn new(old: &Path, new: &Path) -> Self {
        let whole = |path: &Path| PathBuf::from(path);
        Self { old: Side::new(&whole(old)), new: Side::new(&whole(new)) }
    }

    fn validators(&self, old: &str, new: &str) -> Option<(Value, Validator, Validator)> {
        let (before, after) = (self.old.schema(old)?, self.new.schema(new)?);
        let (fits_old, fits_new) = (validator(&before).ok()?, validator(&after).ok()?);
        Some((after, fits_old, fits_new))
    }

    /// A payload that fits the new document and not the old one.
    pub(crate) fn counterexample(&self, old: &str, new: &str, cases: usize) -> Option<String> {
        let (schema, fits_old, fits_new) = self.validators(old, new)?;
        let mut chance = Chance::new(1, new);
        let payloads = (0..cases).map(|case| payload(&schema, case, &mut chance));
        let shown = |payload: &Value| {
            let errors: Vec<String> = fits_old
                .iter_errors(payload)
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect();
            format!("{}\n{payload}", errors.join("\n"))
        };
        payloads
            .filter(|payload| fits_new.is_valid(payload))
            .find(|payload| !fits_old.is_valid(payload))
            .map(|payload| shown(&payload))
    }

    /// A payload that fits the new document, and that the old one refuses where the finding says.
    pub(crate) fn witness(&self, report: &Report, finding: &Finding) -> Option<Value> {
        for event in finding.events.iter().take(3) {
            let old = report.renamed.get(event).unwrap_or(event);
            let Some((schema, fits_old, fits_new)) = self.validators(old, event) else { continue };
            let mut chance = Chance::new(2, event);
            for case in 0..TRIES {
                let payload = payload(&schema, case, &mut chance);
                let there = |error: jsonschema::ValidationError<'_>| {
                    let keyword = error.schema_path().to_string();
                    is_there(&error.instance_path().to_string(), &keyword, &finding.pointer)
                };
                if !fits_old.is_valid(&payload)
                    && fits_old.iter_errors(&payload).any(there)
                    && fits_new.is_valid(&payload)
                {
                    return Some(payload);
                }
            }
        }
        None
    }
}

/// A payload that most likely fits; every third one is changed in a place, and may still fit.
fn payload(schema: &Value, case: usize, chance: &mut Chance) -> Value {
    let payload = sample(schema, chance);
    if case % 3 == 2 { mutated(&payload, chance) } else { payload }
}

/// Whether a refusal is that of a finding: at its place, at the object around it, or at a union on the way.
fn is_there(refused: &str, keyword: &str, pointer: &str) -> bool {
    let refused: Vec<&str> = refused.split('/').skip(1).collect();
    let pointer: Vec<&str> = pointer.split('/').skip(1).collect();
    let leads_there = refused.iter().zip(&pointer).all(|(one, other)| one == other || *other == "*");
    let is_union = keyword.ends_with("anyOf") || keyword.ends_with("oneOf");
    leads_there && refused.len() <= pointer.len() && (is_union || refused.len() + 1 >= pointer.len())
}
