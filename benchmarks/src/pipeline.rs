//! What a good engineer writes today: verify, read a value, hold it against the schema, make structs of it.

use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::floor::Key;
use crate::payload::Payload;

/// The validator of a payload, from the schema in the document.
///
/// # Panics
/// Where the document is not GitHub's.
#[must_use]
pub fn validator(payload: Payload) -> Validator {
    let text = std::fs::read_to_string(env!("SPEC")).expect("the document");
    let document: Value = serde_json::from_str(&text).expect("the document is JSON");
    let media =
        &document["webhooks"][payload.webhook()]["post"]["requestBody"]["content"]["application/json"];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [media["schema"]],
        "components": document["components"],
    });
    jsonschema::validator_for(&schema).expect("a schema")
}

/// The whole pipeline.
///
/// # Panics
/// Where the request is not good: a benchmark sends only good ones.
#[must_use]
pub fn receive<T: DeserializeOwned>(key: &Key, validator: &Validator, body: &[u8], signature: &str) -> T {
    assert!(key.verifies(body, signature));
    let value: Value = serde_json::from_slice(body).expect("JSON");
    assert!(validator.is_valid(&value));
    serde_json::from_value(value).expect("what fits the schema")
}
