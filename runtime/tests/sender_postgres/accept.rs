//! Accepting: in the sender's own transaction, in the caller's, and by SQL.

use crate::server::Schema;
use crate::stage::{created, payload};
use hookwright::send::NewEndpoint;
use sqlx::Connection;

const EVENTS: &str = "SELECT count(*) FROM hookwright_events";
const DELIVERIES: &str = "SELECT count(*) FROM hookwright_deliveries";

#[tokio::test]
async fn the_callers_transaction_decides() {
    let Some(schema) = Schema::new("transaction").await else { return };
    let sender = schema.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new("http://127.0.0.1:9/hooks")).await.unwrap();
    let pool = schema.pool().await;
    let mut connection = pool.acquire().await.unwrap();
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
