//! What a receiver demands beside a good signature.

use std::time::Duration;

use hookwright::signature::{
    MessageAlgorithm, MessageSignatures, Refusal, Scheme, Secret, Signed, Verifier, content_digest,
    verify_content_digest,
};
use http::{HeaderMap, HeaderValue};

use super::{Case, KEY, NOW, URL, at, lax};

const METHOD: &[(&str, &str)] = &[(r#""@method""#, "POST")];

fn timed(parameters: &str) -> Case {
    Case::new().profile(lax().max_age(Duration::from_secs(300))).signed(METHOD, parameters)
}

#[test]
fn a_signature_is_young_enough() {
    for created in [NOW, NOW - 300, NOW + 5] {
        let verified = timed(&format!(";created={created}")).accepted();
        assert_eq!(verified.timestamp, Some(i64::try_from(created).unwrap()));
    }
    for (parameters, code) in [
        (";created=1699999699", "signature::stale"),
        (";created=1700000006", "signature::future"),
        (";created=999999999999999", "signature::future"),
        (";created=-999999999999999", "signature::stale"),
        (";created=0", "signature::stale"),
        ("", "signature::missing"),
        (r#";created="1700000000""#, "signature::malformed"),
        (";created=1700000000.0", "signature::malformed"),
        (";created=@1700000000", "signature::malformed"),
        (";created", "signature::malformed"),
        (";created=1700000000;expires=1699999999", "signature::stale"),
        (";created=1700000000;expires=0", "signature::stale"),
        (";created=1700000000;expires=1700000001.5", "signature::malformed"),
        (r#";created=1700000000;expires="never""#, "signature::malformed"),
    ] {
        timed(parameters).refused(code);
    }
    timed(";created=1700000000;expires=1700000000").accepted();
    timed(";created=1700000000;expires=999999999999999").accepted();
}

#[test]
fn whoever_wants_no_age_still_heeds_expires_and_the_future() {
    let any = |parameters: &str| Case::new().signed(METHOD, parameters);
    assert_eq!(any("").accepted().timestamp, None);
    any(";created=1").accepted();
    any(";created=1700000400").refused("signature::future");
    any(";created=1;expires=2").refused("signature::stale");
}

#[test]
fn a_tolerance_holds_both_ways() {
    let judged = |created: u64, seconds: u64| {
        let case = timed(&format!(";created={created}"));
        let scheme = Scheme::message_signatures(case.profile.clone());
        let verifier = Verifier::new(scheme, [KEY]).unwrap().tolerance(Duration::from_secs(seconds));
        let request = Signed { headers: &case.headers, body: case.body, url: case.url, method: &case.method };
        verifier.verify(&request, case.now).map(drop)
    };
    assert_eq!(judged(NOW - 400, 400), Ok(()));
    assert_eq!(judged(NOW + 400, 400), Ok(()));
    assert_eq!(judged(NOW - 401, 400), Err(Refusal::Stale { seconds: 401 }));
    assert_eq!(judged(NOW + 401, 400), Err(Refusal::Future { seconds: 401 }));
    assert_eq!(judged(NOW + 1, 0), Err(Refusal::Future { seconds: 1 }));
    assert_eq!(judged(NOW - 401, u64::MAX), Ok(()));
}

#[test]
fn what_is_demanded_is_covered() {
    let demands = |names: &[&str]| lax().components(names.to_vec());
    let covered = &[(r#""@method""#, "POST"), (r#""x-shop""#, "7"), (r#""@query-param";name="shop""#, "1")];
    let sent = |profile| Case::new().with("x-shop", b"7").profile(profile).signed(covered, "");
    sent(demands(&["@method", "X-Shop", r#""@query-param";name="shop""#])).accepted();
    sent(demands(&[r#""x-shop""#])).accepted();
    for missing in [
        "@path",
        "x-other",
        r#""@query-param";name="other""#,
        r#""x-shop";bs"#,
        "@query-param",
        // No component at all: nothing can cover it.
        r#""x-shop"#,
        "x-caf\u{e9}",
    ] {
        sent(demands(&["@method", missing])).refused("signature::uncovered");
    }
    // One member is not the whole.
    let one = |key: &str| {
        Case::new().with("x-shop", b"a=1, b=2").profile(demands(&["x-shop"])).signed(&[(key, "1")], "")
    };
    one(r#""x-shop";key="a""#).refused("signature::uncovered");
    let whole = &[(r#""x-shop";sf"#, "a=1, b=2")];
    Case::new().with("x-shop", b"a=1,b=2").profile(demands(&["x-shop"])).signed(whole, "").accepted();
}

#[test]
fn the_algorithm_that_is_asked_for_is_the_keys() {
    let asked = |alg: &str| Case::new().signed(METHOD, alg);
    asked(r#";alg="hmac-sha256""#).accepted();
    asked(r#";alg="hmac-sha256""#).profile(lax().algorithm(MessageAlgorithm::HmacSha256)).accepted();
    for alg in
        ["ed25519", "ecdsa-p256-sha256", "rsa-pss-sha512", "rsa-v1_5-sha256", "HMAC-SHA256", "none", ""]
    {
        asked(&format!(";alg=\"{alg}\"")).refused("signature::algorithm");
    }
    asked(";alg=hmac-sha256").refused("signature::malformed");
    asked(";alg").refused("signature::malformed");
}

#[test]
fn the_key_is_chosen_by_its_id() {
    let other = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    let keyed =
        |parameters: &str, secrets: Vec<Secret>| Case { secrets, ..Case::new() }.signed(METHOD, parameters);
    let both = || vec![Secret::new(other).with_id("old"), Secret::new(KEY).with_id("new")];
    assert_eq!(keyed(r#";keyid="new""#, both()).accepted().secret.as_deref(), Some("new"));
    // A key that has an id wants to be named.
    keyed("", both()).refused("signature::unknown_key");
    keyed("", vec![Secret::new(other).with_id("old"), Secret::new(KEY)]).accepted();
    keyed(r#";keyid="old""#, both()).refused("signature::mismatch");
    keyed(r#";keyid="none""#, both()).refused("signature::unknown_key");
    keyed(r#";keyid="New""#, both()).refused("signature::unknown_key");
    keyed(";keyid=new", both()).refused("signature::malformed");
    // A key without an id fits any.
    keyed(r#";keyid="whatever""#, vec![Secret::new(other), Secret::new(KEY)]).accepted();
}

/// A request whose header `content-digest` is signed as it stands.
fn digested(value: &str, component: &str) -> Case {
    let case = Case::new();
    let line = if component.contains("key=") { value.split_once('=').unwrap().1 } else { value };
    case.with("content-digest", value.as_bytes()).signed(&[(component, line)], "")
}

#[test]
fn a_digest_that_is_signed_is_the_bodys() {
    let body = Case::new().body;
    let (right, wrong) = (content_digest(body), content_digest(b"other"));
    digested(&right, r#""content-digest""#).accepted();
    digested(&right, r#""content-digest";sf"#).accepted();
    digested(&right, r#""content-digest";key="sha-256""#).accepted();
    for component in [r#""content-digest""#, r#""content-digest";sf"#, r#""content-digest";key="sha-256""#] {
        digested(&wrong, component).refused("signature::digest");
    }
    digested("md5=:CY9rzUYh03PK3k6DJie09g==:", r#""content-digest""#).refused("signature::algorithm");
    // It is demanded, and neither covered nor there.
    let demands = lax().demand_digest(true);
    Case::new().profile(demands.clone()).signed(METHOD, "").refused("signature::uncovered");
    let unsigned = |value: &str| Case::new().with("content-digest", value.as_bytes()).signed(METHOD, "");
    unsigned(&right).profile(demands).refused("signature::uncovered");
    // Nobody signed it: it says nothing, unless it is to be looked at.
    unsigned(&wrong).accepted();
    unsigned(&wrong).profile(lax().check_digest(true)).refused("signature::digest");
    unsigned(&right).profile(lax().check_digest(true)).accepted();
    Case::new().profile(lax().check_digest(true)).signed(METHOD, "").accepted();
}

#[test]
fn digests_are_read_strictly() {
    let judged = |lines: &[&str]| {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("content-digest", HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        verify_content_digest(&headers, b"hello").map_err(|refusal| refusal.code())
    };
    let short = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:";
    let long =
        "sha-512=:m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==:";
    let unknown = "unixsum=:AAAA:, md5=:XUFAKrxLKna5cZ2REBfFkg==:";
    for lines in [
        &[short][..],
        &[long],
        &[short, long],
        &[unknown, short],
        &["a=::", short],
        &["sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:;note=1"],
    ] {
        assert_eq!(judged(lines), Ok(()), "{lines:?}");
    }
    let other = content_digest(b"other");
    for (lines, code) in [
        (&[][..], "signature::missing"),
        (&[""], "signature::missing"),
        (&[" "], "signature::missing"),
        (&[unknown], "signature::algorithm"),
        (&[&other], "signature::digest"),
        (&[&other, long], "signature::digest"),
        (&[long, &other], "signature::digest"),
        (&["sha-256=::"], "signature::digest"),
        (&["sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ:"], "signature::malformed"),
        (&["sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCR=:"], "signature::malformed"),
        (&["sha-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="], "signature::malformed"),
        (&["sha-256=\"LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\""], "signature::malformed"),
        (&["sha-256=(:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:)"], "signature::malformed"),
        (&["SHA-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"], "signature::malformed"),
        (&["sha-256"], "signature::malformed"),
        (&[short, "caf\u{e9}"], "signature::malformed"),
        (&[short, short], "signature::malformed"),
        (&[&other, short], "signature::malformed"),
    ] {
        assert_eq!(judged(lines), Err(code), "{lines:?}");
    }
}

#[test]
fn a_sender_covers_what_a_receiver_demands() {
    let profile = MessageSignatures::new()
        .components(["@method", "@target-uri", "x-shop", r#""@query-param";name="shop""#])
        .tag("webhook")
        .lifetime(Duration::from_secs(60))
        .nonce_is_id(true);
    let secrets = [Secret::new(KEY).with_id("k1")];
    let case = Case::new().with("x-shop", b"7").sent(&profile, &secrets);
    let verified = case.accepted();
    assert_eq!((verified.id.as_deref(), verified.id_is_signed), (Some("evt_1"), true));
    assert!(verified.signature_keys.is_empty() && verified.digest.is_none());
    let input = case.headers["signature-input"].to_str().unwrap();
    let expected = r#"sig1=("@method" "@target-uri" "x-shop" "@query-param";name="shop" "content-digest")"#;
    let parameters = r#";created=1700000000;expires=1700000060;nonce="evt_1";keyid="k1";tag="webhook""#;
    assert_eq!(input, format!("{expected}{parameters}"));
    Case { now: at(NOW + 61), ..case }.refused("signature::stale");
    // Without an id there is nothing to tell deliveries apart by.
    let bare = profile.clone().nonce_is_id(false);
    let case = Case::new().with("x-shop", b"7").sent(&bare, &secrets);
    let verified = case.accepted();
    assert!(verified.id.is_none() && verified.signature_keys.len() == 1 && verified.digest.is_some());
    case.profile(profile).refused("signature::missing");
}

#[test]
fn a_sender_refuses_what_no_receiver_would_take() {
    use hookwright::signature::{SignError, Signing, Unsigned};
    let sent = |profile: MessageSignatures, url: &str, id: &str| {
        let signing = Signing::new(Scheme::message_signatures(profile), [KEY]).unwrap();
        signing.sign(&Unsigned::post(id, url, b""), at(NOW)).map(drop)
    };
    assert_eq!(sent(MessageSignatures::new(), URL, ""), Ok(()));
    assert_eq!(sent(MessageSignatures::new(), "no url", ""), Err(SignError::Header));
    assert_eq!(sent(MessageSignatures::new().components(["x-absent"]), URL, ""), Err(SignError::Header));
    assert_eq!(sent(MessageSignatures::new().components(["\""]), URL, ""), Err(SignError::Header));
    assert_eq!(sent(MessageSignatures::new().nonce_is_id(true), URL, ""), Err(SignError::Id));
    assert_eq!(sent(MessageSignatures::new().nonce_is_id(true), URL, "caf\u{e9}"), Err(SignError::Id));
}
