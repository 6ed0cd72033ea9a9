//! The media types of a body: which one is typed, which others can be read as the same, what each says of its members.
//!
//! In: a `content` mapping. Out: a [`Payload`]. What is left out is said, with its place.

use super::entries::entries;
use super::nodes::{Alternative, Encoding, Family, Payload, family};
use super::read::Reader;
use crate::diagnostic::Diagnostic;
use crate::document::{Entry, Node};

/// The media type that is typed.
fn preferred(content: &Node) -> Option<&Entry> {
    entries(Some(content)).min_by_key(|entry| family(&entry.key))
}

impl<'a> Reader<'a, '_> {
    /// The body of an answer: one media type is sent, so there are no others to read.
    pub(super) fn answer_content(&self, content: &'a Node) -> Option<Payload<'a>> {
        let chosen = preferred(content)?;
        for other in entries(Some(content)).filter(|other| other.key != chosen.key) {
            self.ignored(chosen, other);
        }
        self.payload(chosen, Vec::new())
    }

    /// The body that is typed: JSON before forms, forms before messages of parts, those before all that is not typed.
    pub(super) fn content(&self, content: &'a Node) -> Option<Payload<'a>> {
        let chosen = preferred(content)?;
        let media = self.follow_in_scope(&chosen.value)?;
        let mut also = Vec::new();
        for other in entries(Some(content)).filter(|other| other.key != chosen.key) {
            also.extend(self.alternative(chosen, media.get("schema"), other));
        }
        self.payload(chosen, also)
    }

    fn payload(&self, chosen: &'a Entry, also: Vec<Alternative>) -> Option<Payload<'a>> {
        let media = self.follow_in_scope(&chosen.value)?;
        if let Some(items) = media.get("itemSchema") {
            self.sink.push(
                Diagnostic::warning("payload::item_schema", "streams of items are not read yet")
                    .label(items.span, "left out"),
            );
        }
        let (examples, example_spans) = self.examples(media).into_iter().unzip();
        Some(Payload {
            media_type: chosen.key.to_string(),
            span: chosen.key_span,
            schema: media.get("schema").map(|schema| self.schema(schema, "")),
            examples,
            example_spans,
            encoding: self.encoding(media),
            also,
        })
    }

    /// A further media type that can be read as the chosen one's payload; else a note that it is left out.
    fn alternative(
        &self,
        chosen: &'a Entry,
        schema: Option<&'a Node>,
        other: &'a Entry,
    ) -> Option<Alternative> {
        let (typed, family_of_other) = (family(&chosen.key), family(&other.key));
        let media = self.follow(&other.value).ok()?;
        let alternative = |wraps| {
            let encoding = if wraps { Vec::new() } else { self.encoding(media) };
            Some(Alternative { media_type: other.key.to_string(), encoding, wraps })
        };
        let is_same = match (schema, media.get("schema")) {
            (Some(one), Some(two)) => self.is_same(one, two),
            (None, None) => true,
            _ => false,
        };
        match family_of_other {
            Family::Text | Family::Bytes if typed == family_of_other => alternative(false),
            Family::Json if is_same => None,
            Family::Form | Family::Multipart if typed <= Family::Multipart && is_same => alternative(false),
            Family::Form | Family::Multipart if typed == Family::Json && self.wraps(media, schema) => {
                self.sink.push(
                    Diagnostic::note(
                        "payload::media_type_unwrapped",
                        format!("of `{}` the JSON within it is read", other.key),
                    )
                    .label(other.key_span, format!("received as what `{}` beside it describes", chosen.key)),
                );
                alternative(true)
            }
            _ => {
                self.ignored(chosen, other);
                None
            }
        }
    }

    fn ignored(&self, chosen: &Entry, other: &Entry) {
        self.sink.push(
            Diagnostic::note("payload::media_type_ignored", format!("`{}` is not generated", other.key))
                .label(other.key_span, format!("`{}` beside it is", chosen.key)),
        );
    }

    /// Whether two schemas are the same one, or say the same.
    fn is_same(&self, one: &'a Node, two: &'a Node) -> bool {
        match (self.follow(one), self.follow(two)) {
            (Ok(one), Ok(two)) => std::ptr::eq(one, two) || one.to_json() == two.to_json(),
            _ => false,
        }
    }

    /// Whether a form has one member that is the JSON of `schema`: a text alone, or a part beside parts of bytes.
    fn wraps(&self, media: &'a Node, schema: Option<&'a Node>) -> bool {
        let Some(form) = media.get("schema").and_then(|form| self.follow(form).ok()) else { return false };
        let members: Vec<&'a Node> =
            entries(form.get("properties")).filter_map(|entry| self.follow(&entry.value).ok()).collect();
        let is_text = |node: &Node| node.get_str("type") == Some("string");
        let is_schema = |node: &'a Node| schema.is_some_and(|schema| self.is_same(node, schema));
        match members.as_slice() {
            [only] => is_text(only) || is_schema(only),
            several => {
                let (json, bytes): (Vec<&Node>, Vec<&Node>) =
                    several.iter().copied().partition(|m| is_schema(m));
                json.len() == 1 && bytes.into_iter().all(is_text)
            }
        }
    }

    /// `encoding`, by member.
    fn encoding(&self, media: &'a Node) -> Vec<Encoding> {
        let text = |node: &Node, key: &str| node.get_str(key).map(str::to_owned);
        let one = |entry: &'a Entry| {
            let node = self.follow(&entry.value).ok()?;
            Some(Encoding {
                member: entry.key.to_string(),
                media_type: text(node, "contentType").unwrap_or_default(),
                style: text(node, "style"),
                explode: node.get("explode").and_then(Node::as_bool),
            })
        };
        entries(media.get("encoding")).filter_map(one).collect()
    }
}
