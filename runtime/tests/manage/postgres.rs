//! The same management on PostgreSQL, on the server that `HOOKWRIGHT_POSTGRES` names by its URL.

use crate::sink::{Reply, Sink};
use crate::stage::{builder, created, paid, payload, until};
use hookwright::send::sqlx::{self, AssertSqlSafe, postgres::PgPool};
use hookwright::send::{Consent, DeliveryQuery, DeliveryState, NewEndpoint, Retry, Span};
use std::time::{Duration, SystemTime};

/// The address of a schema of one test's own; none where there is no server to use.
async fn address(name: &str) -> Option<String> {
    let Ok(url) = std::env::var("HOOKWRIGHT_POSTGRES") else {
        eprintln!("skipped: HOOKWRIGHT_POSTGRES names no server");
        return None;
    };
    let schema = format!("hookwright_{name}");
    let admin = PgPool::connect(&url).await.unwrap();
    for sql in ["DROP SCHEMA IF EXISTS $ CASCADE", "DROP SCHEMA IF EXISTS $_jobs CASCADE", "CREATE SCHEMA $"]
    {
        sqlx::raw_sql(AssertSqlSafe(sql.replace('$', &schema))).execute(&admin).await.unwrap();
    }
    let with = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{with}options=-c%20search_path%3D{schema}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_are_listed_counted_resent_replayed_and_forgotten() {
    let Some(address) = address("manage").await else { return };
    let (sink, bad) = (Sink::new().await, Sink::answering(|_| Reply::status(500)).await);
    let sender = builder().open(&address).await.unwrap();
    let endpoints = sender.endpoints("acme");
    let good = endpoints.create(NewEndpoint::new(&sink.url).consent()).await.unwrap().endpoint;
    assert_eq!(endpoints.consent(&good.id, &Consent::test_event()).await.unwrap().id, good.id);
    let once = Retry::schedule([Duration::ZERO]).unwrap();
    let wants = NewEndpoint::new(&bad.url).events(["order.created"]).retry(once).fifo();
    let failing = endpoints.create(wants).await.unwrap().endpoint;
    let begin = SystemTime::now() - Duration::from_secs(60);
    let mut ids = Vec::new();
    for number in 0..5 {
        let to = sender.to("acme").ordering_key("a");
        ids.push(to.accept(created(), &payload(number)).await.unwrap().id);
    }
    let acme = sender.store().deliveries("acme");
    let count = async |state| acme.list(&DeliveryQuery::new().state(state)).await.unwrap().deliveries.len();
    assert_eq!(count(DeliveryState::Pending).await, 10);
    assert!(acme.oldest_undelivered().await.unwrap().is_some());
    let delivering = sender.deliver();
    let over = async || count(DeliveryState::Delivered).await == 5 && count(DeliveryState::Dead).await == 5;
    until("half arrives, half is given up", over).await;
    assert!(acme.oldest_undelivered().await.unwrap().is_none());
    let counts = acme.counts().await.unwrap();
    let of = |id: &str| counts.iter().find(|one| one.endpoint == id).unwrap();
    assert_eq!((of(&good.id).delivered_lately, of(&failing.id).dead_lately), (5, 5));
    assert_eq!(of(&failing.id).failed_lately, 5);
    let hour = acme.history(Span::Hour, 2).await.unwrap();
    assert_eq!(hour.iter().map(|one| one.delivered + one.failed).sum::<u64>(), 10);

    bad.answer(|_| Reply::status(204));
    let before = bad.count();
    assert_eq!(acme.resend_failed(&failing.id, begin).await.unwrap(), 5);
    until("they arrive in order", async || bad.count() == before + 5).await;
    let arrived: Vec<String> = bad.arrivals()[before..].iter().map(|arrival| arrival.id()).collect();
    assert_eq!(arrived, ids);
    until("all is delivered", async || count(DeliveryState::Delivered).await == 10).await;
    let first = acme.list(&DeliveryQuery::new().event(&ids[0]).endpoint(&good.id)).await.unwrap().deliveries
        [0]
    .number;
    let before = sink.count();
    acme.resend(first).await.unwrap();
    until("one comes again", async || sink.count() == before + 1).await;

    endpoints.disable(&good.id, "").await.unwrap();
    sender.to("acme").accept(paid(), &payload(7)).await.unwrap();
    let end = SystemTime::now() + Duration::from_secs(60);
    assert_eq!(acme.recover(&good.id, begin).await.unwrap(), 0);
    assert_eq!(acme.replay(&good.id, begin..end).await.unwrap(), 1);
    assert_eq!(acme.replay(&good.id, begin..end).await.unwrap(), 0);
    until("what was missed comes", async || sink.count() == before + 2).await;
    until("all is delivered", async || count(DeliveryState::Delivered).await == 11).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    let details = acme.get(first).await.unwrap();
    assert_eq!(details.attempts.len(), 2);
    assert_eq!(acme.event(&ids[0]).await.unwrap().ordering_key.as_deref(), Some("a"));
    assert_eq!(sender.store().all_endpoints().await.unwrap().len(), 2);
    assert_eq!(sender.store().sweep(Duration::from_secs(3600), 100).await.unwrap(), 0);
    assert_eq!(sender.store().sweep(Duration::ZERO, 4).await.unwrap(), 4);
    assert_eq!(sender.store().sweep(Duration::ZERO, 100).await.unwrap(), 2);
    assert!(acme.list(&DeliveryQuery::new()).await.unwrap().deliveries.is_empty());
}

#[cfg(feature = "sender-page")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_is_shown() {
    use http_body_util::BodyExt;
    use tower_service::Service;
    let Some(address) = address("manage_page").await else { return };
    let bad = Sink::answering(|_| Reply::status(500)).await;
    let sender = builder().open(&address).await.unwrap();
    let slow = Retry::schedule([0, 3600].map(Duration::from_secs)).unwrap().jitter(false);
    sender.endpoints("acme").create(NewEndpoint::new(&bad.url).retry(slow)).await.unwrap();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    let acme = sender.store().deliveries("acme");
    let failed = async || acme.list(&DeliveryQuery::new()).await.unwrap().deliveries[0].attempts == 1;
    until("it failed", failed).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    let viewer = |_: &http::request::Parts| Ok(hookwright::send::Viewer::operator());
    let mut page = hookwright::send::Page::new(sender.store().clone(), viewer);
    let response = page.call(http::Request::new(axum::body::Body::empty())).await.unwrap();
    assert_eq!(response.status(), 200);
    let html = response.into_body().collect().await.unwrap().to_bytes();
    let html = String::from_utf8_lossy(&html);
    assert!(html.contains("refused 500") && html.contains("1 endpoint fails"), "{html}");
}
