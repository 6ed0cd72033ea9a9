//! Handshakes that a document declares: by name, or as a record where there is more to say; one, or a list.
//!
//! In: `x-webhook-handshake`. Out: [`Handshake`]s. It must not know how they are answered.

use serde::Deserialize;
use serde_json::Value;

use super::nodes::{Handshake, HandshakeKind as Kind};
use crate::api::nodes::{Api, Extension};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::source::Span;

/// Every kind by the name that documents use.
const KINDS: [(&str, Kind); 9] = [
    ("asana", Kind::Asana),
    ("cloud-events", Kind::CloudEvents),
    ("discord", Kind::Discord),
    ("dropbox", Kind::Dropbox),
    ("event-grid", Kind::EventGrid),
    ("meta", Kind::Meta),
    ("slack", Kind::Slack),
    ("sns", Kind::Sns),
    ("zoom", Kind::Zoom),
];

/// A record as a document has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    kind: String,
    #[serde(default)]
    origins: Vec<String>,
    rate: Option<u32>,
}

/// The handshakes of a document; of one kind the first.
pub(super) fn settle(api: &Api<'_>, sink: &Diagnostics) -> Vec<Handshake> {
    let Some(said) = &api.handshake else { return Vec::new() };
    let mut found: Vec<Handshake> = Vec::new();
    for (value, span) in each(said) {
        match read(value, span) {
            Ok(one) if found.iter().any(|other| other.kind == one.kind) => {
                sink.push(invalid("a kind of handshake stands there twice", span));
            }
            Ok(one) => found.push(one),
            Err(problem) => sink.push(problem),
        }
    }
    found
}

/// The values of a list, or the one value, with their places.
fn each<'e>(said: &'e Extension<'_>) -> Vec<(&'e Value, Option<Span>)> {
    let whole = said.node.map(|node| node.span);
    let Value::Array(values) = &said.value else { return vec![(&said.value, whole)] };
    let items = said.node.and_then(|node| node.as_sequence()).unwrap_or_default();
    let span = |index: usize| items.get(index).map_or(whole, |item| Some(item.span));
    values.iter().enumerate().map(|(index, value)| (value, span(index))).collect()
}

fn read(value: &Value, span: Option<Span>) -> Result<Handshake, Diagnostic> {
    let record = match value {
        Value::String(kind) => Record { kind: kind.clone(), origins: Vec::new(), rate: None },
        other => Record::deserialize(other).map_err(|error| invalid(&error.to_string(), span))?,
    };
    let kind = KINDS.iter().find(|(name, _)| *name == record.kind).map(|(_, kind)| *kind);
    let kind = kind.ok_or_else(|| unknown(&record.kind, span))?;
    if kind != Kind::CloudEvents && (!record.origins.is_empty() || record.rate.is_some()) {
        return Err(invalid("`origins` and `rate` are of `cloud-events` alone", span));
    }
    if record.rate == Some(0) {
        return Err(invalid("a `rate` of 0 would consent to nothing", span));
    }
    Ok(Handshake { kind, origins: record.origins, rate: record.rate })
}

/// The extension, for editors.
#[cfg(feature = "schemas")]
pub(crate) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names = KINDS.map(|(name, _)| name);
    let one = serde_json::json!({
        "anyOf": [
            { "enum": names, "description": "The kind." },
            {
                "type": "object",
                "properties": {
                    "kind": { "enum": names, "description": "The kind." },
                    "origins": {
                        "description": "Of `cloud-events`: who may ask, `*` for anybody; nobody otherwise.",
                        "type": "array",
                        "items": { "type": "string" }
                    },
                    "rate": {
                        "description": "Of `cloud-events`: how many requests in a minute are consented to.",
                        "type": "integer",
                        "minimum": 1,
                        "maximum": u32::MAX
                    }
                },
                "required": ["kind"],
                "additionalProperties": false,
                "if": { "properties": { "kind": { "not": { "const": "cloud-events" } } } },
                "then": { "properties": { "origins": { "maxItems": 0 }, "rate": false } }
            }
        ]
    });
    schemars::json_schema!({
        "title": "x-webhook-handshake",
        "description": "How a sender finds out that an endpoint wants its deliveries. The receiver answers by itself. It is the name of a kind, a record where there is more to say, or a list of these.",
        "examples": ["slack", { "kind": "cloud-events", "origins": ["events.example.com"], "rate": 120 }, ["dropbox", "zoom"]],
        "anyOf": [one, { "type": "array", "items": one, "uniqueItems": true }]
    })
}

fn unknown(name: &str, span: Option<Span>) -> Diagnostic {
    let found = Diagnostic::error("handshake::unknown", format!("`{name}` is no handshake that is known"));
    let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", names.join(", ")),
    };
    at(found.help(help), span, "not a handshake")
}

fn invalid(message: &str, span: Option<Span>) -> Diagnostic {
    let found = Diagnostic::error("handshake::invalid", format!("`x-webhook-handshake`: {message}"));
    let help = "it is a name, `{ kind: cloud-events, origins: […], rate: 120 }`, or a list of such";
    at(found.help(help), span, "here")
}

fn at(found: Diagnostic, span: Option<Span>, label: &'static str) -> Diagnostic {
    match span {
        Some(span) => found.label(span, label),
        None => found,
    }
}
