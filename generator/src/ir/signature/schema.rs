//! What the types of a record do not say of it by themselves, for its JSON Schema.
//!
//! In: schemas that were derived. Out: the same, with what `check` demands of one record's members. It must not know the
//! reader: a test holds both against the same records.

use schemars::{JsonSchema as _, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::presets::PRESETS;
use super::record::Record;
use crate::schemas::patterns::{HEADER, POINTER, header_name};

/// The extension: the name of a preset, or a record.
pub(crate) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    names.sort_unstable();
    let record = Record::json_schema(generator);
    json_schema!({
        "title": "x-webhook-signature",
        "description": "How deliveries are signed: the name of a preset, or a record of one's own.",
        "examples": [
            "standard-webhooks",
            {
                "name": "shop",
                "algorithm": "hmac-sha256",
                "content": "{timestamp}.{body}",
                "signature": { "header": "Shop-Signature", "parts": { "key": "v1" } },
                "timestamp": { "part": "t", "tolerance": 300 },
                "id": { "header": "Shop-Delivery" }
            },
            {
                "algorithm": "hmac-sha512",
                "key": { "encoding": "base64", "prefix": "shop_" },
                "content": "{id}.{timestamp}.{body}",
                "signature": { "header": "Shop-Signature", "encoding": "base64", "list": " " },
                "timestamp": { "header": "Shop-Time", "unit": "ms", "tolerance": { "past": 300, "future": 10 } },
                "id": { "header": "Shop-Delivery" },
                "fallback": { "content": "{timestamp}.{body}", "signature": { "header": "Shop-Old-Signature" } }
            }
        ],
        "anyOf": [{ "enum": names, "description": "A preset; `hookwright presets` lists them." }, record]
    })
}

/// Something of the request is signed, by pieces that there are.
fn content() -> String {
    let header = HEADER.trim_start_matches('^').trim_end_matches('$');
    let piece = format!(
        "body|id|timestamp|url|method|secret|header:{header}|json:/[^}}]*|part:[^}}]*|signed-headers:[^}}]*"
    );
    format!("^[^{{]*(\\{{({piece})\\}}[^{{]*)+$")
}

pub(super) fn record(schema: &mut Schema) {
    family(schema);
    let own = json!({ "required": ["content", "signature"] });
    let others = json!({ "required": ["any"], "properties": { "any": { "minItems": 1 } } });
    schema.insert("anyOf".to_owned(), json!([own, others]));
}

pub(super) fn family(schema: &mut Schema) {
    set(schema, "content", json!({ "pattern": content() }));
    set(schema, "requiredHeaders", json!({ "items": header_name() }));
}

pub(super) fn signature(schema: &mut Schema) {
    place(schema);
    set(schema, "headerPattern", json!({ "pattern": format!("{}\\{{n\\}}$", HEADER.trim_end_matches('$')) }));
    set(schema, "list", json!({ "minLength": 1 }));
    schema.insert("not".to_owned(), json!({ "required": ["list", "parts"] }));
    schema.insert("dependentRequired".to_owned(), json!({ "parts": ["header"] }));
}

pub(super) fn parts(schema: &mut Schema) {
    for name in ["separator", "equals", "key"] {
        set(schema, name, json!({ "minLength": 1 }));
    }
}

/// One of the members that name a place is there.
pub(super) fn place(schema: &mut Schema) {
    set(schema, "header", json!({ "pattern": HEADER }));
    set(schema, "json", json!({ "pattern": POINTER }));
    let places = ["header", "headerPattern", "part", "json"];
    let known: Vec<&str> =
        places.into_iter().filter(|name| schema.pointer(&format!("/properties/{name}")).is_some()).collect();
    let alternatives: Vec<Value> = known.iter().map(|name| json!({ "required": [name] })).collect();
    schema.insert("oneOf".to_owned(), Value::Array(alternatives));
}

/// Adds to what is said of a member.
fn set(schema: &mut Schema, member: &str, more: Value) {
    let member = schema.pointer_mut(&format!("/properties/{member}")).and_then(Value::as_object_mut);
    if let (Some(member), Value::Object(more)) = (member, more) {
        member.extend(more);
    }
}
