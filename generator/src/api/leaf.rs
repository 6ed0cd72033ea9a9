//! Leaves by the crate openapiv3: parameters and responses.
//!
//! Their shape is checked before, so that its errors, which have no place, never reach a user, and
//! their schemas are cut out, since it knows those of 3.0 only.

use serde_json::{Value, json};

use super::entries::entries;
use super::nodes::Parameter;
use super::read::Reader;
use crate::diagnostic::Diagnostic;
use crate::document::Node;

/// The locations of a parameter that openapiv3 knows.
const LOCATIONS: [&str; 4] = ["query", "header", "path", "cookie"];

impl<'a> Reader<'a, '_> {
    /// A parameter; one that cannot be read is left out with a warning, since none is needed.
    pub(super) fn parameter(&self, node: &'a Node) -> Option<Parameter<'a>> {
        let complain = |at: &Node, message: String| {
            self.sink.push(
                Diagnostic::warning("parameter::invalid", message)
                    .label(at.span, "this parameter is left out"),
            );
        };
        if node.get_str("name").is_none() {
            complain(node, "a parameter must have a `name`".to_owned());
            return None;
        }
        let location = node.get_str("in").and_then(|place| LOCATIONS.iter().find(|known| **known == place));
        let Some(location) = location else {
            complain(
                node.get("in").unwrap_or(node),
                "a parameter must be `in` header, query, path or cookie".to_owned(),
            );
            return None;
        };
        if matches!(*location, "query" | "path" | "cookie") {
            self.sink.push(
                Diagnostic::note("parameter::not_generated", "only header parameters become fields").label(
                    node.span,
                    format!("a {location} parameter: handlers find it in the request's URL or headers"),
                ),
            );
        }
        let content = entries(node.get("content")).next().map(|entry| &entry.value);
        let schema = node.get("schema").or_else(|| content?.get("schema"));
        let mut data = node.to_json();
        if let Value::Object(members) = &mut data {
            for cut in ["content", "example", "examples"] {
                members.remove(cut);
            }
            members.insert("schema".to_owned(), json!({}));
        }
        match serde_json::from_value::<openapiv3::Parameter>(data) {
            Ok(parameter) => Some(Parameter {
                data: parameter.parameter_data(),
                location,
                schema: schema.map(|schema| self.schema(schema, "")),
                is_json: content.is_some(),
            }),
            Err(error) => {
                complain(node, format!("this parameter cannot be read: {error}"));
                None
            }
        }
    }

    /// The description of a response.
    pub(super) fn response_description(&self, node: &'a Node) -> String {
        let mut data = node.to_json();
        if let Value::Object(members) = &mut data {
            for cut in ["content", "headers", "links"] {
                members.remove(cut);
            }
            members.entry("description").or_insert_with(|| json!(""));
        }
        match serde_json::from_value::<openapiv3::Response>(data) {
            Ok(response) => response.description,
            Err(error) => {
                let message = format!("this response cannot be read: {error}");
                self.sink.push(
                    Diagnostic::warning("response::invalid", message)
                        .label(node.span, "its description is left out"),
                );
                String::new()
            }
        }
    }
}
