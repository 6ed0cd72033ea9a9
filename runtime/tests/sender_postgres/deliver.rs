//! Delivering by one process, as a provider does.

use crate::sink::{Reply, Sink};
use crate::stage::{Schema, builder, created, payload, until};
use hookwright::send::NewEndpoint;
use hookwright::signature::{Scheme, Signed, Verifier};
use std::collections::HashSet;
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn an_event_reaches_every_endpoint_of_its_tenant_and_no_other() {
    let Some(schema) = Schema::new("fan_out").await else { return };
    let (a, b, other) = (Sink::new().await, Sink::new().await, Sink::new().await);
    let sender = schema.sender().await;
    let registered = sender.endpoints("acme").create(NewEndpoint::new(&a.url)).await.unwrap();
    let wants = NewEndpoint::new(&b.url).events(["order.created"]);
    sender.endpoints("acme").create(wants).await.unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&other.url).events(["order.paid"])).await.unwrap();
    sender.endpoints("rival").create(NewEndpoint::new(&other.url)).await.unwrap();
    let accepted = sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    assert_eq!((accepted.deliveries, accepted.repeated), (2, false));
    let delivering = sender.deliver();
    until("both arrive", async || a.count() == 1 && b.count() == 1).await;
    schema.all_done().await;
    delivering.shutdown(Duration::from_secs(5)).await;
    assert_eq!(other.count(), 0);
    let arrival = &a.arrivals()[0];
    assert_eq!(arrival.id(), accepted.id);
    let verifier = Verifier::new(Scheme::standard_webhooks(), [registered.secret]).unwrap();
    let signed =
        Signed { headers: &arrival.headers, body: &arrival.body, url: None, method: &http::Method::POST };
    verifier.verify(&signed, SystemTime::now()).unwrap();
}

#[tokio::test]
async fn more_than_have_room_all_arrive_once() {
    let Some(schema) = Schema::new("room").await else { return };
    let sink = Sink::answering(|_| Reply::status(204).after(Duration::from_millis(5))).await;
    let sender = schema.open(builder().endpoint_concurrency(2).concurrency(4)).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = sender.deliver();
    for number in 0..40 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    until("all arrive", async || sink.count() >= 40).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    let ids: HashSet<String> = sink.arrivals().iter().map(|arrival| arrival.id()).collect();
    assert_eq!((ids.len(), sink.count()), (40, 40));
}

#[tokio::test]
async fn an_endpoint_that_hangs_delays_no_other() {
    let Some(schema) = Schema::new("hangs").await else { return };
    let hangs = Sink::answering(|_| Reply::status(204).after(Duration::from_secs(60))).await;
    let well = Sink::new().await;
    let sender = schema.open(builder().endpoint_concurrency(4).concurrency(8)).await;
    sender.endpoints("acme").create(NewEndpoint::new(&hangs.url)).await.unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&well.url)).await.unwrap();
    let delivering = sender.deliver();
    for number in 0..60 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    until("the healthy one gets all", async || well.count() == 60).await;
    assert_eq!(hangs.count(), 4, "no more than may be under way");
    let parked = "SELECT count(*) FROM hookwright_deliveries WHERE state = 'pending' AND parked = 1";
    until("the rest is parked", async || schema.number(parked).await == 52).await;
    delivering.shutdown(Duration::from_millis(100)).await;
}

#[tokio::test]
async fn what_waits_for_an_endpoint_goes_out_once_it_is_enabled() {
    let Some(schema) = Schema::new("enabled").await else { return };
    let sink = Sink::new().await;
    let sender = schema.sender().await;
    let endpoint = sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    for number in 0..100 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    sender.endpoints("acme").disable(&endpoint.id, "by hand").await.unwrap();
    let delivering = sender.deliver();
    let parked = "SELECT count(*) FROM hookwright_deliveries WHERE parked = 1";
    until("all is parked", async || schema.number(parked).await == 100).await;
    assert_eq!(sink.count(), 0);
    let none = sender.to("acme").accept(created(), &payload(100)).await.unwrap();
    assert_eq!(none.deliveries, 0, "nothing is accepted for it");
    sender.endpoints("acme").enable(&endpoint.id).await.unwrap();
    schema.all_done().await;
    assert_eq!(sink.count(), 100);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn lanes_keep_their_order_through_failures() {
    let Some(schema) = Schema::new("lanes").await else { return };
    let mut calls = 0;
    let sink = Sink::answering(move |_| {
        calls += 1;
        Reply::status(if calls % 4 == 0 { 500 } else { 204 }).after(Duration::from_millis(2))
    })
    .await;
    let sender = schema.open(builder().retry(crate::stage::soon(20))).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).fifo()).await.unwrap();
    let (one, two) = (sender.deliver(), schema.open(builder().retry(crate::stage::soon(20))).await.deliver());
    for number in 0..60 {
        let to = sender.to("acme").ordering_key((number % 3).to_string());
        to.accept(created(), &payload(number)).await.unwrap();
    }
    schema.all_done().await;
    let arrived: Vec<usize> =
        sink.arrivals().iter().map(|arrival| crate::stage::number_of(&arrival.body)).collect();
    for lane in 0..3 {
        let mut of_lane: Vec<usize> = arrived.iter().copied().filter(|number| number % 3 == lane).collect();
        of_lane.dedup();
        let expected: Vec<usize> = (0..60).filter(|number| number % 3 == lane).collect();
        assert_eq!(of_lane, expected, "in order, each until it is acknowledged");
    }
    one.shutdown(Duration::from_secs(5)).await;
    two.shutdown(Duration::from_secs(5)).await;
}
