//! Bytes to payloads: the verdict is that of JSON Schema, and what is accepted comes back the same.
//!
//! The first byte chooses the event, and whether the rest is a payload or the seed of one that
//! nearly fits.
#![no_main]

use std::sync::OnceLock;

use hookwright_tests::sampler::{Chance, mutated, sample};
use hookwright_tests::same;
use jsonschema::Validator;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// The types of `specs/decoder.json`.
#[allow(missing_docs)]
mod decoder {
    include!(concat!(env!("OUT_DIR"), "/decoder.rs"));
}
use decoder::Event;

/// An event with its schema.
struct Subject {
    name: &'static str,
    schema: Value,
    validator: Validator,
}

fn subjects() -> &'static [Subject] {
    static SUBJECTS: OnceLock<Vec<Subject>> = OnceLock::new();
    SUBJECTS.get_or_init(|| {
        let document: Value = serde_json::from_str(include_str!("../specs/decoder.json")).expect("JSON");
        let subject = |name: &&'static str| {
            let schema = json!({
                "$ref": format!("#/components/schemas/{name}"),
                "components": document["components"],
            });
            let options = jsonschema::draft202012::options().should_validate_formats(false).offline();
            Subject { name, validator: options.build(&schema).expect("a schema"), schema }
        };
        Event::NAMES.iter().map(subject).collect()
    })
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let subjects = subjects();
    let subject = &subjects[usize::from(first >> 1) % subjects.len()];
    if first & 1 == 0 {
        return of_bytes(subject, rest);
    }
    let seed = rest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte));
    let mut chance = Chance::new(seed, subject.name);
    let value = sample(&subject.schema, &mut chance);
    compare(subject, &value);
    compare(subject, &mutated(&value, &mut chance));
});

/// Bytes as they come: no panic, and nothing is accepted that is not JSON.
fn of_bytes(subject: &Subject, body: &[u8]) {
    let seen = Event::from_slice(subject.name, body);
    if let Err(violations) = &seen {
        assert!(!violations.is_empty(), "a refusal has a reason");
    }
    match serde_json::from_slice::<Value>(body) {
        // Written anew: of members that stand twice each reader may take another one.
        Ok(value) => compare(subject, &value),
        Err(error) => assert!(seen.is_err() || error.to_string().contains("out of range"), "not JSON: {error}"),
    }
}

fn compare(subject: &Subject, value: &Value) {
    let text = value.to_string();
    let seen = Event::from_slice(subject.name, text.as_bytes());
    let valid = subject.validator.is_valid(value);
    match seen {
        Ok(event) => {
            assert!(valid, "{} accepts {text}", subject.name);
            let back = serde_json::to_value(&event).expect("what was read can be written");
            assert_eq!(same::difference(value, &back), None, "{} changes {text}", subject.name);
            let again = Event::from_slice(subject.name, back.to_string().as_bytes());
            assert!(again.is_ok_and(|again| again == event), "{} reads {text} otherwise", subject.name);
        }
        Err(violations) => assert!(!valid, "{} refuses {text}: {violations}", subject.name),
    }
}
