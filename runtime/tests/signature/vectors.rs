//! The vendors' own vectors, where they are at hand.

use std::path::Path;

use hookwright::signature::{Scheme, SecretError, Signed, Verifier};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::at;

/// Cases that are judged otherwise than the strict reading says, with the reason. All are of the level `may`.
const OTHERWISE: &[(&str, &str)] = &[(
    "twilio/no-boundary-shift",
    "nothing stands between names and values: both requests sign the same bytes",
)];

fn cases(scheme: &Scheme) -> Option<Vec<serde_json::Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/signing/vectors");
    let text = std::fs::read_to_string(folder.join(format!("{}.json", scheme.name()))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// Whether the case is accepted; `None` where a feature is off that the scheme needs.
fn judged(scheme: &Scheme, case: &serde_json::Value) -> Option<bool> {
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
    let scheme = profile(scheme, &case["extra"]);
    let now = at(case["now"].as_u64().unwrap());
    match Verifier::new(scheme, secrets) {
        Err(SecretError::Feature) => None,
        verifier => Some(verifier.unwrap().verify(&request, now).is_ok()),
    }
}

/// What RFC 9421 leaves to the receiver.
#[cfg(feature = "asymmetric")]
fn profile(scheme: &Scheme, extra: &serde_json::Value) -> Scheme {
    use hookwright::signature::{MessageAlgorithm, MessageSignatures};
    let policy = &extra["policy"];
    if policy.is_null() {
        return scheme.clone();
    }
    let components =
        policy["required_components"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let mut profile = MessageSignatures::new()
        .components(components)
        .demand_digest(policy["require_body_digest"].as_bool().unwrap())
        .max_age(std::time::Duration::from_secs(policy["max_age"].as_u64().unwrap()))
        .algorithm(MessageAlgorithm::named(extra["alg"].as_str().unwrap()).unwrap());
    profile = policy["tag"].as_str().into_iter().fold(profile, MessageSignatures::tag);
    profile = policy["content-digest"].as_bool().into_iter().fold(profile, MessageSignatures::check_digest);
    let status = extra["response_status"].as_u64().and_then(|status| u16::try_from(status).ok());
    Scheme::message_signatures(status.into_iter().fold(profile, MessageSignatures::response))
}

#[cfg(not(feature = "asymmetric"))]
fn profile(scheme: &Scheme, _: &serde_json::Value) -> Scheme {
    scheme.clone()
}

#[test]
fn every_vector_is_judged_strictly() {
    let mut files = 0;
    let mut wrong = Vec::new();
    for scheme in Scheme::presets().filter_map(Scheme::preset) {
        let Some(cases) = cases(&scheme) else { continue };
        files += 1;
        assert!(cases.len() > 9);
        for case in &cases {
            let Some(accepted) = judged(&scheme, case) else { continue };
            let verdict = if accepted { "accept" } else { "reject" };
            let id = case["id"].as_str().unwrap();
            if verdict != case["strict"] && !OTHERWISE.iter().any(|(other, _)| *other == id) {
                wrong.push(format!("{id} ({}): {verdict}: {}", case["level"], case["why"]));
            }
        }
    }
    if files == 0 {
        println!("skipped: the vectors are not here");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
