//! The receiver as it stands, met by a client over HTTPS, by one that speaks no TLS, and by its end.

use std::time::Duration;

use example_https::orders::{Client, EVENTS, OrderCreated};
use example_https::{Settings, serve, serve_metrics};
use hookwright::client::Client as Sending;
use hookwright::{Json, Signing};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The example of the document.
const ORDER: &str = r#"{
    "type": "order.created",
    "order": {
        "id": "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b",
        "placed_at": "2026-11-23T09:30:00+01:00",
        "status": "open",
        "total": { "amount": 5480, "currency": "EUR" },
        "lines": [{ "sku": "book-rust", "quantity": 2 }],
        "customer": { "email": "ada@example.com", "phone": null },
        "payment": { "method": "card", "last4": "4242" }
    }
}"#;

#[tokio::test]
async fn deliveries_come_over_https_are_counted_and_the_end_is_orderly() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let settings = Settings {
        chain: made.cert.pem().into_bytes(),
        key: made.signing_key.serialize_pem().into_bytes(),
        secret: SECRET.to_owned(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let served =
        tokio::spawn(async move { serve(&settings, listener, async { drop(stopped.await) }).await.unwrap() });
    let inside = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let metrics = inside.local_addr().unwrap();
    let handle = PrometheusBuilder::new().install_recorder().unwrap();
    tokio::spawn(serve_metrics(handle, inside, std::future::pending()));

    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let sending =
        Sending::builder(signing).allow_private_addresses().trust(made.cert.der().as_ref()).unwrap().build();
    let url = format!("https://localhost:{}/webhooks", address.port());
    let broken: Json = json(r#"{"type":"order.created"}"#);
    assert_eq!(sending.send::<_, ()>(&EVENTS[0], &url, &broken).await.unwrap().status, 200);
    let order: OrderCreated = hookwright::read(ORDER.as_bytes(), hookwright::Reading::Strict).unwrap().value;
    assert_eq!(Client::with(sending).order_created(&url, &order).await.unwrap().status, 200);

    // Who speaks no TLS is shown the door.
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said).await;
    assert!(!said.starts_with(b"HTTP"), "{said:?}");

    let text = get(metrics, "/metrics").await;
    let accepted = r#"hookwright_answered_total{code="accepted",event="order.created"} 1"#;
    assert!(text.contains(accepted) && text.contains("hookwright_received_total 2"), "{text}");

    stop.send(()).unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(10), served).await.unwrap().unwrap());
    assert!(TcpStream::connect(address).await.is_err());
}

async fn get(address: std::net::SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

fn json(json: &str) -> Json {
    hookwright::read(json.as_bytes(), hookwright::Reading::Strict).unwrap().value
}
