//! Keys and certificates by the guarded client.

use std::time::Duration;

use hookwright::client::{Client, ClientFetcher};
use hookwright::signature::{Fetcher, Signing, Wanted};

use super::server::{Server, Then, answer};

fn fetcher() -> ClientFetcher {
    let client = Client::builder(Signing::unsigned()).allow_http_on_loopback();
    ClientFetcher::new(client.timeout(Duration::from_millis(500)).answer_limit(100).build())
}

async fn fetch(fetcher: &ClientFetcher, url: String) -> Result<String, String> {
    let fetched = fetcher.fetch(&Wanted::KeySet { url }).await;
    fetched.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn one_get_brings_the_bytes() {
    let server = Server::answering(&answer("200 OK", "", r#"{"keys":[]}"#)).await;
    assert_eq!(fetch(&fetcher(), server.url("/keys?v=1")).await.unwrap(), r#"{"keys":[]}"#);
    let received = server.last();
    assert_eq!(received.line(), "GET /keys?v=1 HTTP/1.1");
    assert!(received.body.is_empty());
    assert!(received.headers()["user-agent"].to_str().unwrap().starts_with("hookwright/"));
}

#[tokio::test]
async fn redirects_and_failures_bring_nothing() {
    let elsewhere = Server::answering(&answer("200 OK", "", "stolen")).await;
    let location = format!("location: {}\r\n", elsewhere.url("/"));
    for (status, headers) in
        [("302 Found", location.as_str()), ("404 Not Found", ""), ("500 Oops", ""), ("204 No Content", "")]
    {
        let server = Server::answering(&answer(status, headers, "")).await;
        let error = fetch(&fetcher(), server.url("/")).await.unwrap_err();
        assert!(error.contains(&status[..3]), "{error}");
        let confirmation = fetcher().fetch(&Wanted::Confirmation { url: server.url("/") }).await;
        assert_eq!(confirmation.is_ok(), status.starts_with('2'), "any 2xx confirms");
        assert_eq!((server.count(), elsewhere.count()), (2, 0));
    }
}

#[tokio::test]
async fn answers_are_bounded_in_size_and_time() {
    let large = Server::answering(&answer("200 OK", "", &"x".repeat(101))).await;
    assert!(fetch(&fetcher(), large.url("/")).await.unwrap_err().contains("100 bytes"));
    let cutting = Client::builder(Signing::unsigned()).allow_http_on_loopback().answer_limit(100);
    let cutting = ClientFetcher::new(cutting.truncate_answers().build());
    let error = fetch(&cutting, large.url("/")).await.unwrap_err();
    assert!(error.contains("100 bytes"), "half a key is none: {error}");
    let slow = Server::then(Then::Hang).await;
    assert!(fetch(&fetcher(), slow.url("/")).await.unwrap_err().contains("500ms"));
}

#[tokio::test]
async fn nothing_inside_is_called() {
    let fetcher = ClientFetcher::default();
    for url in ["http://127.0.0.1/", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/"]
    {
        assert!(fetch(&fetcher, url.to_owned()).await.is_err(), "{url}");
    }
    let by_id = fetcher.fetch(&Wanted::Key { id: "key-1".into() }).await;
    assert!(by_id.is_err());
}
