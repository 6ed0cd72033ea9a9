//! A client for an endpoint of one version: what goes out tells it, and is what was signed.

use std::time::SystemTime;

use hookwright::Json;
use hookwright::client::{Answer, Client, SendError};
use hookwright::event::SentVersion;
use hookwright::signature::{Scheme, Signed, Signing, Verifier};
use http::Method;
use serde_json::json;

use super::server::{Server, answer};
use super::{PAID, client};

static SECOND: SentVersion = SentVersion {
    name: "2",
    headers: &[("webhook-version", "2")],
    query: &[("version", "2")],
    media_type: "application/vnd.shop.v2+json",
    media_type_parameters: &[("version", "2")],
    path_segment: "v2",
};

async fn send(client: &Client, url: &str) -> Result<Answer<()>, SendError> {
    client.send(&PAID, url, &Json::from(json!({ "id": 1 }))).await
}

#[tokio::test]
async fn a_version_is_told_and_another_client_tells_none() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let plain = client();
    let versioned = plain.versioned(&SECOND);
    let _ = send(&versioned, &server.url("/hooks/{version}/x?tenant=1&version=1")).await.unwrap();
    assert_eq!(server.last().line(), "POST /hooks/v2/x?tenant=1&version=2 HTTP/1.1");
    let headers = server.last().headers();
    assert_eq!(headers["webhook-version"], "2");
    assert_eq!(headers["content-type"], "application/vnd.shop.v2+json; version=2");
    assert_eq!(headers["x-shop-event"], "paid");
    // The endpoint's own path is left alone.
    let _ = send(&versioned, &server.url("/v1")).await.unwrap();
    assert_eq!(server.last().line(), "POST /v1?version=2 HTTP/1.1");
    let _ = send(&plain, &server.url("/v1?version=1")).await.unwrap();
    assert_eq!(server.last().line(), "POST /v1?version=1 HTTP/1.1");
    assert_eq!(server.last().headers()["content-type"], "application/json");
    assert!(!server.last().headers().contains_key("webhook-version"));
}

#[tokio::test]
async fn the_url_that_is_signed_is_the_one_that_is_called() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let scheme = || Scheme::preset("square").unwrap();
    let signing = Signing::new(scheme(), ["key"]).unwrap();
    let client = Client::builder(signing).allow_http_on_loopback().build().versioned(&SECOND);
    let _ = send(&client, &server.url("/{version}")).await.unwrap();
    let (received, verifier) = (server.last(), Verifier::new(scheme(), ["key"]).unwrap());
    let (headers, body) = (received.headers(), received.body.as_bytes());
    for (path, good) in [("/v2?version=2", true), ("/v2", false), ("/{version}?version=2", false)] {
        let url = server.url(path);
        let request = Signed { headers: &headers, body, url: Some(&url), method: &Method::POST };
        assert_eq!(verifier.verify(&request, SystemTime::now()).is_ok(), good, "{path}");
    }
}
