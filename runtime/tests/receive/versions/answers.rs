//! What is answered, told and handed over: refusals, what a version's end says, upgrades.

use super::shop::{Routes, Table, integers, tables};
use super::{FIRST, SECOND, open};
use crate::server::{SECRET, Sent, serve_any};
use hookwright::Setup;
use hookwright::codegen::{VersionSource, Versions};
use hookwright::signature::Scheme;
use std::sync::Arc;

tables! {
    ByHeader: integers(&[VersionSource::Header("webhook-version")]);
    Default: Versions { default: Some(0), ..integers(&[VersionSource::Header("webhook-version")]) };
}

fn first(body: &str) -> Sent {
    Sent::plain(body).header("webhook-version", "1")
}

#[tokio::test]
async fn an_unknown_version_is_told_the_known_ones_and_not_its_own() {
    let open = open::<ByHeader>().await;
    let got = Sent::plain(FIRST).header("webhook-version", "hunter2").send(&open).await;
    assert_eq!((got.status, got.header("content-type")), (400, Some("application/problem+json")));
    let problem = serde_json::json!({
        "title": "Bad Request",
        "status": 400,
        "detail": "The version is not supported here.",
        "supported": ["1", "2", "3"],
    });
    assert_eq!(got.json(), problem);
    assert_eq!(open.codes(1).await, ["version::unknown"]);
    assert_eq!((open.outcome().version, open.outcome().event), (None, None));
}

#[tokio::test]
async fn an_old_version_is_upgraded_and_stays_as_it_was_sent() {
    let open = open::<ByHeader>().await;
    let got = first(FIRST).send(&open).await;
    assert_eq!((got.status, got.json()), (200, serde_json::json!(["1", "order_7", "7"])));
    let outcome = open.outcome();
    assert_eq!((outcome.version, outcome.event.as_deref()), (Some("1"), Some("order.created")));
    let newest = Sent::plain(SECOND).header("webhook-version", "3").send(&open).await;
    assert_eq!(newest.json(), serde_json::json!(["3", "order_7", "order_7"]));
    // Each version has the events of its own.
    let cancelled = r#"{"type":"order.cancelled","id":"order_7"}"#;
    let of = |version: &str| Sent::plain(cancelled).header("webhook-version", version);
    assert_eq!(of("2").send(&open).await.json()[0], "cancelled");
    assert_eq!(of("3").send(&open).await.status, 410);
    assert_eq!(open.codes(4).await, ["accepted", "accepted", "accepted", "event::unknown"]);
    assert_eq!(open.outcome().version, Some("3"));
}

#[tokio::test]
async fn a_version_that_ends_says_so_whatever_is_answered() {
    let open = open::<ByHeader>().await;
    let violating = first(r#"{"type":"order.created","id":"seven"}"#);
    let failing = first(r#"{"type":"order.created","id":-1}"#);
    let typed = first(FIRST).without("content-type").header("content-type", "application/xml");
    for (sent, status) in [(first(FIRST), 200), (violating, 422), (failing, 500)] {
        let got = sent.send(&open).await;
        assert_eq!(got.status, status);
        assert_eq!(got.header("deprecation"), Some("@1688169599"));
        assert_eq!(got.header("sunset"), Some("Sun, 30 Jun 2024 23:59:59 GMT"));
        let link = "<https://shop.example/versions>; rel=\"deprecation\", \
                    <https://shop.example/versions>; rel=\"sunset\"";
        assert_eq!(got.header("link"), Some(link));
    }
    // Before the version is known there is nothing to say, nor of one that stays.
    let second = Sent::plain(SECOND).header("webhook-version", "2");
    for (sent, status) in [(typed, 415), (Sent::plain(FIRST), 400), (second, 200)] {
        let got = sent.send(&open).await;
        assert_eq!((got.status, got.header("deprecation"), got.header("link")), (status, None, None));
    }
    let codes =
        ["accepted", "payload::violation", "handler::failed", "media_type", "version::unknown", "accepted"];
    assert_eq!(open.codes(6).await, codes);
}

#[tokio::test]
async fn a_failed_upgrade_frees_the_id_and_an_unknown_version_does() {
    let service = Setup::new(Routes::<Default>::default()).scheme(Scheme::standard_webhooks(), [SECRET]);
    let open = serve_any(Arc::default(), service.unwrap(), |service| service.router()).await;
    let failing = Sent::signed("msg_1", r#"{"type":"order.created","id":-1}"#);
    assert_eq!(failing.send(&open).await.status, 500);
    let unknown = Sent::signed("msg_1", FIRST).header("webhook-version", "9");
    assert_eq!(unknown.send(&open).await.status, 400);
    let good = Sent::signed("msg_1", FIRST);
    assert_eq!(good.send(&open).await.status, 200);
    assert_eq!(good.send(&open).await.json(), serde_json::json!(["1", "order_7", "7"]));
    assert_eq!(open.codes(4).await, ["handler::failed", "version::unknown", "accepted", "duplicate"]);
    // A stranger is told nothing of versions.
    let forged = Sent::plain(FIRST).header("webhook-version", "9").send(&open).await;
    assert_eq!((forged.status, forged.json().get("supported")), (401, None));
}
