//! Wrong senders, each caught by name and by no other.

use std::time::{Duration, SystemTime};

use hookwright::contract::sink::{Listening, Sink};

use crate::sender::{Attempt, STOCK};
use crate::{SECRET, document, listen, schedule, sink};

/// The faults that were found, each once.
async fn caught(sink: &Listening) -> Vec<&'static str> {
    sink.verdict().await.codes()
}

async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// What one attempt is caught by.
async fn alone(attempt: Attempt) -> Vec<&'static str> {
    let sink = listen("200").await;
    attempt.send(&sink).await;
    caught(&sink).await
}

#[tokio::test]
async fn the_sender_made_by_hand_is_right() {
    let sink = listen("500, 200").await;
    let first = Attempt::new("msg_1");
    assert_eq!((first.send(&sink).await, first.again().send(&sink).await), (500, 200));
    let verdict = sink.verdict().await;
    assert_eq!((verdict.codes(), verdict.requests, verdict.deliveries), (vec![], 2, 1), "{verdict}");
    sink.assert_ok().await;
}

#[tokio::test]
async fn signs_the_body_as_it_writes_it_anew() {
    let spaced = STOCK.replace(',', ", ").replace(':', ": ");
    let signed = |signed: &str, sent: &str| Attempt {
        signed: Some(signed.to_owned()),
        ..Attempt::new("msg_1").body(sent)
    };
    assert_eq!(alone(signed(STOCK, &spaced)).await, ["signature::reserialised"]);
    assert_eq!(alone(signed(&spaced, STOCK)).await, ["signature::reserialised"]);
    let sorted = r#"{"left":3,"sku":"book","type":"stock.changed"}"#;
    assert_eq!(alone(signed(sorted, STOCK)).await, ["signature::reserialised"]);
    let other = STOCK.replace('3', "4");
    assert_eq!(alone(signed(&other, STOCK)).await, ["signature::mismatch"]);
}

#[tokio::test]
async fn signs_with_another_secret() {
    let other =
        Attempt { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ..Attempt::new("msg_1") };
    assert_eq!(alone(other).await, ["signature::mismatch"]);
}

#[tokio::test]
async fn signs_nothing() {
    let sink = listen("200").await;
    crate::raw::Raw::json(STOCK.as_bytes()).post(&sink.url()).await;
    assert_eq!(caught(&sink).await, ["delivery::id_missing", "signature::missing"]);
}

#[tokio::test]
async fn signs_at_another_time() {
    let at = |at| Attempt { at, ..Attempt::new("msg_1") };
    let hour = Duration::from_secs(3600);
    assert_eq!(alone(at(SystemTime::now() - hour)).await, ["signature::stale"]);
    assert_eq!(alone(at(SystemTime::now() + hour)).await, ["signature::future"]);
}

#[tokio::test]
async fn counts_milliseconds() {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let at = SystemTime::UNIX_EPOCH + since * 1000;
    assert_eq!(alone(Attempt { at, ..Attempt::new("msg_1") }).await, ["signature::milliseconds"]);
}

#[tokio::test]
async fn signs_retries_at_the_time_of_the_first_attempt() {
    let sink = sink("500, 200").patience(Duration::from_secs(5)).start().await.expect("a free port");
    let attempt = Attempt::new("msg_1");
    attempt.send(&sink).await;
    pause(2_100).await;
    attempt.send(&sink).await;
    assert_eq!(caught(&sink).await, ["retry::timestamp_reused"]);
}

#[tokio::test]
async fn makes_a_new_id_for_each_retry() {
    let sink = listen("500, 503, 200").await;
    for id in ["msg_1", "msg_2", "msg_3"] {
        Attempt::new(id).send(&sink).await;
        pause(100).await;
    }
    let verdict = sink.verdict().await;
    assert_eq!((verdict.codes(), verdict.deliveries), (vec!["retry::id_changed"], 1), "{verdict}");
    assert_eq!(verdict.findings.len(), 2, "{verdict}");
}

#[tokio::test]
async fn writes_the_body_anew_for_each_retry() {
    let sink = listen("500, 200").await;
    Attempt::new("msg_1").send(&sink).await;
    pause(100).await;
    Attempt::new("msg_1").body(&STOCK.replace('3', "2")).send(&sink).await;
    assert_eq!(caught(&sink).await, ["retry::body_changed"]);
}

#[tokio::test]
async fn gives_two_events_one_id() {
    let sink = listen("200").await;
    Attempt::new("msg_1").send(&sink).await;
    Attempt::new("msg_1").body(&STOCK.replace('3', "2")).send(&sink).await;
    assert_eq!(caught(&sink).await, ["delivery::id_reused"]);
}

#[tokio::test]
async fn gives_up() {
    for script in ["500, 200", "429:1s, 200", "503"] {
        let sink = sink(script).slack(Duration::from_millis(100)).start().await.expect("a free port");
        Attempt::new("msg_1").send(&sink).await;
        assert_eq!(caught(&sink).await, ["retry::gave_up"], "{script}");
    }
}

#[tokio::test]
async fn tries_again_what_was_acknowledged() {
    let sink = listen("204").await;
    let attempt = Attempt::new("msg_1");
    attempt.send(&sink).await;
    pause(100).await;
    attempt.again().send(&sink).await;
    assert_eq!(caught(&sink).await, ["retry::after_success"]);
}

#[tokio::test]
async fn does_not_wait_as_it_is_told() {
    let sink = listen("429:2s, 200").await;
    let attempt = Attempt::new("msg_1");
    attempt.send(&sink).await;
    pause(100).await;
    attempt.again().send(&sink).await;
    assert_eq!(caught(&sink).await, ["retry::too_early"]);
}

#[tokio::test]
async fn does_not_take_gone_for_an_answer() {
    let sink = listen("410").await;
    let attempt = Attempt::new("msg_1");
    attempt.send(&sink).await;
    pause(100).await;
    attempt.again().send(&sink).await;
    assert_eq!(caught(&sink).await, ["retry::after_gone"]);
}

#[tokio::test]
async fn hammers() {
    for jitter in [true, false] {
        let slow = schedule(&[0, 5_000, 300_000, 1_800_000, 7_200_000], jitter);
        let sink = sink("500, 500, 500, 200").retry(slow).start().await.expect("a free port");
        let attempt = Attempt::new("msg_1");
        while attempt.again().send(&sink).await == 500 {
            pause(20).await;
        }
        assert_eq!(caught(&sink).await, ["retry::no_backoff"], "jitter: {jitter}");
    }
}

#[tokio::test]
async fn tries_more_often_than_the_document_says() {
    let sink = sink("500").retry(schedule(&[0, 100], true)).start().await.expect("a free port");
    let attempt = Attempt::new("msg_1");
    for _ in 0..3 {
        attempt.again().send(&sink).await;
        pause(50).await;
    }
    assert_eq!(caught(&sink).await, ["retry::too_many"]);
}

#[tokio::test]
async fn tries_twice_at_once() {
    let sink = listen("200@500ms").await;
    let attempt = Attempt::new("msg_1");
    let second = async {
        pause(150).await;
        attempt.send(&sink).await
    };
    tokio::join!(attempt.send(&sink), second);
    assert_eq!(caught(&sink).await, ["retry::concurrent"]);
}

#[tokio::test]
async fn says_another_media_type() {
    let typed = |said: &str| Attempt::new("msg_1").header("content-type", said);
    assert_eq!(alone(typed("text/plain")).await, ["media_type"]);
    assert_eq!(alone(typed("application/x-www-form-urlencoded")).await, ["media_type"]);
    assert_eq!(alone(typed("application/json; charset=utf-8")).await, [""; 0]);
    assert_eq!(alone(typed("application/json; charset=iso-8859-1")).await, ["body::charset"]);
}

#[tokio::test]
async fn breaks_the_schema() {
    let sink = listen("200").await;
    let bodies = [
        r#"{"type":"stock.changed","sku":"book"}"#,
        r#"{"type":"stock.changed","sku":null,"left":3}"#,
        r#"{"type":"stock.changed","sku":"book","left":-1}"#,
    ];
    for (number, body) in bodies.iter().enumerate() {
        Attempt::new(&format!("msg_{number}")).body(body).send(&sink).await;
    }
    let verdict = sink.verdict().await;
    let places: Vec<_> =
        verdict.findings.iter().map(|one| (one.fault.pointer.as_deref(), one.fault.keyword)).collect();
    assert_eq!(
        places,
        [(Some(""), Some("required")), (Some("/sku"), Some("type")), (Some("/left"), Some("minimum"))]
    );
    assert_eq!(verdict.codes(), ["payload::violation"], "{verdict}");
}

#[tokio::test]
async fn writes_no_json() {
    let body = |body: &str| Attempt::new("msg_1").body(body);
    // Nothing says which event it is, either.
    assert_eq!(alone(body("{type: stock.changed}")).await, ["event::missing"]);
    assert_eq!(alone(body(&format!("{STOCK},"))).await, ["payload::syntax"]);
}

#[tokio::test]
async fn sends_an_event_that_there_is_not() {
    let sink = listen("200").await;
    Attempt::new("msg_1").body(&STOCK.replace("stock.changed", "stock.chnged")).send(&sink).await;
    let verdict = sink.verdict().await;
    assert_eq!(verdict.codes(), ["event::unknown"]);
    assert!(verdict.to_string().contains("did you mean `stock.changed`?"), "{verdict}");
}

#[tokio::test]
async fn forgets_headers() {
    let sink = Sink::new(document("features/headers")).secret(SECRET).start().await.expect("a free port");
    let placed = |id: &str| Attempt::new(id).body(r#"{"id":"1"}"#);
    let named = |id: &str| placed(id).header("x-shop-event", "order.placed");
    named("msg_1").header("x-shop-attempt", "1").send(&sink).await;
    sink.assert_ok().await;
    named("msg_2").send(&sink).await;
    assert_eq!(caught(&sink).await, ["header::missing"]);
    placed("msg_3").header("x-shop-attempt", "1").send(&sink).await;
    assert_eq!(caught(&sink).await, ["event::missing", "header::missing"]);
}

#[tokio::test]
async fn sends_too_much() {
    let sink = sink("200").limit(100).start().await.expect("a free port");
    Attempt::new("msg_1").body(&format!("{STOCK}{}", " ".repeat(100))).send(&sink).await;
    let codes = caught(&sink).await;
    assert!(codes.contains(&"limit::body"), "{codes:?}");
}

#[tokio::test]
async fn compresses() {
    assert_eq!(alone(Attempt::new("msg_1").header("content-encoding", "gzip")).await, ["body::coding"]);
}

#[tokio::test]
async fn nothing_is_proven_by_nothing() {
    let sink = sink("200").start().await.expect("a free port");
    assert!(!sink.verdict().await.is_ok());
    assert!(Sink::new(document("orders")).start().await.is_err(), "a secret is missing");
    assert!(Sink::new(document("orders")).unsigned().answering("20").start().await.is_err());
}
