//! Webhooks to events.

use super::conj::Located;
use super::dispatch::{self, Ground};
use super::headers::{self, Declared};
use super::lowering::{Finished, Lowering, Manner};
use super::names::{self, Scope};
use super::nodes::{Answer, Case, Content, ContractText, Event, Ir, Type, Use};
use super::types::Hint;
use super::{content, cycles, docs, durable, groups, guards, handshake, order, retry, sample, signature};
use crate::api::nodes::{Api, Demand, DemandKind, Family, Origin, Payload, Response, Valid, Webhook, family};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Lowers everything that the config asks for.
pub fn lower(api: &Valid<Api<'_>>, source: &str, config: &Config, sink: &Diagnostics) -> Ir {
    let api: &Api<'_> = api;
    let webhooks: Vec<&Webhook<'_>> = api.webhooks.iter().collect();
    let mut low = Lowering::new(api, sink, manner(config));
    let mut variants = Scope::default();
    let mut methods = Scope::methods();
    let mut paths = Scope::default();
    let scheme = signature::settle(api, &webhooks, sink);
    let declared = Declared::new(&webhooks, scheme.as_ref());
    let mut events: Vec<Event> =
        webhooks.iter().map(|webhook| event(&mut low, webhook, &mut variants, &mut methods)).collect();
    for (event, webhook) in events.iter_mut().zip(&webhooks) {
        event.declared = declared.lower(&mut low, webhook, &event.variant);
    }
    let Finished { mut types, aliases, rules, schemas } = low.finish();
    guards::settle(&mut types);
    cycles::break_cycles(&mut types);
    let dispatch = dispatch::settle(&Ground { api, webhooks: &webhooks, types: &types, sink }, &mut events);
    headers::leave_to_dispatch(&mut types, &mut events);
    let (types, aliases) = order::sort(types, aliases, &mut events);
    for (event, webhook) in events.iter_mut().zip(&webhooks) {
        event.path = paths.claim([names::path_segment(&webhook.name).as_str()]);
        event.cases = cases(webhook, event, &types);
        headers::settle(&types, webhook, event);
        if let Some(payload) = &webhook.payload {
            event.content = content::of(&types, payload, &event.payload);
            event.also = content::others(&types, payload, &event.payload);
        }
    }
    durable::name(&mut events);
    groups::name(&webhooks, &mut events, config.features);
    let gates = groups::gates(&types, &events);
    Ir {
        title: api.title.clone(),
        version: api.version.clone(),
        source: source.to_owned(),
        docs: docs::lines([api.description.as_str()]),
        scheme,
        handshakes: handshake::settle(api, sink),
        retry: retry::settle(api, sink),
        events,
        types,
        gates,
        aliases,
        rules,
        schemas,
        dispatch,
        contract: ContractText::default(),
        is_version: false,
        borrowed: Vec::new(),
    }
}

fn manner(config: &Config) -> Manner {
    Manner { extras: config.extras, assume_types: config.assume_types, assert_formats: config.assert_formats }
}

fn event<'a>(
    low: &mut Lowering<'a>,
    webhook: &'a Webhook<'a>,
    variants: &mut Scope,
    methods: &mut Scope,
) -> Event {
    let variant = variants.claim([names::type_name(&webhook.name).as_str()]);
    let payload = match &webhook.payload {
        Some(payload) => body(low, payload, &variant),
        None => no_payload(low, webhook),
    };
    let payload = low.hold_checks(payload, &variant);
    if let Type::Named(id) = payload.ty {
        low.types.describe(id, format!("The payload of {}.", super::docs::code(&webhook.name)));
    }
    let success = success(&webhook.responses);
    let answers = answers(low, webhook, &variant);
    let answer_name = (!answers.is_empty()).then(|| low.types.claim([format!("{variant}Answer").as_str()]));
    Event {
        name: webhook.name.clone(),
        method: methods.claim([names::field_name(&webhook.name).as_str()]),
        path: String::new(),
        http_method: webhook.method.clone(),
        media_type: webhook.payload.as_ref().map(|p| p.media_type.clone()).unwrap_or_default(),
        docs: docs::lines([webhook.summary.as_str(), webhook.description.as_str()]),
        deprecated: webhook.deprecated,
        renamed_from: webhook.renamed_from.clone(),
        headers: Vec::new(),
        feature: None,
        declared: None,
        security: security(webhook),
        header_form: Vec::new(),
        header_sample: Vec::new(),
        durable: None,
        callback: callback(low, webhook),
        cases: Vec::new(),
        content: Content::Plain,
        also: Vec::new(),
        variant,
        payload,
        success,
        answers,
        answer_name,
    }
}

fn security(webhook: &Webhook<'_>) -> Vec<Vec<(String, &'static str, Option<String>)>> {
    let lowered = |demand: &Demand| {
        let (variant, argument) = match &demand.kind {
            DemandKind::Bearer => ("Bearer", None),
            DemandKind::Basic => ("Basic", None),
            DemandKind::Header(name) => ("Header", Some(name.clone())),
            DemandKind::Query(name) => ("Query", Some(name.clone())),
            DemandKind::Cookie(name) => ("Cookie", Some(name.clone())),
            DemandKind::MutualTls => ("MutualTls", None),
            DemandKind::Signature => ("Signature", None),
        };
        (demand.name.clone(), variant, argument)
    };
    webhook.security.iter().map(|demands| demands.iter().map(lowered).collect()).collect()
}

/// The expression of a callback's URL; `None` where the client must be told the URL.
fn callback(low: &Lowering<'_>, webhook: &Webhook<'_>) -> Option<String> {
    let Origin::Callback { expression, span } = &webhook.origin else { return None };
    match super::expression::check(expression) {
        Ok(()) => Some(expression.clone()),
        Err(fault) => {
            let found = Diagnostic::warning(
                "callback::expression",
                format!("`{expression}` does not say where the callback goes"),
            )
            .label(*span, fault.why)
            .why("the generated client asks for the URL of this callback");
            low.sink.push(match fault.meant {
                Some(meant) => found.help(format!("did you mean `{meant}`?")),
                None => found.help("write a runtime expression, e.g. `{$request.body#/callbackUrl}`"),
            });
            None
        }
    }
}

fn no_payload(low: &Lowering<'_>, webhook: &Webhook<'_>) -> Use {
    low.sink.push(
        Diagnostic::warning(
            "webhook::no_payload",
            format!("the webhook `{}` has no request body", webhook.name),
        )
        .label(webhook.span, "nothing is delivered with it")
        .help("add `requestBody` with the schema of what is sent"),
    );
    Use::plain(Type::NoPayload)
}

/// The type of a body: typed where its media type has members, text or bytes where it has none.
fn body<'a>(low: &mut Lowering<'a>, payload: &'a Payload<'a>, name: &str) -> Use {
    if let Some(raw) = raw(payload) {
        if !payload.schema.as_ref().is_some_and(asks_for_more) {
            return Use::plain(raw);
        }
        let kept = if raw == Type::TextBody { "text, as `hookwright::TextBody`" } else { "bytes" };
        low.sink.push(
            Diagnostic::warning(
                "payload::raw_body",
                format!("a body of `{}` is not typed by its schema", payload.media_type),
            )
            .label(payload.span, format!("handed over as {kept}"))
            .help("offer `application/json` beside it, if the sender does"),
        );
        return Use::plain(raw);
    }
    match &payload.schema {
        Some(schema) => low.lower(&Located::root(schema), &Hint::new(name.to_owned())),
        None => {
            low.sink.push(
                Diagnostic::warning("schema::raw_json", "this body has no schema: it stays raw JSON")
                    .label(payload.span, "kept as `hookwright::Json`")
                    .help("add `schema`"),
            );
            Use::plain(Type::Json)
        }
    }
}

/// The type of a body that has no members.
fn raw(payload: &Payload<'_>) -> Option<Type> {
    match family(&payload.media_type) {
        Family::Json | Family::Form | Family::Multipart => None,
        Family::Text => Some(Type::TextBody),
        Family::Bytes => Some(Type::RawBody),
    }
}

/// Whether a schema says more of a text or of bytes than that they are such.
fn asks_for_more(schema: &crate::api::nodes::Schema<'_>) -> bool {
    let members = schema.schema.as_object();
    members.is_none_or(|members| {
        members.iter().any(|(keyword, value)| match keyword.as_str() {
            "type" => value != "string",
            "format" => value != "binary",
            "title" | "description" | "example" | "examples" | "contentMediaType" | "default" => false,
            other => !other.starts_with("x-"),
        })
    })
}

/// The type of an answer's body, with its media type where it is not JSON.
fn answer_body<'a>(low: &mut Lowering<'a>, payload: &'a Payload<'a>, name: &str) -> (Option<Type>, String) {
    match family(&payload.media_type) {
        Family::Json => {
            let used = body(low, payload, name);
            (Some(if used.nullable { Type::Json } else { used.ty }), String::new())
        }
        Family::Text => (Some(Type::TextBody), payload.media_type.clone()),
        _ => (Some(Type::RawBody), payload.media_type.clone()),
    }
}

/// The status that acknowledges.
fn success(responses: &[Response<'_>]) -> u16 {
    responses.iter().filter_map(|r| r.status).find(|status| (200..300).contains(status)).unwrap_or(200)
}

/// The typed answers: none where the document only knows one empty 2xx.
fn answers<'a>(low: &mut Lowering<'a>, webhook: &'a Webhook<'a>, variant: &str) -> Vec<Answer> {
    let successes = webhook.responses.iter().filter(|r| r.status.is_none_or(|s| (200..300).contains(&s)));
    let has_body = webhook.responses.iter().any(|r| r.payload.is_some());
    if !has_body && successes.count() < 2 {
        return Vec::new();
    }
    let mut scope = Scope::default();
    // The variant with which `fallback` acknowledges.
    scope.claim(["Acknowledged"]);
    let mut answers = Vec::new();
    for response in &webhook.responses {
        let word = response.status.map_or("Default".to_owned(), reason);
        let name = scope.claim([names::type_name(&word).as_str()]);
        let (body, media_type) = match &response.payload {
            Some(payload) => answer_body(low, payload, &format!("{variant}{name}")),
            None => (None, String::new()),
        };
        let docs = docs::lines([response.description.as_str()]);
        answers.push(Answer { status: response.status, variant: name, body, media_type, docs });
    }
    answers
}

/// The reason phrase of a status, as a name.
fn reason(status: u16) -> String {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .map_or_else(|| format!("Status {status}"), str::to_owned)
}

/// The examples of the document, else one sample made from the types.
fn cases(webhook: &Webhook<'_>, event: &Event, types: &[super::nodes::TypeDef]) -> Vec<Case> {
    if matches!(event.payload.ty, Type::RawBody | Type::TextBody | Type::NoPayload) {
        return Vec::new();
    }
    let examples = webhook.payload.as_ref().map(|p| p.examples.as_slice()).unwrap_or_default();
    let mut cases: Vec<Case> = examples
        .iter()
        .filter(|(_, value)| !value.is_string() || event.payload.ty == Type::String)
        .map(|(name, value)| Case { name: name.clone(), body: value.to_string() })
        .collect();
    if cases.is_empty() {
        cases.push(Case { name: "sample".to_owned(), body: sample::of(types, &event.payload).to_string() });
    }
    cases
}
