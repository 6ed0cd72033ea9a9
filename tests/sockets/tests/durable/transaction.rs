//! The application's own transaction: what is rolled back was never accepted, what is committed is delivered once.

use std::time::Duration;

use hookwright::send::{DeliveryQuery, rusqlite::Connection};
use hookwright_sockets::orders;

use crate::partner::{Partner, order, stock};
use crate::stage::{Folder, until};

fn application(folder: &Folder) -> Connection {
    let connection = Connection::open(folder.file()).expect("the sender's file");
    connection.busy_timeout(Duration::from_secs(10)).expect("a time");
    connection.execute_batch("CREATE TABLE orders (email TEXT NOT NULL)").expect("a table of its own");
    connection
}

async fn deliveries(sender: &orders::Sender) -> usize {
    sender.store().deliveries("acme").list(&DeliveryQuery::new()).await.expect("a list").deliveries.len()
}

#[tokio::test]
async fn rollback_leaves_nothing_and_commit_exactly_one() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let partner = Partner::default();
    partner.register(&sender, "acme", |new| new).await;
    let mut application = application(&folder);
    let delivering = sender.deliver();
    let insert = "INSERT INTO orders (email) VALUES (?1)";

    let transaction = application.transaction().expect("a transaction");
    transaction.execute(insert, ["ada@example.com"]).expect("a row");
    let accepted = sender.to("acme").order_created_in(&transaction, &order("ada@example.com"));
    assert_eq!(accepted.expect("accepted").deliveries, 1);
    transaction.rollback().expect("rolled back");
    assert_eq!(deliveries(&sender).await, 0);

    let transaction = application.transaction().expect("a transaction");
    transaction.execute(insert, ["grace@example.com"]).expect("a row");
    let accepted = sender.to("acme").order_created_in(&transaction, &order("grace@example.com"));
    transaction.commit().expect("committed");
    until("it arrives", async || partner.count() == 1).await;
    delivering.shutdown(Duration::from_secs(10)).await;
    assert_eq!(partner.seen(), [(accepted.expect("accepted").id, "grace@example.com".to_owned())]);
    assert_eq!(deliveries(&sender).await, 1);
    let rows = application.query_row("SELECT count(*) FROM orders", [], |row| row.get::<_, i64>(0));
    assert_eq!(rows.expect("a number"), 1);
}

#[tokio::test]
async fn a_batch_is_in_the_transaction_or_not_at_all() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    Partner::default().register(&sender, "acme", |new| new).await;
    let mut application = application(&folder);
    let batch = || {
        let mut batch = sender.to("acme").batch();
        batch.stock_changed(&stock("a", 1)).expect("it fits").stock_changed(&stock("b", 2)).expect("it fits");
        batch
    };
    let transaction = application.transaction().expect("a transaction");
    assert_eq!(batch().accept_in(&transaction).expect("accepted").len(), 2);
    drop(transaction);
    assert_eq!(deliveries(&sender).await, 0, "a transaction that is dropped is rolled back");
    let transaction = application.transaction().expect("a transaction");
    assert_eq!(batch().accept_in(&transaction).expect("accepted").len(), 2);
    transaction.commit().expect("committed");
    assert_eq!(deliveries(&sender).await, 2);
}

#[tokio::test]
async fn what_breaks_the_document_does_no_harm_to_the_transaction() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    Partner::default().register(&sender, "acme", |new| new).await;
    let mut application = application(&folder);
    let transaction = application.transaction().expect("a transaction");
    let mut wrong = order("ada@example.com");
    wrong.order.lines[0].quantity = 0;
    assert!(sender.to("acme").order_created_in(&transaction, &wrong).is_err());
    assert!(sender.to("acme").stock_changed_in(&transaction, &stock("book", 1)).is_ok());
    transaction.commit().expect("committed");
    assert_eq!(deliveries(&sender).await, 1);
}
