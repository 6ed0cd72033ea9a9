//! The URL that a nested service behind a proxy sees.

use super::orders::{Shop, Webhooks};
use super::server::{Open, SECRET, Sent, ShopService, serve};
use std::sync::Arc;

const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;

async fn nested(change: impl FnOnce(ShopService) -> ShopService) -> Open {
    let shop = Arc::new(Shop::default());
    let service = change(Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap());
    serve(shop, service, |service| axum::Router::new().nest("/hooks", service.router())).await
}

#[tokio::test]
async fn the_trusted_proxy_says_the_address_and_the_path_is_the_original() {
    let open = nested(|service| service.trusted_proxies(1)).await;
    let forwarded = "proto=http;host=evil.test, for=10.0.0.1;proto=https;host=hooks.example.com";
    let sent = Sent::signed("msg_1", CREATED).header("forwarded", forwarded).to("/hooks?a=1");
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(open.last(), r#"order.created msg_1 Some("https://hooks.example.com/hooks?a=1") 0"#);
    let sent = Sent::signed("msg_2", CREATED).header("forwarded", forwarded).to("/hooks/order.created");
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(open.last(), r#"order.created msg_2 Some("https://hooks.example.com/hooks/order.created") 0"#);
}

#[tokio::test]
async fn host_is_never_believed() {
    let open = nested(|service| service).await;
    let sent = Sent::signed("msg_1", CREATED).header("forwarded", "proto=https;host=evil.test");
    assert_eq!(sent.header("x-forwarded-host", "evil.test").to("/hooks").send(&open).await.status, 200);
    assert_eq!(open.last(), "order.created msg_1 None 0");
}

#[tokio::test]
async fn a_public_url_goes_before_headers() {
    let open =
        nested(|service| service.trusted_proxies(1).public_url("https://hooks.example.com/base/")).await;
    let sent = Sent::signed("msg_1", CREATED).header("forwarded", "proto=https;host=evil.test").to("/hooks");
    assert_eq!(sent.send(&open).await.status, 200);
    assert_eq!(open.last(), r#"order.created msg_1 Some("https://hooks.example.com/base/hooks") 0"#);
}
