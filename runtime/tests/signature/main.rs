//! Signing and verifying: Standard Webhooks here, GitHub, secrets and the vendors' vectors beside it.

mod adyen;
mod github;
#[cfg(feature = "asymmetric")]
mod jws;
#[cfg(feature = "asymmetric")]
mod message;
mod presets;
mod secrets;
mod twilio;
mod vectors;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hookwright::signature::{
    Refusal, Scheme, SecretError, SignError, Signed, Signing, Unsigned, Verified, Verifier,
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
    let signed = signing.sign(&Unsigned::post(id, url, BODY), at(seconds)).unwrap();
    signed.into_iter().collect()
}

fn good() -> HeaderMap {
    headers(&Signing::standard_webhooks(SECRET).unwrap(), "msg_1", NOW)
}

fn verify(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<Verified<'static>, Refusal> {
    let request = Signed { headers, body, url: None, method: &Method::POST };
    verifier.verify(&request, at(NOW)).map(Verified::into_owned)
}

fn standard(headers: &HeaderMap) -> Result<Verified<'static>, Refusal> {
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

#[test]
fn what_is_signed_is_accepted_and_told() {
    let verified = standard(&good()).unwrap();
    assert_eq!(verified.id.as_deref(), Some("msg_1"));
    assert!(verified.id_is_signed);
    assert_eq!(verified.timestamp, Some(1_700_000_000));
    assert!(verified.signature_keys.is_empty() && verified.digest.is_none());
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
        "+1700000000",
        "-1700000000",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551616",
        "170000000000000000000000000000",
        "1700000000.0",
        "1.7e9",
        "0x1",
        "1700000000 ",
        " 1700000000",
        "yesterday",
        "1_700_000_000",
        "1700000000,1700000000",
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
        assert_eq!(standard(&headers), Err(Refusal::Missing { field: name }));
        assert_eq!(standard(&with(name, "")), Err(Refusal::Missing { field: name }));
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
        assert_eq!(standard(&headers), Err(Refusal::Malformed { field: name }));
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

/// `msg_1.<then>.<now>.5` is signed as the body `<now>.5` of long ago, and must not pass for the body `5` of now.
#[test]
fn the_front_of_a_body_is_never_a_timestamp() {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let (then, body) = (NOW - 1_000_000, format!("{NOW}.5"));
    let signed = signing.sign(&Unsigned::post("msg_1", "", body.as_bytes()), at(then)).unwrap();
    let mut headers: HeaderMap = signed.into_iter().collect();
    headers.insert(ID, format!("msg_1.{then}").parse().unwrap());
    headers.insert(TIMESTAMP, NOW.to_string().parse().unwrap());
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap();
    assert_eq!(verify(&verifier, &headers, b"5"), Err(Refusal::Malformed { field: ID }));
    assert_eq!(signing.sign(&Unsigned::post("a.1700000000", "", BODY), at(NOW)), Err(SignError::Id));
    assert!(signing.sign(&Unsigned::post("a.1", "", BODY), at(NOW)).is_ok());
}
