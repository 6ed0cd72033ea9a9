//! The headers that a webhook declares, as a type: one per set of headers, however many webhooks share it.
//!
//! In: header parameters with their schemas. Out: structs among the other types, and which event has which. Headers
//! that HTTP or the signature scheme owns are left to them; those with which a sender says the event, to the dispatch.

use std::collections::BTreeMap;

use super::conj::Located;
use super::content;
use super::docs;
use super::lowering::Lowering;
use super::names::{self, Scope};
use super::nodes::{Event, Field, FormField, Kind, Others, Scheme, Struct, Type, TypeDef, TypeId, Use};
use super::types::Hint;
use super::{sample, signature};
use crate::api::nodes::{Parameter, Webhook};

/// Headers that OpenAPI says to ignore as parameters, and those that frame a message of HTTP.
const HTTP: &[&str] = &[
    "accept",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
];

/// The sets of headers that several webhooks declare, and the scheme's own.
pub(super) struct Declared {
    signed: Vec<String>,
    shared: BTreeMap<String, usize>,
}

impl Declared {
    /// Counts who declares what.
    pub(super) fn new(webhooks: &[&Webhook<'_>], scheme: Option<&Scheme>) -> Self {
        let signed = scheme.map(signature::headers).unwrap_or_default();
        let mut declared = Self { signed, shared: BTreeMap::new() };
        for webhook in webhooks {
            *declared.shared.entry(declared.key(webhook)).or_default() += 1;
        }
        declared
    }

    /// The type of a webhook's headers. A set that several share has one name; each place keeps its own beside it.
    pub(super) fn lower<'a>(
        &self,
        low: &mut Lowering<'a>,
        webhook: &'a Webhook<'a>,
        variant: &str,
    ) -> Option<Type> {
        let own = format!("{variant}Headers");
        let is_shared = self.shared.get(&self.key(webhook)).is_some_and(|count| *count > 1);
        let first = if is_shared { "DeliveryHeaders" } else { own.as_str() };
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for parameter in self.parameters(webhook) {
            fields.push(field(low, parameter, first, &mut scope));
        }
        if fields.is_empty() {
            return None;
        }
        let docs = if is_shared {
            "Headers that several webhooks declare.".to_owned()
        } else {
            format!("The headers of {}.", docs::code(&webhook.name))
        };
        let kind = Kind::Struct(Struct { fields, others: Others::Ignore, checks: Vec::new() });
        if is_shared {
            low.types.define(&Hint::new(first.to_owned()), vec![docs], kind.clone());
        }
        let docs = vec![format!("The headers of {}.", docs::code(&webhook.name))];
        Some(Type::Named(low.types.define(&Hint::new(own), docs, kind)))
    }

    fn parameters<'w, 'a>(&self, webhook: &'w Webhook<'a>) -> impl Iterator<Item = &'w Parameter<'a>> {
        webhook.parameters.iter().filter(|parameter| {
            let name = parameter.data.name.to_ascii_lowercase();
            parameter.location == "header" && !HTTP.contains(&name.as_str()) && !self.signed.contains(&name)
        })
    }

    fn key(&self, webhook: &Webhook<'_>) -> String {
        let one = |parameter: &Parameter<'_>| {
            let schema = parameter.schema.as_ref().map(|schema| schema.schema.as_value().to_string());
            format!("{} {} {};", parameter.data.name, parameter.data.required, schema.unwrap_or_default())
        };
        self.parameters(webhook).map(one).collect()
    }
}

fn field<'a>(low: &mut Lowering<'a>, parameter: &'a Parameter<'a>, holder: &str, scope: &mut Scope) -> Field {
    let name = &parameter.data.name;
    let ty = match &parameter.schema {
        Some(schema) => low.lower(&Located::root(schema), &Hint::new(holder.to_owned()).child(name)),
        None => Use::plain(Type::String),
    };
    let described = parameter.data.description.as_deref().unwrap_or_default();
    Field {
        json: name.clone(),
        name: scope.claim([names::field_name(name).as_str()]),
        docs: docs::lines([described]),
        deprecated: parameter.data.deprecated.unwrap_or(false),
        required: parameter.data.required,
        default: None,
        renamed_from: None,
        ty,
    }
}

/// Leaves out the headers by which senders say the event, where that is so for all who share the type.
pub(super) fn leave_to_dispatch(types: &mut [TypeDef], events: &mut [Event]) {
    let mut sharing: BTreeMap<TypeId, Vec<&Event>> = BTreeMap::new();
    for event in &*events {
        if let Some(Type::Named(id)) = event.declared {
            sharing.entry(id).or_default().push(event);
        }
    }
    let mut empty = Vec::new();
    for (id, sharing) in sharing {
        let Kind::Struct(object) = &mut types[id.0].kind else { continue };
        let implied = |event: &&Event, name: &str| {
            event.headers.iter().any(|(header, _)| header.eq_ignore_ascii_case(name))
        };
        object.fields.retain(|field| !sharing.iter().all(|event| implied(event, &field.json)));
        if object.fields.is_empty() {
            empty.push(id);
        }
    }
    for event in events {
        if let Some(Type::Named(id)) = event.declared
            && empty.contains(&id)
        {
            event.declared = None;
        }
    }
}

/// How the texts of an event's headers are read, and ones to test with.
pub(super) fn settle(types: &[TypeDef], webhook: &Webhook<'_>, event: &mut Event) {
    let Some(ty) = event.declared.clone() else { return };
    let is_json = |name: &str| webhook.parameters.iter().any(|p| p.data.name == name && p.is_json);
    event.header_form = form(types, &ty, &is_json);
    let sample = sample::of(types, &Use::plain(ty));
    for (name, value) in sample.as_object().into_iter().flatten() {
        let is_json = is_json(name);
        let text = match value {
            serde_json::Value::String(text) if !is_json => text.clone(),
            serde_json::Value::Array(items) if !is_json => {
                let one =
                    |item: &serde_json::Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                items.iter().map(one).collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        event.header_sample.push((name.to_ascii_lowercase(), text));
    }
}

fn form(types: &[TypeDef], ty: &Type, is_json: &dyn Fn(&str) -> bool) -> Vec<FormField> {
    let Type::Named(id) = ty else { return Vec::new() };
    let Kind::Struct(object) = &types[id.0].kind else { return Vec::new() };
    let one = |field: &Field| content::header(types, &field.json, &field.ty, is_json(&field.json));
    object.fields.iter().map(one).collect()
}
