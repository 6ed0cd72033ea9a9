//! Accepting and delivering, as a provider does.

use crate::sink::{Reply, Sink};
use crate::stage::{Folder, created, numbers, payload, until};
use hookwright::send::NewEndpoint;
use hookwright::signature::{Scheme, Signed, Verifier};
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn an_event_reaches_every_endpoint_of_its_tenant_and_no_other() {
    let folder = Folder::new();
    let (a, b, other) = (Sink::new().await, Sink::new().await, Sink::new().await);
    let sender = folder.sender().await;
    let registered = sender.endpoints("acme").create(NewEndpoint::new(&a.url)).await.unwrap();
    let wants = NewEndpoint::new(&b.url).events(["order.created"]);
    sender.endpoints("acme").create(wants).await.unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&other.url).events(["order.paid"])).await.unwrap();
    sender.endpoints("rival").create(NewEndpoint::new(&other.url)).await.unwrap();
    let accepted = sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    assert_eq!((accepted.deliveries, accepted.repeated), (2, false));
    let delivering = sender.deliver();
    until("both arrive", async || a.count() == 1 && b.count() == 1).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    assert_eq!(other.count(), 0);
    let arrival = &a.arrivals()[0];
    assert_eq!(arrival.id(), accepted.id);
    let verifier = Verifier::new(Scheme::standard_webhooks(), [registered.secret]).unwrap();
    let signed =
        Signed { headers: &arrival.headers, body: &arrival.body, url: None, method: &http::Method::POST };
    verifier.verify(&signed, SystemTime::now()).unwrap();
}

/// However much an endpoint says, it has acknowledged; the beginning is kept.
#[tokio::test]
async fn a_long_answer_is_an_acknowledgement() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(200).body(&"thanks ".repeat(100_000))).await;
    let sender = folder.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    until("it is delivered", async || {
        numbers(&folder, "SELECT count(*) FROM hookwright_deliveries WHERE state = 'delivered'") == [1]
    })
    .await;
    assert_eq!(numbers(&folder, "SELECT length(answer), status FROM hookwright_attempts"), [1024, 200]);
    delivering.shutdown(Duration::from_secs(5)).await;
}
