//! The webhooks of a document as OpenAPI describes them, resolved, each node with its place.
//!
//! Plain data. Webhooks, `x-webhooks` and callbacks are the same node: [`Webhook`].
//! Leaves are objects of the crate openapiv3 with their schemas cut out; schemas are
//! [`schemars::Schema`] in one dialect, JSON Schema 2020-12.

use std::collections::BTreeMap;
use std::ops::Bound;

use indexmap::IndexMap;
use serde_json::Value;

pub use super::keywords::{LIST, MAP, ONE};
use crate::document::{Node, unescape};
use crate::source::Span;

/// What a document says of its webhooks.
#[derive(Debug)]
pub struct Api<'a> {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: String,
    /// The webhooks and callbacks, in document order.
    pub webhooks: Vec<Webhook<'a>>,
    /// Every schema that a payload or an answer reaches by reference, by its key.
    pub schemas: IndexMap<String, Schema<'a>>,
    /// The files of the schemas by their paths, each with its address: filled where references are dynamic.
    pub files: BTreeMap<String, (String, &'a Node)>,
    /// `x-webhook-dispatch`, from the document, an overlay or the config.
    pub dispatch: Option<Extension<'a>>,
    /// `x-webhook-signature`, likewise.
    pub signature: Option<Extension<'a>>,
    /// `x-webhook-handshake`, likewise.
    pub handshake: Option<Extension<'a>>,
    /// `x-webhook-retry`, likewise.
    pub retry: Option<Extension<'a>>,
    /// `x-webhook-version`, likewise: how a request tells its version.
    pub versioning: Option<Extension<'a>>,
}

impl Api<'_> {
    /// A schema with the files that its references lead to, put together untouched.
    ///
    /// Each file is a resource of its own (JSON Schema 2020-12, core 9.3), so that dynamic references mean what they
    /// mean in the files.
    #[must_use]
    pub fn assembled(&self, schema: &Value) -> Value {
        let mut root = schema.clone();
        self.address(&mut root);
        let resources = self.files.values().enumerate().map(|(index, (address, node))| {
            let mut file = node.to_json();
            if file.get("openapi").is_some() {
                file = serde_json::json!({ "components": file.get("components") });
            }
            if let Value::Object(keywords) = &mut file {
                keywords.entry("$id").or_insert_with(|| Value::String(address.clone()));
            }
            (format!("file{index}"), file)
        });
        let definitions: serde_json::Map<String, Value> = resources.collect();
        if let Value::Object(keywords) = &mut root {
            keywords.insert("$defs".to_owned(), Value::Object(definitions));
        }
        root
    }

    /// Turns keys into addresses.
    fn address(&self, schema: &mut Value) {
        let Value::Object(keywords) = schema else { return };
        for keyword in ["$ref", "$dynamicRef"] {
            let Some(Value::String(key)) = keywords.get_mut(keyword) else { continue };
            let path = key.split('#').next().unwrap_or_default();
            if let Some((address, node)) = self.files.get(path) {
                let own = node.get_str("$id").unwrap_or(address);
                *key = format!("{own}#{}", fragment_of(key));
            }
        }
        for_each_below(keywords, &mut |below| self.address(below));
    }
}

/// What follows `#` in a key.
#[must_use]
pub fn fragment_of(key: &str) -> &str {
    key.split_once('#').map_or("", |(_, fragment)| fragment)
}

/// Visits every schema that stands directly below the keywords of another one.
pub fn for_each_below(keywords: &mut serde_json::Map<String, Value>, visit: &mut dyn FnMut(&mut Value)) {
    for (keyword, below) in keywords.iter_mut() {
        if ONE.contains(&keyword.as_str()) {
            visit(below);
        } else if LIST.contains(&keyword.as_str()) {
            below.as_array_mut().into_iter().flatten().for_each(&mut *visit);
        } else if MAP.contains(&keyword.as_str()) {
            below.as_object_mut().into_iter().flatten().for_each(|(_, schema)| visit(schema));
        }
    }
}

/// An extension's value and place.
#[derive(Debug, Clone)]
pub struct Extension<'a> {
    /// The value as JSON.
    pub value: Value,
    /// Its place; `None` where it came from the config.
    pub node: Option<&'a Node>,
}

impl Extension<'_> {
    /// The place of the member that a path leads to, as far as the document goes.
    #[must_use]
    pub fn span(&self, path: &[String]) -> Option<Span> {
        let mut node = self.node?;
        for name in path {
            match node.get(name) {
                Some(member) => node = member,
                None => break,
            }
        }
        Some(node.span)
    }
}

/// One webhook: an entry of `webhooks` or `x-webhooks`, or a callback operation.
#[derive(Debug)]
pub struct Webhook<'a> {
    /// Its name, unique in the document.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Which part of the document it came from.
    pub origin: Origin,
    /// The HTTP method, in capitals.
    pub method: String,
    /// `operationId`, or empty.
    pub operation_id: String,
    /// `summary` of the operation or its path item.
    pub summary: String,
    /// `description` of the operation or its path item.
    pub description: String,
    /// `deprecated`.
    pub deprecated: bool,
    /// `tags`
    pub tags: Vec<String>,
    /// Parameters of the path item and the operation, without their schemas.
    pub parameters: Vec<Parameter<'a>>,
    /// The request body that is typed.
    pub payload: Option<Payload<'a>>,
    /// The declared answers.
    pub responses: Vec<Response<'a>>,
    /// `x-webhook-version` of the webhook: the versions that have it; all where it says none.
    pub versions: Vec<String>,
    /// `x-webhook-renamed-from`: what it was called in the version before.
    pub renamed_from: Option<String>,
    /// What its own `security` demands: one of these, all that is in it.
    pub security: Vec<Vec<Demand>>,
}

/// One demand of `security`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The name of the security scheme.
    pub name: String,
    /// How it is met.
    pub kind: DemandKind,
}

/// How a demand is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemandKind {
    /// By a bearer token (RFC 6750).
    Bearer,
    /// By user and password (RFC 7617).
    Basic,
    /// By a key in this header, in lower case.
    Header(String),
    /// By a key in this parameter of the query.
    Query(String),
    /// By a key in this cookie.
    Cookie(String),
    /// By the certificate of the connection.
    MutualTls,
    /// By the signature.
    Signature,
}

/// Which part of a document a webhook came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `webhooks`
    Webhooks,
    /// `x-webhooks`
    XWebhooks,
    /// `callbacks` of an operation
    Callback {
        /// The runtime expression that gives the URL.
        expression: String,
        /// Where it stands.
        span: Span,
    },
}

/// One parameter of a webhook.
#[derive(Debug)]
pub struct Parameter<'a> {
    /// Everything but the schema.
    pub data: openapiv3::ParameterData,
    /// `header`, `query`, `path`, `cookie`.
    pub location: &'static str,
    /// The schema.
    pub schema: Option<Schema<'a>>,
    /// Whether its text is JSON: a parameter with `content`.
    pub is_json: bool,
}

/// A request or response body in one media type.
#[derive(Debug)]
pub struct Payload<'a> {
    /// The media type that was chosen.
    pub media_type: String,
    /// Where the media type object stands.
    pub span: Span,
    /// The schema; `None` is any JSON.
    pub schema: Option<Schema<'a>>,
    /// The examples with their names.
    pub examples: Vec<(String, Value)>,
    /// Where they stand, in the same order.
    pub example_spans: Vec<Span>,
    /// What the document says of how members are written, for forms.
    pub encoding: Vec<Encoding>,
    /// Further media types that can be read as this payload.
    pub also: Vec<Alternative>,
}

/// A further media type of a body.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The media type.
    pub media_type: String,
    /// How members are written in it.
    pub encoding: Vec<Encoding>,
    /// Whether it holds the payload as JSON within a member of its own, and never member by member.
    pub wraps: bool,
}

/// How one member of a form is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The member.
    pub member: String,
    /// `contentType`, or empty.
    pub media_type: String,
    /// `style`
    pub style: Option<String>,
    /// `explode`
    pub explode: Option<bool>,
}

/// What a media type asks for, in the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// JSON, or whatever the document leaves open.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data`, `multipart/related`, `multipart/mixed`
    Multipart,
    /// XML, and every other text.
    Text,
    /// Everything else.
    Bytes,
}

/// The family of a media type.
#[must_use]
pub fn family(media_type: &str) -> Family {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "*/*" | "application/*" => Family::Json,
        json if is_json(json) => Family::Json,
        "application/x-www-form-urlencoded" => Family::Form,
        "multipart/form-data" | "multipart/related" | "multipart/mixed" | "multipart/*" => Family::Multipart,
        "application/xml" => Family::Text,
        text if text.starts_with("text/") || text.ends_with("+xml") => Family::Text,
        _ => Family::Bytes,
    }
}

/// Whether a media type is JSON, by RFC 6839's suffix too.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// One declared answer.
#[derive(Debug)]
pub struct Response<'a> {
    /// The status; `None` is `default`.
    pub status: Option<u16>,
    /// Where it stands.
    pub span: Span,
    /// `description`.
    pub description: String,
    /// The JSON body, where there is one.
    pub payload: Option<Payload<'a>>,
}

/// A schema with the place that it came from.
///
/// References inside are keys of [`Api::schemas`]. Where the upgrade from 3.0 moved a subschema,
/// `moved` leads its new JSON Pointer back to the one in the document.
#[derive(Debug, Clone)]
pub struct Schema<'a> {
    /// The name that the document gives it, for references.
    pub name: String,
    /// The schema in JSON Schema 2020-12.
    pub schema: schemars::Schema,
    /// The node of the document.
    pub node: &'a Node,
    /// New pointer prefixes and the original ones.
    pub moved: BTreeMap<String, String>,
    /// Where it is the base of others (a `discriminator` without alternatives): the discriminator's values, and the
    /// keys of the schemas that they mean.
    pub derived: Vec<(String, String)>,
}

impl Schema<'_> {
    /// The place of a subschema, or of the nearest thing that has one.
    #[must_use]
    pub fn span_at(&self, pointer: &str) -> Span {
        self.node_at(pointer).span
    }

    /// The place of a keyword's name in a subschema.
    #[must_use]
    pub fn key_span_at(&self, pointer: &str, keyword: &str) -> Span {
        let node = self.node_at(pointer);
        node.as_mapping().and_then(|mapping| mapping.entry(keyword)).map_or(node.span, |entry| entry.key_span)
    }

    fn node_at(&self, pointer: &str) -> &Node {
        let original = self.moved.range::<str, _>((Bound::Unbounded, Bound::Included(pointer))).next_back();
        let mapped = match original {
            Some((new, old)) if is_prefix(new, pointer) => format!("{old}{}", &pointer[new.len()..]),
            _ => pointer.to_owned(),
        };
        let mut node = self.node;
        for token in mapped.split('/').skip(1) {
            match node.child(&unescape(token)) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }
}

fn is_prefix(prefix: &str, pointer: &str) -> bool {
    pointer.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An api that has been checked: after this nobody asks again.
#[derive(Debug)]
pub struct Valid<T>(T);

impl<T> Valid<T> {
    /// Only `check` may say so.
    pub(super) fn new(inner: T) -> Self {
        Self(inner)
    }
}

impl<T> std::ops::Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
