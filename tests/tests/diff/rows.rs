//! One change at a time, each with what it is called.
//!
//! In come pairs of schemas and codes; out come failures. Each row is held against the validator in both directions: what
//! breaks has a witness, what does not has no counterexample.

use std::fs;
use std::path::{Path, PathBuf};

use hookwright_build::diff::Severity;

use crate::compare;
use crate::trial::Pair;

/// Old schema, new schema, what breaks strict readers, and what breaks them on the way back.
const ROWS: &[(&str, &str, &[&str], &[&str])] = &[
    ("{ type: string }", "{ type: [string] }", &[], &[]),
    ("{ type: string }", "{ type: integer }", &["type_changed"], &["type_changed"]),
    ("{ type: integer }", "{ type: number }", &["type_widened"], &[]),
    ("{ type: string }", "{ anyOf: [{ type: string }, { type: 'null' }] }", &["null_added"], &[]),
    ("{ type: [string, 'null'] }", "{ oneOf: [{ type: 'null' }, { type: string }] }", &[], &[]),
    ("{ type: [string, integer] }", "{ oneOf: [{ type: integer }, { type: string }] }", &[], &[]),
    ("{ const: a }", "{ enum: [a] }", &[], &[]),
    ("{ const: a }", "{ const: b }", &["const_changed"], &["const_changed"]),
    ("{ enum: [a, b] }", "{ oneOf: [{ const: b }, { const: a }] }", &[], &[]),
    ("{ type: string, maxLength: 2 }", "{ enum: [a, bbb] }", &["bound_loosened"], &["enum_opened"]),
    ("{ type: string, pattern: '^a' }", "{ enum: [a, ab] }", &[], &["enum_opened"]),
    ("{ type: string, pattern: '^a' }", "{ enum: [a, b] }", &["pattern_changed"], &["enum_opened"]),
    ("{ type: integer, minimum: 2 }", "{ enum: [2, 1] }", &["bound_loosened"], &["enum_opened"]),
    ("{ enum: [a, b] }", "{ enum: [b, c, a] }", &["enum_value_added"], &[]),
    ("{ type: string, enum: [a, b] }", "{ type: string }", &["enum_opened"], &[]),
    ("{ type: [string, 'null'], enum: [a, null] }", "{ anyOf: [{ const: a }, { type: 'null' }] }", &[], &[]),
    ("{ type: integer, minimum: 1 }", "{ type: integer, exclusiveMinimum: 0 }", &[], &[]),
    ("{ type: integer, minimum: 1 }", "{ type: integer, minimum: -1 }", &["bound_loosened"], &[]),
    ("{ type: number, maximum: 3 }", "{ type: number, exclusiveMaximum: 3 }", &[], &["bound_loosened"]),
    (
        "{ type: string, maxLength: 3 }",
        "{ allOf: [{ maxLength: 4 }, { maxLength: 3 }], type: string }",
        &[],
        &[],
    ),
    ("{ type: string, maxLength: 3 }", "{ type: string }", &["bound_loosened"], &[]),
    (
        "{ type: string, pattern: '^a$' }",
        "{ type: string, pattern: '^b$' }",
        &["pattern_changed"],
        &["pattern_changed"],
    ),
    ("{ type: array, items: { type: string } }", "{ type: array }", &["type_widened"], &[]),
    ("{ type: array, maxItems: 2 }", "{ type: array, maxItems: 2, minItems: 1 }", &[], &["bound_loosened"]),
    (
        "{ type: array, uniqueItems: true, items: { enum: [1, 2] } }",
        "{ type: array, items: { enum: [1, 2] } }",
        &["bound_loosened"],
        &[],
    ),
    (
        "{ type: array, prefixItems: [{ type: string }], minItems: 1 }",
        "{ type: array, prefixItems: [{ type: [string, integer] }], minItems: 1 }",
        &["type_widened"],
        &[],
    ),
    (
        "{ type: object, properties: { a: { type: string } } }",
        "{ type: object, required: [a], properties: { a: { type: string } } }",
        &[],
        &["field_optional"],
    ),
    (
        "{ type: object, required: [a], properties: { a: { type: string } } }",
        "{ type: object }",
        &["field_removed"],
        &[],
    ),
    (
        "{ type: object, additionalProperties: false }",
        "{ type: object, additionalProperties: false, properties: { a: { type: string } } }",
        &["closed_field_added"],
        &[],
    ),
    ("{ type: object, additionalProperties: false }", "{ type: object }", &["object_opened"], &[]),
    (
        "{ type: object, additionalProperties: { type: integer } }",
        "{ type: object, additionalProperties: { type: number } }",
        &["type_widened"],
        &[],
    ),
    (
        "{ type: object, required: [a], additionalProperties: { type: integer } }",
        "{ type: object, required: [a], properties: { a: { type: string } }, additionalProperties: { type: integer } }",
        &["type_changed"],
        &["type_changed"],
    ),
    (
        "{ type: object, properties: { a: {} }, unevaluatedProperties: false }",
        "{ type: object, properties: { a: true }, additionalProperties: false }",
        &[],
        &[],
    ),
    (
        "{ oneOf: [{ type: object, required: [k, a], properties: { k: { const: a } } }, { type: object, required: [k], properties: { k: { const: b } } }] }",
        "{ oneOf: [{ type: object, required: [k], properties: { k: { const: b } } }, { type: object, required: [k], properties: { k: { enum: [a] } } }] }",
        &["field_optional"],
        &[],
    ),
    (
        "{ oneOf: [{ type: object, required: [k], properties: { k: { const: a } } }, { type: object, required: [k], properties: { k: { const: b } } }] }",
        "{ oneOf: [{ type: object, required: [k], properties: { k: { const: b } } }, { type: object, required: [k], properties: { k: { const: c } } }, { type: object, required: [k], properties: { k: { const: a } } }] }",
        &["alternative_added"],
        &[],
    ),
    (
        "{ type: integer, multipleOf: 2 }",
        "{ type: integer, multipleOf: 3 }",
        &["condition_changed"],
        &["condition_changed"],
    ),
    ("{ enum: [x, y], not: { const: x } }", "{ enum: [x, y] }", &["condition_changed"], &[]),
    ("{ type: string, format: date }", "{ type: string }", &[], &[]),
    (
        "{ allOf: [{ $ref: '#/components/schemas/Named' }, { required: [b], properties: { b: { type: integer } } }] }",
        "{ type: object, required: [b, name], properties: { b: { type: integer }, name: { type: string } } }",
        &[],
        &[],
    ),
    (
        "{ $ref: '#/components/schemas/Node' }",
        "{ type: object, properties: { next: { $ref: '#/components/schemas/Node' } } }",
        &[],
        &[],
    ),
];

const DOCUMENT: &str = "openapi: 3.1.0
info: { title: Row, version: 1.0.0 }
webhooks:
  it:
    post:
      requestBody: { content: { application/json: { schema: { type: object, required: [v], properties: { v: SCHEMA } } } } }
      responses: { '204': { description: Noted. } }
components:
  schemas:
    Named: { type: object, required: [name], properties: { name: { type: string } } }
    Node: { type: object, properties: { next: { $ref: '#/components/schemas/Node' } } }
";

pub(crate) fn write(name: &str, schema: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-rows");
    fs::create_dir_all(&folder).expect("a folder of our own");
    let path = folder.join(name);
    fs::write(&path, DOCUMENT.replace("SCHEMA", schema)).expect("a folder of our own");
    path
}

fn check(old: &Path, new: &Path, expected: &[&str]) -> Result<(), String> {
    let report = compare(old, new);
    let bad = report.findings.iter().filter(|finding| finding.strict >= Severity::Warning);
    let mut codes: Vec<&str> = bad.map(|finding| finding.code.trim_start_matches("payload::")).collect();
    codes.sort_unstable();
    if codes != expected {
        return Err(format!("is {codes:?}: {:#?}", report.findings));
    }
    let pair = Pair::new(old, new);
    for finding in report.findings.iter().filter(|finding| finding.strict == Severity::Breaking) {
        if pair.witness(&report, finding).is_none() {
            return Err(format!("nothing shows {finding:#?}"));
        }
    }
    match pair.counterexample("it", "it", 1000).filter(|_| expected.is_empty()) {
        Some(payload) => Err(format!("is not compatible: {payload}")),
        None => Ok(()),
    }
}

#[test]
fn each_change_is_called_by_its_name() {
    let mut wrong = Vec::new();
    for (index, (old, new, there, back)) in ROWS.iter().enumerate() {
        let (before, after) =
            (write(&format!("{index}-old.yaml"), old), write(&format!("{index}-new.yaml"), new));
        for (result, direction) in [(check(&before, &after, there), "→"), (check(&after, &before, back), "←")]
        {
            if let Err(problem) = result {
                wrong.push(format!("{old} {direction} {new}: {problem}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
