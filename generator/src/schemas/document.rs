//! Where extensions stand in a document, and the two that stand at webhooks.
//!
//! In: the schemas of extensions. Out: one that takes any document, and judges what is ours in it. It must not know
//! OpenAPI beyond the places of extensions.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::{Dispatch, Handshake, RenamedFrom, Retry, Signature, Versioning, Versions};

fn part<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

/// A document: everything else in it is OpenAPI's.
pub(super) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let webhook = part::<Webhook>(generator);
    json_schema!({
        "title": "A document's extensions",
        "description": "What Hookwright reads of an OpenAPI document beside OpenAPI itself. It takes all else as it is: use it beside the schema of OpenAPI.",
        "type": "object",
        "properties": {
            "x-webhook-dispatch": part::<Dispatch>(generator),
            "x-webhook-handshake": part::<Handshake>(generator),
            "x-webhook-retry": part::<Retry>(generator),
            "x-webhook-signature": part::<Signature>(generator),
            "x-webhook-version": part::<Versioning>(generator),
            "webhooks": { "additionalProperties": webhook },
            "x-webhooks": { "additionalProperties": webhook },
            "components": {
                "properties": {
                    "securitySchemes": {
                        "additionalProperties": { "properties": { "x-webhook-signature": part::<Signature>(generator) } }
                    }
                }
            }
        }
    })
}

/// A webhook: said of the path item or of its operation.
struct Webhook;

impl JsonSchema for Webhook {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "webhook".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let own = json_schema!({
            "x-webhook-renamed-from": part::<RenamedFrom>(generator),
            "x-webhook-version": part::<Versions>(generator)
        });
        let operation = serde_json::json!({ "properties": own });
        let mut members = own.to_value();
        if let Value::Object(members) = &mut members {
            for method in ["post", "put", "patch", "get", "delete"] {
                members.insert(method.to_owned(), operation.clone());
            }
        }
        json_schema!({ "properties": members })
    }
}

/// `x-webhook-renamed-from`.
pub(super) fn renamed_from(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "title": "x-webhook-renamed-from",
        "description": "What a webhook, or a member of a payload, was called in the version before. So an event of the older version becomes the newer one by itself, and a comparison says `renamed`, not `gone` and `new`.",
        "type": "string",
        "minLength": 1,
        "examples": ["order.placed", "mail"]
    })
}

/// `x-webhook-version` of a webhook.
pub(super) fn versions(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "title": "x-webhook-version, of a webhook",
        "description": "The version that has this webhook, or a list of those that have it. A webhook that says nothing is in all of them.",
        "examples": ["2", ["1", "2"]],
        "anyOf": [
            { "type": ["string", "number"] },
            { "type": "array", "items": { "type": ["string", "number"] } }
        ]
    })
}
