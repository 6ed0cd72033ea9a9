//! One webhook: an operation of a path item.

use super::entries::entries;
use super::nodes::{Origin, Parameter, Payload, Response, Webhook};
use super::read::Reader;
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::source::Span;

/// Name, place, origin and method of a webhook.
pub(super) type Head = (String, Span, Origin, String);

fn tags(operation: &Node) -> Vec<String> {
    let tags = operation.get("tags").and_then(Node::as_sequence).unwrap_or_default();
    tags.iter().filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
}

/// One version, or a list of them; a number is taken by its text.
fn versions(said: Option<&Node>) -> Vec<String> {
    let Some(said) = said else { return Vec::new() };
    let one = |node: &Node| node.as_str().or(node.as_number()).map(str::to_owned);
    match said.as_sequence() {
        Some(list) => list.iter().filter_map(one).collect(),
        None => one(said).into_iter().collect(),
    }
}

impl<'a> Reader<'a, '_> {
    /// Reads an operation; what is wrong goes to the scope.
    pub(super) fn webhook(&self, head: Head, item: &'a Node, operation: &'a Node) -> Webhook<'a> {
        let (name, span, origin, method) = head;
        let text =
            |key: &str| operation.get_str(key).or_else(|| item.get_str(key)).unwrap_or_default().to_owned();
        Webhook {
            name,
            span,
            origin,
            method: method.to_ascii_uppercase(),
            operation_id: operation.get_str("operationId").unwrap_or_default().to_owned(),
            summary: text("summary"),
            description: text("description"),
            deprecated: operation.get("deprecated").and_then(Node::as_bool).unwrap_or(false),
            tags: tags(operation),
            parameters: self.parameters(item, operation),
            payload: self.request_body(operation),
            responses: self.responses(operation),
            security: self.security(operation),
            versions: versions(operation.get("x-webhook-version").or_else(|| item.get("x-webhook-version"))),
            renamed_from: Some(text("x-webhook-renamed-from")).filter(|name| !name.is_empty()),
        }
    }

    /// The parameters of the operation, then those of the path item that it does not override.
    fn parameters(&self, item: &'a Node, operation: &'a Node) -> Vec<Parameter<'a>> {
        let mut found: Vec<Parameter<'a>> = Vec::new();
        for owner in [operation, item] {
            let list = self.list(owner.get("parameters"));
            for node in list {
                let Some(parameter) = self.follow_in_scope(node).and_then(|node| self.parameter(node)) else {
                    continue;
                };
                let same = |other: &Parameter<'_>| {
                    other.location == parameter.location && other.data.name == parameter.data.name
                };
                if !found.iter().any(same) {
                    found.push(parameter);
                }
            }
        }
        found
    }

    /// The request body.
    fn request_body(&self, operation: &'a Node) -> Option<Payload<'a>> {
        let body = self.follow_in_scope(operation.get("requestBody")?)?;
        let content =
            body.get("content").filter(|content| content.as_mapping().is_some_and(|map| !map.is_empty()));
        if content.is_none() {
            self.scope.borrow_mut().push(
                Diagnostic::error("payload::no_content", "this request body has no content")
                    .label(body.get("content").unwrap_or(body).span, "a mapping of media types is expected")
                    .help("add `content: { application/json: { schema: … } }`"),
            );
        }
        self.content(content?)
    }

    /// A list, where one is expected.
    fn list(&self, node: Option<&'a Node>) -> &'a [Node] {
        let Some(node) = node else { return &[] };
        if node.as_sequence().is_none() {
            self.sink.push(
                Diagnostic::warning("parameter::invalid", "`parameters` must be a list")
                    .label(node.span, format!("this is {}; it is left out", node.kind())),
            );
        }
        node.as_sequence().unwrap_or_default()
    }

    /// The declared answers, ranges and `default` included.
    fn responses(&self, operation: &'a Node) -> Vec<Response<'a>> {
        let mut found = Vec::new();
        if let Some(node) = operation.get("responses").filter(|node| node.as_mapping().is_none()) {
            self.sink.push(
                Diagnostic::warning("response::invalid", "`responses` must map statuses to responses")
                    .label(node.span, format!("this is {}; it is left out", node.kind())),
            );
        }
        for entry in entries(operation.get("responses")) {
            if entry.key.starts_with("x-") {
                continue;
            }
            let Some(status) = self.status(&entry.key, entry.key_span) else { continue };
            let Some(node) = self.follow_in_scope(&entry.value) else { continue };
            found.push(Response {
                status,
                span: entry.key_span,
                description: self.response_description(node),
                payload: node.get("content").and_then(|content| self.answer_content(content)),
            });
        }
        found
    }

    /// A key of `responses`: a status, a range (its first status), or `default`.
    fn status(&self, key: &str, span: Span) -> Option<Option<u16>> {
        if key == "default" {
            return Some(None);
        }
        let digits = key
            .strip_suffix("XX")
            .or_else(|| key.strip_suffix("xx"))
            .map_or_else(|| key.to_owned(), |class| format!("{class}00"));
        match digits.parse::<u16>() {
            Ok(status) if (100..600).contains(&status) => Some(Some(status)),
            _ => {
                self.sink.push(
                    Diagnostic::warning("response::status", format!("`{key}` is no HTTP status"))
                        .label(span, "this answer is left out")
                        .help("write a status such as `200`, a range such as `2XX`, or `default`"),
                );
                None
            }
        }
    }

    /// `example` and `examples` of a media type, each with its place.
    pub(super) fn examples(&self, media: &'a Node) -> Vec<((String, serde_json::Value), Span)> {
        let mut found = Vec::new();
        if let Some(example) = media.get("example") {
            found.push((("example".to_owned(), example.to_json()), example.span));
        }
        for entry in entries(media.get("examples")) {
            let Some(example) = self.follow_in_scope(&entry.value) else { continue };
            // 3.2 tells the value as data apart from its serialised form.
            if let Some(value) = example.get("value").or_else(|| example.get("dataValue")) {
                found.push(((entry.key.to_string(), value.to_json()), value.span));
            }
        }
        found
    }

    /// Follows a reference; a broken one belongs to what is being read.
    pub(super) fn follow_in_scope(&self, node: &'a Node) -> Option<&'a Node> {
        self.follow(node).map_err(|found| self.scope.borrow_mut().push(found)).ok()
    }
}
