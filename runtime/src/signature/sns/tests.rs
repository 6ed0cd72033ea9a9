//! Messages of Amazon SNS, signed by other software (`tests/data/certificates`).

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use crate::signature::asymmetric::{Algorithm, PrivateKey};
use crate::signature::{Refusal, Scheme, Secret, SecretError, Served, Signed, Sns, Verified, Verifier};

const NOTIFICATION: &str = include_str!("../../../tests/data/certificates/sns-notification.json");
const OLD: &str = include_str!("../../../tests/data/certificates/sns-notification-v1.json");
const CONFIRMATION: &str = include_str!("../../../tests/data/certificates/sns-confirmation.json");
const END: &str = include_str!("../../../tests/data/certificates/sns-end.json");
const ALL: [&str; 4] = [NOTIFICATION, OLD, CONFIRMATION, END];
const LEAF: &str = include_str!("../../../tests/data/certificates/sns.pem");
const KEY: &str = include_str!("../../../tests/data/certificates/leaf.key.pem");
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:orders";
const ID: &str = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
const NOW: u64 = 1_700_000_000;

fn pem(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/certificates/");
    std::fs::read_to_string(format!("{folder}{name}.pem")).unwrap()
}

fn verifier(trust: Sns, topics: &[&str]) -> Verifier {
    Verifier::new(Scheme::aws_sns_by(trust), topics).unwrap()
}

/// Nothing here waits.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

fn judge(verifier: &Verifier, body: &[u8], pem: &str, now: u64) -> Result<Verified<'static>, Refusal> {
    let headers = HeaderMap::new();
    let request = Signed { headers: &headers, body, url: None, method: &Method::POST };
    let verifier = verifier.clone().fetcher(Served::default().otherwise(pem.to_owned()));
    let now: SystemTime = UNIX_EPOCH + Duration::from_secs(now);
    at_once(verifier.prepare(&request, now))?;
    verifier.verify(&request, now).map(Verified::into_owned)
}

fn verdict(body: &str) -> Result<Verified<'static>, Refusal> {
    judge(&verifier(Sns::default(), &["arn:aws:sns:us-east-1:1:other", TOPIC]), body.as_bytes(), LEAF, NOW)
}

fn with(body: &str, name: &str, value: Value) -> String {
    let mut message: Value = serde_json::from_str(body).unwrap();
    message[name] = value;
    message.to_string()
}

fn without(body: &str, name: &str) -> String {
    let mut message: Value = serde_json::from_str(body).unwrap();
    message.as_object_mut().unwrap().remove(name).unwrap();
    message.to_string()
}

/// Signs what the pairs make, in their order, under the key of all certificates here.
fn signed(body: &str, content: &[(&str, &str)]) -> String {
    let content: String = content.iter().map(|(name, value)| format!("{name}\n{value}\n")).collect();
    let made = PrivateKey::from_text(KEY).unwrap().sign(Algorithm::RsaSha256, content.as_bytes()).unwrap();
    with(&with(body, "SignatureVersion", json!("2")), "Signature", json!(Base64::encode_string(&made)))
}

#[test]
fn what_is_signed_is_accepted_and_told() {
    for body in ALL {
        let verified = verdict(body).unwrap();
        assert_eq!(verified.id.as_deref(), Some(ID));
        assert!(verified.id_is_signed && verified.digest.is_none());
        assert_eq!(verified.timestamp, Some(1_700_000_000));
    }
}

#[test]
fn every_signed_member_is_covered() {
    for (body, names) in [
        (NOTIFICATION, &["Message", "MessageId", "Subject"][..]),
        (OLD, &["Message", "MessageId", "Subject"]),
        (CONFIRMATION, &["Message", "MessageId", "SubscribeURL", "Token"]),
        (END, &["Message", "MessageId", "SubscribeURL", "Token"]),
    ] {
        for name in names {
            assert_eq!(verdict(&with(body, name, json!("other"))), Err(Refusal::Mismatch), "{name}");
        }
        assert_eq!(verdict(&with(body, "Message", json!(""))), Err(Refusal::Mismatch));
        let later = with(body, "Timestamp", json!("2023-11-14T22:13:21.123Z"));
        assert_eq!(verdict(&later), Err(Refusal::Mismatch));
        let other = with(body, "TopicArn", json!("arn:aws:sns:us-east-1:1:other"));
        assert_eq!(verdict(&other), Err(Refusal::Mismatch));
    }
    let swapped = with(CONFIRMATION, "Type", json!("UnsubscribeConfirmation"));
    assert_eq!(verdict(&swapped), Err(Refusal::Mismatch));
    assert!(verdict(&with(NOTIFICATION, "UnsubscribeURL", json!("not signed"))).is_ok());
}

#[test]
fn a_subject_that_is_null_is_none() {
    assert!(verdict(&with(OLD, "Subject", Value::Null)).is_ok());
    assert_eq!(verdict(&with(OLD, "Subject", json!(""))), Err(Refusal::Mismatch));
    assert_eq!(verdict(&without(NOTIFICATION, "Subject")), Err(Refusal::Mismatch));
    assert_eq!(verdict(&with(NOTIFICATION, "Subject", Value::Null)), Err(Refusal::Mismatch));
}

#[test]
fn members_are_strings_and_stand_once() {
    let names = [
        "/Message",
        "/MessageId",
        "/Timestamp",
        "/TopicArn",
        "/Type",
        "/Signature",
        "/SignatureVersion",
        "/SigningCertURL",
    ];
    for field in names {
        let name = &field[1..];
        assert_eq!(verdict(&without(NOTIFICATION, name)), Err(Refusal::Missing { field }));
        assert_eq!(verdict(&with(NOTIFICATION, name, Value::Null)), Err(Refusal::Missing { field }));
        for odd in [json!(1), json!(true), json!(["x"]), json!({ "x": 1 })] {
            assert_eq!(verdict(&with(NOTIFICATION, name, odd)), Err(Refusal::Malformed { field }));
        }
        let twice = NOTIFICATION.replacen('{', &format!("{{ \"{name}\": \"x\","), 1);
        assert_eq!(verdict(&twice), Err(Refusal::Malformed { field: "body" }), "{name}");
    }
    assert_eq!(
        verdict(&with(NOTIFICATION, "Subject", json!(1))),
        Err(Refusal::Malformed { field: "/Subject" })
    );
    assert_eq!(verdict(&without(CONFIRMATION, "Token")), Err(Refusal::Missing { field: "/Token" }));
    for odd in ["", "[]", "null", "{", "\u{feff}{}", &format!("{NOTIFICATION}x"), &"[".repeat(100_000)] {
        assert_eq!(verdict(odd), Err(Refusal::Malformed { field: "body" }));
    }
    let all = verifier(Sns::default(), &[TOPIC]);
    let broken = [NOTIFICATION.as_bytes(), b"\xff"].concat();
    assert_eq!(judge(&all, &broken, LEAF, NOW), Err(Refusal::Malformed { field: "body" }));
    for kind in ["notification", "Notification ", "Other"] {
        assert_eq!(
            verdict(&with(NOTIFICATION, "Type", json!(kind))),
            Err(Refusal::Malformed { field: "/Type" })
        );
    }
    let time = with(NOTIFICATION, "Timestamp", json!("1700000000"));
    assert_eq!(verdict(&time), Err(Refusal::Malformed { field: "/Timestamp" }));
}

/// The message ends where the first of the other members begins: who may write messages must not write members.
#[test]
fn a_value_of_several_lines_is_no_member() {
    let rest = [("Timestamp", "2023-11-14T22:13:20.123Z"), ("TopicArn", TOPIC), ("Type", "Notification")];
    let message = "paid: no\nMessageId\nforged\nSubject\nx";
    let honest: Vec<_> = [("Message", message), ("MessageId", ID)].into_iter().chain(rest).collect();
    let body = signed(&with(OLD, "Message", json!(message)), &honest);
    assert_eq!(verdict(&body).unwrap().id.as_deref(), Some(ID));
    let body = with(&with(&body, "Message", json!("paid: no")), "MessageId", json!("forged"));
    let body = with(&body, "Subject", json!(format!("x\nMessageId\n{ID}")));
    assert_eq!(verdict(&body), Err(Refusal::Malformed { field: "/Subject" }));
}

#[test]
fn versions_are_two_and_the_old_one_can_be_refused() {
    for version in ["0", "3", "01", "2 ", "SHA256"] {
        let body = with(NOTIFICATION, "SignatureVersion", json!(version));
        assert_eq!(verdict(&body), Err(Refusal::Algorithm), "{version}");
    }
    // Neither is taken for the other.
    assert_eq!(verdict(&with(NOTIFICATION, "SignatureVersion", json!("1"))), Err(Refusal::Mismatch));
    assert_eq!(verdict(&with(OLD, "SignatureVersion", json!("2"))), Err(Refusal::Mismatch));
    let new = verifier(Sns::default().sha256_only(), &[TOPIC]);
    assert!(judge(&new, NOTIFICATION.as_bytes(), LEAF, NOW).is_ok());
    assert_eq!(judge(&new, OLD.as_bytes(), LEAF, NOW), Err(Refusal::Algorithm));
}

#[test]
fn signatures_are_padded_base64() {
    let message: Value = serde_json::from_str(NOTIFICATION).unwrap();
    let right = message["Signature"].as_str().unwrap();
    for form in
        [right.trim_end_matches('='), &right.replace('/', "_").replace('+', "-"), &format!("{right}\n"), "!"]
    {
        let refusal = verdict(&with(NOTIFICATION, "Signature", json!(form)));
        assert_eq!(refusal, Err(Refusal::Malformed { field: "/Signature" }), "{form}");
    }
    for at in (0..right.len()).step_by(7) {
        let mut forged = right.as_bytes().to_vec();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert!(verdict(&with(NOTIFICATION, "Signature", json!(forged))).is_err());
    }
}

#[test]
fn certificates_stand_on_the_vendors_host() {
    for url in [
        "https://sns.eu-central-1.amazonaws.com/a.pem",
        "https://sns.cn-north-1.amazonaws.com.cn/a/b.pem",
        "https://SNS.us-east-1.amazonaws.com/a.pem",
    ] {
        assert!(verdict(&with(NOTIFICATION, "SigningCertURL", json!(url))).is_ok(), "{url}");
    }
    for url in [
        "http://sns.us-east-1.amazonaws.com/a.pem",
        "https://sns.us-east-1.amazonaws.com@evil.test/x.pem",
        "https://evil.test@sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com:8443/x.pem",
        "https://sns.us-east-1.amazonaws.com.evil.test/x.pem",
        "https://sns.us-east-1.amazonaws.com/x.crt",
        "https://sns.us-east-1.amazonaws.com/x.pem?y",
        "https://sns.us-east-1.amazonaws.com/?x=.pem",
        "https://sns.us-east-1.amazonaws.com/x#.pem",
        "https://sns.us-east-1.amazonaws.com",
        "https://sns.s3-us-west-1.amazonaws.com/x.pem",
        "https://sns-us-east-1.amazonaws.com/x.pem",
        "https://evil.test/sns.us-east-1.amazonaws.com/x.pem",
        "https://evil.test\\.sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com\n/x.pem",
        "file:///sns.us-east-1.amazonaws.com/x.pem",
    ] {
        let refusal = verdict(&with(NOTIFICATION, "SigningCertURL", json!(url)));
        assert_eq!(refusal, Err(Refusal::Certificate), "{url}");
    }
}

#[test]
fn certificates_are_read_and_held_against_roots_where_there_are_some() {
    let default = verifier(Sns::default(), &[TOPIC]);
    let chained = verifier(Sns::default().roots_pem(&pem("root")).unwrap(), &[TOPIC]);
    let body = NOTIFICATION.as_bytes();
    let whole = |name: &str| pem(name) + &pem("inter");
    assert!(judge(&default, body, &pem("stranger"), NOW).is_ok(), "the vendor's host vouches for it");
    assert!(judge(&chained, body, &whole("sns"), NOW).is_ok());
    for refused in [pem("sns"), pem("stranger"), whole("paypal"), whole("nameless"), whole("expired")] {
        assert_eq!(judge(&chained, body, &refused, NOW), Err(Refusal::Certificate));
    }
    for refused in [pem("expired"), String::new(), "x".to_owned()] {
        assert_eq!(judge(&default, body, &refused, NOW), Err(Refusal::Certificate));
    }
    assert_eq!(judge(&default, body, &pem("root"), NOW), Err(Refusal::Mismatch));
}

#[test]
fn only_topics_on_the_list_are_taken() {
    let near = ["arn:aws:sns:us-east-1:123456789012:order", "arn:aws:sns:us-east-1:123456789012:Orders"];
    for body in ALL {
        let refusal = judge(&verifier(Sns::default(), &near), body.as_bytes(), LEAF, NOW);
        assert_eq!(refusal, Err(Refusal::NotAllowed));
    }
    let named = Verifier::new(Scheme::aws_sns(), [Secret::new(TOPIC).with_id("orders")]).unwrap();
    let verified = judge(&named, OLD.as_bytes(), LEAF, NOW).unwrap();
    assert_eq!(verified.secret.as_deref(), Some("orders"));
    let any = verifier(Sns::default().any_topic(), &[]);
    assert!(judge(&any, OLD.as_bytes(), LEAF, NOW).is_ok());
    let error = |topics: &[&str]| Verifier::new(Scheme::aws_sns(), topics).err();
    assert_eq!(error(&[]), Some(SecretError::None));
    assert_eq!(error(&[TOPIC, ""]), Some(SecretError::Empty));
    assert_eq!(error(&["orders"]), Some(SecretError::Encoding));
}

/// A topic of somebody else's makes nobody fetch.
#[test]
fn strangers_cause_no_fetch() {
    let headers = HeaderMap::new();
    let ours = verifier(Sns::default(), &[TOPIC]);
    for (body, refusal) in [
        (with(OLD, "TopicArn", json!("arn:aws:sns:us-east-1:1:other")), Refusal::NotAllowed),
        (with(OLD, "Signature", json!("x")), Refusal::Malformed { field: "/Signature" }),
        (OLD.to_owned(), Refusal::Unavailable),
    ] {
        let request = Signed { headers: &headers, body: body.as_bytes(), url: None, method: &Method::POST };
        assert_eq!(at_once(ours.prepare(&request, UNIX_EPOCH)), Err(refusal));
    }
}

#[test]
fn the_time_counts_where_it_is_asked_for() {
    let judge = |tolerance: Option<u64>, now| {
        let verifier = verifier(Sns::default(), &[TOPIC]);
        let verifier = match tolerance {
            Some(seconds) => verifier.tolerance(Duration::from_secs(seconds)),
            None => verifier,
        };
        judge(&verifier, OLD.as_bytes(), LEAF, now)
    };
    assert!(judge(None, NOW + 100_000_000).is_ok() && judge(None, 0).is_ok());
    assert!(judge(Some(60), NOW + 60).is_ok() && judge(Some(60), NOW - 60).is_ok());
    assert_eq!(judge(Some(60), NOW + 61), Err(Refusal::Stale { seconds: 61 }));
    assert_eq!(judge(Some(60), NOW - 61), Err(Refusal::Future { seconds: 61 }));
}
