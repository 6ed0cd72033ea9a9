//! What each page says, as data for its template.
//!
//! Comes in: a version that was made ready. Goes out: words. It must not know how they look; what is HTML says so in its
//! name.

use std::collections::HashSet;

use hookwright_build::contract::{Answer, Event, Parameter};
use serde::Serialize;

use super::api::Api;
use super::edition::{self, Pages};
use super::field::Field;
use super::finish::finish;
use super::history::{self, Change};
use super::{highlight, prose, snippets};

/// So many bytes of marked JSON a page shows.
const MOST_JSON: usize = 48_000;

/// One event in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) about: String,
    pub(super) deprecated: bool,
    pub(super) current: bool,
}

/// Events under one heading.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) anchor: String,
    pub(super) count: usize,
    pub(super) open: bool,
    pub(super) events: Vec<Line>,
}

/// The groups of a version; where one event is current, other groups may stay shut.
pub(super) fn sections(pages: &Pages<'_>, current: Option<usize>) -> Vec<Section> {
    let all_open = current.is_none() || pages.slugs.len() <= 30;
    let section = |group: &edition::Group| {
        let open = all_open || current.is_some_and(|current| group.events.contains(&current));
        let line = |index: &usize| {
            let event = &pages.contract.events[*index];
            Line {
                name: event.name.clone(),
                href: format!("events/{}.html", pages.slugs[*index]),
                about: if current.is_none() { edition::about(event) } else { String::new() },
                deprecated: event.deprecated,
                current: current == Some(*index),
            }
        };
        Section {
            name: group.name.clone(),
            anchor: group.anchor.clone(),
            count: group.events.len(),
            open,
            events: if open { group.events.iter().map(line).collect() } else { Vec::new() },
        }
    };
    pages.groups.iter().map(section).collect()
}

/// An example.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Example {
    pub(super) name: String,
    pub(super) json_html: String,
    pub(super) json: String,
    /// The lines that are not shown.
    pub(super) left_out: usize,
}

/// A header, or another parameter.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Header {
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: String,
    /// What it is in words.
    pub(super) kind: String,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    pub(super) about_html: String,
    pub(super) about: String,
}

/// An answer.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Reply {
    pub(super) status: String,
    /// What the sender makes of it.
    pub(super) means: &'static str,
    pub(super) class: &'static str,
    pub(super) about_html: String,
    pub(super) about: String,
    pub(super) media_type: String,
    pub(super) body: Option<Field>,
}

/// What became of an event in one version.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Entry {
    pub(super) version: String,
    pub(super) what: &'static str,
    pub(super) changes: Vec<ChangeLine>,
}

/// One change.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChangeLine {
    pub(super) severity: &'static str,
    pub(super) pointer: String,
    pub(super) words_html: String,
    pub(super) words: String,
}

/// The page of an event.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EventPage {
    pub(super) name: String,
    pub(super) http_method: String,
    pub(super) deprecated: bool,
    pub(super) tags: Vec<String>,
    pub(super) media_types: Vec<String>,
    pub(super) callback: String,
    pub(super) path: String,
    pub(super) summary_html: String,
    pub(super) description_html: String,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) payload: Option<Field>,
    pub(super) examples: Vec<Example>,
    pub(super) headers: Vec<Header>,
    pub(super) replies: Vec<Reply>,
    pub(super) history: Vec<Entry>,
    pub(super) curl: String,
    pub(super) rust: String,
}

/// What the page of an event says.
pub(super) fn event(api: &Api, pages: &Pages<'_>, edition: usize, index: usize) -> EventPage {
    let event = &pages.contract.events[index];
    let mut ids = HashSet::new();
    let mut payload = pages.payloads[index].clone();
    if let Some(root) = &mut payload {
        finish(root, "p-", &mut ids);
    }
    let mut media_types = vec![event.media_type.clone()];
    media_types.extend(event.also.iter().map(|(name, _)| name.clone()));
    media_types.retain(|name| !name.is_empty());
    let examples = examples(event);
    EventPage {
        name: event.name.clone(),
        http_method: event.http_method.clone(),
        deprecated: event.deprecated,
        tags: event.tags.clone(),
        media_types,
        callback: event.callback.clone().unwrap_or_default(),
        path: event.path.clone(),
        summary_html: prose::html(&event.summary, None),
        description_html: prose::html(&event.description, Some(2)),
        summary: event.summary.clone(),
        description: event.description.clone(),
        payload,
        examples,
        headers: headers(pages, event),
        replies: event
            .answers
            .iter()
            .enumerate()
            .map(|(at, answer)| reply(pages, at, answer, &mut ids))
            .collect(),
        history: history::of_event(api, edition, &event.name).into_iter().map(entry).collect(),
        curl: snippets::curl(pages.contract, event),
        rust: snippets::method(&api.module, event),
    }
}

/// What the document shows, as far as there is room; where it shows nothing, a payload that is made from its schema.
fn examples(event: &Event) -> Vec<Example> {
    let mut room = MOST_JSON;
    let mut out = Vec::new();
    let shown = event.examples.iter().map(|example| (example.name.as_str(), &example.value));
    let made = event.sample.iter().filter(|_| event.examples.is_empty()).map(|value| (MADE, value));
    for (name, value) in shown.chain(made) {
        let marked = highlight::json(value);
        let (shown, left_out) = highlight::beginning(&marked, room);
        room = room.saturating_sub(shown.len());
        if shown.is_empty() {
            break;
        }
        out.push(Example {
            name: name.to_owned(),
            json_html: shown.to_owned(),
            json: format!("{value:#}"),
            left_out,
        });
    }
    out
}

/// What an example is called that the document does not have.
const MADE: &str = "made from the schema";

/// All headers of an event: what tells it, what signs it, what the document declares.
fn headers(pages: &Pages<'_>, event: &Event) -> Vec<Header> {
    let mut out: Vec<Header> = event.parameters.iter().map(|one| declared(pages, one)).collect();
    let known = |out: &[Header], name: &str| out.iter().position(|one| one.name.eq_ignore_ascii_case(name));
    let ours = |name: &str, kind: String, about: &str| Header {
        name: name.to_owned(),
        place: "header".to_owned(),
        kind,
        required: true,
        deprecated: false,
        about_html: prose::html(about, None),
        about: about.to_owned(),
    };
    for (name, value) in &event.headers {
        let kind = format!("always {value}");
        match known(&out, name) {
            Some(at) => out[at].kind = kind,
            None => out.insert(0, ours(name, kind, "Tells this event from others.")),
        }
    }
    for (name, about) in pages.recipe.iter().flat_map(|recipe| &recipe.headers) {
        match known(&out, name) {
            Some(at) if out[at].about.is_empty() => {
                out[at].about_html = prose::html(about, None);
                out[at].about.clone_from(about);
            }
            Some(_) => {}
            None => out.push(ours(name, "string".to_owned(), about)),
        }
    }
    out
}

fn declared(pages: &Pages<'_>, one: &Parameter) -> Header {
    let field = one.schema.as_ref().map(|schema| pages.rows(schema)).unwrap_or_default();
    let mut kind = format!("{}{}", field.kind.before, field.kind.name);
    if !field.values.is_empty() {
        kind += &format!(": {}", field.values.join(", "));
    }
    Header {
        name: one.name.clone(),
        place: one.location.to_owned(),
        kind,
        required: one.required,
        deprecated: one.deprecated,
        about_html: prose::html(&one.description, None),
        about: one.description.clone(),
    }
}

fn reply(pages: &Pages<'_>, at: usize, answer: &Answer, ids: &mut HashSet<String>) -> Reply {
    let (means, class) = match answer.status {
        Some(200..=299) => ("delivered", "good"),
        Some(410) => ("the endpoint is gone", "bad"),
        Some(429) => ("come back later", "wait"),
        Some(300..) => ("not delivered", "bad"),
        _ => ("any other answer", "wait"),
    };
    let mut body = answer.schema.as_ref().map(|schema| pages.rows(schema));
    if let Some(root) = &mut body {
        finish(root, &format!("a{}-", at + 1), ids);
    }
    Reply {
        status: answer.status.map_or_else(|| "any other".to_owned(), |status| status.to_string()),
        means,
        class,
        about_html: prose::html(&answer.description, None),
        about: answer.description.clone(),
        media_type: answer.media_type.clone(),
        body,
    }
}

/// An entry of a history, ready for a template.
pub(super) fn entry(entry: history::Entry) -> Entry {
    let line = |change: Change| ChangeLine {
        severity: change.severity,
        pointer: change.pointer,
        words_html: prose::inline(&change.words),
        words: change.words,
    };
    Entry { version: entry.version, what: entry.what, changes: entry.changes.into_iter().map(line).collect() }
}

/// The page of a type, or of a branch that was too big for the page that it belongs to.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TypePage {
    pub(super) name: String,
    pub(super) is_part: bool,
    pub(super) root: Field,
    /// The events that lead to it.
    pub(super) users: Vec<Line>,
    /// How many more do.
    pub(super) more_users: usize,
}

/// So many users of a type are named.
const MOST_USERS: usize = 24;

/// What the page of a type says.
pub(super) fn shared(pages: &Pages<'_>, name: &str, root: &Field) -> TypePage {
    let all = pages.shared.users.get(name).map(Vec::as_slice).unwrap_or_default();
    let line = |index: &usize| Line {
        name: pages.contract.events[*index].name.clone(),
        href: format!("events/{}.html", pages.slugs[*index]),
        about: String::new(),
        deprecated: pages.contract.events[*index].deprecated,
        current: false,
    };
    let users = all.iter().take(MOST_USERS).map(line).collect();
    TypePage { is_part: false, users, more_users: all.len().saturating_sub(MOST_USERS), ..part(name, root) }
}

/// What the page of a branch says.
pub(super) fn part(name: &str, root: &Field) -> TypePage {
    let mut root = root.clone();
    finish(&mut root, "p-", &mut HashSet::new());
    TypePage { name: name.to_owned(), is_part: true, root, users: Vec::new(), more_users: 0 }
}
