//! Keys of callbacks that are no expressions: a warning that says what was meant, and a client that asks for the URL.

use hookwright_build::{Generated, Generator};
use hookwright_tests::{enter_workspace, shared};

fn generate(spec: &std::path::Path) -> Generated {
    Generator::new(spec).compile().unwrap_or_else(|error| panic!("{error}"))
}

/// How many methods of a client ask for the URL, and how many find it in the original request.
fn methods(made: &Generated) -> (usize, usize) {
    let client = &made.files["client.rs"];
    (client.matches("url: &str,").count(), client.matches("original: &").count())
}

#[test]
fn a_client_asks_for_the_url_that_no_expression_gives() {
    let root = enter_workspace();
    let made = generate(&root.join("specs/broken/callback_expression_forms.yaml"));
    assert_eq!(methods(&made), (5, 0));
    let warnings = made.findings.iter().filter(|found| found.code == "callback::expression").count();
    assert_eq!(warnings, 5);
    let good = generate(&root.join("specs/features/callbacks.yaml"));
    assert_eq!(methods(&good), (0, 2));
}

/// Documents of others with such keys: how many, and how many of them can be put right.
#[test]
fn keys_of_real_documents_are_judged() {
    let Some(shared) = shared() else { return };
    for (spec, wrong, mendable) in [
        // One of them is referred to twice.
        ("bandwidth/bandwidth.yml", 4, 3),
        ("3gpp/TS28532_FaultMnS.yaml", 9, 9),
        ("3gpp/TS29503_Nudm_SDM.yaml", 3, 3),
        ("3gpp/TS29508_Nsmf_EventExposure.yaml", 1, 1),
        ("3gpp/TS29522_TrafficInfluence.yaml", 2, 2),
        ("3gpp/TS29502_Nsmf_PDUSession.yaml", 0, 0),
        ("redoc-demo/openapi.yaml", 0, 0),
        ("figma/openapi.yaml", 0, 0),
    ] {
        let made = generate(&shared.join("corpus/specs").join(spec));
        let found: Vec<_> =
            made.findings.iter().filter(|found| found.code == "callback::expression").collect();
        let meant = found.iter().filter(|found| found.report.contains("did you mean")).count();
        assert_eq!((found.len(), meant), (wrong, mendable), "{spec}");
        assert!(methods(&made).0 >= wrong, "{spec}: the client asks for these URLs");
    }
}
