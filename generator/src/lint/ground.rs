//! What rules look at: the checked document, what was lowered from it, and every schema that a payload reaches.
//!
//! Comes in: a checked document. Goes out: plain references into it, made once for all rules. It must not know any
//! rule.

use std::collections::{HashSet, VecDeque};

use serde_json::{Map, Value};

use crate::api::nodes::{Api, LIST, MAP, ONE, Origin, Schema, Webhook};
use crate::diagnostic::Diagnostic;
use crate::document::{Node, escape};
use crate::ir::nodes::Ir;
use crate::source::Span;

use super::members::{Member, members};

/// Schemas below these say what must not be, or of what nothing is kept.
const NO_PAYLOAD: &[&str] = &["not", "if", "propertyNames", "contains", "$defs", "definitions"];

/// What rules look at.
pub(super) struct Ground<'a> {
    /// The checked document.
    pub api: &'a Api<'a>,
    /// What generated code would be.
    pub ir: &'a Ir,
    /// The root of the document.
    pub root: &'a Node,
    /// What lowering had to say.
    pub said: Vec<Diagnostic>,
    /// The events, in the order of the document.
    pub events: Vec<Event<'a>>,
    /// Every schema that a payload reaches, once, with the first event that reaches it.
    pub spots: Vec<Spot<'a>>,
}

/// One event.
pub(super) struct Event<'a> {
    /// As the document has it.
    pub webhook: &'a Webhook<'a>,
    /// The members of its payload, as far as the schema names them.
    pub members: Vec<Member<'a>>,
}

/// One schema, somewhere in a payload.
pub(super) struct Spot<'a> {
    /// The name of the first event that reaches it.
    pub event: &'a str,
    /// The name of the nearest member that holds it; empty for the payload itself.
    pub member: &'a str,
    /// Its keywords.
    pub keywords: &'a Map<String, Value>,
    /// Whether another alternative beside it accepts every text.
    pub is_open: bool,
    /// What is said of it where it is referred to.
    pub outer_text: &'a str,
    schema: &'a Schema<'a>,
    pointer: String,
}

impl Spot<'_> {
    /// Its place.
    pub(super) fn span(&self) -> Span {
        self.schema.span_at(&self.pointer)
    }

    /// The place of one of its keywords.
    pub(super) fn key_span(&self, keyword: &str) -> Span {
        self.schema.key_span_at(&self.pointer, keyword)
    }

    /// Whether the document writes this keyword here; the upgrade from 3.0 renames some.
    pub(super) fn has_key(&self, keyword: &str) -> bool {
        self.key_span(keyword) != self.span()
    }

    /// What it is called in messages.
    pub(super) fn name(&self) -> &str {
        if self.member.is_empty() { self.event } else { self.member }
    }

    /// Whether `type` is, or includes, this one.
    pub(super) fn is(&self, kind: &str) -> bool {
        is(self.keywords, kind)
    }
}

/// Whether `type` is, or includes, this one.
pub(super) fn is(keywords: &Map<String, Value>, kind: &str) -> bool {
    match keywords.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(several)) => several.iter().any(|one| one == kind),
        _ => false,
    }
}

impl Event<'_> {
    /// Whether it is a webhook of its own, and no callback of a request.
    pub(super) fn is_webhook(&self) -> bool {
        !matches!(self.webhook.origin, Origin::Callback { .. })
    }

    /// The names of declared headers.
    pub(super) fn headers(&self) -> impl Iterator<Item = &str> {
        let headers = self.webhook.parameters.iter().filter(|parameter| parameter.location == "header");
        headers.map(|parameter| parameter.data.name.as_str())
    }
}

impl<'a> Ground<'a> {
    pub(super) fn new(api: &'a Api<'a>, ir: &'a Ir, root: &'a Node, said: Vec<Diagnostic>) -> Self {
        let mut events = Vec::new();
        let mut walk = Walk { api, seen: HashSet::new(), queue: VecDeque::new(), spots: Vec::new() };
        for webhook in &api.webhooks {
            let schema = webhook.payload.as_ref().and_then(|payload| payload.schema.as_ref());
            let mut found = Vec::new();
            if let Some(schema) = schema {
                found = members(api, schema.schema.as_value());
                let way = Way { event: &webhook.name, member: "", is_open: false, text: "" };
                walk.run(schema, way);
            }
            events.push(Event { webhook, members: found });
        }
        Self { api, ir, root, said, events, spots: walk.spots }
    }
}

/// How a schema was come to.
#[derive(Clone, Copy)]
struct Way<'a> {
    event: &'a str,
    member: &'a str,
    is_open: bool,
    text: &'a str,
}

struct Walk<'a> {
    api: &'a Api<'a>,
    seen: HashSet<&'a str>,
    /// What references lead to: by recursion a chain of them could be deeper than the stack.
    queue: VecDeque<(&'a Schema<'a>, Way<'a>)>,
    spots: Vec<Spot<'a>>,
}

impl<'a> Walk<'a> {
    fn run(&mut self, schema: &'a Schema<'a>, way: Way<'a>) {
        self.queue.push_back((schema, way));
        while let Some((schema, way)) = self.queue.pop_front() {
            self.schema(schema, String::new(), schema.schema.as_value(), way);
        }
    }

    fn schema(&mut self, schema: &'a Schema<'a>, pointer: String, value: &'a Value, way: Way<'a>) {
        let Value::Object(keywords) = value else { return };
        let Way { event, member, is_open, text } = way;
        let own = keywords.get("description").and_then(Value::as_str);
        let below = Way { text: own.unwrap_or(text), ..way };
        self.reference(keywords, below);
        for (keyword, value) in keywords {
            let at = format!("{pointer}/{keyword}");
            self.keyword(schema, &at, keyword, value, below);
        }
        self.spots.push(Spot { event, member, keywords, is_open, outer_text: text, schema, pointer });
    }

    fn reference(&mut self, keywords: &'a Map<String, Value>, way: Way<'a>) {
        let key = ["$ref", "$dynamicRef"].iter().find_map(|keyword| keywords.get(*keyword)?.as_str());
        let Some((key, target)) = key.and_then(|key| self.api.schemas.get_key_value(key)) else { return };
        if self.seen.insert(key) {
            self.queue.push_back((target, way));
        }
    }

    fn keyword(
        &mut self,
        schema: &'a Schema<'a>,
        at: &str,
        keyword: &'a str,
        value: &'a Value,
        way: Way<'a>,
    ) {
        // What is said of a whole is said of its alternatives, not of its members or items.
        let inner = Way { is_open: false, text: "", ..way };
        if NO_PAYLOAD.contains(&keyword) {
            return;
        }
        if ONE.contains(&keyword) {
            self.schema(schema, at.to_owned(), value, inner);
        } else if LIST.contains(&keyword) {
            let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
            let is_open = way.is_open || keyword == "anyOf" && all.iter().any(is_any_text);
            for (index, below) in all.iter().enumerate() {
                self.schema(schema, format!("{at}/{index}"), below, Way { is_open, ..way });
            }
        } else if MAP.contains(&keyword) {
            for (name, below) in value.as_object().into_iter().flatten() {
                let member = if keyword == "properties" { name.as_str() } else { way.member };
                self.schema(schema, format!("{at}/{}", escape(name)), below, Way { member, ..inner });
            }
        }
    }
}

/// Whether every text fits.
fn is_any_text(schema: &Value) -> bool {
    let Value::Object(keywords) = schema else { return false };
    is(keywords, "string")
        && ["enum", "const", "pattern", "format"].iter().all(|k| !keywords.contains_key(*k))
}
