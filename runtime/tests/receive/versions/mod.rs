//! A receiver of three versions over real sockets: where the version stands, what is said of it, and what is answered.

mod answers;
mod names;
pub mod shop;
mod sources;

use super::server::{Got, Open, Sent, serve_any};
use hookwright::Setup;
use shop::{Routes, Table};
use std::sync::Arc;

const FIRST: &str = r#"{"type":"order.created","id":7}"#;
const SECOND: &str = r#"{"type":"order.created","id":"order_7"}"#;

/// Unsigned, and nested as applications nest routers: with the version above the nest and below it.
async fn open<T: Table>() -> Open {
    let service = Setup::new(Routes::<T>::default()).unsigned();
    serve_any(Arc::default(), service, |service| {
        let nested = service.clone().router();
        let shop = service.clone().router();
        axum::Router::new().nest("/webhook/{version}", nested).nest("/shop", shop).fallback_service(service)
    })
    .await
}

/// The version in whose name the handler was called; what was answered where none was.
fn version(got: &Got) -> String {
    match got.status {
        200 => got.json()[0].as_str().unwrap().to_owned(),
        400 => got.json()["detail"].as_str().unwrap().to_owned(),
        status => status.to_string(),
    }
}

const UNKNOWN: &str = "The version is not supported here.";

/// Each request with the version that it is of.
async fn expect<T: Table>(cases: impl IntoIterator<Item = (Sent, &str)>) {
    let open = open::<T>().await;
    for (sent, expected) in cases {
        let got = sent.send(&open).await;
        assert_eq!(version(&got), expected, "{} {:?}", sent.path, sent.headers);
    }
}

fn second() -> Sent {
    Sent::plain(SECOND)
}

fn typed(media_type: &str) -> Sent {
    second().without("content-type").header("content-type", media_type)
}
