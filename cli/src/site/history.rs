//! What became of an event from version to version.
//!
//! Comes in: the versions of an API with what each changed. Goes out: entries, the newest first. It must not know pages.

use hookwright_build::diff::{Finding, Readers, Severity};
use serde::Serialize;

use super::api::{Api, Edition};

/// What one version did to an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    pub(super) version: String,
    /// `first described`, `unchanged`, `changed`, `removed`.
    pub(super) what: &'static str,
    pub(super) changes: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// `breaking`, `warning`, `info`.
    pub(super) severity: &'static str,
    /// Where in the payload; empty where it is not in there.
    pub(super) pointer: String,
    /// CommonMark.
    pub(super) words: String,
}

/// The history of an event of the version with this index; empty where there is but one version.
pub(super) fn of_event(api: &Api, index: usize, name: &str) -> Vec<Entry> {
    if api.editions.len() < 2 {
        return Vec::new();
    }
    let mut entries = newer(api, index, name);
    entries.reverse();
    let mut name = name.to_owned();
    for edition in &api.editions[index..] {
        if !has(edition, &name) {
            break;
        }
        entries.push(entry(edition, &name));
        let before = edition.changes.as_ref().and_then(|changes| changes.renamed.get(&name));
        name = before.cloned().unwrap_or(name);
    }
    if let Some(last) = entries.last_mut() {
        last.what = "first described";
        last.changes.clear();
    }
    entries
}

/// What newer versions did to it, the oldest of them first.
fn newer(api: &Api, index: usize, name: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut name = name.to_owned();
    for edition in api.editions[..index].iter().rev() {
        let renamed = edition.changes.iter().flat_map(|changes| &changes.renamed);
        if let Some((after, _)) = renamed.into_iter().find(|(_, before)| **before == name) {
            name.clone_from(after);
        }
        if !has(edition, &name) {
            entries.push(Entry {
                version: edition.contract.version.clone(),
                what: "removed",
                changes: Vec::new(),
            });
            break;
        }
        entries.push(entry(edition, &name));
    }
    entries
}

fn has(edition: &Edition, name: &str) -> bool {
    edition.contract.events.iter().any(|event| event.name == name)
}

fn entry(edition: &Edition, name: &str) -> Entry {
    let reaches = |finding: &&Finding| finding.events.iter().any(|event| event == name);
    let changes = changes(edition, reaches);
    let what = if changes.is_empty() { "unchanged" } else { "changed" };
    Entry { version: edition.contract.version.clone(), what, changes }
}

/// What a version changed for all events at once.
pub(super) fn of_all(api: &Api) -> Vec<Entry> {
    let each = api.editions.iter().map(|edition| {
        let changes = changes(edition, |finding: &&Finding| finding.events.is_empty());
        Entry { version: edition.contract.version.clone(), what: "changed", changes }
    });
    each.filter(|entry| !entry.changes.is_empty()).collect()
}

fn changes(edition: &Edition, is_meant: impl Fn(&&Finding) -> bool) -> Vec<Change> {
    let change = |finding: &Finding| Change {
        severity: match finding.severity(Readers::Tolerant) {
            Severity::Breaking => "breaking",
            Severity::Warning => "warning",
            Severity::Info | Severity::None => "info",
        },
        pointer: finding.pointer.clone(),
        words: finding.message.clone(),
    };
    let findings = edition.changes.iter().flat_map(|changes| &changes.findings);
    findings.filter(is_meant).map(change).collect()
}
