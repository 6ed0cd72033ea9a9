//! Resending, recovering, replaying.

use crate::sink::{Reply, Sink};
use crate::stage::{Clock, Folder, builder, created, paid, payload, until};
use hookwright::send::{DeliveryQuery, DeliveryState, Error, NewEndpoint, Retry};
use std::time::{Duration, SystemTime};

fn one_try() -> Retry {
    Retry::schedule([Duration::ZERO]).unwrap()
}

fn in_state(state: DeliveryState) -> DeliveryQuery {
    DeliveryQuery::new().state(state)
}

#[tokio::test]
async fn what_was_delivered_is_sent_again_under_its_id() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let sender = folder.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let accepted = sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    let acme = sender.store().deliveries("acme");
    let delivered = async || acme.get(1).await.unwrap().delivery.state == DeliveryState::Delivered;
    until("it is delivered", delivered).await;
    let again = acme.resend(1).await.unwrap();
    assert_eq!((again.number, again.event.as_str()), (1, accepted.id.as_str()));
    until("it comes again", async || sink.count() == 2 && delivered().await).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    assert!(sink.arrivals().iter().all(|arrival| arrival.id() == accepted.id));
    assert_eq!(acme.get(1).await.unwrap().attempts.len(), 2);
}

#[tokio::test]
async fn all_that_was_given_up_is_sent_again_and_a_disabled_endpoint_recovers() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let other = Sink::answering(|_| Reply::status(500)).await;
    let sender = folder.sender().await;
    let endpoints = sender.endpoints("acme");
    let endpoint = endpoints.create(NewEndpoint::new(&sink.url).retry(one_try())).await.unwrap().endpoint;
    endpoints.create(NewEndpoint::new(&other.url).retry(one_try())).await.unwrap();
    for number in 0..3 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let delivering = sender.deliver();
    let acme = sender.store().deliveries("acme");
    let count = async |state| acme.list(&in_state(state)).await.unwrap().deliveries.len();
    until("all are given up", async || count(DeliveryState::Dead).await == 6).await;
    endpoints.disable(&endpoint.id, "by hand").await.unwrap();
    sink.answer(|_| Reply::status(204));

    assert_eq!(
        acme.resend_failed(&endpoint.id, SystemTime::now() + Duration::from_secs(60)).await.unwrap(),
        0
    );
    let early = SystemTime::now() - Duration::from_secs(60);
    assert_eq!(acme.recover(&endpoint.id, early).await.unwrap(), 3);
    until("they arrive", async || count(DeliveryState::Delivered).await == 3).await;
    assert_eq!(count(DeliveryState::Dead).await, 3, "the other endpoint's stay");
    assert_eq!(acme.resend_failed(&endpoint.id, early).await.unwrap(), 0);
    endpoints.delete(&endpoint.id).await.unwrap();
    let error = acme.resend(1).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { what: "endpoint", .. }), "{error}");
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_replay_brings_what_an_endpoint_wants_and_has_not_got() {
    let folder = Folder::new();
    let clock = Clock::default();
    let sink = Sink::new().await;
    let sender = folder.open(clock.builder()).await;
    let endpoints = sender.endpoints("acme");
    let wants = NewEndpoint::new(&sink.url)
        .events(["order.created"])
        .filter(r#"{ "/type": "order.created" }"#.parse().unwrap());
    let endpoint = endpoints.create(wants).await.unwrap().endpoint;
    let begin = clock.now();
    clock.forward(Duration::from_secs(60));
    let got = sender.to("acme").accept(created(), &payload(0)).await.unwrap();
    let delivering = sender.deliver();
    until("the first arrives", async || sink.count() == 1).await;
    endpoints.disable(&endpoint.id, "maintenance").await.unwrap();
    clock.forward(Duration::from_secs(60));
    let mut missed = Vec::new();
    for number in 1..=450 {
        missed.push(sender.to("acme").accept(created(), &payload(number)).await.unwrap());
    }
    assert!(missed.iter().all(|accepted| accepted.deliveries == 0));
    sender.to("acme").accept(paid(), &payload(500)).await.unwrap();
    sender.to("rival").accept(created(), &payload(501)).await.unwrap();
    let unfit: hookwright::Json = r#"{"type":"order.other"}"#.parse().unwrap();
    sender.to("acme").accept(created(), &unfit).await.unwrap();
    clock.forward(Duration::from_secs(60));
    let end = clock.now();
    clock.forward(Duration::from_secs(60));
    sender.to("acme").accept(created(), &payload(502)).await.unwrap();

    let acme = sender.store().deliveries("acme");
    endpoints.enable(&endpoint.id).await.unwrap();
    assert_eq!(acme.replay(&endpoint.id, begin..end).await.unwrap(), 450);
    assert_eq!(acme.replay(&endpoint.id, begin..end).await.unwrap(), 0, "none twice");
    until("all arrive", async || sink.count() == 451).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    let mut expected: Vec<String> = missed.into_iter().map(|accepted| accepted.id).chain([got.id]).collect();
    let mut arrived: Vec<String> = sink.arrivals().iter().map(|arrival| arrival.id()).collect();
    expected.sort();
    arrived.sort();
    assert_eq!(arrived, expected);
}

#[tokio::test]
async fn a_lane_stays_in_order_when_it_is_sent_again() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let sender = folder.sender().await;
    let wants = NewEndpoint::new(&sink.url).fifo().retry(one_try());
    let endpoint = sender.endpoints("acme").create(wants).await.unwrap().endpoint;
    let mut ids = Vec::new();
    for number in 0..4 {
        let to = sender.to("acme").ordering_key("a");
        ids.push(to.accept(created(), &payload(number)).await.unwrap().id);
    }
    let delivering = sender.deliver();
    let acme = sender.store().deliveries("acme");
    let dead = async || acme.list(&in_state(DeliveryState::Dead)).await.unwrap().deliveries.len();
    until("all are given up", async || dead().await == 4).await;
    let before = sink.count();
    sink.answer(|_| Reply::status(204).after(Duration::from_millis(20)));
    assert_eq!(acme.resend_failed(&endpoint.id, SystemTime::UNIX_EPOCH).await.unwrap(), 4);
    until("all arrive", async || sink.count() == before + 4 && dead().await == 0).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    let arrived: Vec<String> = sink.arrivals()[before..].iter().map(|arrival| arrival.id()).collect();
    assert_eq!(arrived, ids);
}

#[tokio::test]
async fn what_waits_for_a_retry_is_sent_at_once() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let sender = folder.open(builder()).await;
    let retry = Retry::schedule([0, 3600].map(Duration::from_secs)).unwrap().jitter(false);
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).retry(retry)).await.unwrap();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    let acme = sender.store().deliveries("acme");
    until("it failed once", async || acme.get(1).await.unwrap().delivery.attempts == 1).await;
    sink.answer(|_| Reply::status(204));
    acme.resend(1).await.unwrap();
    let state = async || acme.get(1).await.unwrap().delivery.state;
    until("it arrives", async || state().await == DeliveryState::Delivered).await;
    delivering.shutdown(Duration::from_secs(5)).await;
}
