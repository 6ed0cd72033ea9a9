//! What a good engineer writes today: verify, read a value, hold it against the schema, make structs of it.

use std::hint::black_box;

pub use jsonschema::Validator;
use serde_json::{Value, json};

use crate::floor::Key;
use crate::payload::Payload;
use crate::typed;

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

/// The whole pipeline; the value is dropped.
///
/// # Panics
/// Where the request is not good: a benchmark sends only good ones.
pub fn receive(payload: Payload, key: &Key, validator: &Validator, body: &[u8], signature: &str) {
    assert!(key.verifies(body, signature));
    let value: Value = serde_json::from_slice(body).expect("JSON");
    assert!(validator.is_valid(&value));
    typed!(payload, T => drop(black_box(serde_json::from_value::<T>(value).expect("what fits the schema"))));
}
