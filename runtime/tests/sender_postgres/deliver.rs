//! Accepting and delivering, as a provider does, by one process and by two.

use crate::server::Schema;
use crate::sink::{Reply, Sink};
use crate::stage::{builder, created, payload, until};
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
    let left = "SELECT count(*) FROM hookwright_deliveries WHERE state <> 'delivered'";
    until("both are written down", async || schema.number(left).await == 0).await;
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
