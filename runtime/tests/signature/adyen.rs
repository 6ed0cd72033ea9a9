//! Adyen's notifications, beside the vendor's vectors.

use super::*;
use hookwright::signature::sign_adyen_item;
use serde_json::{Value, json};

const KEY: &str = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

fn item() -> Value {
    json!({
        "pspReference": "7914073381342284",
        "merchantAccountCode": "TestMerchant",
        "merchantReference": "TestPayment:1407325143704",
        "amount": { "value": 1130, "currency": "EUR" },
        "eventCode": "AUTHORISATION",
        "success": "true",
        "paymentMethod": "visa",
    })
}

fn signed(mut item: Value, key: &str) -> Value {
    item["additionalData"] = json!({ "hmacSignature": sign_adyen_item(key, &item.to_string()).unwrap() });
    item
}

fn body(items: &[Value]) -> String {
    let items: Vec<Value> = items.iter().map(|item| json!({ "NotificationRequestItem": item })).collect();
    json!({ "live": "false", "notificationItems": items }).to_string()
}

fn judge(body: &str) -> Result<Verified<'static>, Refusal> {
    let verifier = Verifier::new(Scheme::adyen_notification(), [OTHER, KEY]).unwrap();
    verify(&verifier, &HeaderMap::new(), body.as_bytes())
}

const OTHER: &str = "00782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
const MALFORMED: Refusal = Refusal::Malformed { field: "/notificationItems" };

fn with(name: &str, value: Value) -> Value {
    let mut item = signed(item(), KEY);
    item[name] = value;
    item
}

#[test]
fn every_item_is_signed_under_one_key() {
    let (first, mut second) = (signed(item(), KEY), item());
    second["pspReference"] = json!("8814073381342284");
    assert!(judge(&body(std::slice::from_ref(&first))).is_ok());
    assert!(judge(&body(&[first.clone(), signed(second.clone(), KEY)])).is_ok());
    assert_eq!(judge(&body(&[first.clone(), signed(second.clone(), OTHER)])), Err(Refusal::Mismatch));
    let unsigned = judge(&body(&[first.clone(), second]));
    assert_eq!(unsigned.unwrap_err().code(), "signature::missing");
    assert_eq!(judge(&body(&[])).unwrap_err().code(), "signature::missing");
    let no_item = r#"{"notificationItems":[{}]}"#;
    for odd in ["", "[]", "{}", "null", no_item, r#"{"notificationItems":{}}"#] {
        assert_eq!(judge(odd), Err(MALFORMED), "{odd}");
    }
}

#[test]
fn every_one_of_the_eight_fields_is_covered() {
    for (name, value) in [
        ("pspReference", json!("x")),
        ("originalReference", json!("x")),
        ("merchantAccountCode", Value::Null),
        ("merchantReference", json!("TestPayment-1407325143704")),
        ("amount", json!({ "value": 1131, "currency": "EUR" })),
        ("amount", json!({ "value": 1130, "currency": "USD" })),
        ("amount", json!({ "value": 1130.0, "currency": "EUR" })),
        ("amount", Value::Null),
        ("eventCode", json!("CAPTURE")),
        ("success", json!("false")),
        ("success", json!("TRUE")),
    ] {
        assert_eq!(judge(&body(&[with(name, value.clone())])), Err(Refusal::Mismatch), "{name}: {value}");
    }
    // As the vendor's libraries have it: a boolean is its text, a number its digits, and the rest is not covered.
    assert!(judge(&body(&[with("success", json!(true))])).is_ok());
    assert!(judge(&body(&[with("amount", json!({ "value": "1130", "currency": "EUR" }))])).is_ok());
    assert!(judge(&body(&[with("originalReference", Value::Null)])).is_ok());
    assert!(judge(&body(&[with("paymentMethod", json!("mc"))])).is_ok());
}

#[test]
fn text_moves_from_no_field_to_another() {
    let mut moved = signed(item(), KEY);
    moved["pspReference"] = json!("7914073381342284:");
    moved["originalReference"] = json!("TestMerchant");
    moved["merchantAccountCode"] = json!("TestPayment");
    moved["merchantReference"] = json!("1407325143704");
    assert_eq!(judge(&body(&[moved])), Err(MALFORMED));
    for odd in [json!({}), json!([]), json!({ "value": 1 })] {
        assert_eq!(judge(&body(&[with("originalReference", odd)])), Err(MALFORMED));
    }
    assert_eq!(judge(&body(&[with("amount", json!([1130, "EUR"]))])), Err(MALFORMED));
}

#[test]
fn no_member_stands_twice() {
    let twice =
        body(&[signed(item(), KEY)]).replace(r#""eventCode":"#, r#""eventCode":"REFUND","eventCode":"#);
    assert_eq!(judge(&twice), Err(MALFORMED));
}

#[test]
fn what_is_signed_has_one_digest_under_every_delivery() {
    let first = judge(&body(&[signed(item(), KEY)])).unwrap();
    let again = judge(&body(&[with("paymentMethod", json!("mc"))])).unwrap();
    assert!(first.id.is_none() && first.digest.is_some());
    assert_eq!(first.digest, again.digest);
    assert_eq!(first.signature_keys, again.signature_keys);
}
