//! Which event is a request? Said by the document, else inferred where it is certain.
//!
//! Comes in: the events with their types, and `x-webhook-dispatch`. Goes out: a [`Dispatch`] with a
//! static table. Ambiguity is a diagnostic and leaves the path to tell, never a guess.

use std::collections::BTreeMap;

use serde_json::Value;

use super::guards::tags_of;
use super::nodes::{Dispatch, Event, Field, KeyDispatch, KeyPart, KeySource, Kind, Type, TypeDef};
use super::template;
use crate::api::nodes::{Api, Extension, Webhook};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};

/// What dispatch is made from.
pub(super) struct Ground<'a> {
    /// The checked document.
    pub api: &'a Api<'a>,
    /// The webhooks that became events, in the same order.
    pub webhooks: &'a [&'a Webhook<'a>],
    /// The types.
    pub types: &'a [TypeDef],
    /// Where diagnostics go.
    pub sink: &'a Diagnostics,
}

/// Settles dispatch, and the headers that a sender must add for it.
pub(super) fn settle(ground: &Ground<'_>, events: &mut [Event]) -> Dispatch {
    let said = ground.api.dispatch.as_ref();
    let dispatch = match said {
        Some(extension) => declared(ground, extension, events),
        None if events.len() <= 1 => Some(Dispatch::Single),
        None => inferred(ground, events),
    };
    let dispatch = dispatch.unwrap_or(Dispatch::Path);
    sender_headers(ground, &dispatch, events);
    dispatch
}

/// The constant members of an event's payload.
fn constants(ground: &Ground<'_>, event: &Event) -> BTreeMap<String, Vec<String>> {
    tags_of(ground.types, &event.payload.ty, 16)
}

/// `x-webhook-dispatch`.
fn declared(ground: &Ground<'_>, extension: &Extension<'_>, events: &[Event]) -> Option<Dispatch> {
    let complain = |code, message: String, help: &str| {
        let mut found = Diagnostic::error(code, message).help(help);
        if let Some(node) = extension.node {
            found = found.label(node.span, "in this `x-webhook-dispatch`");
        }
        ground.sink.push(found);
    };
    let spec = match template::Spec::read(&extension.value) {
        Ok(spec) => spec,
        Err(why) => {
            complain("dispatch::invalid", why, template::FORMS);
            return None;
        }
    };
    if spec.parts.is_empty() {
        return Some(Dispatch::Path);
    }
    if let Some(found) = missing_member(ground, &spec.parts, events) {
        ground.sink.push(match extension.node {
            Some(node) => found.label(node.span, "in this `x-webhook-dispatch`"),
            None => found,
        });
    }
    let mut table = Table::new(spec.fold);
    for (key, name) in &spec.map {
        match events.iter().position(|event| event.name == *name) {
            Some(index) => table.add(key, index),
            None => complain(
                "dispatch::unknown_event",
                format!("the map names an event `{name}` that the document does not have"),
                "name a webhook of the document",
            ),
        }
    }
    let pointer = match spec.parts.as_slice() {
        [KeyPart { from: KeySource::Pointer(pointer), .. }] => pointer.strip_prefix('/'),
        _ => None,
    };
    for (index, event) in events.iter().enumerate() {
        let values = pointer.and_then(|member| constants(ground, event).remove(member));
        for key in values.unwrap_or_else(|| vec![event.name.clone()]) {
            // What the map says goes before a name.
            if !spec.map.iter().any(|(mapped, _)| table.key(mapped) == table.key(&key)) {
                table.add(&key, index);
            }
        }
    }
    if let Some((key, first, second)) = table.conflict {
        let both =
            format!("`{}` and `{}` have the same key `{key}`", events[first].name, events[second].name);
        complain(
            "dispatch::conflict",
            both,
            "let `map` say which event the key means, or add a part that tells them apart",
        );
        return None;
    }
    Some(Dispatch::Key(KeyDispatch { parts: spec.parts, fold: spec.fold, table: table.sorted() }))
}

/// A member that no payload has can't tell events apart.
fn missing_member(ground: &Ground<'_>, parts: &[KeyPart], events: &[Event]) -> Option<Diagnostic> {
    let member = parts.iter().find_map(|part| match &part.from {
        KeySource::Pointer(pointer) => pointer.strip_prefix('/').filter(|token| !token.contains(['/', '~'])),
        _ => None,
    })?;
    let all: Vec<_> = events.iter().map(|event| fields_of(ground.types, &event.payload.ty)).collect();
    if all.iter().any(|fields| fields.is_none_or(|fields| fields.iter().any(|field| field.json == member))) {
        return None;
    }
    let names = all.iter().flatten().flat_map(|fields| fields.iter().map(|field| field.json.as_str()));
    let found =
        Diagnostic::warning("dispatch::no_such_member", format!("no payload has a member `{member}`"))
            .why("every request will be an unknown event");
    Some(match nearest(member, names) {
        Some(name) => found.help(format!("did you mean `/{name}`?")),
        None => found,
    })
}

/// The members of a payload that is an object.
fn fields_of<'t>(types: &'t [TypeDef], ty: &Type) -> Option<&'t [Field]> {
    let Type::Named(id) = ty else { return None };
    match &types[id.0].kind {
        Kind::Struct(object) => Some(&object.fields),
        _ => None,
    }
}

/// A required text that all payloads have: it may hold the event's name, which only people know.
fn likely_member(ground: &Ground<'_>, events: &[Event]) -> Option<&'static str> {
    let has = |event: &Event, name: &str| {
        fields_of(ground.types, &event.payload.ty).is_some_and(|fields| {
            fields
                .iter()
                .any(|f| f.json == name && f.required && matches!(f.ty.ty, Type::String | Type::Named(_)))
        })
    };
    USUAL.iter().copied().find(|name| events.iter().all(|event| has(event, name)))
}

/// What the document proves.
fn inferred(ground: &Ground<'_>, events: &[Event]) -> Option<Dispatch> {
    if let Some(found) = by_constant(ground, events).or_else(|| by_header_value(ground, events)) {
        return Some(found);
    }
    if let Some((found, header, member)) = by_header_and_member(ground, events) {
        ground.sink.push(
            Diagnostic::note(
                "dispatch::inferred",
                format!("events are told apart by the header `{header}` and the member `{member}`"),
            )
            .label(ground.webhooks[0].span, "as in the name of this webhook")
            .help("say it in `x-webhook-dispatch` to be sure"),
        );
        return Some(found);
    }
    let span = ground.webhooks.get(1).map(|webhook| webhook.span)?;
    let found = if events.iter().all(|event| event.callback.is_some()) {
        Diagnostic::note("dispatch::ambiguous", "each callback gets a path of its own")
            .why("no member or header tells them apart; the URL of a callback usually does")
    } else {
        Diagnostic::warning("dispatch::ambiguous", "nothing in the document tells its webhooks apart").why(
            "no member or header has a constant of its own in every webhook, so each event gets a path of its own",
        )
    };
    let help = match likely_member(ground, events) {
        Some(member) => format!(
            "every payload has `{member}`: if it holds the event's name, write `x-webhook-dispatch: {{ json: /{member} }}` \
             at the root of the document"
        ),
        None => "name the place of the event's name at the root of the document, e.g. \
                 `x-webhook-dispatch: { header: X-Event }`"
            .to_owned(),
    };
    let found = found.label(span, "a request for this one looks like the others");
    ground.sink.push(found.label(ground.webhooks[0].span, "and this one").help(help));
    None
}

/// Members that are asked first where several would do.
const USUAL: &[&str] = &["type", "event_type", "eventType", "event", "event_name", "topic", "action"];

/// A member that is constant in every payload and shared by no two events.
fn by_constant(ground: &Ground<'_>, events: &[Event]) -> Option<Dispatch> {
    let all: Vec<_> = events.iter().map(|event| constants(ground, event)).collect();
    let (first, rest) = all.split_first()?;
    let mut members: Vec<&String> =
        first.keys().filter(|m| rest.iter().all(|c| c.contains_key(*m))).collect();
    members.sort_by_key(|member| USUAL.iter().position(|usual| usual == member).unwrap_or(USUAL.len()));
    members.into_iter().find_map(|member| {
        let mut table = Table::new(false);
        for (index, tags) in all.iter().enumerate() {
            tags[member].iter().for_each(|value| table.add(value, index));
        }
        let pointer = format!("/{}", member.replace('~', "~0").replace('/', "~1"));
        table.single(KeySource::Pointer(pointer))
    })
}

/// A header parameter with a constant of its own in every webhook.
fn by_header_value(ground: &Ground<'_>, events: &[Event]) -> Option<Dispatch> {
    let first = ground.webhooks.first()?;
    first.parameters.iter().filter(|p| p.location == "header").find_map(|parameter| {
        let name = &parameter.data.name;
        let mut table = Table::new(false);
        for index in 0..events.len() {
            let values = header_values(ground.webhooks[index], name)?;
            values.iter().for_each(|value| table.add(value, index));
        }
        table.single(KeySource::Header(name.clone()))
    })
}

fn header_values(webhook: &Webhook<'_>, name: &str) -> Option<Vec<String>> {
    let parameter = webhook
        .parameters
        .iter()
        .find(|p| p.location == "header" && p.data.name.eq_ignore_ascii_case(name))?;
    let schema = parameter.schema.as_ref()?.schema.as_value();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => Some(vec![text(value)?]),
        (None, Some(Value::Array(values))) => values.iter().map(text).collect(),
        _ => None,
    }
}

/// A header for the family and a constant member for the rest of the name, as GitHub names events:
/// `star-created` is `X-GitHub-Event: star` with `"action": "created"`.
fn by_header_and_member(ground: &Ground<'_>, events: &[Event]) -> Option<(Dispatch, String, String)> {
    let header = event_header(ground)?;
    let member = naming_member(ground, events)?;
    let mut table = Table::new(true);
    for (index, event) in events.iter().enumerate() {
        table.add(&event.name, index);
    }
    if table.conflict.is_some() {
        return None;
    }
    for (index, webhook) in ground.webhooks.iter().enumerate() {
        table.add_if_free(&webhook.operation_id.replace('/', "-"), index);
    }
    let parts = vec![
        KeyPart { before: String::new(), from: KeySource::Header(header.clone()), optional: false },
        KeyPart { before: "-".to_owned(), from: KeySource::Pointer(format!("/{member}")), optional: true },
    ];
    Some((Dispatch::Key(KeyDispatch { parts, fold: true, table: table.sorted() }), header, member))
}

/// The header of all webhooks that is named after the event.
fn event_header(ground: &Ground<'_>) -> Option<String> {
    let declares = |webhook: &Webhook<'_>, name: &str| {
        webhook.parameters.iter().any(|p| p.location == "header" && p.data.name.eq_ignore_ascii_case(name))
    };
    let is_event = |name: &str| name.to_ascii_lowercase().ends_with("-event");
    let first = ground.webhooks.first()?;
    let header = first.parameters.iter().find(|p| p.location == "header" && is_event(&p.data.name))?;
    let name = &header.data.name;
    ground.webhooks.iter().all(|webhook| declares(webhook, name)).then(|| name.clone())
}

/// The member whose constant ends the event's name, in at least half of the events.
fn naming_member(ground: &Ground<'_>, events: &[Event]) -> Option<String> {
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for event in events {
        for (member, values) in constants(ground, event) {
            if let [value] = values.as_slice()
                && fold(&event.name).ends_with(&format!("-{}", fold(value)))
            {
                *ends.entry(member).or_default() += 1;
            }
        }
    }
    let (member, count) = ends.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 >= events.len()).then_some(member)
}

/// The form in which folded keys are compared: `_` is `-`, letter case does not matter.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// Headers by which a sender lets the receiver find the event.
fn sender_headers(ground: &Ground<'_>, dispatch: &Dispatch, events: &mut [Event]) {
    let Dispatch::Key(key) = dispatch else { return };
    let mut headers = key.parts.iter().filter_map(|part| match &part.from {
        KeySource::Header(name) => Some(name.clone()),
        _ => None,
    });
    let (Some(header), None) = (headers.next(), headers.next()) else { return };
    let pointer = key.parts.iter().find_map(|part| match &part.from {
        KeySource::Pointer(pointer) => pointer.strip_prefix('/'),
        _ => None,
    });
    for (index, event) in events.iter_mut().enumerate() {
        let Some((full, _)) = key
            .table
            .iter()
            .find(|(k, i)| *i == index && (!key.fold || *k == fold(&event.name)))
            .or_else(|| key.table.iter().find(|(_, i)| *i == index))
        else {
            continue;
        };
        let constant = pointer.and_then(|member| constants(ground, event).remove(member)?.pop());
        let value = constant
            .and_then(|value| {
                let tail = format!("-{}", if key.fold { fold(&value) } else { value });
                full.strip_suffix(&tail).map(str::to_owned)
            })
            .unwrap_or_else(|| full.clone());
        event.headers.push((header.clone(), value));
    }
}

/// A lookup table under construction.
struct Table {
    fold: bool,
    keys: BTreeMap<String, usize>,
    conflict: Option<(String, usize, usize)>,
}

impl Table {
    fn new(fold: bool) -> Self {
        Self { fold, keys: BTreeMap::new(), conflict: None }
    }

    /// The key of a text.
    fn key(&self, text: &str) -> String {
        if self.fold { fold(text) } else { text.to_owned() }
    }

    fn add(&mut self, text: &str, index: usize) {
        let key = self.key(text);
        match self.keys.get(&key) {
            Some(&other) if other != index => self.conflict = Some((key, other, index)),
            _ => {
                self.keys.insert(key, index);
            }
        }
    }

    fn add_if_free(&mut self, text: &str, index: usize) {
        if !text.is_empty() {
            self.keys.entry(self.key(text)).or_insert(index);
        }
    }

    fn sorted(self) -> Vec<(String, usize)> {
        self.keys.into_iter().collect()
    }

    /// A dispatch by one part, unless two events share a key.
    fn single(self, from: KeySource) -> Option<Dispatch> {
        if self.conflict.is_some() {
            return None;
        }
        let parts = vec![KeyPart { before: String::new(), from, optional: false }];
        Some(Dispatch::Key(KeyDispatch { parts, fold: false, table: self.sorted() }))
    }
}
