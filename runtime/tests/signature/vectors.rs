//! The vendors' own vectors, where they are at hand.

use std::path::Path;

use hookwright::signature::{Scheme, Signed, Verifier};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::at;

fn vectors(scheme: &Scheme) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/signing/vectors");
    let file = folder.join(format!("{}.json", scheme.name()));
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {} is not here", file.display());
        return;
    };
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert!(cases.len() > 10);
    for case in &cases {
        let verdict = if judged(scheme, case) { "accept" } else { "reject" };
        assert_eq!(verdict, case["strict"], "{}: {}", case["id"], case["why"]);
    }
}

fn judged(scheme: &Scheme, case: &serde_json::Value) -> bool {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let secrets: Vec<String> = case["secrets"].as_array().unwrap().iter().map(text).collect();
    let mut headers = HeaderMap::new();
    for pair in case["headers"].as_array().unwrap() {
        let name: HeaderName = text(&pair[0]).parse().unwrap();
        headers.append(name, HeaderValue::from_str(&text(&pair[1])).unwrap());
    }
    let body = match text(&case["body_encoding"]).as_str() {
        "base64" => <base64ct::Base64 as base64ct::Encoding>::decode_vec(&text(&case["body"])).unwrap(),
        _ => text(&case["body"]).into_bytes(),
    };
    let method = text(&case["method"]).parse().unwrap();
    let url = case["url"].as_str();
    let request = Signed { headers: &headers, body: &body, url, method: &method };
    let now = at(case["now"].as_u64().unwrap());
    Verifier::new(scheme.clone(), secrets).unwrap().verify(&request, now).is_ok()
}

#[test]
fn standard_webhooks_judges_every_vector_strictly() {
    vectors(&Scheme::standard_webhooks());
}

#[test]
fn github_judges_every_vector_strictly() {
    vectors(&Scheme::github());
}
