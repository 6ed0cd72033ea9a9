//! The webhooks of two documents: which is which, and what differs beside their schemas.
//!
//! Comes in: two checked apis. Goes out: for each event what differs, and the pairs of schemas that it reaches. It
//! knows no severities.

use std::collections::BTreeSet;

use super::catalogue::Change;
use super::severity::Effect::{self, Changes, Narrows, Widens};
use super::severity::Subject;
use super::side::Part;
use super::walk::{Conj, Walk};
use crate::api::nodes::{Api, Extension, Origin, Parameter, Payload, Schema, Webhook};
use crate::source::Span;

/// What differs beside schemas.
pub(super) struct Direct {
    pub(super) change: Change,
    pub(super) effect: Effect,
    pub(super) subject: Subject,
    pub(super) old: Option<Span>,
    pub(super) new: Option<Span>,
    pub(super) pointer: String,
    pub(super) message: String,
}

/// One event of both documents, or of one of them; without a name it is the document.
#[derive(Default)]
pub(super) struct Event {
    pub(super) name: String,
    /// Whether both documents have it.
    pub(super) shared: bool,
    /// Its name in the old document, where that is another one.
    pub(super) renamed_from: Option<String>,
    pub(super) direct: Vec<Direct>,
    /// Pairs of schemas, with what they are of and what their pointers begin with.
    pub(super) roots: Vec<(usize, Subject, String)>,
}

impl Event {
    pub(super) fn note(
        &mut self,
        change: Change,
        effect: Effect,
        places: (Option<Span>, Option<Span>),
        message: String,
    ) {
        let (subject, pointer) = (Subject::Payload, String::new());
        self.direct.push(Direct { change, effect, subject, old: places.0, new: places.1, pointer, message });
    }
}

/// Everything that differs, the document's own first.
pub(super) fn events<'s>(old: &'s Api<'s>, new: &'s Api<'s>, walk: &mut Walk<'s>) -> Vec<Event> {
    let mut all = vec![document(old, new)];
    let counterparts = counterparts(old, new);
    for (webhook, other) in new.webhooks.iter().zip(&counterparts) {
        let Some(other) = other else {
            let mut event = Event { name: webhook.name.clone(), ..Event::default() };
            let message = format!("the event `{}` was added", webhook.name);
            event.note(Change::EventAdded, Changes, (None, Some(webhook.span)), message);
            all.push(event);
            continue;
        };
        all.push(event(other, webhook, walk));
    }
    let known: BTreeSet<&str> = counterparts.iter().flatten().map(|other| other.name.as_str()).collect();
    for webhook in old.webhooks.iter().filter(|webhook| !known.contains(webhook.name.as_str())) {
        let mut event = Event { name: webhook.name.clone(), ..Event::default() };
        let message = format!("the event `{}` was removed", webhook.name);
        event.note(Change::EventRemoved, Changes, (Some(webhook.span), None), message);
        all.push(event);
    }
    all
}

/// The webhook of the old document for each of the new one: by its name, by the name that it had before, or as the only
/// one left whose payload is the same component.
fn counterparts<'s>(old: &'s Api<'s>, new: &'s Api<'s>) -> Vec<Option<&'s Webhook<'s>>> {
    let named = |name: &str| old.webhooks.iter().find(|other| other.name == name);
    let stays = |name: &str| new.webhooks.iter().any(|other| other.name == name);
    let mut found: Vec<Option<&Webhook<'_>>> = new
        .webhooks
        .iter()
        .map(|webhook| {
            let before = webhook.renamed_from.as_deref().filter(|before| !stays(before));
            named(&webhook.name).or_else(|| named(before?))
        })
        .collect();
    let known: BTreeSet<&str> = found.iter().flatten().map(|other| other.name.as_str()).collect();
    for (at, webhook) in new.webhooks.iter().enumerate().filter(|(_, webhook)| component(webhook).is_some()) {
        let same = |other: &&Webhook<'_>| component(other) == component(webhook);
        let mut olds = old.webhooks.iter().filter(|other| same(other));
        let sole = new.webhooks.iter().filter(same).count() == 1;
        if let (None, Some(other), None, true) = (found[at], olds.next(), olds.next(), sole)
            && !known.contains(other.name.as_str())
        {
            found[at] = Some(other);
        }
    }
    found
}

/// The component that a webhook's payload is.
fn component<'w>(webhook: &'w Webhook<'_>) -> Option<&'w str> {
    let key = webhook.payload.as_ref()?.schema.as_ref()?.schema.as_value().get("$ref")?.as_str()?;
    key.rsplit_once("/components/schemas/").map(|(_, name)| name)
}

fn document(old: &Api<'_>, new: &Api<'_>) -> Event {
    let mut event = Event::default();
    for (name, change, was, is) in [
        ("x-webhook-signature", Change::SignatureChanged, &old.signature, &new.signature),
        ("x-webhook-dispatch", Change::DispatchChanged, &old.dispatch, &new.dispatch),
        ("x-webhook-handshake", Change::HandshakeChanged, &old.handshake, &new.handshake),
        ("x-webhook-retry", Change::RetryChanged, &old.retry, &new.retry),
    ] {
        let value =
            |extension: &Option<Extension<'_>>| extension.as_ref().map(|extension| extension.value.clone());
        let span =
            |extension: &Option<Extension<'_>>| extension.as_ref().and_then(|extension| extension.span(&[]));
        let (before, after) = (value(was), value(is));
        if before != after {
            let words = |value: Option<serde_json::Value>| {
                value.map_or("nothing".to_owned(), |value| format!("`{value}`"))
            };
            let message = format!("`{name}` is {}, and was {}", words(after), words(before));
            event.note(change, Changes, (span(was), span(is)), message);
        }
    }
    super::versioning::compare(old.versioning.as_ref(), new.versioning.as_ref(), &mut event);
    event
}

fn event<'s>(old: &'s Webhook<'s>, new: &'s Webhook<'s>, walk: &mut Walk<'s>) -> Event {
    let mut event = Event { name: new.name.clone(), shared: true, ..Event::default() };
    let places = (Some(old.span), Some(new.span));
    if old.name != new.name {
        event.renamed_from = Some(old.name.clone());
        let message = format!("the event `{}` is called `{}`", old.name, new.name);
        event.note(Change::EventRenamed, Changes, places, message);
    }
    if old.method != new.method {
        let message = format!("the method is {}, and was {}", new.method, old.method);
        event.note(Change::MethodChanged, Changes, places, message);
    }
    if old.deprecated != new.deprecated {
        let word = if new.deprecated { "is" } else { "is not" };
        let message = format!("the event `{}` {word} deprecated", new.name);
        event.note(Change::EventDeprecated, Changes, places, message);
    }
    let expression = |webhook: &Webhook<'_>| match &webhook.origin {
        Origin::Callback { expression, .. } => Some(expression.clone()),
        Origin::Webhooks | Origin::XWebhooks => None,
    };
    if let (Some(was), Some(is)) = (expression(old), expression(new))
        && was != is
    {
        event.note(Change::ExpressionChanged, Changes, places, format!("the URL is `{is}`, and was `{was}`"));
    }
    let demands = |webhook: &Webhook<'_>| -> BTreeSet<BTreeSet<String>> {
        let one = |all: &Vec<_>| all.iter().map(|demand| format!("{demand:?}")).collect();
        webhook.security.iter().map(one).collect()
    };
    if demands(old) != demands(new) {
        event.note(Change::SecurityChanged, Changes, places, "`security` demands another thing".to_owned());
    }
    body(&mut event, Subject::Payload, places, (old.payload.as_ref(), new.payload.as_ref()), walk);
    parameters(&mut event, old, new, walk);
    answers(&mut event, old, new, walk);
    event
}

fn body<'s>(
    event: &mut Event,
    subject: Subject,
    places: (Option<Span>, Option<Span>),
    bodies: (Option<&'s Payload<'s>>, Option<&'s Payload<'s>>),
    walk: &mut Walk<'s>,
) {
    let pointer = String::new();
    let (old, new) = places;
    match bodies {
        (None, None) => {}
        (Some(_), None) => {
            let (change, effect, message) =
                (Change::BodyRemoved, Changes, "there is no body any more".to_owned());
            event.direct.push(Direct { change, effect, subject, old, new, pointer, message });
        }
        (None, Some(_)) => {
            let (change, effect, message) = (Change::BodyAdded, Changes, "there is a body".to_owned());
            event.direct.push(Direct { change, effect, subject, old, new, pointer, message });
        }
        (Some(was), Some(is)) => {
            let media = |payload: &Payload<'_>| payload.media_type.to_ascii_lowercase().replace(' ', "");
            if media(was) != media(is) {
                let message = format!("the media type is `{}`, and was `{}`", is.media_type, was.media_type);
                let (change, effect) = (Change::MediaTypeChanged, Changes);
                let (old, new) = (Some(was.span), Some(is.span));
                event.direct.push(Direct { change, effect, subject, old, new, pointer, message });
            }
            schemas(event, subject, "", was.schema.as_ref(), is.schema.as_ref(), walk);
        }
    }
}

/// A pair of schemas; one that is not there takes everything.
fn schemas<'s>(
    event: &mut Event,
    subject: Subject,
    prefix: &str,
    old: Option<&'s Schema<'s>>,
    new: Option<&'s Schema<'s>>,
    walk: &mut Walk<'s>,
) {
    let anything = |other: &'s Schema<'s>| Conj { parts: Vec::new(), at: Part::of(other) };
    let (old, new) = match (old, new) {
        (None, None) => return,
        (Some(old), Some(new)) => (Conj::one(Part::of(old)), Conj::one(Part::of(new))),
        // The place in the document without a schema is not known; that of the other one would be in the wrong file.
        (Some(old), None) => (Conj::one(Part::of(old)), anything(old)),
        (None, Some(new)) => (anything(new), Conj::one(Part::of(new))),
    };
    let node = walk.pair(&old, &new);
    event.roots.push((node, subject, prefix.to_owned()));
}

fn parameters<'s>(event: &mut Event, old: &'s Webhook<'s>, new: &'s Webhook<'s>, walk: &mut Walk<'s>) {
    let key = |one: &Parameter<'_>| {
        let name = &one.data.name;
        (one.location, if one.location == "header" { name.to_ascii_lowercase() } else { name.clone() })
    };
    let span = |one: &Parameter<'_>, webhook: &Webhook<'_>| {
        Some(one.schema.as_ref().map_or(webhook.span, |schema| schema.span_at("")))
    };
    for was in &old.parameters {
        let place = span(was, old);
        let name = &was.data.name;
        let Some(is) = new.parameters.iter().find(|other| key(other) == key(was)) else {
            if was.data.required {
                let message = format!("the {} `{name}` was removed, and was required", was.location);
                event.parameter(Change::ParameterRemoved, Widens, (place, Some(new.span)), name, message);
            }
            continue;
        };
        let places = (place, span(is, new));
        match (was.data.required, is.data.required) {
            (true, false) => {
                let message = format!("the {} `{name}` may be missing, and was required", was.location);
                event.parameter(Change::ParameterOptional, Widens, places, name, message);
            }
            (false, true) => {
                let message = format!("the {} `{name}` is required, and was optional", was.location);
                event.parameter(Change::ParameterRequired, Narrows, places, name, message);
            }
            _ => {}
        }
        schemas(
            event,
            Subject::Parameter,
            &format!("/{name}"),
            was.schema.as_ref(),
            is.schema.as_ref(),
            walk,
        );
    }
    for is in new.parameters.iter().filter(|is| !old.parameters.iter().any(|was| key(was) == key(is))) {
        let how = if is.data.required { "required" } else { "optional" };
        let message = format!("the {} `{}` was added, {how}", is.location, is.data.name);
        let change = if is.data.required { Change::RequiredParameterAdded } else { Change::ParameterAdded };
        event.parameter(change, Narrows, (Some(old.span), span(is, new)), &is.data.name, message);
    }
}

impl Event {
    fn parameter(
        &mut self,
        change: Change,
        effect: Effect,
        (old, new): (Option<Span>, Option<Span>),
        name: &str,
        message: String,
    ) {
        let (subject, pointer) = (Subject::Parameter, format!("/{name}"));
        self.direct.push(Direct { change, effect, subject, old, new, pointer, message });
    }
}

fn answers<'s>(event: &mut Event, old: &'s Webhook<'s>, new: &'s Webhook<'s>, walk: &mut Walk<'s>) {
    let is_success = |status: Option<u16>| status.is_some_and(|status| (200..300).contains(&status));
    let (subject, pointer) = (Subject::Answer, String::new());
    for was in &old.responses {
        if let Some(is) = new.responses.iter().find(|other| other.status == was.status) {
            let places = (Some(was.span), Some(is.span));
            body(event, subject, places, (was.payload.as_ref(), is.payload.as_ref()), walk);
        } else if is_success(was.status) {
            let message = format!("the status {} is not declared any more", was.status.unwrap_or_default());
            let (change, effect) = (Change::StatusRemoved, Narrows);
            let (old, new) = (Some(was.span), Some(new.span));
            event.direct.push(Direct {
                change,
                effect,
                subject,
                old,
                new,
                pointer: pointer.clone(),
                message,
            });
        }
    }
    let known = |status: Option<u16>| old.responses.iter().any(|other| other.status == status);
    for is in new.responses.iter().filter(|is| is_success(is.status) && !known(is.status)) {
        let message = format!("the status {} was added", is.status.unwrap_or_default());
        let (change, effect) = (Change::StatusAdded, Widens);
        let (old, new) = (Some(old.span), Some(is.span));
        event.direct.push(Direct { change, effect, subject, old, new, pointer: pointer.clone(), message });
    }
}
