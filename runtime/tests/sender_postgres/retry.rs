//! What is tried again, what is given up, and what is said of it.

use crate::sink::{Reply, Sink};
use crate::stage::{Schema, Times, builder, created, payload, soon, until};
use hookwright::send::{EndpointState, NewEndpoint, OperatorEventKind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[tokio::test]
async fn it_is_tried_again_until_it_is_acknowledged() {
    let Some(schema) = Schema::new("again").await else { return };
    let mut calls = 0;
    let times = Times::default();
    let sink = Sink::answering(times.noting(move |_| {
        calls += 1;
        Reply::status(if calls < 3 { 500 } else { 204 }).body("an answer")
    }))
    .await;
    let sender = schema.open(builder().retry(soon(5))).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let accepted = sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    schema.all_done().await;
    delivering.shutdown(Duration::from_secs(5)).await;
    let arrivals = sink.arrivals();
    assert!(arrivals.iter().all(|arrival| arrival.id() == accepted.id), "one id for all attempts");
    let times = times.all();
    assert!(times[1].duration_since(times[0]) >= Duration::from_millis(100));
    let attempts = "SELECT count(*) FROM hookwright_attempts WHERE attempt = 1 AND status = 500
        OR attempt = 2 AND class = 'refused' AND answer = 'an answer' OR attempt = 3 AND class = 'delivered'";
    assert_eq!((arrivals.len(), schema.number(attempts).await), (3, 3));
    let well = "SELECT count(*) FROM hookwright_endpoints WHERE failures = 0 AND failing_since IS NULL";
    assert_eq!(schema.number(well).await, 1);
    let left = "SELECT count(*) FROM hookwright_sender_again_jobs._private_jobs";
    until("no job is left", async || schema.number(left).await == 0).await;
}

#[tokio::test]
async fn it_is_given_up_and_the_operator_hears_of_it() {
    let Some(schema) = Schema::new("given_up").await else { return };
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let operators = Sink::new().await;
    let heard = Arc::<Mutex<Vec<OperatorEventKind>>>::default();
    let hears = Arc::clone(&heard);
    let builder = builder().retry(soon(3)).operator_tenant("operator");
    let builder = builder.on_operator_event(move |event| hears.lock().unwrap().push(event.kind));
    let sender = schema.open(builder).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    sender.endpoints("operator").create(NewEndpoint::new(&operators.url)).await.unwrap();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    until("the operator's endpoint is told", async || operators.count() == 1).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    assert_eq!(sink.count(), 3);
    assert_eq!(*heard.lock().unwrap(), [OperatorEventKind::DeliveryDead]);
    let dead = "SELECT count(*) FROM hookwright_deliveries WHERE state = 'dead' AND reason = 'exhausted' AND attempts = 3";
    assert_eq!(schema.number(dead).await, 1);
    let failures = "SELECT failures FROM hookwright_endpoints WHERE tenant = 'acme'";
    assert_eq!(schema.number(failures).await, 3);
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled() {
    let Some(schema) = Schema::new("gone").await else { return };
    let sink = Sink::answering(|_| Reply::status(410)).await;
    let sender = schema.sender().await;
    let endpoint = sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    let state = async || sender.endpoints("acme").get(&endpoint.id).await.unwrap();
    until("it is disabled", async || state().await.state == EndpointState::Disabled).await;
    assert_eq!(state().await.reason, "gone");
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn retry_after_is_obeyed_and_the_endpoint_left_alone_meanwhile() {
    let Some(schema) = Schema::new("throttled").await else { return };
    let mut calls = 0;
    let times = Times::default();
    let sink = Sink::answering(times.noting(move |_| {
        calls += 1;
        if calls == 1 { Reply::status(429).header("retry-after", "2") } else { Reply::status(204) }
    }))
    .await;
    let sender = schema.open(builder().retry(soon(5))).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = sender.deliver();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    let blocked = "SELECT count(*) FROM hookwright_endpoints WHERE blocked_until IS NOT NULL";
    until("it is blocked", async || schema.number(blocked).await == 1).await;
    sender.to("acme").accept(created(), &payload(2)).await.unwrap();
    schema.all_done().await;
    let times = times.all();
    let pause = times[1].duration_since(times[0]);
    assert!(pause >= Duration::from_millis(1990), "{pause:?}");
    assert_eq!(times.len(), 3);
    delivering.shutdown(Duration::from_secs(5)).await;
}
