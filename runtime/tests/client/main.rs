//! The client against real sockets: what goes out, what comes back, and what is refused.

mod answers;
mod fetching;
mod guard;
mod hostile;
mod identity;
mod proxied;
mod server;
mod versions;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hookwright::callback::Original;
use hookwright::client::{Answer, Client, Delivery, SendError};
use hookwright::event::EventInfo;
use hookwright::signature::{Scheme, Signed, Signing, Verifier};
use hookwright::{Json, NoPayload, RawBody};
use http::{Method, StatusCode};
use serde_json::json;

use server::{AUTHORITY, Server, Then, answer};

const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

static PAID: EventInfo = EventInfo {
    name: "order.paid",
    path: "order-paid",
    method: "POST",
    media_type: "application/json",
    success: 204,
    headers: &[("x-shop-event", "paid")],
    ..EventInfo::PLAIN
};

fn signing() -> Signing {
    Signing::standard_webhooks(SECRET).unwrap()
}

fn client() -> Client {
    Client::builder(signing()).allow_http_on_loopback().build()
}

async fn send(client: &Client, url: &str) -> Result<Answer<()>, SendError> {
    client.send(&PAID, url, &Json::from(json!({ "id": 1 }))).await
}

#[tokio::test]
async fn credentials_go_to_webhooks_that_ask_for_them_alone() {
    use hookwright::security::{By, Demand};
    const KEY: Demand = Demand { name: "key", by: By::Query("key") };
    const TOKEN: Demand = Demand { name: "token", by: By::Bearer };
    static GUARDED: EventInfo = EventInfo { security: &[&[KEY, TOKEN]], ..PAID };
    let client = Client::builder(signing()).allow_http_on_loopback();
    let client = client.credential("key", "a&b").credential("token", "t0ken").build();
    let server = Server::answering(&answer("200 OK", "", "")).await;
    let url = server.url("/hooks?tenant=1");
    let sent: Result<Answer<()>, SendError> =
        client.send(&GUARDED, &url, &Json::from(json!({ "id": 1 }))).await;
    assert!(sent.unwrap().status.is_success());
    assert_eq!(server.last().line(), "POST /hooks?tenant=1&key=a%26b HTTP/1.1");
    assert_eq!(server.last().headers()["authorization"], "Bearer t0ken");
    assert!(send(&client, &url).await.unwrap().status.is_success());
    assert_eq!(server.last().line(), "POST /hooks?tenant=1 HTTP/1.1");
    assert!(!server.last().headers().contains_key("authorization"));
}

#[tokio::test]
async fn an_event_goes_out_signed_and_its_answer_comes_back() {
    let server = Server::answering(&answer("200 OK", "x-receipt: r1\r\n", "thanks")).await;
    let answer = send(&client(), &server.url("/hooks?tenant=1")).await.unwrap();
    assert_eq!((answer.status, answer.value), (StatusCode::OK, Some(())));
    assert_eq!(answer.headers["x-receipt"], "r1");
    assert_eq!(&answer.body[..], b"thanks");

    let received = server.last();
    assert_eq!(received.line(), "POST /hooks?tenant=1 HTTP/1.1");
    assert_eq!(received.body, r#"{"id":1}"#);
    let headers = received.headers();
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["x-shop-event"], "paid");
    assert_eq!(headers["host"], format!("127.0.0.1:{}", server.port));
    assert!(headers["user-agent"].to_str().unwrap().starts_with("hookwright/"));
    let verifier = Verifier::new(Scheme::standard_webhooks(), [SECRET]).unwrap();
    let body = received.body.as_bytes();
    let request = Signed { headers: &headers, body, url: None, method: &Method::POST };
    let verified = verifier.verify(&request, SystemTime::now()).unwrap();
    assert_eq!(verified.id.unwrap(), answer.id);
}

#[tokio::test]
async fn a_delivery_keeps_what_the_caller_set() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let at = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let delivery = Delivery::of("msg_mine").at(at).traceparent(trace);
    for _ in 0..2 {
        let (client, url, payload) = (client(), server.url("/"), Json::from(json!({})));
        let sent = client.send_with(&PAID, &url, &payload, delivery.clone());
        let answer: Answer<()> = sent.await.unwrap();
        assert_eq!(answer.id, "msg_mine");
        let headers = server.last().headers();
        assert_eq!(headers["webhook-id"], "msg_mine");
        assert_eq!(headers["webhook-timestamp"], "1700000000");
        assert_eq!(headers["traceparent"], trace);
    }
    let bad = client().delivery(Delivery::of("a b"));
    assert!(matches!(send(&bad, &server.url("/")).await, Err(SendError::Sign(_))));
    let bad = client().delivery(Delivery::default().traceparent("a\r\nx: y"));
    assert!(matches!(send(&bad, &server.url("/")).await, Err(SendError::Header(_))));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn ids_are_new_each_time_and_connections_are_kept() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let client = client();
    let first = send(&client, &server.url("/")).await.unwrap();
    let second = send(&client, &server.url("/")).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn by_path_appends_the_events_segment() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let client = Client::builder(signing()).allow_http_on_loopback().by_path().build();
    for (url, line) in
        [("", "POST /order-paid HTTP/1.1"), ("/hooks/?t=1", "POST /hooks/order-paid?t=1 HTTP/1.1")]
    {
        let _ = send(&client, &server.url(url)).await.unwrap();
        assert_eq!(server.last().line(), line);
    }
}

#[tokio::test]
async fn payloads_that_are_not_json_go_out_as_they_are() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let xml = EventInfo { media_type: "application/xml", ..PAID };
    let raw = RawBody::from(bytes::Bytes::from_static(b"<order/>"));
    let _: Answer<()> = client().send(&xml, &server.url("/"), &raw).await.unwrap();
    assert_eq!(server.last().body, "<order/>");
    assert_eq!(server.last().headers()["content-type"], "application/xml");
    let _: Answer<()> = client().send(&PAID, &server.url("/"), &NoPayload).await.unwrap();
    assert_eq!(server.last().body, "");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let target = Server::answering(&answer("200 OK", "", "")).await;
    let location = format!("location: {}\r\n", target.url("/inside"));
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Server::answering(&answer(status, &location, "")).await;
        let answer = send(&client(), &server.url("/")).await.unwrap();
        assert!(answer.status.is_redirection() && !answer.is_success());
        assert_eq!(answer.value, None);
    }
    assert_eq!(target.count(), 0);
}

#[tokio::test]
async fn a_refusal_is_an_answer() {
    let server = Server::answering(&answer("503 Busy", "retry-after: 7\r\n", "{}")).await;
    let answer = send(&client(), &server.url("/")).await.unwrap();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "7");
}

#[tokio::test]
async fn a_slow_server_meets_the_timeout_before_and_within_its_answer() {
    let timeout = Duration::from_millis(200);
    let client = Client::builder(signing()).allow_http_on_loopback().timeout(timeout).build();
    let begun = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec();
    for (then, class, words) in [
        (Then::Hang, "timeout::headers", "no answer of `127.0.0.1` in 200ms"),
        (Then::Answer(begun), "timeout::answer", "no whole answer of `127.0.0.1` in 200ms"),
    ] {
        let server = Server::then(then).await;
        let error = send(&client, &server.url("/")).await.unwrap_err();
        assert_eq!((error.class(), error.to_string().as_str()), (class, words));
        assert!(error.may_have_arrived());
    }
}

#[tokio::test]
async fn an_oversize_answer_is_not_read_on() {
    let limit = 1000;
    let client = Client::builder(signing()).allow_http_on_loopback().answer_limit(limit).build();
    let whole = Server::answering(&answer("200 OK", "", &"x".repeat(limit))).await;
    assert_eq!(send(&client, &whole.url("/")).await.unwrap().body.len(), limit);
    // One byte more, and an endless one that never says its length.
    let over = answer("200 OK", "", &"x".repeat(limit + 1));
    let endless = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(100_000));
    for text in [over, endless] {
        let server = Server::answering(&text).await;
        let error = send(&client, &server.url("/")).await.unwrap_err();
        assert!(matches!(error, SendError::AnswerTooLarge { status: StatusCode::OK, limit: 1000 }));
        assert!(error.may_have_arrived());
    }
}

#[tokio::test]
async fn broken_and_refused_connections_are_told_apart() {
    let server = Server::then(Then::Close).await;
    let error = send(&client(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, SendError::Broken { .. }) && error.may_have_arrived(), "{error}");

    let server = Server::answering("not http at all\r\n\r\n").await;
    let error = send(&client(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, SendError::Broken { .. }), "{error}");

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let error = send(&client(), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert!(matches!(error, SendError::Connect { .. }) && !error.may_have_arrived(), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn plain_http_is_refused_before_any_byte_goes_out() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    let strict = Client::new(signing());
    let error = send(&strict, &server.url("/?token=hunter2")).await.unwrap_err();
    assert!(matches!(error, SendError::Insecure { .. }));
    assert!(error.to_string().contains("allow_http_on_loopback"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let error = send(&client(), "http://example.com/").await.unwrap_err();
    assert!(matches!(error, SendError::Insecure { .. }));
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn private_addresses_are_blocked_by_number_and_by_name() {
    let strict = Client::new(signing());
    for url in ["https://127.0.0.1/", "https://169.254.169.254/", "https://[::1]/", "https://localhost/"] {
        let error = send(&strict, url).await.unwrap_err();
        assert!(matches!(error, SendError::Blocked { .. }), "{url}: {error}");
        assert!(!error.may_have_arrived());
    }
}

#[tokio::test]
async fn tls_is_checked_against_trusted_authorities() {
    let server = Server::tls(&answer("200 OK", "", "")).await;
    let trusting = Client::builder(signing()).allow_private_addresses().trust(AUTHORITY).unwrap();
    let trusting = trusting.build();
    for host in ["localhost", "127.0.0.1"] {
        let url = format!("https://{host}:{}/", server.port);
        assert!(send(&trusting, &url).await.unwrap().is_success());
        let strange = Client::builder(signing()).allow_private_addresses().build();
        let error = send(&strange, &url).await.unwrap_err();
        assert!(matches!(error, SendError::Connect { .. }), "{error}");
        assert!(error.to_string().contains("certificate"), "{error}");
    }
    let other = format!("https://127.0.0.2:{}/", server.port);
    assert!(matches!(send(&trusting, &other).await, Err(SendError::Connect { .. })));
    assert!(Client::builder(signing()).trust(b"no certificate").is_err());
}

#[tokio::test]
async fn a_callback_goes_to_the_url_of_the_original_request() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let body = json!({ "url": server.url("/hook"), "kind": "a&b=c" }).to_string();
    let original = Original::new(Method::POST, "https://api.example/subscribe").body(body);
    let expression = "{$request.body#/url}?kind={$request.body#/kind}";
    let _ = call_back(&client(), expression, &original).await.unwrap();
    assert_eq!(server.last().line(), "POST /hook?kind=a%26b%3Dc HTTP/1.1");
    // Whoever subscribed chose the URL: the guards stand.
    let error = call_back(&Client::new(signing()), expression, &original).await.unwrap_err();
    assert!(matches!(error, SendError::Insecure { .. }), "{error}");
    let error = call_back(&client(), "{$request.body#/no}", &original).await.unwrap_err();
    assert!(matches!(error, SendError::Expression(_)), "{error}");
}

async fn call_back(client: &Client, expression: &str, original: &Original) -> Result<Answer<()>, SendError> {
    client.call_back(&PAID, expression, original, &Json::from(json!({}))).await
}

#[test]
fn nothing_shows_secrets() {
    let shown = format!("{:?} {:?}", client(), Client::builder(signing()));
    assert!(!shown.contains("AQIDBAUG"), "{shown}");
}

#[tokio::test]
async fn an_attempt_can_be_spawned() {
    let server = Server::answering(&answer("204 No Content", "", "")).await;
    let (client, url) = (client(), server.url("/"));
    let attempt = tokio::spawn(async move { send(&client, &url).await.map(|answer| answer.status) });
    assert_eq!(attempt.await.unwrap().unwrap(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_refusal_is_an_answer_until_it_is_asked_whether_it_accepts() {
    let server = Server::answering(&answer("401 Unauthorized", "", "")).await;
    let answer = send(&client(), &server.url("/")).await.unwrap();
    assert_eq!(answer.status, 401);
    let refused = answer.accepted().unwrap_err();
    assert!(matches!(refused, SendError::Refused { status, .. } if status == 401), "{refused}");
}
