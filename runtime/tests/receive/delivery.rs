//! What becomes of a verified delivery: unknown and unhandled events, violations, failures, novelties.

use super::server::{Sent, open, open_with};
use hookwright::Reading;

#[tokio::test]
async fn an_unknown_event_reaches_fallback() {
    let open = open().await;
    let body = r#"{"type":"order.moved"}"#;
    assert_eq!(Sent::signed("msg_1", body).send(&open).await.status, 200);
    assert_eq!(open.last(), format!("Some(\"order.moved\") {body}"));
    let nameless = r#"["secret-value"]"#;
    assert_eq!(Sent::signed("msg_2", nameless).send(&open).await.status, 200);
    assert_eq!(open.last(), format!("None {nameless}"));
    let got = Sent::signed("msg_3", r#"{"type":"order.moved","x":"refuse"}"#).send(&open).await;
    assert_eq!((got.status, got.header("content-type")), (422, Some("application/problem+json")));
    assert_eq!(got.json()["event"], "order.moved");
    assert_eq!(open.codes(3).await, ["event::unknown"; 3]);
}

#[tokio::test]
async fn an_unhandled_event_reaches_fallback() {
    let open = open().await;
    assert_eq!(Sent::signed("msg_1", r#"{"type":"order.cancelled"}"#).send(&open).await.status, 204);
    let got = Sent::signed("msg_2", r#"{"type":"order.cancelled","x":"refuse"}"#).send(&open).await;
    assert_eq!((got.status, &got.json()["event"]), (422, &"order.cancelled".into()));
    assert_eq!(open.codes(2).await, ["event::unhandled"; 2]);
}

#[tokio::test]
async fn a_violating_payload_reaches_fallback_and_its_values_stay_inside() {
    let open = open().await;
    let got = Sent::signed("msg_1", r#"{"type":"order.created","id":7}"#).send(&open).await;
    assert_eq!(got.status, 201);
    let got = Sent::signed("msg_2", r#"{"type":"order.created","note":["refuse"],"discount":"hunter2"}"#)
        .send(&open)
        .await;
    assert_eq!(got.status, 422);
    assert!(!got.body.contains("hunter2") && !got.body.contains("refuse"));
    let problem = got.json();
    assert_eq!(problem["event"], "order.created");
    let pointers: Vec<_> =
        problem["violations"].as_array().unwrap().iter().map(|v| v["pointer"].clone()).collect();
    assert!(pointers.contains(&"/note".into()) && pointers.contains(&"/discount".into()), "{pointers:?}");
    assert_eq!(open.codes(2).await, ["payload::violation"; 2]);
    assert_eq!(open.outcome().violations, pointers.len());
    assert_eq!(open.calls(), 0);
}

#[tokio::test]
async fn broken_json_is_no_panic() {
    let open = open().await;
    for (id, body) in [("a", "{"), ("b", ""), ("c", "\u{0}"), ("d", r#"{"type":"order.created","id":"#)] {
        let status = Sent::signed(id, body).send(&open).await.status;
        assert!((200..300).contains(&status), "{body}");
    }
}

#[tokio::test]
async fn a_failed_delivery_can_be_retried() {
    let open = open().await;
    let sent = Sent::signed("msg_1", r#"{"type":"order.created","id":"o1","note":"fail once"}"#);
    let got = sent.send(&open).await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("7")));
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(open.codes(2).await, ["handler::failed", "accepted"]);
    assert_eq!(open.calls(), 2);
}

#[tokio::test]
async fn an_error_is_a_500_that_says_nothing() {
    let open = open().await;
    let sent = Sent::signed("msg_1", r#"{"type":"order.created","id":"o1","note":"error once"}"#);
    let got = sent.send(&open).await;
    assert_eq!(got.status, 500);
    assert!(!got.body.contains("database"));
    assert_eq!(sent.send(&open).await.status, 200);
}

#[tokio::test]
async fn a_panic_frees_the_id() {
    let open = open().await;
    let sent = Sent::signed("msg_1", r#"{"type":"order.created","id":"o1","note":"panic once"}"#);
    drop(sent.start(&open).await);
    assert_eq!(open.codes(1).await, ["handler::panicked"]);
    assert_eq!(sent.send(&open).await.status, 200);
}

#[tokio::test]
async fn novelties_are_kept_or_refused_by_the_reading() {
    let new_member = r#"{"type":"order.created","id":"o1","colour":"red"}"#;
    let tolerant = open().await;
    assert_eq!(Sent::signed("msg_1", new_member).send(&tolerant).await.status, 200);
    assert_eq!(tolerant.codes(1).await, ["accepted"]);
    assert_eq!(tolerant.outcome().novelties, 1);
    assert!(tolerant.last().ends_with(" 1"));
    let strict = open_with(|service| service.reading(Reading::Strict)).await;
    Sent::signed("msg_1", new_member).send(&strict).await;
    assert_eq!(strict.codes(1).await, ["payload::violation"]);
}
