//! How much waits, for how long, and what came of attempts over time.

use crate::sink::{Reply, Sink};
use crate::stage::{Clock, Folder, created, payload, until};
use hookwright::send::{NewEndpoint, Retry, Span};
use std::time::Duration;

#[tokio::test]
async fn the_oldest_undelivered_is_that_of_enabled_endpoints() {
    let folder = Folder::new();
    let clock = Clock::default();
    let sink = Sink::new().await;
    let sender = folder.open(clock.builder()).await;
    let endpoints = sender.endpoints("acme");
    let off = endpoints.create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    endpoints.disable(&off.id, "").await.unwrap();
    clock.forward(Duration::from_secs(100));
    let on = endpoints.create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    sender.to("acme").accept(created(), &payload(2)).await.unwrap();
    clock.forward(Duration::from_secs(50));
    sender.to("acme").accept(created(), &payload(3)).await.unwrap();

    let oldest = sender.store().all_deliveries().oldest_undelivered().await.unwrap().unwrap();
    assert_eq!((&oldest.endpoint, oldest.age.as_secs()), (&on.id, 50));
    assert!(sender.store().deliveries("rival").oldest_undelivered().await.unwrap().is_none());
    endpoints.enable(&off.id).await.unwrap();
    let oldest = sender.store().deliveries("acme").oldest_undelivered().await.unwrap().unwrap();
    assert_eq!((&oldest.endpoint, oldest.age.as_secs()), (&off.id, 150));
    // What is sent again waits from then on, though its number is low.
    sender.store().deliveries("acme").resend(1).await.unwrap();
    let oldest = sender.store().deliveries("acme").oldest_undelivered().await.unwrap().unwrap();
    assert_eq!((&oldest.endpoint, oldest.age.as_secs()), (&on.id, 50));
    let delivering = sender.deliver();
    let none = async || sender.store().all_deliveries().oldest_undelivered().await.unwrap().is_none();
    until("all is delivered", none).await;
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn each_attempt_is_counted_once() {
    let folder = Folder::new();
    let clock = Clock::default();
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let sender = folder.open(clock.builder()).await;
    let retry = Retry::schedule([0, 0].map(Duration::from_secs)).unwrap();
    let endpoints = sender.endpoints("acme");
    let bad = endpoints.create(NewEndpoint::new(&sink.url).retry(retry)).await.unwrap().endpoint;
    sender.endpoints("rival").create(NewEndpoint::new(&sink.url).retry(one_try())).await.unwrap();
    let acme = sender.store().deliveries("acme");
    let delivering = sender.deliver();
    for number in 0..5 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
        sender.to("rival").accept(created(), &payload(number)).await.unwrap();
    }
    let dead = async || acme.counts().await.unwrap()[0].dead == 5;
    until("they are given up", dead).await;
    sink.answer(|_| Reply::status(204));
    // What was counted so far has settled by then, and is not counted again.
    clock.forward(Duration::from_secs(600));
    for number in 5..8 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let done = async || acme.counts().await.unwrap()[0].delivered_lately == 3;
    until("the rest arrives", done).await;
    clock.forward(Duration::from_secs(60));
    for _ in 0..3 {
        let counts = acme.counts().await.unwrap();
        assert_eq!(counts.len(), 1);
        assert_eq!(counts[0].endpoint, bad.id);
        assert_eq!((counts[0].pending, counts[0].waiting, counts[0].dead_lately), (0, 0, 5));
        assert_eq!((counts[0].delivered_lately, counts[0].failed_lately), (3, 10));
    }
    let minutes = acme.history(Span::Minute, 60).await.unwrap();
    let sum = |tallies: &[hookwright::send::Tally]| {
        let delivered: u64 = tallies.iter().map(|tally| tally.delivered).sum();
        (delivered, tallies.iter().map(|tally| tally.failed).sum::<u64>())
    };
    assert_eq!((minutes.len(), sum(&minutes)), (60, (3, 10)));
    assert_eq!(sum(&acme.history(Span::Hour, 24).await.unwrap()), (3, 10));
    assert_eq!(sum(&sender.store().all_deliveries().history(Span::Hour, 24).await.unwrap()), (3, 15));
    delivering.shutdown(Duration::from_secs(5)).await;
}

fn one_try() -> Retry {
    Retry::schedule([Duration::ZERO]).unwrap()
}
