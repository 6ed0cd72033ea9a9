//! Events that are accepted reach the receivers that want them, whole, signed, once; and what may not be sent is not
//! accepted.

use std::time::{Duration, SystemTime};

use hookwright::send::{DeliveryQuery, Error, Filter};
use hookwright::signature::Unsigned;
use hookwright::{Scheme, Signing};
use hookwright_sockets::text_body;

use crate::partner::{Partner, order, stock};
use crate::raw::Raw;
use crate::stage::{Folder, until};

const GRACE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn an_event_reaches_the_receivers_of_its_tenant_verified() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let (all, some, rival) = (Partner::default(), Partner::default(), Partner::default());
    all.register(&sender, "acme", |new| new).await;
    some.register(&sender, "acme", |new| new.events(["stock.changed"])).await;
    rival.register(&sender, "rival", |new| new).await;
    let delivering = sender.deliver();
    let placed = sender.to("acme").order_created(&order("ada@example.com")).await.expect("accepted");
    let changed = sender.to("acme").stock_changed(&stock("book", 3)).await.expect("accepted");
    assert_eq!((placed.deliveries, changed.deliveries), (1, 2));
    until("all arrive", async || all.count() == 2 && some.count() == 1).await;
    delivering.shutdown(GRACE).await;
    let mut seen = all.seen();
    seen.sort();
    let mut sent = [(placed.id, "ada@example.com".to_owned()), (changed.id.clone(), "book".to_owned())];
    sent.sort();
    assert_eq!(seen, sent);
    assert_eq!(some.seen(), [(changed.id, "book".to_owned())]);
    assert_eq!((rival.count(), all.codes()), (0, vec!["accepted", "accepted"]));
}

#[tokio::test]
async fn another_tenants_secret_forges_nothing() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let (partner, rival) = (Partner::default(), Partner::default());
    let registered = partner.register(&sender, "acme", |new| new).await;
    let other = rival.register(&sender, "rival", |new| new).await;
    let body = serde_json::to_vec(&order("mallory@example.com")).expect("JSON");
    let signing = Signing::new(Scheme::standard_webhooks(), [other.secret]).expect("a good secret");
    let signed = signing.sign(&Unsigned::post("msg_forged", "", &body), SystemTime::now()).expect("signable");
    let mut forged = Raw::json(&body);
    signed.iter().for_each(|(name, value)| forged.set(name.as_str(), value.to_str().expect("text")));
    let answer = forged.post(&registered.endpoint.url).await;
    assert_eq!((answer.status, partner.count()), (401, 0));
    let says = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(!says.contains("mallory") && answer.header("webhook-id").is_none(), "nothing is echoed");
}

#[tokio::test]
async fn a_key_is_one_event() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let partner = Partner::default();
    partner.register(&sender, "acme", |new| new).await;
    let to = || sender.to("acme").idempotency_key("order 7");
    let first = to().order_created(&order("ada@example.com")).await.expect("accepted");
    let again = to().order_created(&order("ada@example.com")).await.expect("accepted");
    assert_eq!((&again.id, first.repeated, again.repeated), (&first.id, false, true));
    let other = to().order_created(&order("grace@example.com")).await;
    assert!(matches!(other, Err(Error::Conflict { event }) if event == first.id));
    let delivering = sender.deliver();
    until("it arrives", async || partner.count() == 1).await;
    delivering.shutdown(GRACE).await;
    assert_eq!(partner.count(), 1);
}

#[tokio::test]
async fn what_breaks_the_document_is_not_accepted() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    Partner::default().register(&sender, "acme", |new| new).await;
    let mut wrong = order("ada@example.com");
    wrong.order.lines[0].quantity = 0;
    let Err(Error::Forbidden(violations)) = sender.to("acme").order_created(&wrong).await else {
        panic!("a line of nothing is none");
    };
    assert_eq!(violations[0].pointer, "/order/lines/0/quantity");
    let mut batch = sender.to("acme").batch();
    assert!(batch.order_created(&wrong).is_err());
    assert!(
        sender
            .store()
            .deliveries("acme")
            .list(&DeliveryQuery::new())
            .await
            .expect("a list")
            .deliveries
            .is_empty()
    );
}

#[tokio::test]
async fn a_batch_is_accepted_as_a_whole() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let partner = Partner::default();
    partner.register(&sender, "acme", |new| new.fifo()).await;
    let mut batch = sender.to("acme").batch();
    batch.ordering_key("shelf 1").idempotency_key("first");
    batch.stock_changed(&stock("a", 1)).expect("it fits").stock_changed(&stock("b", 2)).expect("it fits");
    batch.order_created(&order("ada@example.com")).expect("it fits");
    let accepted = batch.accept().await.expect("accepted");
    assert_eq!(accepted.len(), 3);
    // The first one's key is taken, so that nothing of the second batch is there.
    let mut second = sender.to("acme").batch();
    second.stock_changed(&stock("c", 3)).expect("it fits");
    second.idempotency_key("first").stock_changed(&stock("d", 4)).expect("it fits");
    assert!(matches!(second.accept().await, Err(Error::Conflict { .. })));
    let delivering = sender.deliver();
    until("all arrive", async || partner.count() == 3).await;
    delivering.shutdown(GRACE).await;
    let sent = accepted.into_iter().map(|one| one.id).zip(["a", "b", "ada@example.com"].map(str::to_owned));
    assert_eq!(partner.seen(), sent.collect::<Vec<_>>(), "in their order");
}

#[tokio::test]
async fn a_filter_chooses_among_payloads() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let partner = Partner::default();
    let scarce: Filter = r#"{ "/left": 0 }"#.parse().expect("a filter");
    partner.register(&sender, "acme", |new| new.filter(scarce)).await;
    let plenty = sender.to("acme").stock_changed(&stock("book", 7)).await.expect("accepted");
    let none = sender.to("acme").stock_changed(&stock("pen", 0)).await.expect("accepted");
    assert_eq!((plenty.deliveries, none.deliveries), (0, 1));
    let delivering = sender.deliver();
    until("it arrives", async || partner.count() == 1).await;
    delivering.shutdown(GRACE).await;
    assert_eq!(partner.seen(), [(none.id, "pen".to_owned())]);
}

#[tokio::test]
async fn an_event_that_the_document_does_not_have_has_no_subscribers() {
    let folder = Folder::new();
    let sender = folder.sender().await;
    let endpoint = hookwright::send::NewEndpoint::new("http://127.0.0.1:9/hooks").events(["order.lost"]);
    let refused = sender.endpoints("acme").create(endpoint).await;
    assert!(matches!(refused, Err(Error::UnknownEvent(name)) if name == "order.lost"));
}

/// A document that names no scheme gets it from the application; secrets are each endpoint's own all the same.
#[tokio::test]
async fn a_document_without_a_scheme_is_told_one() {
    let folder = Folder::new();
    let sender = folder.open(text_body::Sender::builder(Scheme::github())).await;
    let endpoint = hookwright::send::NewEndpoint::new("http://127.0.0.1:9/hooks");
    let registered = sender.endpoints("acme").create(endpoint).await.expect("a good endpoint");
    assert!(Signing::new(Scheme::github(), [registered.secret]).is_ok());
}
