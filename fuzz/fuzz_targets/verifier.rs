//! Requests to verdicts: nothing that was not signed is verified, and what was signed is.
//!
//! The first bytes choose the scheme, the time and what happens to a good request on its way; the
//! rest are headers, a line each, and behind an empty line the body.
#![no_main]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hookwright::signature::{Refusal, Scheme, Signed, Signing, Unsigned, Verifier};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

/// Good for schemes that want base64 and for those that take any text.
const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// Good for schemes that want hexadecimal, 32 bytes of it.
const HEXADECIMAL: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
/// A public key, for those that want one.
const PUBLIC: &str = r#"{"kty":"EC","crv":"P-256","kid":"k1","alg":"ES256","x":"bETYIScqxwKaEcxU4oG_oe_4jMAbSOhgAqEuT0W2gvM","y":"hUt1rHyJ-cJUySy5_XKxLmMXfUfE81egWEIQ-QgiaKg"}"#;
/// A topic, for the one that wants such.
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:orders";
const URL: &str = "https://example.com/hooks";

fuzz_target!(|data: &[u8]| {
    let [scheme, way, time, rest @ ..] = data else { return };
    let names: Vec<&str> = Scheme::presets().collect();
    let scheme = Scheme::preset(names[usize::from(*scheme) % names.len()]).expect("a preset");
    let Some(verifier) = [SECRET, HEXADECIMAL, PUBLIC, TOPIC]
        .into_iter()
        .find_map(|secret| Verifier::new(scheme.clone(), [secret]).ok())
    else {
        return;
    };
    let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000 + u64::from(*time) * 10);
    let at = rest.windows(2).position(|pair| pair == b"\n\n").unwrap_or(rest.len());
    let (head, body) = (&rest[..at], rest.get(at + 2..).unwrap_or_default());
    let headers = headers(head);
    // No key was used, so whatever stands there is no signature.
    assert!(!is_good(&verifier, &headers, body, now), "{} verifies a forgery", scheme.name());
    signed(&scheme, (*way, now), headers, body);
});

fn is_good(verifier: &Verifier, headers: &HeaderMap, body: &[u8], now: SystemTime) -> bool {
    let request = Signed { headers, body, url: Some(URL), method: &Method::POST };
    verifier.verify(&request, now).is_ok()
}

fn headers(head: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in head.split(|byte| *byte == b'\n').take(64) {
        let Some(at) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..at]);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(&line[at + 1..])) {
            headers.append(name, value);
        }
    }
    headers
}

/// A good request, as it is and with one change; headers of others stand beside it.
fn signed(
    scheme: &Scheme,
    (way, now): (u8, SystemTime),
    others: HeaderMap,
    body: &[u8],
) {
    // What these sign depends on headers that stand beside; theirs and the others' parsers are fuzzed by what is no
    // signature.
    if matches!(scheme.name(), "twilio" | "shopify") {
        return;
    }
    let Ok(signing) = Signing::new(scheme.clone(), [SECRET]) else { return };
    let good = Verifier::new(scheme.clone(), [SECRET]);
    let Ok(verifier) = &good else { return };
    let Ok(added) = signing.sign(&Unsigned::post("msg_1", URL, body), now) else { return };
    let mut headers = others;
    for (name, value) in &added {
        headers.insert(name.clone(), value.clone());
    }
    // A time in the body may be old, and a vendor's own headers may be missing; but what was signed matches.
    let request = Signed { headers: &headers, body, url: Some(URL), method: &Method::POST };
    match verifier.verify(&request, now) {
        Ok(_) => {}
        Err(Refusal::Mismatch) => panic!("{} refuses its own signature", scheme.name()),
        Err(_) => return,
    }
    let mut changed = body.to_vec();
    match way % 3 {
        0 => changed.push(way),
        1 if !changed.is_empty() => changed[usize::from(way) % body.len()] ^= 1,
        _ => {
            let (name, value) = &added[usize::from(way / 3) % added.len()];
            let mut bytes = value.as_bytes().to_vec();
            let at = usize::from(way) % bytes.len();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            // An id that is not signed may change, and hexadecimal digits have two cases.
            let matters = scheme.signs_id() || name.as_str().contains("signature");
            let Ok(value) = HeaderValue::from_bytes(&bytes) else { return };
            if !matters || bytes.eq_ignore_ascii_case(added[usize::from(way / 3) % added.len()].1.as_bytes())
            {
                return;
            }
            headers.insert(name.clone(), value);
        }
    }
    assert!(!is_good(verifier, &headers, &changed, now), "{} verifies a changed request", scheme.name());
}
