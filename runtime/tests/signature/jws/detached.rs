//! Detached signatures over a body (RFC 7515 appendix F, RFC 7797).

use hookwright::signature::{
    DetachedJws, Scheme, Secret, SecretError, SignError, Signing, Unsigned, Verifier,
};
use http::{HeaderMap, HeaderValue};

use super::{BODY, Case, NOW, URL, at, encoded, es256, hs256};

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const PLAIN: &str = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!("../../data/keys/", $name, ".pem"))
    };
}

/// A token over the body as it is, or in base64url.
fn token(header: &str, plain: bool) -> String {
    let header = encoded(header);
    let payload = if plain { BODY.to_vec() } else { encoded(BODY).into_bytes() };
    let message = [header.as_bytes(), b".", &payload].concat();
    format!("{header}..{}", encoded(hs256(KEY, &message)))
}

fn case(token: &str) -> Case {
    Case::new(Scheme::jws_detached(), &encoded(KEY), "x-jws-signature", token)
}

#[test]
fn both_forms_of_a_payload_are_signed() {
    let verified = case(&token(PLAIN, true)).accepted();
    assert!(verified.id.is_none() && verified.digest.is_some() && verified.signature_keys.len() == 1);
    case(&token(r#"{"alg":"HS256"}"#, false)).accepted();
    case(&token(r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#, false)).accepted();
    case(&token(r#"{"typ":"JOSE","alg":"HS256","cty":"json","other":[{}]}"#, false)).accepted();
    case(&token(PLAIN, false)).refused("signature::mismatch");
    case(&token(r#"{"alg":"HS256"}"#, true)).refused("signature::mismatch");
    for body in [&b""[..], b"a.b", b"\xff\x00\n", &[0; 100_000]] {
        let header = encoded(PLAIN);
        let made = hs256(KEY, &[header.as_bytes(), b".", body].concat());
        let token = format!("{header}..{}", encoded(made));
        Case { body: body.to_vec(), ..case(&token) }.accepted();
        case(&token).refused("signature::mismatch");
    }
}

#[test]
fn what_is_critical_is_understood() {
    for header in [
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":"HS256","b64":true}"#,
        r#"{"alg":"HS256","crit":["b64"]}"#,
        r#"{"alg":"HS256","crit":[],"b64":false}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":"b64","b64":false}"#,
        r#"{"alg":"HS256","crit":null}"#,
        r#"{"alg":"HS256","crit":["b64","b64"],"b64":false}"#,
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":["b64","exp"],"b64":false,"exp":1}"#,
        r#"{"alg":"HS256","crit":["alg"]}"#,
        r#"{"alg":"HS256","crit":[1],"b64":false}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":"false"}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":0}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":null}"#,
        // Two readers could read these in two ways.
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","b64":true,"b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","\u0061lg":"HS256"}"#,
        r#"{"alg":"HS256"}{}"#,
        r#"["HS256"]"#,
        r#"{"alg":1}"#,
        r#"{"alg":null}"#,
        r#"{"kid":"k"}"#,
        r#"{"alg":"HS256","kid":1}"#,
        "{}",
        "",
        "HS256",
    ] {
        for plain in [true, false] {
            case(&token(header, plain)).refused("signature::malformed");
        }
    }
}

#[test]
fn the_form_of_a_token_is_strict() {
    let good = token(PLAIN, true);
    let (header, signature) = good.split_once("..").unwrap();
    let attached = token(r#"{"alg":"HS256"}"#, false).replace("..", &format!(".{}.", encoded(BODY)));
    for other in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        format!("{header}."),
        format!("{header}.."),
        format!("{header}.{signature}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}="),
        format!("{header}=..{signature}"),
        format!("{good} "),
        format!(" {good}"),
        format!("{header}. .{signature}"),
        good.replace("..", ".e30."),
        format!("{header}..{}/", &signature[..signature.len() - 1]),
        format!("caf\u{e9}..{signature}"),
        attached,
        format!("{good}, {good}"),
        "a".repeat(200_000),
        ".".repeat(200_000),
        format!("{}..{signature}", encoded("[".repeat(100_000))),
    ] {
        let code = case(&other).verify().unwrap_err().code();
        assert!(matches!(code, "signature::malformed" | "signature::missing"), "{code}: {other}");
    }
    case(&format!("{good}A")).refused("signature::mismatch");
    // The same bytes, spelled with spare bits.
    let spare = format!("{}{}", &good[..good.len() - 1], char::from(good.as_bytes()[good.len() - 1] + 1));
    case(&spare).refused("signature::malformed");
    // Two headers, and none.
    let mut twice = case(&good);
    twice.headers.append("x-jws-signature", HeaderValue::from_str(&good).unwrap());
    twice.refused("signature::malformed");
    Case { headers: HeaderMap::new(), ..case(&good) }.refused("signature::missing");
    let mut bytes = case(&good);
    bytes.headers.insert("x-jws-signature", HeaderValue::from_bytes(b"\xff..\xff").unwrap());
    bytes.refused("signature::malformed");
}

#[test]
fn the_algorithm_is_the_keys() {
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS257"}"#,
        r#"{"alg":""}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"EdDSA"}"#,
    ] {
        case(&token(header, false)).refused("signature::algorithm");
    }
    // A public key that serves as the secret of an HMAC: the oldest of these attacks.
    let header = encoded(r#"{"alg":"HS256"}"#);
    let message = format!("{header}.{}", encoded(BODY));
    for (public, secret) in [(key!("rsa.pub"), key!("rsa.pub")), (key!("ec.pub"), key!("ec.pub"))] {
        let token = format!("{header}..{}", encoded(hs256(secret.as_bytes(), message.as_bytes())));
        Case { secrets: vec![Secret::new(public)], ..case(&token) }.refused("signature::algorithm");
    }
    // DER instead of `r‖s`, and another curve's name.
    let token = |alg: &str| {
        let header = encoded(format!(r#"{{"alg":"{alg}"}}"#));
        let made = es256(format!("{header}.{}", encoded(BODY)).as_bytes());
        format!("{header}..{}", encoded(made))
    };
    let by_pair = |token: &str| Case { secrets: vec![Secret::new(key!("ec.pub"))], ..case(token) };
    by_pair(&token("ES256")).accepted();
    by_pair(&token("ES384")).refused("signature::algorithm");
    by_pair(&token("ES256K")).refused("signature::algorithm");
}

#[test]
fn keys_are_chosen_by_their_ids() {
    let with_kid = |kid: &str| case(&token(&format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#), false));
    let other = encoded("another key, of any length at all");
    let both = || vec![Secret::new(other.as_str()).with_id("old"), Secret::new(encoded(KEY)).with_id("new")];
    let judged = |kid: &str| Case { secrets: both(), ..with_kid(kid) };
    assert_eq!(judged("new").accepted().secret.as_deref(), Some("new"));
    judged("old").refused("signature::mismatch");
    judged("none").refused("signature::unknown_key");
    let unnamed = Case { secrets: both(), ..case(&token(PLAIN, true)) };
    assert_eq!(unnamed.accepted().secret.as_deref(), Some("new"));
    // A JSON Web Key brings its own.
    let jwk = format!(r#"{{"kty":"oct","k":"{}","kid":"jwk","alg":"HS256"}}"#, encoded(KEY));
    let by_jwk = |kid: &str| Case { secrets: vec![Secret::new(jwk.as_str())], ..with_kid(kid) };
    assert_eq!(by_jwk("jwk").accepted().secret.as_deref(), Some("jwk"));
    by_jwk("other").refused("signature::unknown_key");
}

const PAIRS: [(&str, &str, &str); 12] = [
    ("ES256", key!("ec"), key!("ec.pub")),
    ("ES384", key!("ec384"), key!("ec384.pub")),
    ("EdDSA", key!("ed"), key!("ed.pub")),
    ("Ed25519", key!("ed"), key!("ed.pub")),
    ("RS256", key!("rsa"), key!("rsa.pub")),
    ("RS384", key!("rsa"), key!("rsa.pub")),
    ("RS512", key!("rsa"), key!("rsa.crt")),
    ("PS256", key!("rsa"), key!("rsa.pub")),
    ("PS384", key!("pss"), key!("pss.pub")),
    ("PS512", key!("pss"), key!("pss.pub")),
    ("HS384", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"),
    ("HS512", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
];

#[test]
fn every_algorithm_goes_both_ways_in_any_header() {
    for (name, private, public) in PAIRS {
        let scheme = Scheme::jws_detached_by(DetachedJws::new().header("x-shop").algorithm(name).unwrap());
        let signing = Signing::new(scheme.clone(), [Secret::new(private).with_id("k1")]).unwrap();
        let signed = signing.sign(&Unsigned::post("evt_1", URL, BODY), at(NOW)).unwrap();
        let (header, value) = &signed[0];
        assert_eq!((header.as_str(), signed.len()), ("x-shop", 1));
        let case =
            |secret: &str, scheme: Scheme| Case::new(scheme, secret, "x-shop", value.to_str().unwrap());
        case(public, scheme.clone()).accepted();
        // The other half verifies as well, and a scheme that leaves the algorithm open takes it from a key pair.
        case(private, scheme.clone()).accepted();
        let open = Scheme::jws_detached_by(DetachedJws::new().header("x-shop"));
        assert_eq!(case(public, open).verify().is_ok(), !name.starts_with("HS"), "{name}");
        for bit in (0..value.len() * 8).step_by(5) {
            let mut other = value.as_bytes().to_vec();
            other[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = HeaderValue::from_bytes(&other) else { continue };
            let mut changed_case = case(public, scheme.clone());
            changed_case.headers.insert("x-shop", changed);
            assert!(changed_case.verify().is_err(), "{name}: bit {bit}");
        }
    }
}

#[test]
fn keys_that_cannot_be_meant_are_refused_at_once() {
    let scheme = |name: &str| Scheme::jws_detached_by(DetachedJws::new().algorithm(name).unwrap());
    let shared = encoded(KEY);
    for (name, secret, error) in [
        ("ES256", shared.as_str(), SecretError::Encoding),
        ("HS256", key!("ec.pub"), SecretError::Encoding),
        ("ES256", key!("ec384.pub"), SecretError::Encoding),
        ("RS256", key!("pss.pub"), SecretError::Encoding),
        ("HS256", "", SecretError::Empty),
        ("HS256", "no base64!", SecretError::Encoding),
        ("HS512", r#"{"kty":"oct","k":"AAAA","alg":"HS256"}"#, SecretError::Encoding),
        // Base64 of a public key is no shared secret: everybody may know it.
        ("HS256", "MCowBQYDK2VwAyEAdOhIMsEH9v4XVqN/YWsdKRdP4DW2zw2EdTz3+X5BglI=", SecretError::Encoding),
    ] {
        assert_eq!(Verifier::new(scheme(name), [secret]).map(drop), Err(error), "{name} {secret}");
    }
    assert_eq!(Signing::new(scheme("ES256"), [key!("ec.pub")]).map(drop), Err(SecretError::Public));
    assert_eq!(Signing::new(scheme("HS256"), [&shared, &shared]).map(drop), Err(SecretError::Several));
    for name in ["none", "", "hs256", "ES512", "dir", "A128KW"] {
        assert!(DetachedJws::new().algorithm(name).is_none());
    }
    let odd = Scheme::jws_detached_by(DetachedJws::new().header("no header"));
    let signing = Signing::new(odd, [shared]).unwrap();
    assert_eq!(signing.sign(&Unsigned::post("", URL, BODY), at(NOW)), Err(SignError::Header));
}
