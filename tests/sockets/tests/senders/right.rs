//! Right senders raise no alarm: the generated client, and the generated durable sender through all that can go wrong.

use std::time::Duration;

use hookwright::Signing;
use hookwright::client::{Client as Sending, Delivery, SendError};
use hookwright::contract::judge::retries::Answered;
use hookwright::contract::sink::Listening;
use hookwright::send::{NewEndpoint, Retry};
use hookwright_sockets::orders;

use crate::stage::Folder;
use crate::{SECRET, listen, schedule, sink};

fn stock(left: i32) -> orders::StockChanged {
    orders::StockChanged {
        r#type: orders::StockChangedType::StockChanged,
        sku: "book".into(),
        left,
        warehouses: None,
    }
}

fn client(time: Duration) -> orders::Client {
    let signing = Signing::standard_webhooks(SECRET).expect("a good secret");
    orders::Client::with(Sending::builder(signing).allow_http_on_loopback().timeout(time).build())
}

#[tokio::test]
async fn the_generated_client() {
    let sink =
        orders::contract::sink().secret(SECRET).answering("503, ok").start().await.expect("a free port");
    let client = client(Duration::from_secs(10));
    let delivery = || client.delivery(Delivery::of("msg_1"));
    let first = delivery().stock_changed(&sink.url(), &stock(3)).await.expect("an answer");
    let again = delivery().stock_changed(&sink.url(), &stock(3)).await.expect("an answer");
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (503, 204), "the document's own success");
    let arrived = sink.wait_for(2).await.expect("both");
    assert!(
        arrived.iter().all(|one| one.judgement.is_verified && one.judgement.event == Some("stock.changed"))
    );
    sink.assert_ok().await;
}

#[tokio::test]
async fn what_gets_no_answer_is_told_so() {
    let sink = listen("timeout, reset, 200").await;
    let client = client(Duration::from_millis(300));
    let delivery = || client.delivery(Delivery::of("msg_1"));
    let held = delivery().stock_changed(&sink.url(), &stock(3)).await;
    assert!(matches!(held, Err(SendError::Timeout { .. })), "{held:?}");
    let cut = delivery().stock_changed(&sink.url(), &stock(3)).await;
    assert!(matches!(cut, Err(SendError::Broken { .. })), "{cut:?}");
    let taken = delivery().stock_changed(&sink.url(), &stock(3)).await.expect("an answer");
    assert!(taken.is_success());
    let arrived = sink.wait_for(3).await.expect("all");
    let answers: Vec<Answered> = arrived.iter().map(|one| one.attempt().answer).collect();
    assert_eq!(answers[..2], [Answered::Nothing, Answered::Nothing]);
    sink.assert_ok().await;
}

/// Sends events through a durable sender, and waits until all of them are settled.
async fn durable(sink: &Listening, retry: &[u64], jitter: bool, events: i32, requests: usize) {
    let folder = Folder::new();
    let builder = orders::Sender::builder().client(|client| client.timeout(Duration::from_millis(400)));
    let sender = folder.open(builder).await;
    let retry = Retry::schedule(retry.iter().map(|delay| Duration::from_millis(*delay))).expect("a schedule");
    let endpoint = NewEndpoint::new(sink.url()).secret(SECRET).retry(retry.jitter(jitter));
    sender.endpoints("acme").create(endpoint).await.expect("a good endpoint");
    let delivering = sender.deliver();
    for left in 0..events {
        sender.to("acme").stock_changed(&stock(left)).await.expect("accepted");
    }
    sink.wait_for(requests).await.expect("all that must come");
    sink.assert_ok().await;
    delivering.shutdown(Duration::from_secs(10)).await;
}

#[tokio::test]
async fn the_generated_sender() {
    let retry = [0, 300, 900, 1_500, 2_000, 2_000];
    let script = "500, timeout, reset, 429:1s, ok";
    let sink = sink(script).retry(schedule(&retry, false)).start().await.expect("a free port");
    durable(&sink, &retry, false, 1, 5).await;
    let verdict = sink.verdict_now();
    assert_eq!((verdict.requests, verdict.deliveries), (5, 1), "{verdict}");
}

#[tokio::test]
async fn the_generated_sender_with_equal_and_other_payloads_at_once() {
    let retry = [0, 400, 800];
    let sink = sink("503, ok").retry(schedule(&retry, true)).start().await.expect("a free port");
    durable(&sink, &retry, true, 8, 16).await;
    let verdict = sink.verdict_now();
    assert_eq!((verdict.requests, verdict.deliveries, verdict.open), (16, 8, 0), "{verdict}");
}

#[tokio::test]
async fn the_generated_sender_stops_when_it_is_told_so() {
    let retry = [0, 100, 100];
    let sink = sink("410").retry(schedule(&retry, true)).start().await.expect("a free port");
    durable(&sink, &retry, true, 1, 1).await;
    assert_eq!(sink.arrivals().len(), 1);
}

#[tokio::test]
async fn the_generated_sender_gives_up_at_the_end_of_its_schedule() {
    let retry = [0, 100, 200];
    let sink = sink("500").retry(schedule(&retry, true)).start().await.expect("a free port");
    durable(&sink, &retry, true, 1, 3).await;
    assert_eq!(sink.arrivals().len(), 3);
}
