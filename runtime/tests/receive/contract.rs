//! The contract suite against the shop, and against shops that break the contract.
#![cfg(feature = "contract")]

use super::orders::{DISPATCH, EVENTS, Shop, Webhooks};
use super::server::SECRET;
use hookwright::contract::{Case, Suite, Verdict};
use hookwright::signature::{Scheme, Signing};
use std::sync::Arc;
use std::sync::atomic::Ordering;

static CASES: &[Case] = &[
    Case {
        event: "order.created",
        name: "small",
        path: "/order.created",
        headers: &[],
        body: r#"{"type":"order.created","id":"o1"}"#,
    },
    Case {
        event: "order.cancelled",
        name: "sample",
        path: "/",
        headers: &[],
        body: r#"{"type":"order.cancelled"}"#,
    },
];

fn suite() -> Suite {
    Suite::new(CASES, EVENTS, &DISPATCH, |_, _| None)
}

#[tokio::test]
async fn the_shop_keeps_the_contract() {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap().limit(10_000);
    let router = axum::Router::new().nest("/hooks", service.router());
    let suite =
        suite().signing(Signing::standard_webhooks(SECRET).unwrap()).mounted_at("/hooks").limit(10_000);
    let report = suite.handled(move || shop.calls.load(Ordering::SeqCst)).run(router).await;
    report.assert_ok();
    assert!(
        report.checks.len() > 20
            && !report.checks.iter().any(|check| matches!(check.verdict, Verdict::Skipped(_)))
    );
}

#[tokio::test]
async fn a_scheme_without_time_skips_time() {
    let secret = "It's a Secret to Everybody";
    let service = Webhooks::new(Arc::new(Shop::default())).scheme(Scheme::github(), [secret]).unwrap();
    let report = suite().signing(Signing::github(secret).unwrap()).run(service).await;
    report.assert_ok();
    assert!(report.to_string().ends_with(", 0 failed, 2 skipped"), "{report}");
}

#[tokio::test]
async fn an_open_door_is_found() {
    let service = Webhooks::new(Arc::new(Shop::default())).unsigned();
    let report = suite().signing(Signing::standard_webhooks(SECRET).unwrap()).run(service).await;
    let failed: Vec<_> =
        report.failures().filter(|check| check.event == "order.created").map(|c| c.name).collect();
    assert_eq!(failed, ["tampered", "unsigned", "forged", "stale", "future"]);
    assert!(report.to_string().contains("expected 401, found 2"), "{report}");
}

#[tokio::test]
async fn nothing_proven_is_a_failure() {
    assert!(
        !Suite::new(&[], EVENTS, &DISPATCH, |_, _| None)
            .run(Webhooks::new(Arc::new(Shop::default())).unsigned())
            .await
            .is_ok()
    );
}
