//! What tools need of a document beside its code: the events with their schemas, and how they travel.
//!
//! Comes in: the checked document and what is lowered from it. Goes out: a [`Contract`], for contract tests, samples and
//! catalogs; [`Contract::to_json`] is what the runtime reads. It must not know who asks.

mod json;
mod nodes;
mod version;

pub use nodes::*;

use crate::api::nodes::{Api, Family, Payload, Schema, Webhook, family};
use crate::ir::bundle::{Bundle, means_many, whole};
use crate::ir::nodes::{self as ir, Ir};
pub(crate) use version::tell;

/// The contract of a document.
#[must_use]
pub(crate) fn of(api: &Api<'_>, ir: &Ir) -> Contract {
    let mut schemas = Schemas { api, ir, bundle: Bundle::described(api) };
    let events = api.webhooks.iter().zip(&ir.events).map(|(webhook, event)| schemas.event(webhook, event));
    Contract {
        events: events.collect(),
        title: api.title.clone(),
        version: api.version.clone(),
        description: api.description.clone(),
        said: None,
        scheme: ir.scheme.clone(),
        handshakes: ir.handshakes.clone(),
        retry: ir.retry.clone(),
        dispatch: ir.dispatch.clone(),
        definitions: schemas.bundle.definitions(),
    }
}

/// The schemas of all events, which share their definitions.
struct Schemas<'a> {
    api: &'a Api<'a>,
    ir: &'a Ir,
    bundle: Bundle<'a>,
}

impl Schemas<'_> {
    fn event(&mut self, webhook: &Webhook<'_>, event: &ir::Event) -> Event {
        let payload = webhook.payload.as_ref();
        Event {
            name: event.name.clone(),
            summary: webhook.summary.clone(),
            description: webhook.description.clone(),
            tags: webhook.tags.clone(),
            deprecated: event.deprecated,
            http_method: event.http_method.clone(),
            path: event.path.clone(),
            method: event.method.clone(),
            variant: event.variant.clone(),
            payload_type: self.type_name(&event.payload),
            answer_type: event.answer_name.clone(),
            callback: event.callback.clone(),
            media_type: event.media_type.clone(),
            content: event.content.clone(),
            also: event.also.clone(),
            schema: payload.and_then(|payload| self.body(payload)),
            examples: payload.map(examples).unwrap_or_default(),
            sample: sample(event),
            headers: event.headers.clone(),
            parameters: self.parameters(webhook),
            header_sample: event.header_sample.clone(),
            success: event.success,
            answers: self.answers(webhook),
            security: event.security.clone(),
        }
    }

    fn type_name(&self, payload: &ir::Use) -> Option<String> {
        match &payload.ty {
            ir::Type::Named(id) if !payload.nullable => self.ir.types.get(id.0).map(|ty| ty.name.clone()),
            _ => None,
        }
    }

    fn parameters(&mut self, webhook: &Webhook<'_>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for parameter in &webhook.parameters {
            parameters.push(Parameter {
                name: parameter.data.name.clone(),
                location: parameter.location,
                required: parameter.data.required,
                deprecated: parameter.data.deprecated.unwrap_or(false),
                description: parameter.data.description.clone().unwrap_or_default(),
                schema: parameter.schema.as_ref().map(|schema| self.schema(schema)),
            });
        }
        parameters
    }

    fn answers(&mut self, webhook: &Webhook<'_>) -> Vec<Answer> {
        let mut answers = Vec::new();
        for response in &webhook.responses {
            let payload = response.payload.as_ref();
            answers.push(Answer {
                status: response.status,
                description: response.description.clone(),
                media_type: payload.map(|payload| payload.media_type.clone()).unwrap_or_default(),
                schema: payload.and_then(|payload| self.body(payload)),
            });
        }
        answers
    }

    /// The schema of a body with members; texts and bytes are what they are.
    fn body(&mut self, payload: &Payload<'_>) -> Option<serde_json::Value> {
        let is_raw = matches!(family(&payload.media_type), Family::Text | Family::Bytes);
        payload.schema.as_ref().filter(|_| !is_raw).map(|schema| self.schema(schema))
    }

    fn schema(&mut self, schema: &Schema<'_>) -> serde_json::Value {
        let value = schema.schema.as_value();
        if means_many(self.api, value) { whole(self.api, value) } else { self.bundle.rewritten(value) }
    }
}

/// What the document shows itself needs no sample.
fn sample(event: &ir::Event) -> Option<serde_json::Value> {
    let made = event.cases.iter().find(|case| case.name == "sample")?;
    serde_json::from_str(&made.body).ok()
}

fn examples(payload: &Payload<'_>) -> Vec<Example> {
    let example =
        |(name, value): &(String, serde_json::Value)| Example { name: name.clone(), value: value.clone() };
    payload.examples.iter().map(example).collect()
}
