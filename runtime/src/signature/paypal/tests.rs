//! PayPal's deliveries, signed by other software (`tests/data/certificates`).

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::signature::{PayPal, Refusal, Scheme, SecretError, Served, Signed, Verified, Verifier};

const ROOT: &str = include_str!("../../../tests/data/certificates/root.pem");
const BETWEEN: &str = include_str!("../../../tests/data/certificates/inter.pem");
const LEAF: &str = include_str!("../../../tests/data/certificates/paypal.pem");
const BODY: &[u8] = include_bytes!("../../../tests/data/certificates/paypal.json");
const SIGNATURE: &str = include_str!("../../../tests/data/certificates/paypal.sig");
const WEBHOOK: &str = "1JE4291016473214C";
const ID: &str = "69cd13f0-d67a-11e5-baa3-778b53f4ae55";
const URL: &str = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77";
const NOW: u64 = 1_700_000_000;

/// Nothing here waits.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn headers() -> HeaderMap {
    let pairs = [
        ("paypal-transmission-id", ID),
        ("paypal-transmission-time", "2023-11-14T22:13:20Z"),
        ("paypal-transmission-sig", SIGNATURE),
        ("paypal-cert-url", URL),
        ("paypal-auth-algo", "SHA256withRSA"),
    ];
    pairs
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .into_iter()
        .collect()
}

fn with(name: &'static str, value: &str) -> HeaderMap {
    let mut headers = headers();
    headers.insert(name, value.parse().unwrap());
    headers
}

fn trusting(root: &str) -> Scheme {
    Scheme::paypal_by(PayPal::default().roots_pem(root).unwrap())
}

fn verifier(webhooks: &[&str]) -> Verifier {
    Verifier::new(trusting(ROOT), webhooks).unwrap()
}

fn chain(leaf: &str) -> String {
    [leaf, BETWEEN].concat()
}

fn judge(
    verifier: &Verifier,
    headers: &HeaderMap,
    body: &[u8],
    pem: &str,
    now: u64,
) -> Result<Verified<'static>, Refusal> {
    let request = Signed { headers, body, url: None, method: &Method::POST };
    let verifier = verifier.clone().fetcher(Served::default().otherwise(pem.to_owned()));
    at_once(verifier.prepare(&request, at(now)))?;
    verifier.verify(&request, at(now)).map(Verified::into_owned)
}

fn verdict(headers: &HeaderMap, body: &[u8], pem: &str) -> Result<Verified<'static>, Refusal> {
    judge(&verifier(&["another", WEBHOOK]), headers, body, pem, NOW)
}

fn by(leaf: &str) -> Result<Verified<'static>, Refusal> {
    verdict(&headers(), BODY, &chain(leaf))
}

#[test]
fn what_is_signed_is_accepted_and_told() {
    let verified = by(LEAF).unwrap();
    assert_eq!(verified.id.as_deref(), Some(ID));
    assert!(verified.id_is_signed && verified.signature_keys.is_empty());
    assert_eq!(verified.timestamp, Some(1_700_000_000));
    let request = Signed { headers: &headers(), body: BODY, url: None, method: &Method::POST };
    let lonely = verifier(&[WEBHOOK]);
    assert_eq!(at_once(lonely.prepare(&request, at(NOW))), Err(Refusal::Unavailable));
    assert_eq!(lonely.verify(&request, at(NOW)), Err(Refusal::Unavailable));
    let served = lonely.fetcher(Served::default().with(URL, chain(LEAF)));
    assert_eq!(served.verify(&request, at(NOW)), Err(Refusal::Unavailable), "nothing was prepared");
    assert_eq!(at_once(served.prepare(&request, at(NOW))), Ok(()));
    assert!(served.verify(&request, at(NOW)).is_ok());
}

#[test]
fn every_signed_part_is_covered() {
    assert_eq!(verdict(&headers(), b"", &chain(LEAF)), Err(Refusal::Mismatch));
    for bit in 0..BODY.len() * 8 {
        let mut body = BODY.to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verdict(&headers(), &body, &chain(LEAF)), Err(Refusal::Mismatch));
    }
    for (name, value) in [
        ("paypal-transmission-id", "69cd13f0-d67a-11e5-baa3-778b53f4ae56"),
        ("paypal-transmission-time", "2023-11-14T22:13:21Z"),
        ("paypal-transmission-time", "2023-11-14T22:13:20.0Z"),
        ("paypal-auth-algo", "SHA512withRSA"),
    ] {
        assert_eq!(verdict(&with(name, value), BODY, &chain(LEAF)), Err(Refusal::Mismatch), "{value}");
    }
    let other = judge(&verifier(&["2JE4291016473214C"]), &headers(), BODY, &chain(LEAF), NOW);
    assert_eq!(other, Err(Refusal::Mismatch));
}

#[test]
fn every_flipped_character_of_the_signature_is_refused() {
    for at in 0..SIGNATURE.len() {
        let mut forged = SIGNATURE.as_bytes().to_vec();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = with("paypal-transmission-sig", std::str::from_utf8(&forged).unwrap());
        assert!(verdict(&forged, BODY, &chain(LEAF)).is_err());
    }
}

#[test]
fn headers_stand_once_and_in_their_form() {
    for name in [
        "paypal-transmission-id",
        "paypal-transmission-time",
        "paypal-transmission-sig",
        "paypal-cert-url",
        "paypal-auth-algo",
    ] {
        let mut missing = headers();
        let value = missing.remove(name).unwrap();
        assert_eq!(verdict(&missing, BODY, &chain(LEAF)), Err(Refusal::Missing { field: name }));
        assert_eq!(verdict(&with(name, ""), BODY, &chain(LEAF)), Err(Refusal::Missing { field: name }));
        let mut twice = headers();
        twice.append(name, value);
        assert_eq!(verdict(&twice, BODY, &chain(LEAF)), Err(Refusal::Malformed { field: name }));
    }
    let unpadded = SIGNATURE.trim_end_matches('=');
    let url_safe = SIGNATURE.replace('+', "-").replace('/', "_");
    for signature in [unpadded, &url_safe, "!", &format!("{SIGNATURE} ,")] {
        let refusal = verdict(&with("paypal-transmission-sig", signature), BODY, &chain(LEAF));
        assert_eq!(refusal, Err(Refusal::Malformed { field: "paypal-transmission-sig" }), "{signature}");
    }
    let refusal = verdict(&with("paypal-transmission-time", "1700000000"), BODY, &chain(LEAF));
    assert_eq!(refusal, Err(Refusal::Malformed { field: "paypal-transmission-time" }));
}

#[test]
fn algorithms_are_not_stepped_down() {
    for same in ["sha256WithRSA", "SHA256"] {
        assert!(verdict(&with("paypal-auth-algo", same), BODY, &chain(LEAF)).is_ok());
    }
    for other in
        ["SHA1withRSA", "MD5withRSA", "none", "SHA256withECDSA", "HmacSHA256", "SHA256withRSA,SHA1withRSA"]
    {
        assert_eq!(
            verdict(&with("paypal-auth-algo", other), BODY, &chain(LEAF)),
            Err(Refusal::Algorithm),
            "{other}"
        );
    }
}

#[test]
fn certificates_stand_on_the_vendors_hosts() {
    for url in [
        "https://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://www.paypal.com:443/cert",
        "https://API.PAYPAL.COM/cert",
    ] {
        assert!(verdict(&with("paypal-cert-url", url), BODY, &chain(LEAF)).is_ok(), "{url}");
    }
    for url in [
        "http://api.paypal.com/cert",
        "https://api.paypal.com:8443/cert",
        "https://api.paypal.com@evil.test/cert",
        "https://api.paypal.com:443@evil.test/cert",
        "https://evilpaypal.com/cert",
        "https://api.paypal.com.evil.test/cert",
        "https://evil.test/api.paypal.com",
        "https://evil.test/?.paypal.com",
        "https://evil.test#.paypal.com",
        "https://evil.test\\.paypal.com/cert",
        "https://.paypal.com/cert",
        "//api.paypal.com/cert",
        "file:///etc/passwd",
        "data:application/x-pem-file,x",
    ] {
        let refusal = verdict(&with("paypal-cert-url", url), BODY, &chain(LEAF));
        assert_eq!(refusal, Err(Refusal::Certificate), "{url}");
    }
}

#[test]
fn certificates_are_the_vendors_and_valid() {
    let pem = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/certificates/");
        std::fs::read_to_string(format!("{folder}{name}.pem")).unwrap()
    };
    for leaf in
        ["expired", "early", "other-name", "look-alike", "nameless", "stranger", "sns", "root", "inter"]
    {
        assert_eq!(by(&pem(leaf)), Err(Refusal::Certificate), "{leaf}");
    }
    let before = verifier(&[WEBHOOK]);
    let when = |seconds| judge(&before, &headers(), BODY, &chain(&pem("expired")), seconds).is_ok();
    // 2023-01-01 is the last second, inclusive.
    let early = judge(&before, &headers(), BODY, &chain(&pem("early")), 4_200_000_000);
    assert!(early.is_ok());
    assert!(when(1_672_531_199) && when(1_672_531_200) && !when(1_672_531_201) && !when(0));
    let alone = verdict(&headers(), BODY, LEAF);
    assert_eq!(alone, Err(Refusal::Certificate), "the chain has a gap");
    for garbage in
        ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &LEAF.replace('M', "N")]
    {
        assert_eq!(verdict(&headers(), BODY, garbage), Err(Refusal::Certificate), "{garbage}");
    }
    assert_eq!(verdict(&headers(), BODY, &[LEAF, &BETWEEN.repeat(8)].concat()), Err(Refusal::Certificate));
    let mozilla = Verifier::new(Scheme::paypal(), [WEBHOOK]).unwrap();
    let refusal = judge(&mozilla, &headers(), BODY, &chain(LEAF), NOW);
    assert_eq!(refusal, Err(Refusal::Certificate));
}

#[test]
fn a_certificate_that_was_given_is_a_root_itself() {
    let pinned = Verifier::new(trusting(LEAF), [WEBHOOK]).unwrap();
    assert!(judge(&pinned, &headers(), BODY, LEAF, NOW).is_ok());
    assert_eq!(judge(&pinned, &headers(), BODY, LEAF, 0), Err(Refusal::Certificate));
    assert_eq!(judge(&pinned, &headers(), BODY, LEAF, 5_000_000_000), Err(Refusal::Certificate));
}

#[test]
fn the_time_counts_where_it_is_asked_for() {
    let judge = |tolerance: Option<u64>, now| {
        let verifier = verifier(&[WEBHOOK]);
        let verifier = match tolerance {
            Some(seconds) => verifier.tolerance(Duration::from_secs(seconds)),
            None => verifier,
        };
        judge(&verifier, &headers(), BODY, &chain(LEAF), now)
    };
    assert!(judge(None, NOW + 100_000_000).is_ok() && judge(None, NOW - 100_000_000).is_ok());
    assert!(judge(Some(300), NOW + 300).is_ok() && judge(Some(300), NOW - 300).is_ok());
    assert_eq!(judge(Some(300), NOW + 301), Err(Refusal::Stale { seconds: 301 }));
    assert_eq!(judge(Some(300), NOW - 301), Err(Refusal::Future { seconds: 301 }));
}

#[test]
fn a_webhook_must_be_named_and_roots_be_certificates() {
    assert_eq!(Verifier::new(Scheme::paypal(), [""; 0]).err(), Some(SecretError::None));
    assert_eq!(Verifier::new(Scheme::paypal(), ["a", ""]).err(), Some(SecretError::Empty));
    for pem in ["", "no certificate", SIGNATURE] {
        assert_eq!(PayPal::default().roots_pem(pem).err(), Some(SecretError::Encoding));
    }
}
