//! Generated client to generated receiver over real sockets: every row of the table of answers.

mod shop;

use std::time::{Duration, SystemTime};

use hookwright::client::{Client as Sending, Delivery};
use hookwright::{Reading, Signing};
use hookwright_sockets::orders::{self, OrderCancelledAnswer};
use http::StatusCode;
use shop::{Raw, SECRET, Shop, client, order, serve, signed};

const TEN_MINUTES: Duration = Duration::from_secs(600);

#[tokio::test]
async fn a_signed_event_arrives_typed() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let answer = client(SECRET).order_created(&url, &order()).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(shop.seen(), ["order.created 3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b"]);
    assert_eq!(shop.codes(), ["accepted"]);
}

#[tokio::test]
async fn answers_are_typed_on_both_sides() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let cancelled = |reason: &str| orders::OrderCancelled {
        r#type: orders::OrderCancelledType::OrderCancelled,
        order_id: "1".into(),
        reason: reason.into(),
    };
    let plan = client(SECRET).order_cancelled(&url, &cancelled("shipped")).await.expect("an answer");
    assert_eq!(plan.status, StatusCode::OK);
    let expected = OrderCancelledAnswer::Ok(Box::new(orders::ReturnPlan { parcels: 2 }));
    assert_eq!(plan.value, Some(expected));
    let nothing = client(SECRET).order_cancelled(&url, &cancelled("early")).await.expect("an answer");
    assert_eq!(nothing.status, StatusCode::NO_CONTENT);
    assert_eq!(nothing.value, Some(OrderCancelledAnswer::NoContent));
}

#[tokio::test]
async fn an_event_without_a_method_reaches_the_fallback() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let stock = orders::StockChanged {
        r#type: orders::StockChangedType::StockChanged,
        sku: "book".into(),
        left: 3,
        warehouses: None,
    };
    let answer = client(SECRET).stock_changed(&url, &stock).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "the document's own status");
    assert_eq!(shop.codes(), ["event::unhandled"]);
    assert_eq!(shop.unclaimed(), ["stock.changed"]);
}

#[tokio::test]
async fn one_flipped_byte_is_refused() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let mut request = signed(SECRET, "m1", SystemTime::now(), &shop::body());
    let last = request.body.len() / 2;
    request.body[last] ^= 1;
    let answer = request.post(&url).await;
    assert_eq!(answer.status, 401);
    assert_eq!(shop.codes(), ["signature::mismatch"]);
    assert!(shop.seen().is_empty());
}

#[tokio::test]
async fn forged_stale_future_and_unsigned_look_alike_outside() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let now = SystemTime::now();
    let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let forged = signed(other, "m1", now, &shop::body()).post(&url).await;
    let stale = signed(SECRET, "m2", now - TEN_MINUTES, &shop::body()).post(&url).await;
    let future = signed(SECRET, "m3", now + TEN_MINUTES, &shop::body()).post(&url).await;
    let unsigned = Raw::json(&shop::body()).post(&url).await;
    for answer in [&forged, &stale, &future, &unsigned] {
        assert_eq!((answer.status, &answer.body), (401, &forged.body));
    }
    assert_eq!(
        shop.codes(),
        ["signature::mismatch", "signature::stale", "signature::future", "signature::missing"]
    );
}

#[tokio::test]
async fn a_repeated_delivery_gets_the_recorded_answer() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let request = signed(SECRET, "m1", SystemTime::now(), &shop::body());
    assert_eq!(request.post(&url).await.status, 200);
    assert_eq!(request.post(&url).await.status, 200);
    assert_eq!(shop.codes(), ["accepted", "duplicate"]);
    assert_eq!(shop.seen().len(), 1, "the handler ran once");
}

#[tokio::test]
async fn a_repeated_delivery_in_flight_is_asked_to_come_again() {
    let shop = Shop::slow();
    let url = serve(shop.router()).await;
    let request = signed(SECRET, "m1", SystemTime::now(), &shop::body());
    let first = tokio::spawn({
        let (request, url) = (request.clone(), url.clone());
        async move { request.post(&url).await.status }
    });
    shop.entered().await;
    let second = request.post(&url).await;
    assert_eq!(second.status, 503);
    assert!(second.header("retry-after").is_some());
    shop.release();
    assert_eq!(first.await.expect("the first delivery"), 200);
}

#[tokio::test]
async fn bodies_beyond_the_limit_and_of_other_types_are_refused() {
    let shop = Shop::default();
    let url = serve(shop.service().limit(200).router()).await;
    let large = signed(SECRET, "m1", SystemTime::now(), &vec![b' '; 201]);
    assert_eq!(large.post(&url).await.status, 413);
    let mut form = signed(SECRET, "m2", SystemTime::now(), b"a=1");
    form.set("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.post(&url).await.status, 415);
    assert_eq!(shop.codes(), ["limit::body", "media_type"]);
}

#[tokio::test]
async fn unknown_and_invalid_payloads_reach_the_fallback() {
    let shop = Shop::default();
    let url = serve(shop.router()).await;
    let unknown = signed(SECRET, "m1", SystemTime::now(), br#"{"type":"order.frozen"}"#);
    assert_eq!(unknown.post(&url).await.status, 422);
    let invalid = signed(SECRET, "m2", SystemTime::now(), br#"{"type":"order.created","order":{"id":1}}"#);
    let answer = invalid.post(&url).await;
    assert_eq!(answer.status, 422);
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).expect("problem+json");
    assert_eq!(problem["event"], "order.created");
    assert_eq!(problem["violations"][0]["pointer"], "/order/id");
    assert_eq!(problem["violations"][0]["keyword"], "type");
    assert_eq!(answer.header("content-type").as_deref(), Some("application/problem+json"));
    assert_eq!(shop.codes(), ["event::unknown", "payload::violation"]);
    assert_eq!(shop.unclaimed(), ["order.frozen", "order.created"]);
}

#[tokio::test]
async fn a_failing_handler_leaves_the_id_to_the_retry() {
    let shop = Shop::failing_once();
    let url = serve(shop.router()).await;
    let request = signed(SECRET, "m1", SystemTime::now(), &shop::body());
    assert_eq!(request.post(&url).await.status, 500);
    assert_eq!(request.post(&url).await.status, 200);
    assert_eq!(shop.codes(), ["handler::failed", "accepted"]);
}

#[tokio::test]
async fn nested_and_behind_a_proxy_the_url_is_the_senders() {
    let shop = Shop::default();
    let known = shop.service().public_url("https://known.example/proxied");
    let told = shop.service().trusted_proxies(1);
    let app = axum::Router::new().nest("/hooks/known", known.router()).nest("/hooks/told", told.router());
    let url = serve(app).await;
    for (id, mount) in [("m1", "known"), ("m2", "told")] {
        let mut request = signed(SECRET, id, SystemTime::now(), &shop::body());
        request
            .set("forwarded", "for=192.0.2.7;host=evil.example, for=192.0.2.1;proto=https;host=shop.example");
        assert_eq!(request.post(&format!("{url}hooks/{mount}?a=1")).await.status, 200);
    }
    let expected = ["https://known.example/proxied/hooks/known?a=1", "https://shop.example/hooks/told?a=1"];
    assert_eq!(shop.urls(), expected);
}

#[tokio::test]
async fn strict_reading_refuses_what_tolerant_reading_keeps() {
    let newer = String::from_utf8(shop::body()).expect("text").replace("\"paid\"", "\"refunded\"");
    let request = signed(SECRET, "m1", SystemTime::now(), newer.as_bytes());
    let shop = Shop::default();
    assert_eq!(request.post(&serve(shop.router()).await).await.status, 200);
    assert_eq!(shop.novelties(), [1]);
    let strict = Shop::default();
    assert_eq!(
        request.post(&serve(strict.service().reading(Reading::Strict).router()).await).await.status,
        422
    );
}

#[tokio::test]
async fn a_callback_goes_where_the_original_request_said() {
    use hookwright::callback::Original;
    use hookwright_sockets::subscriptions;
    let station = shop::Station::default();
    let url = serve(station.router()).await;
    let original = Original::new(http::Method::POST, "https://api.example/subscriptions")
        .body(format!("{{\"callbackUrl\":\"{url}readings\"}}"));
    let sending = Sending::builder(Signing::unsigned()).allow_http_on_loopback().build();
    let readings = subscriptions::Readings {
        station: "north".into(),
        calibrated_at: hookwright::Maybe::Null,
        values: vec!["1.5".parse().expect("a number"), 2.into()],
        parent: None,
    };
    let client = subscriptions::Client::with(sending).delivery(Delivery::of("d1"));
    let answer = client.on_data(&original, &readings).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(station.seen(), ["north [Number(1.5), Number(2)]"]);
}
