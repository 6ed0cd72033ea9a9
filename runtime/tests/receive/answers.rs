//! Who is let in: size, method, media type, signature, time.

use super::server::{FORGED, Sent, open, open_unsigned, open_with};
use std::time::{Duration, SystemTime};

const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;

#[tokio::test]
async fn a_good_delivery_is_accepted() {
    let open = open().await;
    let got = Sent::signed("msg_1", CREATED).send(&open).await;
    assert_eq!((got.status, got.body.as_str()), (200, r#"["o1"]"#));
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(open.codes(1).await, ["accepted"]);
    assert_eq!(open.last(), "order.created msg_1 None 0");
    let outcome = open.outcome();
    assert_eq!((outcome.event.as_deref(), outcome.id.as_deref()), (Some("order.created"), Some("msg_1")));
}

#[tokio::test]
async fn every_signature_refusal_looks_the_same() {
    let open = open().await;
    let mut flipped = Sent::signed("msg_1", CREATED);
    flipped.body[20] ^= 1;
    let off = Duration::from_secs(600);
    let at = |time| Sent::signed_by(super::server::SECRET, "msg_1", time, CREATED);
    let refused = [
        (flipped, "signature::mismatch"),
        (Sent::signed_by(FORGED, "msg_1", SystemTime::now(), CREATED), "signature::mismatch"),
        (at(SystemTime::now() - off), "signature::stale"),
        (at(SystemTime::now() + off), "signature::future"),
        (Sent::plain(CREATED), "signature::missing"),
        (Sent::signed("msg_1", CREATED).without("webhook-signature"), "signature::missing"),
    ];
    let mut answers = Vec::new();
    for (sent, _) in &refused {
        let got = sent.send(&open).await;
        assert_eq!(got.status, 401);
        assert_eq!(got.header("content-type"), Some("application/problem+json"));
        answers.push(got.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(open.codes(6).await, refused.map(|(_, code)| code));
    assert_eq!(open.calls(), 0);
    // None of them took the id.
    assert_eq!(Sent::signed("msg_1", CREATED).send(&open).await.status, 200);
}

#[tokio::test]
async fn tolerance_and_clock_are_settable() {
    let open = open_with(|service| {
        service
            .tolerance(Duration::from_secs(5))
            .clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000))
    })
    .await;
    let at = |seconds, id| {
        Sent::signed_by(
            super::server::SECRET,
            id,
            SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
            CREATED,
        )
    };
    assert_eq!(at(995, "a").send(&open).await.status, 200);
    assert_eq!(at(1_005, "b").send(&open).await.status, 200);
    assert_eq!(at(994, "c").send(&open).await.status, 401);
    assert_eq!(at(1_006, "d").send(&open).await.status, 401);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_declared_or_not() {
    let open = open_with(|service| service.limit(4_000)).await;
    let big = format!(r#"{{"type":"order.created","id":"{}"}}"#, "x".repeat(4_000));
    assert_eq!(Sent::signed("msg_1", &big).header("content-length", "9000000").send(&open).await.status, 413);
    let chunked = Sent { chunked: true, ..Sent::signed("msg_1", &big) };
    assert_eq!(chunked.send(&open).await.status, 413);
    let fits = Sent { chunked: true, ..Sent::signed("msg_1", &big.replace(&"x".repeat(1_000), "")) };
    assert_eq!(fits.send(&open).await.status, 200);
    let exact = format!("{CREATED}{}", " ".repeat(4_000 - CREATED.len()));
    assert_eq!(Sent::signed("msg_2", &exact).send(&open).await.status, 200);
    assert_eq!(Sent::signed("msg_3", &(exact + " ")).send(&open).await.status, 413);
    assert_eq!(open.codes(5).await, ["limit::body", "limit::body", "accepted", "accepted", "limit::body"]);
}

#[tokio::test]
async fn wrong_media_types_are_refused() {
    let open = open().await;
    let bare = Sent::signed("msg_1", CREATED).without("content-type");
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "json", "application/jsonx"] {
        let got = bare.clone().header("content-type", media_type).send(&open).await;
        assert_eq!(got.status, 415, "{media_type}");
    }
    assert_eq!(bare.send(&open).await.status, 415);
    let coded = Sent::signed("msg_1", CREATED).header("content-encoding", "gzip").send(&open).await;
    assert_eq!((coded.status, coded.header("accept-encoding")), (415, Some("identity")));
    assert_eq!(open.codes(6).await, ["media_type"; 6]);
    for (id, media_type) in
        [("msg_1", "Application/JSON;charset=utf-8"), ("msg_2", "application/cloudevents+json")]
    {
        let good = Sent::signed(id, CREATED).without("content-type").header("content-type", media_type);
        assert_eq!(good.send(&open).await.status, 200, "{media_type}");
    }
}

#[tokio::test]
async fn other_methods_are_told_which_are_allowed() {
    let open = open().await;
    for method in ["GET", "PUT", "DELETE"] {
        let got = Sent { method, ..Sent::signed("msg_1", CREATED) }.send(&open).await;
        assert_eq!((got.status, got.header("allow")), (405, Some("POST")), "{method}");
    }
    assert_eq!(open.codes(3).await, ["method"; 3]);
}

#[tokio::test]
async fn unsigned_is_explicit_and_knows_no_repetition() {
    let open = open_unsigned().await;
    for _ in 0..2 {
        assert_eq!(Sent::plain(CREATED).header("webhook-id", "msg_1").send(&open).await.status, 200);
    }
    assert_eq!(open.calls(), 2);
}
