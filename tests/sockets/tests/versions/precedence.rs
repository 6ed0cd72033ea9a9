//! Which place counts where two disagree, what silence means, and what stands between two versions.

use http::{HeaderMap, HeaderValue};
use serde_json::json;

use crate::events::{ID, created_v1, created_v2, created_v3, shipped_v1, shipped_v2, upgraded_v1};
use crate::shop::{Shop, behind, client, router, serve, signed, told};

fn paid() -> serde_json::Value {
    json!({ "type": "order.paid", "order_id": ID, "total": { "amount": 1, "currency": "EUR" } })
}

#[tokio::test]
async fn the_first_place_that_says_something_decides() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await;
    // Path, then header, then query.
    let rows = [
        ("/webhook/v1/orders?version=3", Some("2"), "1"),
        ("/webhook/orders?version=3", Some("2"), "2"),
        ("/webhook/orders?version=3", None, "3"),
        ("/webhook/v2/v3?version=1", None, "2"),
        ("/webhook/orders", None, "1"),
        ("/webhook/2/orders", None, "1"),
        ("/webhook/vip/orders", Some("3"), "3"),
    ];
    for (at, (path, header, version)) in rows.into_iter().enumerate() {
        let mut request = signed(&format!("msg_{at}"), &paid());
        if let Some(header) = header {
            request.set("webhook-version", header);
        }
        assert_eq!(request.post(&format!("{url}{path}")).await.status, 204, "{path}");
        assert_eq!(shop.one().version.as_deref(), Some(version), "{path} {header:?}");
    }
}

#[tokio::test]
async fn silence_is_the_default_version() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await + "/orders";
    let answer = client!(orders_v1).order_created(&url, &created_v1()).await.expect("an answer");
    assert_eq!(answer.status, 204);
    let seen = shop.one();
    assert_eq!((seen.version.as_deref(), seen.payload), (Some("1"), upgraded_v1()));
    // What is not of that version breaks it: nobody guesses.
    let newer = client!(orders_v3).order_created(&url, &created_v3()).await.expect("an answer");
    assert_eq!(newer.status, 422);
    assert_eq!(shop.unclaimed(), [told("order.created", Some("1"))]);
}

#[tokio::test]
async fn a_date_between_two_versions_is_the_earlier() {
    let shop = Shop::default();
    let router = router!(orders_by_date, &shop);
    for (date, version) in [
        ("2025-12-31", None),
        ("2026-01-01", Some("2026-01-01")),
        ("2026-02-15", Some("2026-01-01")),
        ("2026-03-31", Some("2026-01-01")),
        ("2026-04-01", Some("2026-04-01")),
        ("2030-01-01", Some("2026-04-01")),
        ("2026-13-01", None),
    ] {
        let gateway = move |headers: &mut HeaderMap| {
            headers.insert("shop-version", HeaderValue::from_static(date));
        };
        let url = behind(router.clone(), gateway).await;
        let answer = match version {
            Some("2026-04-01") => client!(orders_v2).order_shipped(&url, &shipped_v2()).await,
            _ => client!(orders_v1).order_shipped(&url, &shipped_v1()).await,
        };
        let status = if version.is_some() { 204 } else { 400 };
        assert_eq!(answer.expect("an answer").status, status, "{date}");
        let seen = shop.seen();
        assert_eq!(seen.first().and_then(|seen| seen.version.as_deref()), version, "{date}");
        // Two versions, and a carrier that the first one had too: nothing is left to write by hand.
        let carrier = seen.first().map(|seen| seen.payload["carrier"].clone());
        let expected = if version == Some("2026-04-01") { "pickup" } else { "courier" };
        assert!(carrier.is_none_or(|carrier| carrier == expected), "{date}");
    }
}

#[tokio::test]
async fn semantic_versions_stand_for_themselves() {
    let shop = Shop::default();
    let url = serve(router!(orders_by_semver, &shop)).await;
    for (path, version) in [
        ("/hooks/1.0.0", Some("1.0.0")),
        ("/hooks/v1.2", Some("1.2.0")),
        ("/hooks/1.2.0", Some("1.2.0")),
        ("/hooks/2.0.0", Some("2.0.0")),
        ("/hooks/orders", Some("2.0.0")),
        ("/hooks/1.1.0", None),
        ("/hooks/2.0.1", None),
    ] {
        let url = format!("{url}{path}");
        let answer = match version {
            Some("1.0.0") => client!(orders_v1).order_created(&url, &created_v1()).await,
            _ => client!(orders_v2).order_created(&url, &created_v2()).await,
        };
        let status = if version.is_some() { 204 } else { 400 };
        assert_eq!(answer.expect("an answer").status, status, "{path}");
        assert_eq!(shop.seen().first().and_then(|seen| seen.version.as_deref()), version, "{path}");
    }
}
