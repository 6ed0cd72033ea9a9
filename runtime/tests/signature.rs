//! Signing and verifying: the vendors' own vectors where they are at hand, and what needs no file.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hookwright::signature::{
    Refusal, Scheme, SecretError, SignError, Signed, Signing, Verified, Verifier,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const OLD: &str = "whsec_ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q=";
const BODY: &[u8] = br#"{"id":"evt_1"}"#;
const NOW: u64 = 1_700_000_000;
const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn headers(signing: &Signing, id: &str, seconds: u64) -> HeaderMap {
    let url = "https://hooks.example.com/";
    let signed = signing.sign(id, at(seconds), &Method::POST, url, BODY).unwrap();
    signed.into_iter().collect()
}

fn good() -> HeaderMap {
    headers(&Signing::standard_webhooks(SECRET).unwrap(), "msg_1", NOW)
}

fn verify(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<Verified, Refusal> {
    let request = Signed { headers, body, url: None, method: &Method::POST };
    verifier.verify(&request, at(NOW))
}

fn standard(headers: &HeaderMap) -> Result<Verified, Refusal> {
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap();
    verify(&verifier, headers, BODY)
}

fn code(headers: &HeaderMap) -> &'static str {
    standard(headers).unwrap_err().code()
}

fn with(name: &'static str, value: &str) -> HeaderMap {
    let mut headers = good();
    headers.insert(name, HeaderValue::from_str(value).unwrap());
    headers
}

// ---- vendors' vectors ----

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

// ---- Standard Webhooks ----

#[test]
fn what_is_signed_is_accepted_and_told() {
    let verified = standard(&good()).unwrap();
    assert_eq!(verified.id.as_deref(), Some("msg_1"));
    assert!(verified.id_is_signed);
    assert_eq!(verified.timestamp, Some(1_700_000_000));
    assert_eq!(verified.signature_key, None);
}

#[test]
fn every_signed_part_is_covered() {
    assert_eq!(code(&with(ID, "msg_2")), "signature::mismatch");
    assert_eq!(code(&with(TIMESTAMP, "1700000001")), "signature::mismatch");
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap();
    for at in 0..BODY.len() {
        let mut body = BODY.to_vec();
        body[at] ^= 1;
        assert_eq!(verify(&verifier, &good(), &body), Err(Refusal::Mismatch));
    }
    assert_eq!(verify(&verifier, &good(), b""), Err(Refusal::Mismatch));
}

#[test]
fn every_flipped_character_of_a_signature_is_refused() {
    let signature = good()[SIGNATURE].to_str().unwrap().to_owned();
    for at in 0..signature.len() {
        let mut forged = signature.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert!(standard(&with(SIGNATURE, &forged)).is_err(), "{forged}");
    }
}

#[test]
fn freshness_is_inclusive_on_both_sides() {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    for seconds in [NOW - 300, NOW, NOW + 300] {
        assert!(standard(&headers(&signing, "msg_1", seconds)).is_ok());
    }
    let stale = standard(&headers(&signing, "msg_1", NOW - 301));
    assert_eq!(stale, Err(Refusal::Stale { seconds: 301 }));
    let future = standard(&headers(&signing, "msg_1", NOW + 301));
    assert_eq!(future, Err(Refusal::Future { seconds: 301 }));
}

#[test]
fn the_tolerance_can_be_set() {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap();
    let narrow = verifier.clone().tolerance(Duration::from_secs(5));
    let wide = verifier.tolerance(Duration::from_secs(u64::MAX));
    let early = headers(&signing, "msg_1", NOW - 6);
    assert_eq!(verify(&narrow, &early, BODY).unwrap_err().code(), "signature::stale");
    assert!(verify(&wide, &headers(&signing, "msg_1", 0), BODY).is_ok());
}

#[test]
fn timestamps_that_are_no_numbers_are_refused_without_a_panic() {
    for text in [
        "+1700000000", "-1700000000", "-9223372036854775808", "9223372036854775808",
        "18446744073709551616", "170000000000000000000000000000", "1700000000.0", "1.7e9", "0x1",
        "1700000000 ", " 1700000000", "yesterday", "1_700_000_000", "1700000000,1700000000",
    ] {
        assert_eq!(code(&with(TIMESTAMP, text)), "signature::malformed", "{text}");
    }
    let arabic = HeaderValue::from_bytes("١٧٠".as_bytes()).unwrap();
    let mut headers = good();
    headers.insert(TIMESTAMP, arabic);
    assert_eq!(code(&headers), "signature::malformed");
}

#[test]
fn the_ends_of_time_are_compared_without_overflow() {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap();
    let last = headers(&signing, "msg_1", i64::MAX as u64);
    assert_eq!(last[TIMESTAMP], "9223372036854775807");
    let request = Signed { headers: &last, body: BODY, url: None, method: &Method::POST };
    let before = UNIX_EPOCH - Duration::from_secs(1_000);
    let refusal = verifier.verify(&request, before).unwrap_err();
    assert_eq!(refusal.code(), "signature::future");
}

#[test]
fn absent_and_empty_headers_are_missing() {
    for name in [ID, TIMESTAMP, SIGNATURE] {
        let mut headers = good();
        headers.remove(name);
        assert_eq!(standard(&headers), Err(Refusal::Missing { header: name }));
        assert_eq!(standard(&with(name, "")), Err(Refusal::Missing { header: name }));
    }
}

#[test]
fn signatures_in_another_form_are_malformed() {
    let right = good()[SIGNATURE].to_str().unwrap().trim_start_matches("v1,").to_owned();
    let unpadded = format!("v1,{}", right.trim_end_matches('='));
    let forms = ["v1", "v1,", "v1,,", " ", "garbage", &right, &unpadded];
    for form in forms {
        assert_eq!(code(&with(SIGNATURE, form)), "signature::malformed", "{form}");
    }
    for version in ["v2", "v1a", "V1", "v01"] {
        let form = format!("{version},{right}");
        assert_eq!(code(&with(SIGNATURE, &form)), "signature::malformed", "{form}");
    }
    let truncated = "v1,AAAA";
    assert_eq!(code(&with(SIGNATURE, truncated)), "signature::mismatch");
}

#[test]
fn one_good_entry_in_the_list_is_enough() {
    let right = good()[SIGNATURE].to_str().unwrap().to_owned();
    for list in [
        format!("{right} garbage"),
        format!("garbage {right}"),
        format!("v1a,AAAA v1,AAAA  {right}"),
        format!("v1,!!!! v9 {right} {right}"),
    ] {
        assert!(standard(&with(SIGNATURE, &list)).is_ok(), "{list}");
    }
}

#[test]
fn several_signature_headers_are_one_list_but_id_and_time_stand_once() {
    let mut headers = good();
    let right = headers.insert(SIGNATURE, HeaderValue::from_static("v1,AAAA")).unwrap();
    headers.append(SIGNATURE, HeaderValue::from_bytes(b"\xff").unwrap());
    headers.append(SIGNATURE, right);
    assert!(standard(&headers).is_ok());
    for (name, value) in [(ID, "msg_1"), (ID, "msg_2"), (TIMESTAMP, "1700000000")] {
        let mut headers = good();
        headers.append(name, HeaderValue::from_static(value));
        assert_eq!(standard(&headers), Err(Refusal::Malformed { header: name }));
    }
}

#[test]
fn secrets_rotate_on_both_sides() {
    let both = Signing::new(Scheme::standard_webhooks(), [SECRET, OLD]).unwrap();
    let both = headers(&both, "msg_1", NOW);
    assert_eq!(both[SIGNATURE].to_str().unwrap().split(' ').count(), 2);
    for known in [vec![SECRET], vec![OLD], vec![OLD, SECRET]] {
        let verifier = Verifier::new(Scheme::standard_webhooks(), known).unwrap();
        assert!(verify(&verifier, &both, BODY).is_ok());
    }
    let old = headers(&Signing::standard_webhooks(OLD).unwrap(), "msg_1", NOW);
    assert_eq!(standard(&old), Err(Refusal::Mismatch));
}

#[test]
fn the_prefix_of_a_secret_is_optional() {
    let bare = SECRET.strip_prefix("whsec_").unwrap();
    let verifier = Verifier::new(Scheme::standard_webhooks(), [bare]).unwrap();
    assert!(verify(&verifier, &good(), BODY).is_ok());
}

// ---- GitHub ----

fn github(secret: &str, id: &str) -> HeaderMap {
    headers(&Signing::github(secret).unwrap(), id, NOW)
}

#[test]
fn a_replay_under_a_new_id_keeps_its_signature_key() {
    let verifier = Verifier::new(Scheme::github(), ["new", "old"]).unwrap();
    let first = verify(&verifier, &github("new", "delivery-1"), BODY).unwrap();
    let replay = verify(&verifier, &github("new", "delivery-2"), BODY).unwrap();
    assert!(!first.id_is_signed);
    assert_ne!(first.id, replay.id);
    assert!(first.signature_key.is_some());
    assert_eq!(first.signature_key, replay.signature_key);
    // Also where it was captured under the other secret.
    let other = verify(&verifier, &github("old", "delivery-3"), BODY).unwrap();
    assert_eq!(first.signature_key, other.signature_key);
}

#[test]
fn the_id_of_github_may_be_absent_and_the_hex_has_one_spelling() {
    let verifier = Verifier::new(Scheme::github(), ["secret"]).unwrap();
    let mut headers = github("secret", "delivery-1");
    headers.remove("x-github-delivery");
    assert_eq!(verify(&verifier, &headers, BODY).unwrap().id, None);
    let right = headers["x-hub-signature-256"].to_str().unwrap().to_owned();
    let hex = right.trim_start_matches("sha256=");
    for wrong in [
        format!("sha256={}", hex.to_uppercase()),
        format!("sha256={hex}0"),
        format!("sha256= {hex}"),
        format!(" {right}"),
        format!("{right}, {right}"),
        format!("sha1={hex}"),
        "sha256=".to_owned(),
        "sha256=é".to_owned(),
        hex.to_owned(),
    ] {
        headers.insert("x-hub-signature-256", HeaderValue::from_bytes(wrong.as_bytes()).unwrap());
        let refusal = verify(&verifier, &headers, BODY).unwrap_err();
        assert_eq!(refusal.code(), "signature::malformed", "{wrong}");
    }
    let cut = HeaderValue::from_str(&right[..right.len() - 2]).unwrap();
    headers.insert("x-hub-signature-256", cut);
    assert_eq!(verify(&verifier, &headers, BODY), Err(Refusal::Mismatch));
}

#[test]
fn the_digest_in_githubs_documentation_is_made() {
    let signing = Signing::github("It's a Secret to Everybody").unwrap();
    let url = "https://hooks.example.com/";
    let signed = signing.sign("id", at(NOW), &Method::POST, url, b"Hello, World!").unwrap();
    let signed: HeaderMap = signed.into_iter().collect();
    assert_eq!(
        signed["x-hub-signature-256"],
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
    assert_eq!(signed["x-github-delivery"], "id");
}

// ---- secrets and what can't be signed ----

#[test]
fn bad_secrets_are_refused_and_never_shown() {
    let none: [&str; 0] = [];
    let standard = Scheme::standard_webhooks;
    assert_eq!(Verifier::new(standard(), none).unwrap_err(), SecretError::None);
    assert_eq!(Verifier::new(standard(), [""]).unwrap_err(), SecretError::Empty);
    assert_eq!(Verifier::new(standard(), ["whsec_"]).unwrap_err(), SecretError::Empty);
    assert_eq!(Verifier::new(Scheme::github(), [""]).unwrap_err(), SecretError::Empty);
    assert_eq!(Verifier::new(Scheme::github(), ["good", ""]).unwrap_err(), SecretError::Empty);
    for wrong in ["whsec_hunter2!", "whsec_hunter2", "hunter2\n", " whsec_AQID"] {
        let error = Verifier::new(standard(), [SECRET, wrong]).unwrap_err();
        assert_eq!(error, SecretError::Encoding);
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    let verifier = Verifier::new(Scheme::github(), ["hunter2"]).unwrap();
    let signing = Signing::github("hunter2").unwrap();
    let shown = format!("{verifier:?} {signing:?}");
    assert!(!shown.contains("hunter2") && shown.contains("github"), "{shown}");
    // Nor as bytes: "hunter2" in decimal.
    assert!(!shown.contains("104, 117"), "{shown}");
}

#[test]
fn a_scheme_with_one_signature_signs_with_one_secret() {
    let error = Signing::new(Scheme::github(), ["a", "b"]).unwrap_err();
    assert_eq!(error, SecretError::Several);
}

#[test]
fn ids_and_times_that_cannot_travel_are_errors() {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let sign = |id: &str, now| signing.sign(id, now, &Method::POST, "", BODY);
    for id in ["", " ", "a b", "a\r\nb", "é", "a\u{7f}"] {
        assert_eq!(sign(id, at(NOW)).unwrap_err(), SignError::Id, "{id:?}");
    }
    let early = UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(sign("id", early).unwrap_err(), SignError::Time);
    let unsigned = Signing::unsigned().sign("", early, &Method::POST, "", BODY).unwrap();
    assert!(unsigned.is_empty());
}

#[test]
fn presets_are_found_by_name() {
    for name in Scheme::presets() {
        assert_eq!(Scheme::preset(name).unwrap().name(), name);
    }
    assert_eq!(Scheme::preset("Standard-Webhooks"), None);
    assert!(Scheme::standard_webhooks().signs_id());
    assert!(!Scheme::github().signs_id());
}
