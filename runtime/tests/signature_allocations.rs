//! Verifying with a shared key allocates nothing where it accepts: counted, not promised.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hookwright::signature::{Scheme, Secret, SecretError, Signed, Signing, Unsigned, Verifier};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const NOW: u64 = 1_700_000_000;
const URL: &str = "https://hooks.example.com/webhook";

/// Presets whose code has to hold something of its own: tokens, structured fields, sorted parameters, JSON trees, and
/// messages for key pairs, which ring takes in one piece.
const WITH_ALLOCATIONS: &[&str] = &[
    "twilio",
    "adyen-notification",
    "plaid",
    "messagebird-jwt",
    "jws-detached",
    "rfc9421",
    "discord",
    "sendgrid",
];

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn secret(name: &str) -> &'static str {
    match name {
        "adyen-header" => "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
        "standard-webhooks" | "svix" | "clerk" | "resend" | "openai" => {
            "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
        }
        _ => "a secret of text",
    }
}

/// Headers that stand beside those of the signature.
fn beside(name: &str) -> HeaderMap {
    let pairs: &[(&'static str, &'static str)] = match name {
        "hook0" => &[("x-event-id", "evt_1")],
        "shopify" => &[
            ("x-shopify-topic", "orders/create"),
            ("x-shopify-shop-domain", "shop.example"),
            ("x-shopify-api-version", "2026-10"),
        ],
        _ => &[],
    };
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect()
}

/// How often accepting a delivery allocates; `None` where this scheme can't sign with a shared key.
fn allocations(scheme: Scheme, secrets: &[&str]) -> Option<u64> {
    let signing = match Signing::new(scheme.clone(), [secrets[0]]) {
        Err(SecretError::Feature | SecretError::Unsupported | SecretError::Encoding) => return None,
        signing => signing.unwrap(),
    };
    let body = format!(r#"{{"webhookTimestamp":{NOW}000,"text":"{}"}}"#, "x".repeat(6000)).into_bytes();
    let beside = beside(scheme.name());
    let signing = signing.sign_headers(beside.keys().cloned());
    let unsigned = Unsigned { id: "evt_1", method: &Method::POST, url: URL, headers: &beside, body: &body };
    let added = signing.sign(&unsigned, at(NOW)).ok()?;
    let mut headers = beside.clone();
    headers.extend(added);
    let verifier = Verifier::new(scheme, secrets.iter().map(|secret| Secret::new(*secret))).unwrap();
    let request = Signed { headers: &headers, body: &body, url: Some(URL), method: &Method::POST };
    let mut accepted = false;
    let counted = allocation_counter::measure(|| accepted = verifier.verify(&request, at(NOW)).is_ok());
    assert!(accepted, "{:?}", verifier.scheme());
    Some(counted.count_total)
}

#[test]
fn accepting_allocates_nothing() {
    let mut counted = 0;
    for scheme in Scheme::presets().filter_map(Scheme::preset) {
        let name = scheme.name();
        if WITH_ALLOCATIONS.contains(&name) {
            continue;
        }
        let Some(allocations) = allocations(scheme, &[secret(name)]) else { continue };
        assert_eq!(allocations, 0, "{name}");
        counted += 1;
    }
    assert!(counted >= 28, "{counted}");
}

/// Secrets that rotate are two, and their names of signed bytes need no heap either.
#[test]
fn two_secrets_allocate_nothing() {
    assert_eq!(allocations(Scheme::github(), &["one", "two"]), Some(0));
    assert!(allocations(Scheme::github(), &["one", "two", "three"]).unwrap() > 0, "the counter counts");
}
