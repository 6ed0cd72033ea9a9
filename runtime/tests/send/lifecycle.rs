//! Secrets that rotate, operators that hear, stopping in good order, and too much at once.

use crate::sink::{Arrival, Reply, Sink};
use crate::stage::{Clock, Folder, a_moment, builder, created, numbers, payload, until};
use hookwright::send::{Error, NewEndpoint, OperatorEventKind, Retry};
use hookwright::signature::{Scheme, Secret, Signed, Verifier};
use hookwright::store::SqliteStore;
use std::time::{Duration, SystemTime};

fn verifies(arrival: &Arrival, secret: &Secret, now: SystemTime) -> bool {
    let verifier = Verifier::new(Scheme::standard_webhooks(), [secret.clone()]).unwrap();
    let (headers, body) = (&arrival.headers, &arrival.body[..]);
    verifier.verify(&Signed { headers, body, url: None, method: &http::Method::POST }, now).is_ok()
}

#[tokio::test]
async fn while_secrets_rotate_both_sign_and_then_the_new_one_alone() {
    let (folder, clock) = (Folder::new(), Clock::new());
    let sink = Sink::new().await;
    let sender = folder.open(clock.builder()).await;
    let endpoints = sender.endpoints("acme");
    let registered = endpoints.create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = sender.deliver();
    let send = async |count: usize| {
        sender.to("acme").accept(created(), &payload(count)).await.unwrap();
        until("it arrives", async || sink.count() == count).await;
        sink.arrivals().pop().unwrap()
    };
    let now = || SystemTime::UNIX_EPOCH + Duration::from_millis(clock.millis() as u64);
    assert!(verifies(&send(1).await, &registered.secret, now()));
    let new = endpoints.rotate(&registered.endpoint.id, Duration::from_secs(3600)).await.unwrap();
    a_moment().await;
    let arrival = send(2).await;
    assert!(verifies(&arrival, &registered.secret, now()) && verifies(&arrival, &new, now()));
    clock.forward(3_600_000);
    a_moment().await;
    let arrival = send(3).await;
    assert!(!verifies(&arrival, &registered.secret, now()) && verifies(&arrival, &new, now()));
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn an_operator_gets_webhooks_of_his_own() {
    let folder = Folder::new();
    let (bad, operator) = (Sink::answering(|_| Reply::status(410)).await, Sink::new().await);
    let sender = folder.open(builder().operator_tenant("operator")).await;
    let id = sender.endpoints("acme").create(NewEndpoint::new(&bad.url)).await.unwrap().endpoint.id;
    let disabled = OperatorEventKind::EndpointDisabled.name();
    sender.endpoints("operator").create(NewEndpoint::new(&operator.url).events([disabled])).await.unwrap();
    let delivering = sender.deliver();
    let accepted = sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    until("the operator hears", async || operator.count() == 1).await;
    let told: serde_json::Value = serde_json::from_slice(&operator.arrivals()[0].body).unwrap();
    assert_eq!(told["type"], disabled);
    let data = &told["data"];
    assert_eq!(
        (&data["tenant"], &data["endpoint"], &data["reason"]),
        (&"acme".into(), &id.into(), &"gone".into())
    );
    assert_eq!(data["event"], accepted.id);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn an_operator_whose_own_endpoint_fails_is_not_told_of_it_for_ever() {
    let folder = Folder::new();
    let bad = Sink::answering(|_| Reply::status(500)).await;
    let retry = Retry::schedule([Duration::ZERO]).unwrap();
    let sender = folder.open(builder().retry(retry).operator_tenant("acme")).await;
    sender.endpoints("acme").create(NewEndpoint::new(&bad.url)).await.unwrap();
    let delivering = sender.deliver();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    until("the event and what tells of its end", async || bad.count() == 2).await;
    a_moment().await;
    assert_eq!(bad.count(), 2);
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn stopping_waits_for_what_is_under_way_and_starts_nothing() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(204).after(Duration::from_millis(300))).await;
    let sender = folder.open(builder().endpoint_concurrency(2)).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    for number in 0..4 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let delivering = sender.deliver();
    until("two are under way", async || sink.count() == 2).await;
    delivering.shutdown(Duration::from_secs(10)).await;
    let sql = "SELECT sum(state = 'delivered'), sum(state = 'pending') FROM hookwright_deliveries";
    assert_eq!(numbers(&folder, sql), [2, 2]);
    let delivering = sender.deliver();
    until("the rest", async || numbers(&folder, sql) == [4, 0]).await;
    assert_eq!(sink.count(), 4);
    delivering.shutdown(Duration::from_secs(10)).await;
}

#[tokio::test]
async fn what_belongs_to_a_delivery_travels_with_it() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let sender = folder.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    sender.to("acme").traceparent(trace).accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    until("it arrives", async || sink.count() == 1).await;
    let arrival = &sink.arrivals()[0];
    assert_eq!(arrival.headers["traceparent"], trace);
    assert_eq!(arrival.headers["content-type"], "application/json");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&arrival.body).unwrap()["number"], 1);
    delivering.shutdown(Duration::from_secs(5)).await;
}

/// More at once than may wait for the disk.
#[tokio::test]
async fn too_much_at_once_is_refused_and_said() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.file()).await.unwrap();
    let sender = builder().on(store).await.unwrap();
    let other = rusqlite::Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let tasks: Vec<_> = (0..20_000)
        .map(|number| {
            let to = sender.to("acme");
            tokio::spawn(async move { to.accept(created(), &payload(number)).await })
        })
        .collect();
    // Nothing is accepted while another holds the file: who has an answer was refused.
    for _ in 0..1000 {
        if tasks.iter().any(tokio::task::JoinHandle::is_finished) {
            break;
        }
        a_moment().await;
    }
    other.execute_batch("COMMIT").unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => accepted += 1,
            Err(error) => {
                assert!(error.is_overloaded(), "{error}");
                assert!(matches!(error, Error::Overloaded), "{error:?}");
                refused += 1;
            }
        }
    }
    assert!(accepted > 0 && refused > 0, "{accepted} {refused}");
    assert_eq!(numbers(&folder, "SELECT count(*) FROM hookwright_events"), [accepted]);
}
