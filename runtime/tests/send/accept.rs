//! What is accepted, what is not, and in whose transaction.

use crate::sink::Sink;
use crate::stage::{Folder, builder, created, document, numbers, paid, payload, until};
use hookwright::event::EventInfo;
use hookwright::send::{Error, Filter, NewEndpoint, SealingKey, Sender};
use std::time::Duration;

const EVENTS: &str =
    "SELECT (SELECT count(*) FROM hookwright_events), (SELECT count(*) FROM hookwright_deliveries)";

async fn with_endpoint() -> (Folder, Sender) {
    let folder = Folder::new();
    let sender = folder.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new("http://127.0.0.1:9/")).await.unwrap();
    (folder, sender)
}

#[tokio::test]
async fn one_key_is_one_event() {
    let (folder, sender) = with_endpoint().await;
    let accept = async |key: &str, event: &'static EventInfo, number| {
        sender.to("acme").idempotency_key(key).accept(event, &payload(number)).await
    };
    let first = accept("k", created(), 1).await.unwrap();
    let again = accept("k", created(), 1).await.unwrap();
    assert_eq!((again.id.as_str(), again.repeated, again.deliveries), (first.id.as_str(), true, 1));
    for other in [accept("k", created(), 2).await, accept("k", paid(), 1).await] {
        let error = other.unwrap_err();
        assert!(matches!(&error, Error::Conflict { event } if *event == first.id), "{error}");
    }
    let rival = sender.to("rival").idempotency_key("k").accept(created(), &payload(2)).await.unwrap();
    assert!(!rival.repeated, "keys are the tenant's");
    assert_ne!(accept("l", created(), 1).await.unwrap().id, first.id);
    assert_eq!(numbers(&folder, EVENTS), [3, 2]);
}

#[tokio::test]
async fn many_with_one_key_at_once_are_one_event() {
    let (folder, sender) = with_endpoint().await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let to = sender.to("acme").idempotency_key("k");
            tokio::spawn(async move { to.accept(created(), &payload(1)).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += usize::from(!task.await.unwrap().repeated);
    }
    assert_eq!((new, numbers(&folder, EVENTS)), (1, [1, 1]));
}

#[tokio::test]
async fn the_callers_transaction_decides() {
    let (folder, sender) = with_endpoint().await;
    let mut own = rusqlite::Connection::open(folder.file()).unwrap();
    own.execute_batch("CREATE TABLE orders (id INTEGER)").unwrap();
    let sink = Sink::new().await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = sender.deliver();
    for commits in [false, true] {
        let transaction = own.transaction().unwrap();
        transaction.execute("INSERT INTO orders VALUES (1)", []).unwrap();
        let accepted = sender.to("acme").accept_in(&transaction, created(), &payload(1)).unwrap();
        assert_eq!(accepted.deliveries, 2);
        if commits {
            transaction.commit().unwrap();
        } else {
            transaction.rollback().unwrap();
        }
        let expected = i64::from(commits);
        assert_eq!(numbers(&folder, EVENTS), [expected, 2 * expected]);
        assert_eq!(numbers(&folder, "SELECT count(*) FROM orders"), [expected]);
    }
    until("what was committed arrives", async || sink.count() == 1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(sink.count(), 1, "exactly one");
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_transaction_that_has_to_wait_too_long_says_so() {
    let (folder, sender) = with_endpoint().await;
    let (own, other) = [(); 2].map(|()| rusqlite::Connection::open(folder.file()).unwrap()).into();
    own.busy_timeout(Duration::from_millis(10)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = sender.to("acme").accept_in(&own, created(), &payload(1)).unwrap_err();
    assert!(error.is_overloaded(), "{error:?}");
    let said = error.to_string();
    assert!(said.contains("webhooks.db failed to accept an event") && said.contains("locked"), "{said}");
    other.execute_batch("COMMIT").unwrap();
    sender.to("acme").accept_in(&own, created(), &payload(1)).unwrap();
    assert_eq!(numbers(&folder, EVENTS), [1, 1]);
}

#[tokio::test]
async fn a_batch_is_accepted_whole_or_not() {
    let (folder, sender) = with_endpoint().await;
    sender.to("acme").idempotency_key("taken").accept(paid(), &payload(1)).await.unwrap();
    let batch = |last: &'static str| {
        let mut batch = sender.to("acme").batch();
        batch.add(created(), &payload(2)).unwrap();
        let mut batch = batch.with(|to| to.idempotency_key(last));
        batch.add(created(), &payload(3)).unwrap();
        batch
    };
    assert!(matches!(batch("taken").accept().await, Err(Error::Conflict { .. })));
    let own = rusqlite::Connection::open(folder.file()).unwrap();
    own.execute_batch("BEGIN").unwrap();
    assert!(matches!(batch("taken").accept_in(&own), Err(Error::Conflict { .. })));
    own.execute_batch("COMMIT").unwrap();
    assert_eq!(numbers(&folder, EVENTS), [1, 1], "nothing of it, though the caller went on");
    let accepted = batch("free").accept().await.unwrap();
    assert_eq!(accepted.len(), 2);
    assert_eq!(numbers(&folder, EVENTS), [3, 3]);
}

#[tokio::test]
async fn a_filter_decides_by_the_payload() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let filter: Filter = r#"{ "/number": 2 }"#.parse().unwrap();
    sender.endpoints("acme").create(NewEndpoint::new("http://127.0.0.1:9/").filter(filter)).await.unwrap();
    for (number, deliveries) in [(1, 0), (2, 1), (22, 0)] {
        let accepted = sender.to("acme").accept(created(), &payload(number)).await.unwrap();
        assert_eq!(accepted.deliveries, deliveries, "{number}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_not_stored() {
    let folder = Folder::new();
    let sender = folder.open(builder().payload_limit(10)).await;
    let error = sender.to("acme").accept(created(), &payload(1)).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 10, .. }), "{error}");
    assert_eq!(numbers(&folder, EVENTS), [0, 0]);
}

#[tokio::test]
async fn an_endpoint_must_be_one_that_may_be_called_and_want_what_there_is() {
    let folder = Folder::new();
    let sender = Sender::builder(document()).open(&folder.address()).await.unwrap();
    let refused = async |endpoint: NewEndpoint| {
        sender.endpoints("acme").create(endpoint).await.unwrap_err().to_string()
    };
    for (url, why) in [
        ("http://partner.example/", "plain HTTP"),
        ("https://127.0.0.1/", "127.0.0.1"),
        ("https://169.254.169.254/latest", "169.254.169.254"),
        ("https://[::ffff:10.0.0.1]/", "ffff"),
        ("ftp://partner.example/", "neither https nor http"),
        ("partner", "not absolute"),
        ("https://user:secret@partner.example/", "credentials"),
    ] {
        let error = refused(NewEndpoint::new(url)).await;
        assert!(error.contains(why) && !error.contains("secret"), "{url}: {error}");
    }
    let private = NewEndpoint::new("https://8.8.8.8/");
    assert!(refused(private.clone().events(["order.lost"])).await.contains("`order.lost`"));
    assert!(refused(private.clone().events([""; 0])).await.contains("no event"));
    assert!(refused(private.clone().version("7")).await.contains("no version `7`"));
    assert!(refused(private.secret("short")).await.contains("secret"));
    assert_eq!(numbers(&folder, "SELECT count(*) FROM hookwright_endpoints"), [0]);
}

#[tokio::test]
async fn secrets_are_sealed_in_the_file_and_open_by_the_key_alone() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let key = SealingKey::new(&[7; 32]);
    let sender = folder.open(builder().sealing([key])).await;
    let registered = sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let shown = registered.secret.expose().to_owned();
    let file = [folder.file(), folder.path().join("webhooks.db-wal")]
        .map(|path| std::fs::read(path).unwrap())
        .concat();
    let stands = |text: &str| file.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(stands(&registered.endpoint.id) && !stands(&shown) && !stands(&shown["whsec_".len()..]));
    assert!(!format!("{registered:?} {sender:?}").contains(&shown), "nor in any Debug");
    let blind = folder.open(builder()).await;
    blind.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = blind.deliver();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(sink.count(), 0, "nothing goes out unsigned");
    delivering.shutdown(Duration::from_secs(5)).await;
    let delivering = sender.deliver();
    until("it arrives", async || sink.count() == 1).await;
    delivering.shutdown(Duration::from_secs(5)).await;
}
