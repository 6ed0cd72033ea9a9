//! Samples and broken values by keyword.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

fn compiled(schema: &Value) -> Schema {
    Schemas::new(schema.get("$defs").cloned().unwrap_or_default()).schema(schema).expect("a schema")
}

/// Samples that are all valid and cover everything, and broken values that are all refused.
fn whole(schema: &Value) -> (Vec<Value>, Vec<Broken>) {
    let compiled = compiled(schema);
    let samples = compiled.samples(7);
    let shown: Vec<_> =
        samples.list.iter().map(|sample| format!("{}: {}", sample.name, sample.value)).collect();
    for sample in &samples.list {
        assert!(compiled.is_valid(&sample.value), "{schema}\n{}: {}", sample.name, sample.value);
    }
    assert!(samples.coverage.missed.is_empty(), "{schema}\n{:#?}\n{shown:#?}", samples.coverage.missed);
    let names: BTreeSet<&String> = samples.list.iter().map(|sample| &sample.name).collect();
    assert_eq!(names.len(), samples.list.len(), "{names:?}");
    let broken = compiled.broken(7);
    for broken in &broken {
        assert!(!compiled.is_valid(&broken.value), "{schema}\n{}: {}", broken.name, broken.value);
    }
    (samples.list.into_iter().map(|sample| sample.value).collect(), broken)
}

fn values(schema: &Value) -> Vec<Value> {
    whole(schema).0
}

/// Names of broken values whose only violation is the one that was meant.
fn alone(schema: &Value) -> Vec<String> {
    let (_, broken) = whole(schema);
    let compiled = compiled(schema);
    let meant = broken.into_iter().filter(|broken| {
        let found = compiled.violations(&broken.value);
        found.len() == 1 && found[0].pointer == broken.pointer && found[0].keyword == broken.keyword
    });
    meant.map(|broken| broken.name).collect()
}

#[test]
fn values_and_kinds_are_all_there() {
    let all = values(&json!({"type": "object", "required": ["a", "b"], "properties": {
        "a": {"enum": ["x", "y", null]}, "b": {"type": "boolean"}, "c": {"type": ["string", "null"]}, "d": {"const": 4}
    }}));
    for a in [json!("x"), json!("y"), Value::Null] {
        assert!(all.iter().any(|value| value["a"] == a), "{a}: {all:?}");
    }
    assert!(all.iter().any(|value| value["b"] == true) && all.iter().any(|value| value["b"] == false));
    assert!(all.iter().any(|value| value.get("c") == Some(&Value::Null)));
    assert!(all.iter().any(|value| value["c"].is_string()));
    assert!(all.iter().any(|value| value.get("c").is_none()));
    // Packed: as many as the widest place has alternatives, and the first two.
    assert!(all.len() <= 5, "{all:?}");
}

#[test]
fn bounds_of_numbers_are_met() {
    let all = values(
        &json!({"type": "array", "items": {"type": "integer", "minimum": 3, "maximum": 19, "multipleOf": 4}}),
    );
    let flat: BTreeSet<i64> =
        all.iter().flat_map(|list| list.as_array().expect("a list")).filter_map(Value::as_i64).collect();
    assert!(flat.contains(&4) && flat.contains(&16), "{flat:?}");
    values(&json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5}));
    values(&json!({"type": "number", "multipleOf": 0.01, "minimum": 1.005, "maximum": 99.999}));
    values(&json!({"type": "integer", "minimum": i64::MIN, "maximum": u64::MAX}));
    let names = alone(&json!({"type": "integer", "minimum": 3, "maximum": 19, "multipleOf": 4}));
    assert_eq!(names.len(), 5, "{names:?}");
}

#[test]
fn bounds_of_texts_are_met() {
    let all = values(&json!({"type": "string", "minLength": 2, "maxLength": 5}));
    let lengths: BTreeSet<usize> =
        all.iter().map(|text| text.as_str().expect("text").chars().count()).collect();
    assert!(lengths.contains(&2) && lengths.contains(&5));
    values(&json!({"type": "string", "pattern": "^[A-Z]{2}[0-9]+$", "minLength": 4, "maxLength": 9}));
    let names = alone(&json!({"type": "string", "pattern": "^[a-z]+$", "minLength": 4, "maxLength": 9}));
    assert_eq!(names.len(), 5, "{names:?}");
}

#[test]
fn what_is_too_large_is_left_out_with_a_reason() {
    let samples = compiled(&json!({"type": "string", "maxLength": 10_000_000})).samples(1);
    assert!(samples.coverage.unreachable[0].ends_with("too large"), "{:?}", samples.coverage);
    assert_eq!(samples.coverage.percent(), 100.0);
    let samples =
        compiled(&json!({"type": "array", "maxItems": 10_000_000, "items": {"type": "string"}})).samples(1);
    assert!(samples.coverage.unreachable[0].ends_with("too large"), "{:?}", samples.coverage);
}

#[test]
fn lists_are_empty_short_and_full() {
    let all = values(&json!({"type": "array", "items": {"type": "string"}, "maxItems": 5}));
    for count in [0, 1, 2, 5] {
        assert!(
            all.iter().any(|list| list.as_array().is_some_and(|list| list.len() == count)),
            "{count}: {all:?}"
        );
    }
    values(&json!({"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": true, "minItems": 2}));
    values(
        &json!({"type": "array", "items": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 1}}}, "uniqueItems": true, "maxItems": 12}),
    );
    values(
        &json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 1}),
    );
    values(
        &json!({"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 5}, "minContains": 2, "maxContains": 3}),
    );
    let names = alone(
        &json!({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3, "uniqueItems": true}),
    );
    for keyword in ["minItems", "maxItems", "uniqueItems", "type"] {
        assert!(names.iter().any(|name| name.starts_with(keyword)), "{keyword}: {names:?}");
    }
}

#[test]
fn members_are_there_and_are_not() {
    values(
        &json!({"type": "object", "minProperties": 1, "maxProperties": 3, "additionalProperties": {"type": "integer"}}),
    );
    values(
        &json!({"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "string"}}, "additionalProperties": false}),
    );
    values(
        &json!({"type": "object", "propertyNames": {"pattern": "^[a-z]{3}$"}, "additionalProperties": {"type": "boolean"}}),
    );
    values(
        &json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "dependentRequired": {"a": ["b"]}}),
    );
    values(
        &json!({"type": "object", "properties": {"a": true, "b": {"type": "string"}}, "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"minLength": 9}}}}}),
    );
    let schema = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "note": {"type": "string"}}, "additionalProperties": false});
    let names = alone(&schema);
    for name in [
        "required /id",
        "additionalProperties (body)",
        "type (body) = null",
        "type /id = null",
        "type /note = null",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
}

#[test]
fn every_branch_is_taken() {
    let all = values(&json!({"oneOf": [
        {"type": "object", "required": ["kind", "a"], "properties": {"kind": {"const": "a"}, "a": {"type": "string"}}},
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}, "b": {"type": "integer", "minimum": 2}}},
        {"type": "string", "enum": ["none", "all"]}
    ]}));
    assert!(
        all.iter().any(|value| value["kind"] == "a")
            && all.iter().any(|value| value["b"] == 2)
            && all.contains(&json!("all"))
    );
    values(
        &json!({"type": "object", "properties": {"k": {"enum": ["a", "b"]}, "n": {"type": "integer"}}, "required": ["k"],
        "if": {"properties": {"k": {"const": "a"}}}, "then": {"required": ["n"]}, "else": {"properties": {"n": false}}}),
    );
    values(
        &json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    );
    values(
        &json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    );
    values(
        &json!({"allOf": [{"oneOf": [{"minimum": 5}, {"maximum": 0}]}, {"anyOf": [{"multipleOf": 3}, {"multipleOf": 5}]}], "type": "integer"}),
    );
    values(&json!({"type": "string", "not": {"enum": ["text", "a"]}}));
}

#[test]
fn what_cannot_be_is_no_gap() {
    for (schema, count) in [
        (json!({"type": "object", "properties": {"never": false}}), 1),
        (json!({"oneOf": [{"type": "string"}, {"allOf": [{"type": "integer"}, {"type": "boolean"}]}]}), 1),
        (
            json!({"allOf": [{"properties": {"a": {"type": "string"}}}, {"required": ["a"]}], "type": "object"}),
            1,
        ),
        (json!({"allOf": [{"minimum": 3}, {"minimum": 5}], "type": "integer"}), 1),
        (json!({"oneOf": [{"type": "string", "maxLength": 3}, {"type": "string"}]}), 1),
        (json!({"type": "string", "enum": ["a", 7]}), 1),
        (json!(false), 0),
    ] {
        let samples = compiled(&schema).samples(3);
        assert!(samples.coverage.missed.is_empty(), "{schema}: {:?}", samples.coverage.missed);
        assert!(samples.coverage.unreachable.len() >= count, "{schema}: {:?}", samples.coverage.unreachable);
    }
}

#[test]
fn schemas_that_hold_themselves_come_to_an_end() {
    let tree = json!({"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"}, "left": {"$ref": "#/$defs/Tree"}, "rest": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}
    }}}});
    values(&tree);
    let endless = json!({"$ref": "#/$defs/E", "$defs": {"E": {"type": "object", "required": ["e"], "properties": {"e": {"$ref": "#/$defs/E"}}}}});
    assert!(compiled(&endless).samples(1).list.is_empty());
    let list = json!({"$ref": "#/$defs/L", "$defs": {"L": {"type": "array", "minItems": 1, "items": {"anyOf": [{"$ref": "#/$defs/L"}, {"type": "null"}]}}}});
    values(&list);
}

#[test]
fn the_same_seed_makes_the_same() {
    let schema = json!({"type": "object", "properties": {"a": {"enum": [1, 2, 3]}, "b": {"type": ["string", "null"]}}});
    let (one, other) = (compiled(&schema), compiled(&schema));
    assert_eq!(one.samples(5).list, other.samples(5).list);
    assert_eq!(one.broken(5), other.broken(5));
}

#[test]
fn definitions_are_shared_and_only_what_is_reached_is_compiled() {
    let schemas = Schemas::new(json!({
        "A": {"type": "object", "required": ["b"], "properties": {"b": {"$ref": "#/$defs/B~1b"}}},
        "B/b": {"type": "integer", "maximum": 3},
        "Bad": {"$ref": "#/$defs/Nowhere"}
    }));
    let schema = schemas.schema(&json!({"$ref": "#/$defs/A"})).expect("what is reached is whole");
    assert!(schema.is_valid(&json!({"b": 3})));
    let found = schema.violations(&json!({"b": 4}));
    assert_eq!((found[0].pointer.as_str(), found[0].keyword), ("/b", "maximum"));
    assert!(!found[0].message.contains('4'), "{}", found[0].message);
    assert!(schema.samples(1).list.iter().any(|sample| sample.value == json!({"b": 3})));
    assert!(schemas.schema(&json!({"$ref": "#/$defs/Bad"})).is_err());
}
