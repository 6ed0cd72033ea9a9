//! What a comparison found, without a borrow of the documents.
//!
//! Comes in: events with what differs, and the graph of schemas. Goes out: findings, each once with the events that it
//! reaches, the worst first. It compares nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::catalogue::Change;
use super::event::{Direct, Event};
use super::graph::Found;
use super::severity::{Effect, Perspective, Readers, Severity, Subject};
use super::walk::Walk;
use crate::source::{Sources, Span};

/// One change, with everything that it reaches.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The kind of change, such as `payload::field_removed`; [`catalogue`](super::catalogue) explains it.
    pub code: &'static str,
    /// Which part of a delivery changed.
    pub subject: Subject,
    /// What the change does to the set of values that fit.
    pub effect: Effect,
    /// How much it matters to strict readers.
    pub strict: Severity,
    /// How much it matters to tolerant readers.
    pub tolerant: Severity,
    /// The events that it reaches, in the order of the new document; none where it is of the document as a whole.
    pub events: Vec<String>,
    /// JSON Pointer (RFC 6901) in the payload, the first one that leads there; `*` is any item, or any other member.
    pub pointer: String,
    /// The place in the old document, as `file:line:column`; empty where it has none.
    pub old: String,
    /// The place in the new document, likewise.
    pub new: String,
    /// One sentence, without a full stop.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Finding {
    /// How much it matters to readers of a kind.
    #[must_use]
    pub fn severity(&self, readers: Readers) -> Severity {
        match readers {
            Readers::Strict => self.strict,
            Readers::Tolerant => self.tolerant,
        }
    }
}

/// What came of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The changes, the worst first.
    pub findings: Vec<Finding>,
    /// The events that both documents have, in the order of the new one.
    pub events: Vec<String>,
    /// The names that events had in the old document, by the new ones, where they differ.
    pub renamed: BTreeMap<String, String>,
}

impl Report {
    /// The changes that break tolerant readers, such as generated receivers.
    pub fn breaking(&self) -> impl Iterator<Item = &Finding> {
        self.at_least(Readers::Tolerant, Severity::Breaking)
    }

    /// The changes that matter so much, or more, to readers of a kind.
    pub fn at_least(&self, readers: Readers, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.severity(readers) >= severity)
    }
}

/// The key of a change: its kind, whether it is dangerous, and its places, or what it says of which value.
type Key = (&'static str, bool, String, String);

/// The other key: the same change at the same places.
type Place = (Change, Subject, Option<Span>, Option<Span>, String);

/// Puts findings together.
pub(super) struct Collector<'c> {
    pub(super) old: &'c Sources,
    pub(super) new: &'c Sources,
    pub(super) perspective: Perspective,
    pub(super) findings: Vec<Finding>,
    places: HashMap<Place, usize>,
    saying: HashMap<Key, usize>,
}

/// One change on its way into the report.
struct Raw<'r> {
    change: Change,
    effect: Effect,
    subject: Subject,
    spans: (Option<Span>, Option<Span>),
    pointer: String,
    message: &'r str,
    for_all: bool,
}

impl<'c> Collector<'c> {
    pub(super) fn new(old: &'c Sources, new: &'c Sources, perspective: Perspective) -> Self {
        Self { old, new, perspective, findings: Vec::new(), places: HashMap::new(), saying: HashMap::new() }
    }

    /// Takes everything that differs in an event.
    pub(super) fn take(&mut self, event: &Event, walk: &Walk<'_>) {
        for Direct { change, effect, subject, old, new, pointer, message } in &event.direct {
            let (change, effect, subject, pointer) = (*change, *effect, *subject, pointer.clone());
            let raw = Raw { change, effect, subject, spans: (*old, *new), pointer, message, for_all: false };
            self.add(&event.name, &raw);
        }
        for (node, subject, prefix) in &event.roots {
            for (pointer, found) in walk.graph.below(*node) {
                let Found { change, effect, old, new, message, for_all, .. } = found;
                let raw = Raw {
                    change: *change,
                    effect: *effect,
                    subject: *subject,
                    spans: (Some(old.0.span(old.1)), Some(new.0.span(new.1))),
                    pointer: format!("{prefix}{pointer}"),
                    message,
                    for_all: *for_all,
                };
                self.add(&event.name, &raw);
            }
        }
    }

    fn add(&mut self, event: &str, raw: &Raw<'_>) {
        let entry = raw.change.entry(raw.subject);
        let by_place = (raw.change, raw.subject, raw.spans.0, raw.spans.1, raw.message.to_owned());
        let by_saying = (entry.code, raw.effect.widens(), raw.pointer.clone(), raw.message.to_owned());
        let known = self.places.get(&by_place).or_else(|| self.saying.get(&by_saying)).copied();
        let index = known.unwrap_or(self.findings.len());
        if known.is_none() {
            self.findings.push(self.finding(raw));
        }
        self.places.insert(by_place, index);
        self.saying.insert(by_saying, index);
        let events = &mut self.findings[index].events;
        if !event.is_empty() && events.last().is_none_or(|last| last != event) {
            events.push(event.to_owned());
        }
    }

    fn finding(&self, raw: &Raw<'_>) -> Finding {
        let entry = raw.change.entry(raw.subject);
        let read_by_old = raw.subject.is_read_by_old(self.perspective);
        let dangerous = if read_by_old { raw.effect.widens() } else { raw.effect.narrows() };
        let (strict, tolerant, help) = if dangerous {
            (entry.strict, if raw.for_all { entry.strict } else { entry.tolerant }, entry.help)
        } else {
            (
                Severity::Info,
                Severity::Info,
                "nothing to do: what was made for the old document goes on working",
            )
        };
        let place = |span: Option<Span>, sources: &Sources| {
            span.and_then(|span| sources.place(span)).unwrap_or_default()
        };
        Finding {
            code: entry.code,
            subject: raw.subject,
            effect: raw.effect,
            strict,
            tolerant,
            events: Vec::new(),
            pointer: raw.pointer.clone(),
            old: place(raw.spans.0, self.old),
            new: place(raw.spans.1, self.new),
            message: raw.message.to_owned(),
            help,
        }
    }

    /// The report, the worst first.
    pub(super) fn report(mut self, events: &[Event]) -> Report {
        self.findings.sort_by_key(|finding| std::cmp::Reverse((finding.tolerant, finding.strict)));
        let shared = events.iter().filter(|event| event.shared).map(|event| event.name.clone()).collect();
        let renamed =
            events.iter().filter_map(|event| Some((event.name.clone(), event.renamed_from.clone()?)));
        Report { findings: self.findings, events: shared, renamed: renamed.collect() }
    }
}

/// The findings by their events; those of the document stand under an empty name.
#[must_use]
pub fn by_event(findings: &[Finding]) -> BTreeMap<&str, Vec<&Finding>> {
    let mut all: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let names: BTreeSet<&str> = finding.events.iter().map(String::as_str).collect();
        if names.is_empty() {
            all.entry("").or_default().push(finding);
        }
        for name in names {
            all.entry(name).or_default().push(finding);
        }
    }
    all
}
