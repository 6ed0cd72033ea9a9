//! PayPal and SNS with certificates of our own.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::asymmetric::{Algorithm, PrivateKey};
use super::{PayPal, Refusal, Scheme, Served, Signed, Sns, Verifier};

const KEY: &str = include_str!("../../tests/data/certificates/signer.key");
const SIGNER: &str = include_str!("../../tests/data/certificates/signer.pem");
const STRANGER: &str = include_str!("../../tests/data/certificates/stranger.pem");
const SELF: &str = include_str!("../../tests/data/certificates/self.pem");
const ROOT: &str = include_str!("../../tests/data/certificates/root.pem");
/// Some years after the certificates were made.
const NOW: u64 = 2_000_000_000;
const BODY: &str = r#"{"event_type":"PAYMENT.SALE.COMPLETED","amount":"30.00"}"#;
const URL: &str = "https://api.paypal.com/v1/notifications/certs/CERT-1";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn signed(algorithm: Algorithm, message: &str) -> String {
    let key = PrivateKey::from_text(KEY).unwrap();
    Base64::encode_string(&key.sign(algorithm, message.as_bytes()).unwrap())
}

fn now_or_never<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("nothing here waits"),
    }
}

fn judge(verifier: &Verifier, headers: &HeaderMap, body: &str, now: u64) -> Result<Option<String>, Refusal> {
    let request = Signed { headers, body: body.as_bytes(), url: None, method: &Method::POST };
    now_or_never(verifier.prepare(&request, at(now)))?;
    let verified = verifier.verify(&request, at(now))?;
    assert!(verified.id_is_signed);
    Ok(verified.id.map(|id| id.into_owned()))
}

fn paypal(certificate: &'static str) -> Verifier {
    let scheme = Scheme::paypal_by(PayPal::default().roots_pem(ROOT).unwrap());
    Verifier::new(scheme, ["WH-1"]).unwrap().fetcher(Served::default().with(URL, certificate))
}

fn transmission() -> HeaderMap {
    let checksum = crc32fast::hash(BODY.as_bytes());
    let signature = signed(Algorithm::RsaSha256, &format!("id-1|2033-05-18T03:33:20Z|WH-1|{checksum}"));
    [
        ("paypal-transmission-id", "id-1"),
        ("paypal-transmission-time", "2033-05-18T03:33:20Z"),
        ("paypal-transmission-sig", signature.as_str()),
        ("paypal-cert-url", URL),
        ("paypal-auth-algo", "SHA256withRSA"),
    ]
    .into_iter()
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
    .collect()
}

#[test]
fn paypals_deliveries_are_accepted() {
    assert_eq!(judge(&paypal(SIGNER), &transmission(), BODY, NOW).unwrap().as_deref(), Some("id-1"));
    // The vendor sends the same for days.
    assert!(judge(&paypal(SIGNER), &transmission(), BODY, NOW + 3 * 86_400).is_ok());
    let strict = paypal(SIGNER).tolerance(Duration::from_secs(300));
    assert_eq!(judge(&strict, &transmission(), BODY, NOW + 301), Err(Refusal::Stale { seconds: 301 }));
}

#[test]
fn paypals_certificates_must_be_paypals() {
    for (certificate, now) in
        [(STRANGER, NOW), (SELF, NOW), (SIGNER, 1_000_000_000), (SIGNER, 9_000_000_000), ("none", NOW)]
    {
        assert_eq!(
            judge(&paypal(certificate), &transmission(), BODY, now),
            Err(Refusal::Certificate),
            "{now}"
        );
    }
    let mozilla =
        Verifier::new(Scheme::paypal(), ["WH-1"]).unwrap().fetcher(Served::default().with(URL, SIGNER));
    assert_eq!(judge(&mozilla, &transmission(), BODY, NOW), Err(Refusal::Certificate));
    for url in
        ["https://evil.test/cert", "http://api.paypal.com/cert", "https://api.paypal.com@evil.test/cert"]
    {
        let mut headers = transmission();
        headers.insert("paypal-cert-url", HeaderValue::from_static(url));
        let served =
            Verifier::new(Scheme::paypal_by(PayPal::default().roots_pem(ROOT).unwrap()), ["WH-1"]).unwrap();
        assert_eq!(
            judge(&served.fetcher(Served::default().with(url, SIGNER)), &headers, BODY, NOW),
            Err(Refusal::Certificate)
        );
    }
}

#[test]
fn nothing_that_paypal_signs_can_change() {
    let tampered = judge(&paypal(SIGNER), &transmission(), &BODY.replace("30", "31"), NOW);
    assert_eq!(tampered, Err(Refusal::Mismatch));
    for (name, value, why) in [
        ("paypal-transmission-id", "id-2", "signature::mismatch"),
        ("paypal-transmission-time", "2033-05-18T03:33:21Z", "signature::mismatch"),
        ("paypal-transmission-time", "today", "signature::malformed"),
        ("paypal-transmission-sig", "AAAA", "signature::mismatch"),
        ("paypal-transmission-sig", "no base64", "signature::malformed"),
        ("paypal-auth-algo", "SHA1withRSA", "signature::algorithm"),
        ("paypal-auth-algo", "", "signature::missing"),
    ] {
        let mut headers = transmission();
        headers.insert(name, HeaderValue::from_static(value));
        assert_eq!(judge(&paypal(SIGNER), &headers, BODY, NOW).unwrap_err().code(), why, "{name}: {value}");
    }
    let other =
        Verifier::new(Scheme::paypal_by(PayPal::default().roots_pem(ROOT).unwrap()), ["WH-2"]).unwrap();
    let other = other.fetcher(Served::default().with(URL, SIGNER));
    assert_eq!(judge(&other, &transmission(), BODY, NOW), Err(Refusal::Mismatch));
}

const SNS_URL: &str = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem";
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:orders";

fn sns(scheme: Sns, topics: &[&str]) -> Verifier {
    Verifier::new(Scheme::aws_sns_by(scheme), topics)
        .unwrap()
        .fetcher(Served::default().with(SNS_URL, SIGNER))
}

/// A message with these members, signed over the vendor's text.
fn message(version: &str, members: &[(&str, &str)]) -> String {
    let mut all: Vec<(&str, &str)> = members.to_vec();
    all.sort_unstable();
    let text: String = all.iter().map(|(name, value)| format!("{name}\n{value}\n")).collect();
    let mut body = serde_json::Map::new();
    for (name, value) in members {
        body.insert((*name).to_owned(), (*value).into());
    }
    body.insert("SignatureVersion".to_owned(), version.into());
    body.insert("Signature".to_owned(), signed(Algorithm::RsaSha256, &text).into());
    body.insert("SigningCertURL".to_owned(), SNS_URL.into());
    serde_json::Value::Object(body).to_string()
}

const NOTIFICATION: [(&str, &str); 5] = [
    ("Type", "Notification"),
    ("MessageId", "m-1"),
    ("TopicArn", TOPIC),
    ("Message", "hello\nworld"),
    ("Timestamp", "2033-05-18T03:33:20.000Z"),
];

fn with_subject() -> Vec<(&'static str, &'static str)> {
    NOTIFICATION.into_iter().chain([("Subject", "a subject")]).collect()
}

#[test]
fn notifications_of_sns_are_accepted() {
    let (verifier, none) = (sns(Sns::default(), &[TOPIC]), HeaderMap::new());
    for members in [NOTIFICATION.to_vec(), with_subject()] {
        assert_eq!(judge(&verifier, &none, &message("2", &members), NOW).unwrap().as_deref(), Some("m-1"));
    }
    let confirmation = [
        ("Type", "SubscriptionConfirmation"),
        ("MessageId", "m-2"),
        ("TopicArn", TOPIC),
        ("Message", "You have chosen …"),
        ("Timestamp", "2033-05-18T03:33:20.000Z"),
        ("Token", "t"),
        ("SubscribeURL", "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription"),
    ];
    assert!(judge(&verifier, &none, &message("2", &confirmation), NOW).is_ok());
}

#[test]
fn only_topics_on_the_list_may_deliver() {
    let (none, body) = (HeaderMap::new(), message("2", &NOTIFICATION));
    let other = sns(Sns::default(), &["arn:aws:sns:us-east-1:999999999999:orders"]);
    assert_eq!(judge(&other, &none, &body, NOW), Err(Refusal::NotAllowed));
    assert!(Verifier::new(Scheme::aws_sns(), [""; 0]).is_err());
    assert!(judge(&sns(Sns::default().any_topic(), &[]), &none, &body, NOW).is_ok());
}

#[test]
fn nothing_that_sns_signs_can_change() {
    let (verifier, none) = (sns(Sns::default(), &[TOPIC]), HeaderMap::new());
    let body = message("2", &with_subject());
    for (from, to) in [
        ("m-1", "m-2"),
        ("hello", "hullo"),
        ("a subject", "another"),
        ("20.000Z", "21.000Z"),
        (r#""Subject":"a subject","#, ""),
    ] {
        let tampered = body.replacen(from, to, 1);
        assert_ne!(tampered, body, "{from}");
        assert_eq!(judge(&verifier, &none, &tampered, NOW), Err(Refusal::Mismatch), "{from}");
    }
    let twice = body.replacen('{', r#"{"Message":"hello\nworld","#, 1);
    assert_eq!(judge(&verifier, &none, &twice, NOW).unwrap_err().code(), "signature::malformed");
    for url in [
        "https://evil.test/x.pem",
        "https://sns.us-east-1.amazonaws.com/x.txt",
        "http://sns.us-east-1.amazonaws.com/x.pem",
    ] {
        let elsewhere = body.replace(SNS_URL, url);
        assert_eq!(judge(&verifier, &none, &elsewhere, NOW), Err(Refusal::Certificate), "{url}");
    }
    let older = body.replace(r#""SignatureVersion":"2""#, r#""SignatureVersion":"1""#);
    assert_eq!(judge(&verifier, &none, &older, NOW), Err(Refusal::Mismatch));
    let demanding = sns(Sns::default().sha256_only(), &[TOPIC]);
    assert_eq!(judge(&demanding, &none, &older, NOW), Err(Refusal::Algorithm));
    let traced = sns(Sns::default().roots_pem(ROOT).unwrap(), &[TOPIC]);
    assert!(judge(&traced, &none, &body, NOW).is_ok());
    assert_eq!(judge(&traced, &none, &body, 9_000_000_000), Err(Refusal::Certificate));
}
