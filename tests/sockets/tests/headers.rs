//! Declared headers, from generated client to generated receiver and by hand.

use std::sync::{Arc, Mutex};

use hookwright::client::{Client as Sending, SendError};
use hookwright::{Failure, Incoming, Signing};
use hookwright_sockets::headers::{
    self, DeliveryHeaders, DeliveryHeadersXShopTier, OrderLost, OrderLostHeaders, OrderPaid,
    OrderPaidHeaders, OrderPlaced,
};
use tokio::net::TcpListener;

/// Notes the headers of each delivery, or what is wrong with them.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note(&self, line: String) {
        self.0.lock().expect("notes").push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("notes"))
    }
}

impl headers::Receiver for Notes {
    async fn order_placed(&self, event: Incoming<OrderPlaced>) -> Result<(), Failure> {
        match event.typed_headers::<DeliveryHeaders>() {
            Ok(headers) => self.note(format!("{headers:?}")),
            Err(violations) => self.note(format!("{} {}", violations[0].pointer, violations[0].keyword)),
        }
        Ok(())
    }

    async fn order_lost(&self, event: Incoming<OrderLost>) -> Result<(), Failure> {
        let headers: OrderLostHeaders = event.typed_headers()?;
        self.note(format!("{headers:?}"));
        Ok(())
    }

    async fn fallback(&self, unclaimed: headers::Unclaimed) -> Result<(), Failure> {
        let attempt = unclaimed.headers().get("x-shop-attempt").and_then(|value| value.to_str().ok());
        self.note(attempt.unwrap_or_default().to_owned());
        Ok(())
    }
}

async fn serve(notes: &Notes) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let app = headers::Webhooks::new(notes.clone()).unsigned().router();
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

fn client() -> headers::Client {
    headers::Client::with(Sending::builder(signing()).allow_http_on_loopback().build())
}

fn signing() -> Signing {
    Signing::standard_webhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a good secret")
}

fn order() -> OrderPlaced {
    OrderPlaced { id: "1".into() }
}

#[tokio::test]
async fn headers_arrive_typed() {
    let (notes, client) = (Notes::default(), client());
    let url = serve(&notes).await;
    let sent = DeliveryHeaders {
        x_shop_attempt: 2,
        x_shop_tags: Some(vec!["a".into(), "b".into()]),
        x_shop_tier: Some(DeliveryHeadersXShopTier::Paid),
    };
    let with = client.headers(&sent).expect("headers");
    assert!(with.order_placed(&url, &order()).await.expect("an answer").is_success());
    assert_eq!(notes.take(), [format!("{sent:?}")]);
    // The name of another place is the same type.
    let paid = OrderPaidHeaders { x_shop_attempt: 7, x_shop_tags: None, x_shop_tier: None };
    let paid = client.headers(&paid).expect("headers").order_paid(&url, &OrderPaid { id: "1".into() }).await;
    assert!(paid.expect("an answer").is_success());
    assert_eq!(notes.take(), ["7"]);
}

#[tokio::test]
async fn nothing_goes_out_without_required_headers() {
    let (notes, client) = (Notes::default(), client());
    let url = serve(&notes).await;
    let refused = client.order_placed(&url, &order()).await.expect_err("a header is required");
    let SendError::Headers(violations) = &refused else { panic!("{refused}") };
    assert_eq!(violations[0].keyword, "required");
    assert!(refused.to_string().contains("X-Shop-Attempt"), "{refused}");
    let wrong = DeliveryHeaders { x_shop_attempt: 0, x_shop_tags: None, x_shop_tier: None };
    let wrong = client
        .headers(&wrong)
        .expect("headers")
        .order_placed(&url, &order())
        .await
        .expect_err("0 is too low");
    let SendError::Headers(violations) = &wrong else { panic!("{wrong}") };
    assert_eq!((violations[0].pointer.as_str(), violations[0].keyword), ("/X-Shop-Attempt", "minimum"));
    assert!(notes.take().is_empty());
    // Where none is required, the simple call is simple.
    assert!(client.order_lost(&url, &order()).await.expect("an answer").is_success());
    let odd = OrderLostHeaders { x_shop_trace: Some("line\nbreak".into()), x_shop_context: None };
    assert!(matches!(client.headers(&odd), Err(SendError::Headers(_))));
}

#[tokio::test]
async fn a_header_that_breaks_the_document_is_the_handlers_to_judge() {
    let notes = Notes::default();
    let url = serve(&notes).await;
    let post = |lines: &'static str| {
        let url = url.clone();
        async move {
            let head = format!("x-shop-event: order.placed\r\ncontent-type: application/json\r\n{lines}");
            raw(&url, &head, "{\"id\":\"1\"}").await
        }
    };
    for (lines, noted) in [
        ("", " required"),
        ("x-shop-attempt: one\r\n", "/X-Shop-Attempt type"),
        ("x-shop-attempt: 1\r\nx-shop-attempt: 2\r\n", "/X-Shop-Attempt type"),
    ] {
        assert_eq!(post(lines).await, 204);
        assert_eq!(notes.take(), [noted], "{lines}");
    }
    let twice = "X-SHOP-ATTEMPT: 1\r\nx-shop-attempt: 1\r\nx-shop-tags: a, b\r\nx-shop-tags: c\r\nx-shop-tier: vip\r\n";
    assert_eq!(post(twice).await, 204);
    let noted = notes.take().remove(0);
    assert!(noted.contains("[\"a\", \"b\", \"c\"]") && noted.contains("Unknown"), "{noted}");
}

#[tokio::test]
async fn contract_tests_bring_the_headers() {
    let service = headers::Webhooks::new(Notes::default()).unsigned();
    headers::contract::suite().run(service).await.assert_ok();
}

/// One request by hand; the status of its answer.
async fn raw(url: &str, head: &str, body: &str) -> u16 {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = tokio::net::TcpStream::connect(authority).await.expect("a connection");
    let length = body.len();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{head}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}
