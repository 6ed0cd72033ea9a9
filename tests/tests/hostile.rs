//! Documents that lead in circles: the generator ends, and says what it could not do.

use hookwright_build::Generator;

fn generate(schemas: &str) -> hookwright_build::Generated {
    let folder =
        std::env::temp_dir().join(format!("hookwright-hostile-{}-{}", std::process::id(), schemas.len()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("circles.yaml");
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: Circles, version: '1' }}\nwebhooks:\n  turned:\n    post:\n      requestBody:\n        \
         content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/A' }} }} }}\n      \
         responses: {{ '204': {{ description: Noted. }} }}\ncomponents:\n  schemas:\n{schemas}"
    );
    std::fs::write(&path, text).expect("written");
    let made = Generator::new(&path).compile();
    std::fs::remove_dir_all(&folder).expect("removed");
    made.expect("generated")
}

#[test]
fn alternatives_that_lead_back_to_themselves_end() {
    for schemas in [
        "    A: { oneOf: [{ $ref: '#/components/schemas/A' }], properties: { a: { type: string } } }\n",
        "    A: { type: object, oneOf: [{ $ref: '#/components/schemas/A' }, { required: [b] }], properties: { b: {} } }\n",
        "    A: { oneOf: [{ $ref: '#/components/schemas/B' }], anyOf: [{ $ref: '#/components/schemas/B' }], allOf: [{ $ref: '#/components/schemas/B' }] }\n    B: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } }\n",
        "    A: { allOf: [{ $ref: '#/components/schemas/B' }, { properties: { n: { type: number } } }] }\n    B: { anyOf: [{ $ref: '#/components/schemas/A' }, { type: object }] }\n",
        "    A: { type: array, items: { $ref: '#/components/schemas/A' } }\n",
    ] {
        assert_eq!(generate(schemas).summary.events, 1, "{schemas}");
    }
}

#[test]
fn alternatives_that_multiply_become_raw_json() {
    let mut schemas = String::from("    A: { allOf: [");
    for name in 0..14 {
        schemas.push_str(&format!("{{ $ref: '#/components/schemas/P{name}' }}, "));
    }
    schemas.push_str("{ type: object }] }\n");
    for name in 0..14 {
        schemas.push_str(&format!(
            "    P{name}: {{ oneOf: [{{ properties: {{ a{name}: {{ type: string }} }}, required: [a{name}] }}, \
             {{ properties: {{ b{name}: {{ type: string }} }}, required: [b{name}] }}, {{ properties: {{ c{name}: {{}} }} }}] }}\n"
        ));
    }
    let made = generate(&schemas);
    assert!(made.findings.iter().any(|found| found.code == "schema::raw_json"));
}
