//! Repeated deliveries: finished, in flight, cancelled, under a new id, and a store that is full.

use super::orders::{Shop, Webhooks};
use super::server::{Got, Sent, open, open_with, serve};
use hookwright::receive::MemoryDuplicates;
use hookwright::signature::{Scheme, Signing, Unsigned};
use std::sync::Arc;
use std::time::SystemTime;

const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;
const WAITING: &str = r#"{"type":"order.created","id":"o1","note":"wait"}"#;

#[tokio::test]
async fn a_finished_delivery_gets_its_answer_again() {
    let open = open().await;
    let first = Sent::signed("msg_1", CREATED).send(&open).await;
    let again = Sent::signed("msg_1", CREATED).send(&open).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    assert_eq!(open.codes(2).await, ["accepted", "duplicate"]);
    assert_eq!(open.calls(), 1);
}

#[tokio::test]
async fn a_delivery_in_flight_is_told_to_come_back() {
    let open = open().await;
    let sent = Sent::signed("msg_1", WAITING);
    let first = sent.start(&open).await;
    open.shop.entered.notified().await;
    let again = sent.send(&open).await;
    assert_eq!(again.status, 503);
    assert!(again.header("retry-after").is_some());
    open.shop.gate.notify_one();
    assert_eq!(Got::read(first).await.status, 202);
    assert_eq!(sent.send(&open).await.status, 202);
    assert_eq!(open.codes(3).await, ["duplicate", "accepted", "duplicate"]);
    assert_eq!(open.calls(), 1);
}

#[tokio::test]
async fn a_cancelled_request_frees_the_id() {
    let open = open().await;
    let sent = Sent::signed("msg_1", WAITING);
    let first = sent.start(&open).await;
    open.shop.entered.notified().await;
    drop(first);
    assert_eq!(open.codes(1).await, ["cancelled"]);
    open.shop.gate.notify_one();
    assert_eq!(sent.send(&open).await.status, 202);
    assert_eq!(open.calls(), 2);
}

#[tokio::test]
async fn two_at_once_are_handled_once() {
    let open = open().await;
    let sent = Sent::signed("msg_1", CREATED);
    let (a, b) = tokio::join!(sent.send(&open), sent.send(&open));
    assert!(matches!((a.status, b.status), (200, 200 | 503) | (503, 200)), "{a:?} {b:?}");
    assert_eq!(open.calls(), 1);
}

#[tokio::test]
async fn unsigned_ids_do_not_let_replays_in() {
    let secret = "It's a Secret to Everybody";
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).scheme(Scheme::github(), [secret]).unwrap();
    let open = serve(shop, service, |service| service.router()).await;
    let send = |id: &str, body: &str| {
        let signing = Signing::github(secret).unwrap();
        let headers = signing.sign(&Unsigned::post(id, "", body.as_bytes()), SystemTime::now()).unwrap();
        let add = |sent: Sent, (name, value): (http::HeaderName, http::HeaderValue)| {
            sent.header(name.as_str(), value.to_str().unwrap())
        };
        headers.into_iter().fold(Sent::plain(body), add)
    };
    assert_eq!(send("a", CREATED).send(&open).await.status, 200);
    assert_eq!(send("b", CREATED).send(&open).await.status, 200);
    assert_eq!(open.codes(2).await, ["accepted", "duplicate"]);
    assert_eq!(send("b", &CREATED.replace("o1", "o2")).send(&open).await.status, 200);
    assert_eq!(open.calls(), 2);
}

#[tokio::test]
async fn a_full_store_sends_back() {
    let open = open_with(|service| service.duplicates(MemoryDuplicates::new().capacity(1))).await;
    let first = Sent::signed("msg_1", WAITING).start(&open).await;
    open.shop.entered.notified().await;
    assert_eq!(Sent::signed("msg_2", CREATED).send(&open).await.status, 503);
    open.shop.gate.notify_one();
    assert_eq!(Got::read(first).await.status, 202);
    assert_eq!(Sent::signed("msg_2", CREATED).send(&open).await.status, 200);
    assert_eq!(open.codes(3).await, ["duplicate::full", "accepted", "accepted"]);
}

#[tokio::test]
async fn a_typed_answer_that_is_no_success_is_not_the_last_word() {
    let open = open().await;
    let sent = Sent::signed("msg_1", &WAITING.replace("wait", "busy once"));
    assert_eq!(sent.send(&open).await.status, 429);
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(open.calls(), 2);
}
