//! Tokens with claims about the request: Plaid's and MessageBird's.

use hookwright::signature::{Refusal, Scheme, Secret, SecretError, Verifier};

use super::{BODY, Case, NOW, URL, at, encoded, es256, hs256};

/// The public half of `data/keys/ec.pem`.
const PLAID: &str = r#"{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"k1","x":"9Dy_WXNv-kCTp_eEfRs5iyEPpj1HuAI_YNlEzvaVjp8","y":"aNenUsKHmA3igvi7gU6ko3Zi02Ra_kJ7GWDisKnUsU4","created_at":1560466143,"expired_at":null}"#;

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn plaid(header: &str, claims: &str) -> Case {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let token = format!("{message}.{}", encoded(es256(message.as_bytes())));
    Case::new(Scheme::plaid(), PLAID, "plaid-verification", &token)
}

const ES256: &str = r#"{"alg":"ES256","kid":"k1","typ":"JWT"}"#;

/// The claims of Plaid with the digest of the body.
fn claims(iat: &str) -> String {
    format!(r#"{{"iat":{iat},"request_body_sha256":"{}"}}"#, sha256(BODY))
}

#[test]
fn plaid_says_when_it_signed() {
    for iat in [NOW, NOW - 300, NOW + 5] {
        let verified = plaid(ES256, &claims(&iat.to_string())).accepted();
        assert_eq!(verified.timestamp, Some(i64::try_from(iat).unwrap()));
        assert!(verified.id.is_none() && verified.digest.is_some());
    }
    for (iat, code) in [
        ("1699999699", "signature::stale"),
        ("1700000006", "signature::future"),
        ("0", "signature::stale"),
        ("9223372036854775807", "signature::future"),
        ("9223372036854775808", "signature::claim"),
        ("-1", "signature::claim"),
        ("1700000000.0", "signature::claim"),
        ("1.7e9", "signature::claim"),
        ("\"1700000000\"", "signature::claim"),
        ("null", "signature::claim"),
        ("true", "signature::claim"),
        ("[1700000000]", "signature::claim"),
        ("01700000000", "signature::malformed"),
    ] {
        plaid(ES256, &claims(iat)).refused(code);
    }
}

#[test]
fn plaid_signs_the_digest_of_the_body() {
    let right = sha256(BODY);
    let with = |digest: &str| plaid(ES256, &format!(r#"{{"iat":{NOW},"request_body_sha256":{digest}}}"#));
    with(&format!("\"{right}\"")).accepted();
    for digest in [
        format!("\"{}\"", right.to_uppercase()),
        format!("\"{}\"", &right[..63]),
        format!("\"{right} \""),
        format!("[\"{right}\"]"),
        format!("\"{}\"", sha256(b"other")),
        "\"\"".to_owned(),
        "null".to_owned(),
    ] {
        with(&digest).refused("signature::claim");
    }
    plaid(ES256, &format!(r#"{{"iat":{NOW}}}"#)).refused("signature::claim");
    let twice = format!(r#"{{"iat":{NOW},"request_body_sha256":"","request_body_sha256":"{right}"}}"#);
    plaid(ES256, &twice).refused("signature::malformed");
    for body in [&b""[..], b"{\"id\":\"evt_1\"} ", b"{\"id\": \"evt_1\"}"] {
        let changed = Case { body: body.to_vec(), ..plaid(ES256, &claims(&NOW.to_string())) };
        changed.refused("signature::claim");
    }
    for claims in ["", "{}x", "[]", "1", "{", "\u{0}"] {
        assert!(plaid(ES256, claims).verify().is_err(), "{claims}");
    }
}

#[test]
fn plaid_signs_by_es256_and_a_key_that_is_named() {
    let claims = claims(&NOW.to_string());
    for (header, code) in [
        (r#"{"alg":"ES256"}"#, "signature::unknown_key"),
        (r#"{"alg":"ES256","kid":"k2"}"#, "signature::unknown_key"),
        (r#"{"alg":"ES256","kid":""}"#, "signature::unknown_key"),
        (r#"{"alg":"ES256","kid":1}"#, "signature::malformed"),
        (r#"{"alg":"HS256","kid":"k1"}"#, "signature::algorithm"),
        (r#"{"alg":"none","kid":"k1"}"#, "signature::algorithm"),
        (r#"{"alg":"ES384","kid":"k1"}"#, "signature::algorithm"),
        (r#"{"alg":"EdDSA","kid":"k1"}"#, "signature::algorithm"),
        (r#"{"alg":"ES256","kid":"k1","crit":["exp"],"exp":1}"#, "signature::malformed"),
        (r#"{"alg":"ES256","kid":"k1","crit":["b64"],"b64":false}"#, "signature::malformed"),
    ] {
        plaid(header, &claims).refused(code);
    }
    // A key that comes with the token is nobody's.
    let other = PLAID.replace("9Dy_", "9Dz_").replace("\"k1\"", "\"k9\"");
    let header = format!(r#"{{"alg":"ES256","kid":"k1","jwk":{other}}}"#);
    plaid(&header, &claims).accepted();
    let signed_by_ours = Case { secrets: vec![Secret::new(other)], ..plaid(&header, &claims) };
    signed_by_ours.refused("signature::unknown_key");
}

#[test]
fn a_key_of_plaid_expires() {
    let case = |expired: &str| {
        let key = PLAID.replace("\"expired_at\":null", &format!("\"expired_at\":{expired}"));
        Case { secrets: vec![Secret::new(key)], ..plaid(ES256, &claims(&NOW.to_string())) }
    };
    case("1700000000").accepted();
    case("1699999999").refused("signature::unknown_key");
    case("0").refused("signature::unknown_key");
    let verifier = |expired: &str| {
        let key = PLAID.replace("\"expired_at\":null", &format!("\"expired_at\":{expired}"));
        Verifier::new(Scheme::plaid(), [key]).map(drop)
    };
    for expired in ["\"2023\"", "-1", "1.5", "true"] {
        assert_eq!(verifier(expired), Err(SecretError::Encoding));
    }
    for (from, to) in [("P-256", "P-384"), ("ES256", "ES384"), ("\"EC\"", "\"OKP\""), ("9Dy_", "")] {
        assert_eq!(
            Verifier::new(Scheme::plaid(), [PLAID.replace(from, to)]).map(drop),
            Err(SecretError::Encoding)
        );
    }
    assert_eq!(
        Verifier::new(Scheme::plaid(), [r#"{"kty":"oct","k":"AAAA"}"#]).map(drop),
        Err(SecretError::Encoding)
    );
}

fn messagebird(claims: &str) -> Case {
    let message = format!("{}.{}", encoded(r#"{"alg":"HS256","typ":"JWT"}"#), encoded(claims));
    let token = format!("{message}.{}", encoded(hs256(b"a text", message.as_bytes())));
    Case::new(Scheme::messagebird_jwt(), "a text", "messagebird-signature-jwt", &token)
}

/// Claims of MessageBird, one of them another: what stands for `name` is written as it is, `""` leaves it out.
fn bird(name: &str, value: &str) -> String {
    let own = [
        ("iss", "\"MessageBird\"".to_owned()),
        ("nbf", (NOW - 10).to_string()),
        ("exp", (NOW + 50).to_string()),
        ("jti", "\"id-1\"".to_owned()),
        ("url_hash", format!("\"{}\"", sha256(URL.as_bytes()))),
        ("payload_hash", format!("\"{}\"", sha256(BODY))),
    ];
    let members = own.iter().map(|(own, text)| (*own, if *own == name { value } else { text.as_str() }));
    let members =
        members.filter(|(_, value)| !value.is_empty()).map(|(own, value)| format!("\"{own}\":{value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

#[test]
fn messagebird_signs_url_body_and_time() {
    let verified = messagebird(&bird("", "")).accepted();
    assert_eq!((verified.id.as_deref(), verified.id_is_signed), (Some("id-1"), true));
    assert_eq!(verified.timestamp, Some(1_699_999_990));
    for (name, value) in [
        ("iss", "\"messagebird\""),
        ("iss", "[\"MessageBird\"]"),
        ("iss", ""),
        ("url_hash", ""),
        ("url_hash", "\"\""),
        ("payload_hash", ""),
        ("payload_hash", "\"\""),
        ("payload_hash", "null"),
        ("jti", ""),
        ("jti", "1"),
        ("jti", "\"\""),
        ("nbf", ""),
        ("nbf", "\"1\""),
        ("exp", ""),
        ("exp", "1e12"),
    ] {
        messagebird(&bird(name, value)).refused("signature::claim");
    }
    let other_hash = format!("\"{}\"", sha256(b"other"));
    messagebird(&bird("url_hash", &other_hash)).refused("signature::claim");
    messagebird(&bird("payload_hash", &other_hash)).refused("signature::claim");
}

#[test]
fn messagebird_is_valid_for_a_while() {
    for (name, value, code) in [
        ("nbf", NOW + 5, None),
        ("nbf", NOW + 6, Some("signature::future")),
        ("nbf", u64::from(u32::MAX) * 1000, Some("signature::future")),
        ("exp", NOW, None),
        ("exp", NOW - 4, None),
        ("exp", NOW - 5, Some("signature::stale")),
        ("exp", 0, Some("signature::stale")),
    ] {
        let verdict = messagebird(&bird(name, &value.to_string())).verify().map(drop);
        assert_eq!(verdict.map_err(|refusal| refusal.code()).err(), code, "{name} {value}");
    }
    Case { now: at(0), ..messagebird(&bird("", "")) }.refused("signature::future");
}

#[test]
fn an_empty_body_has_no_digest_and_a_body_has_one() {
    let empty = |claims: &str| Case { body: Vec::new(), ..messagebird(claims) };
    empty(&bird("payload_hash", "")).accepted();
    empty(&bird("payload_hash", &format!("\"{}\"", sha256(b"")))).refused("signature::claim");
    empty(&bird("", "")).refused("signature::claim");
    Case { url: None, ..messagebird(&bird("", "")) }.refused("signature::no_url");
    let elsewhere =
        Case { url: Some("https://hooks.example.com/webhook?shop=2"), ..messagebird(&bird("", "")) };
    elsewhere.refused("signature::claim");
}

#[test]
fn messagebird_takes_its_key_as_text() {
    let case = Case { secrets: vec![Secret::new("a text ")], ..messagebird(&bird("", "")) };
    assert_eq!(case.verify().map(drop), Err(Refusal::Mismatch));
    let rotating = vec![Secret::new("another").with_id("old"), Secret::new("a text").with_id("new")];
    let case = Case { secrets: rotating, ..messagebird(&bird("", "")) };
    assert_eq!(case.accepted().secret.as_deref(), Some("new"));
    assert_eq!(Verifier::new(Scheme::messagebird_jwt(), [""]).map(drop), Err(SecretError::Empty));
    assert_eq!(Verifier::new(Scheme::messagebird_jwt(), [PLAID]).map(drop), Err(SecretError::Encoding));
}
