//! Random pairs of schemas: what is called compatible has no counterexample, and a schema in other words is no change.
//!
//! In comes a seed; out come failures. `HOOKWRIGHT_SEED` says which, `HOOKWRIGHT_CASES` how many pairs.

use hookwright_build::diff::Severity;
use hookwright_tests::sampler::Chance;
use serde_json::{Value, json};

use crate::trial::Pair;
use crate::{compare, rows};

/// Payloads for each pair.
const PAYLOADS: usize = 150;

fn wish(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn leaf(chance: &mut Chance) -> Value {
    let all = [
        json!({ "type": "string" }),
        json!({ "type": ["string", "null"] }),
        json!({ "type": "string", "enum": ["a", "b", "c"] }),
        json!({ "enum": ["a", "b", null, 1] }),
        json!({ "const": "a" }),
        json!({ "type": "string", "minLength": 1, "maxLength": 4 }),
        json!({ "type": "integer", "minimum": 0 }),
        json!({ "type": "number", "exclusiveMaximum": 10, "minimum": 0 }),
        json!({ "type": "boolean" }),
        json!({ "anyOf": [{ "type": "integer" }, { "type": "null" }] }),
        json!({ "$ref": "#/components/schemas/Node" }),
        json!({ "$ref": "#/components/schemas/Named" }),
        json!(true),
    ];
    chance.one(&all).cloned().unwrap_or_default()
}

fn schema(chance: &mut Chance, deep: usize) -> Value {
    if deep == 0 {
        return leaf(chance);
    }
    match chance.below(6) {
        0 | 1 => object(chance, deep),
        2 => json!({ "type": "array", "items": schema(chance, deep - 1), "minItems": chance.below(2) }),
        3 => json!({ "oneOf": [tagged("a", chance, deep), tagged("b", chance, deep)] }),
        4 => json!({ "allOf": [object(chance, deep), { "required": ["a"] }] }),
        _ => leaf(chance),
    }
}

fn object(chance: &mut Chance, deep: usize) -> Value {
    let mut made = json!({ "type": "object", "properties": {}, "required": [] });
    for name in ["a", "b", "c"] {
        if chance.percent(60) {
            made["properties"][name] = schema(chance, deep - 1);
            if let (true, Some(required)) = (chance.percent(50), made["required"].as_array_mut()) {
                required.push(json!(name));
            }
        }
    }
    if chance.percent(30) {
        made["additionalProperties"] = if chance.percent(50) { json!(false) } else { leaf(chance) };
    }
    made
}

fn tagged(tag: &str, chance: &mut Chance, deep: usize) -> Value {
    let mut made = object(chance, deep);
    made["properties"]["kind"] = json!({ "const": tag });
    made["required"] = json!(["kind"]);
    made
}

/// The schema with one change: a leaf that is another one, or a keyword that is gone.
fn changed(value: &mut Value, chance: &mut Chance) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let names: Vec<String> = map.keys().cloned().collect();
            let name = chance.one(&names).cloned().unwrap_or_default();
            let is_schema = ["items", "additionalProperties", "a", "b", "c"].contains(&name.as_str());
            match chance.below(4) {
                0 if name != "$ref" => drop(map.remove(&name)),
                1 if is_schema => drop(map.insert(name, leaf(chance))),
                _ => {
                    if let Some(below) = map.get_mut(&name) {
                        changed(below, chance);
                    }
                }
            }
        }
        Value::Array(list) if !list.is_empty() => {
            let at = chance.below(list.len());
            if list.len() > 1 && list[0].is_string() && chance.percent(50) {
                list.remove(at);
            } else {
                changed(&mut list[at], chance);
            }
        }
        Value::Number(number) => *value = json!(number.as_i64().unwrap_or(0) + 1),
        _ => {}
    }
}

#[test]
fn random_pairs_have_no_counterexample_that_is_not_said() {
    let (seed, cases) = (wish("HOOKWRIGHT_SEED", 1), wish("HOOKWRIGHT_CASES", 300));
    let (mut compatible, mut wrong) = (0, Vec::new());
    for case in 0..cases {
        let mut chance = Chance::new(seed, &format!("pair {case}"));
        let old =
            json!({ "type": "object", "required": ["v"], "properties": { "v": schema(&mut chance, 3) } });
        let mut new = old["properties"]["v"].clone();
        for _ in 0..=chance.below(3) {
            changed(&mut new, &mut chance);
        }
        let before = rows::write(&format!("random-{case}-old.yaml"), &old["properties"]["v"].to_string());
        let after = rows::write(&format!("random-{case}-new.yaml"), &new.to_string());
        let report = compare(&before, &after);
        if report.findings.iter().any(|finding| finding.strict >= Severity::Warning) {
            continue;
        }
        compatible += 1;
        if let Some(payload) = Pair::new(&before, &after).counterexample("it", "it", PAYLOADS) {
            wrong.push(format!("{}\n{new}\n{payload}", old["properties"]["v"]));
        }
    }
    println!("{compatible} of {cases} pairs are compatible");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(compatible * 5 > cases && compatible < cases, "{compatible} of {cases} are compatible: no test");
}
