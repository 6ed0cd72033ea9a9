//! What is refused: unknown versions, silence without a default, contradictions, forgeries.

use serde_json::{Value, json};

use crate::events::{ID, created_v1, created_v3};
use crate::shop::{Shop, client, router, sending, serve, signed, told};

const FORGER: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn paid() -> Value {
    json!({ "type": "order.paid", "order_id": ID, "total": { "amount": 1, "currency": "EUR" } })
}

fn problem(supported: &[&str]) -> Vec<u8> {
    let detail = "The version is not supported here.";
    let problem = json!({ "title": "Bad Request", "status": 400, "detail": detail, "supported": supported });
    serde_json::to_vec(&problem).expect("JSON")
}

#[tokio::test]
async fn an_unknown_version_is_told_the_known_ones() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await;
    for (at, (path, header)) in [
        ("/webhook/v9/orders", None),
        ("/webhook/v9/orders", Some("2")),
        ("/orders", Some("hunter2")),
        ("/orders?version=2", Some("4")),
        ("/orders?version=", None),
    ]
    .into_iter()
    .enumerate()
    {
        let mut request = signed(&format!("msg_{at}"), &paid());
        if let Some(header) = header {
            request.set("webhook-version", header);
        }
        let answer = request.post(&format!("{url}{path}")).await;
        assert_eq!(answer.status, 400, "{path} {header:?}");
        assert_eq!(answer.header("content-type").as_deref(), Some("application/problem+json"));
        assert_eq!(answer.body, problem(&["1", "2", "3"]), "{}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.header("deprecation"), None);
        assert_eq!(shop.outcomes(), [told("version::unknown", None)]);
    }
    assert!(shop.seen().is_empty() && shop.unclaimed().is_empty());
}

#[tokio::test]
async fn silence_without_a_default_is_refused() {
    let shop = Shop::default();
    let url = serve(router!(orders_by_header, &shop)).await + "/";
    let answer = client!(orders_v3).order_created(&url, &created_v3()).await.expect("an answer");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body, problem(&["1", "2", "3"]));
    // Two versions are listed as two.
    let url = serve(router!(orders_by_date, &shop)).await + "/";
    let answer = client!(orders_v1).order_created(&url, &created_v1()).await.expect("an answer");
    assert_eq!(answer.body, problem(&["2026-01-01", "2026-04-01"]));
    assert!(shop.seen().is_empty());
}

#[tokio::test]
async fn a_refused_delivery_may_come_again() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await;
    let request = signed("msg_once", &paid());
    assert_eq!(request.post(&format!("{url}/v9/orders")).await.status, 400);
    assert_eq!(request.post(&format!("{url}/v3/orders")).await.status, 204);
    assert_eq!(shop.one().version.as_deref(), Some("3"));
    // Once it is taken, it is a duplicate under whatever version.
    assert_eq!(request.post(&format!("{url}/v2/orders")).await.status, 204);
    assert!(shop.seen().is_empty());
    assert_eq!(shop.outcomes().last().map(|(code, _)| code.as_str()), Some("duplicate"));
}

#[tokio::test]
async fn a_header_that_contradicts_itself_is_no_version() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await + "/orders";
    let mut request = signed("msg_1", &paid());
    request.set("webhook-version", "2");
    request.set("Webhook-Version", "3");
    assert_eq!(request.post(&url).await.status, 400);
    let mut request = signed("msg_2", &paid());
    request.set("webhook-version", "2");
    request.set("Webhook-Version", "2");
    assert_eq!(request.post(&url).await.status, 204);
    assert_eq!(shop.one().version.as_deref(), Some("2"));
}

#[tokio::test]
async fn forgeries_are_refused_in_every_version() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await;
    let at = |version: &str| format!("{url}/{version}/orders");
    let first = hookwright_sockets::orders_v1::Client::with(sending(FORGER));
    let third = hookwright_sockets::orders_v3::Client::with(sending(FORGER));
    let mut bodies = Vec::new();
    for answer in [
        first.order_created(&at("v1"), &created_v1()).await,
        third.order_created(&at("v3"), &created_v3()).await,
        // A stranger does not learn which versions there are.
        third.order_created(&at("v9"), &created_v3()).await,
    ] {
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, 401);
        assert!(!answer.headers.contains_key("deprecation"));
        bodies.push(answer.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    let mut spoilt = signed("msg_1", &paid());
    spoilt.body[20] ^= 1;
    assert_eq!(spoilt.post(&at("v2")).await.status, 401);
    assert_eq!(shop.outcomes(), vec![told("signature::mismatch", None); 4]);
    assert!(shop.seen().is_empty());
}
