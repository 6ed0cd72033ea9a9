//! Samples by schema: that they cover our own documents whole, and that they are right where schemas are hard.
//!
//! In come `specs/` and the schemas of the JSON-Schema-Test-Suite; each sample must be valid and each broken value
//! refused, by a validator that shares nothing with what made them.

use hookwright::contract::sample::{Coverage, Schema, Schemas};
use hookwright_build::Generator;
use hookwright_tests::suite::groups;
use hookwright_tests::{documents, enter_workspace, shared};
use serde_json::Value;

/// Holds samples and broken values against the schema; what they cover.
fn tried(name: &str, schema: &Schema, seed: u64) -> Coverage {
    let samples = schema.samples(seed);
    for sample in &samples.list {
        assert!(schema.is_valid(&sample.value), "{name}: {}: {}", sample.name, sample.value);
    }
    for broken in schema.broken(seed) {
        let found = schema.violations(&broken.value);
        assert!(!found.is_empty(), "{name}: {}: {}", broken.name, broken.value);
        assert!(broken.value.pointer(&broken.pointer).is_some(), "{name}: {}", broken.name);
    }
    samples.coverage
}

/// The payloads of a document's events, with what they refer to.
fn payloads(path: &std::path::Path) -> Vec<(String, Schema)> {
    let contracts = Generator::new(path).contracts().unwrap_or_else(|error| panic!("{error}"));
    let mut found = Vec::new();
    for contract in contracts {
        let schemas = Schemas::new(Value::Object(contract.definitions));
        for event in contract.events {
            let Some(schema) = event.schema else { continue };
            let schema = schemas.schema(&schema).unwrap_or_else(|error| panic!("{}: {error}", event.name));
            found.push((event.name, schema));
        }
    }
    found
}

/// Bar of the project: 100 % of what can be reached, for every document of ours.
#[test]
fn our_own_documents_are_covered_whole() {
    enter_workspace();
    let mut whole = Coverage::default();
    for (name, path) in documents("specs").into_iter().chain(documents("specs/features")) {
        if !path.exists() || path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        let mut coverage = Coverage::default();
        for (event, schema) in payloads(&path) {
            coverage.add(&tried(&format!("{name} {event}"), &schema, 1));
        }
        assert!(coverage.missed.is_empty(), "{name}: {coverage}\n{:#?}", coverage.missed);
        whole.add(&coverage);
    }
    println!("{whole}; {} points that no value can hit", whole.unreachable.len());
    assert!(whole.all().reachable > 300, "the documents were read: {whole}");
    assert!(whole.unreachable.iter().all(|line| line.contains(": ")), "{:#?}", whole.unreachable);
}

/// Schemas of every keyword in hard places: no sample is wrong, no broken value is right, nothing panics.
#[test]
fn samples_of_hard_schemas_are_right() {
    let Some(shared) = shared() else { return };
    let dialect = shared.join("json-schema-test-suite/tests/draft2020-12");
    let (mut coverage, mut tried_schemas, mut empty) = (Coverage::default(), 0, 0);
    for group in groups(&dialect) {
        // The suite has numbers that need arbitrary precision, and schemas that need its server.
        let Ok(schema) = serde_json::from_str::<Value>(group.schema.get()) else { continue };
        let definitions = schema.get("$defs").cloned().unwrap_or_default();
        let Ok(schema) = Schemas::new(definitions).schema(&schema) else { continue };
        let name = format!("{} :: {}", group.file, group.description);
        for seed in 0..3 {
            let found = tried(&name, &schema, seed);
            if seed == 0 {
                coverage.add(&found);
                tried_schemas += 1;
                empty += usize::from(schema.samples(seed).list.is_empty());
            }
        }
    }
    println!("{tried_schemas} schemas, {empty} without a sample: {coverage}");
    println!("{:#?}", coverage.missed);
    assert!(tried_schemas > 400, "{tried_schemas} schemas were tried");
    assert!(coverage.percent() > 94.0, "{coverage}");
}
