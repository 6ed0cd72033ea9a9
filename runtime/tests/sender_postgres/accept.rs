//! Accepting: in the sender's own transaction, and in the caller's.

use crate::stage::{Schema, created, paid, payload};
use hookwright::send::{Error, Filter, NewEndpoint, Sender};
use sqlx::Connection;

const EVENTS: &str = "SELECT count(*) FROM hookwright_events";
const DELIVERIES: &str = "SELECT count(*) FROM hookwright_deliveries";

async fn with_endpoint(schema: &Schema) -> Sender {
    let sender = schema.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new("http://127.0.0.1:9/hooks")).await.unwrap();
    sender
}

#[tokio::test]
async fn the_callers_transaction_decides() {
    let Some(schema) = Schema::new("transaction").await else { return };
    let sender = with_endpoint(&schema).await;
    let mut connection = schema.pool().acquire().await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    sender.to("acme").accept_in(&mut *transaction, created(), &payload(1)).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!((schema.number(EVENTS).await, schema.number(DELIVERIES).await), (0, 0));
    let mut transaction = connection.begin().await.unwrap();
    let accepted = sender.to("acme").accept_in(&mut *transaction, created(), &payload(1)).await.unwrap();
    assert_eq!(accepted.deliveries, 1);
    assert_eq!(schema.number(DELIVERIES).await, 0, "not before it commits");
    transaction.commit().await.unwrap();
    assert_eq!((schema.number(EVENTS).await, schema.number(DELIVERIES).await), (1, 1));
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_in_the_callers_transaction() {
    let Some(schema) = Schema::new("refused").await else { return };
    let sender = with_endpoint(&schema).await;
    let to = || sender.to("acme");
    let first = to().idempotency_key("k").accept(created(), &payload(1)).await.unwrap();
    let mut transaction = schema.pool().begin().await.unwrap();
    let error =
        to().idempotency_key("k").accept_in(&mut *transaction, paid(), &payload(1)).await.unwrap_err();
    assert!(matches!(&error, Error::Conflict { event } if *event == first.id), "{error}");
    let mut batch = to().batch();
    batch.add(created(), &payload(2)).unwrap();
    batch.idempotency_key("k");
    batch.add(created(), &payload(3)).unwrap();
    assert!(matches!(batch.accept_in(&mut *transaction).await, Err(Error::Conflict { .. })));
    to().accept_in(&mut *transaction, created(), &payload(4)).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!((schema.number(EVENTS).await, schema.number(DELIVERIES).await), (2, 2));
}

#[tokio::test]
async fn many_with_one_key_at_once_are_one_event() {
    let Some(schema) = Schema::new("one_key").await else { return };
    let senders = [with_endpoint(&schema).await, schema.sender().await];
    let tasks: Vec<_> = (0..60)
        .map(|number| {
            let to = senders[number % 2].to("acme").idempotency_key("k");
            tokio::spawn(async move { to.accept(created(), &payload(1)).await.unwrap() })
        })
        .collect();
    let (mut new, mut ids) = (0, std::collections::HashSet::new());
    for task in tasks {
        let accepted = task.await.unwrap();
        assert_eq!(accepted.deliveries, 1);
        new += usize::from(!accepted.repeated);
        ids.insert(accepted.id);
    }
    assert_eq!((new, ids.len(), schema.number(EVENTS).await), (1, 1, 1));
}

#[tokio::test]
async fn a_batch_is_accepted_whole_and_in_its_order() {
    let Some(schema) = Schema::new("batch").await else { return };
    let sender = with_endpoint(&schema).await;
    let mut batch = sender.to("acme").batch();
    for number in 0..300 {
        batch.add(created(), &payload(number)).unwrap();
    }
    let accepted = batch.accept().await.unwrap();
    let in_order = "SELECT count(*) FROM (SELECT e.id, row_number() OVER (ORDER BY d.number) AS place,
        (convert_from(e.payload, 'UTF8')::json ->> 'number')::bigint AS number
        FROM hookwright_deliveries d JOIN hookwright_events e ON e.id = d.event) o WHERE place = number + 1";
    assert_eq!((accepted.len(), schema.number(in_order).await), (300, 300));
}

#[tokio::test]
async fn endpoints_get_what_their_filter_lets_through() {
    let Some(schema) = Schema::new("filtered").await else { return };
    let sender = schema.sender().await;
    let filter: Filter = r#"{ "/number": 2 }"#.parse().unwrap();
    let new = NewEndpoint::new("http://127.0.0.1:9/hooks").events(["*", "order.created"]).filter(filter);
    sender.endpoints("acme").create(new).await.unwrap();
    for (number, deliveries) in [(1, 0), (2, 1)] {
        let accepted = sender.to("acme").accept(created(), &payload(number)).await.unwrap();
        assert_eq!(accepted.deliveries, deliveries);
    }
}
