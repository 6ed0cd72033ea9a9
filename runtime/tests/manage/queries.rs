//! Finding deliveries, and reading all that is known of one.

use crate::sink::{Reply, Sink};
use crate::stage::{Folder, builder, created, paid, payload, until};
use hookwright::send::{DeliveryQuery, DeliveryState, Error, NewEndpoint, Retry};
use std::time::Duration;

fn numbers(list: &hookwright::send::DeliveryList) -> Vec<i64> {
    list.deliveries.iter().map(|delivery| delivery.number).collect()
}

#[tokio::test]
async fn deliveries_are_listed_by_event_endpoint_state_and_page() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let sender = folder.sender().await;
    let a = sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    let wants = NewEndpoint::new(&sink.url).events(["order.paid"]);
    let b = sender.endpoints("acme").create(wants).await.unwrap().endpoint;
    let other = sender.endpoints("rival").create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    for number in 0..5 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let event = sender.to("acme").accept(paid(), &payload(5)).await.unwrap();
    sender.to("rival").accept(created(), &payload(6)).await.unwrap();

    let all = sender.store().all_deliveries();
    assert_eq!(numbers(&all.list(&DeliveryQuery::new()).await.unwrap()), [8, 7, 6, 5, 4, 3, 2, 1]);
    let acme = sender.store().deliveries("acme");
    assert_eq!(numbers(&acme.list(&DeliveryQuery::new()).await.unwrap()), [7, 6, 5, 4, 3, 2, 1]);
    let by_endpoint = acme.list(&DeliveryQuery::new().endpoint(&b.id)).await.unwrap();
    assert_eq!(numbers(&by_endpoint), [7]);
    assert_eq!((&*by_endpoint.deliveries[0].name, by_endpoint.deliveries[0].attempts), ("order.paid", 0));
    let by_event = DeliveryQuery::new().event(&event.id);
    assert_eq!(numbers(&acme.list(&by_event).await.unwrap()), [7, 6]);
    assert_eq!(numbers(&acme.list(&by_event.clone().endpoint(&a.id)).await.unwrap()), [6]);
    assert!(numbers(&sender.store().deliveries("rival").list(&by_event).await.unwrap()).is_empty());
    for state in DeliveryState::ALL {
        let found = acme.list(&DeliveryQuery::new().state(state)).await.unwrap();
        assert_eq!(found.deliveries.len(), if state == DeliveryState::Pending { 7 } else { 0 });
    }

    let mut query = DeliveryQuery::new().limit(3);
    let mut pages = Vec::new();
    loop {
        let page = acme.list(&query).await.unwrap();
        pages.push(numbers(&page));
        let Some(next) = page.next else { break };
        query = query.before(next);
    }
    assert_eq!(pages, [vec![7, 6, 5], vec![4, 3, 2], vec![1]]);
    let foreign = acme.list(&DeliveryQuery::new().endpoint(&other.id)).await.unwrap_err();
    assert!(matches!(foreign, Error::NotFound { what: "endpoint", .. }), "{foreign}");
    for error in [
        sender.store().deliveries("rival").get(1).await.unwrap_err(),
        sender.store().deliveries("rival").event(&event.id).await.unwrap_err(),
        all.get(99).await.unwrap_err(),
        sender.store().deliveries("rival").resend(1).await.unwrap_err(),
        sender.store().deliveries("rival").replay(&a.id, folder_time()).await.unwrap_err(),
        sender.store().deliveries("rival").recover(&a.id, folder_time().start).await.unwrap_err(),
        sender.store().deliveries("rival").resend_failed(&a.id, folder_time().start).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::NotFound { .. }), "{error}");
    }
}

fn folder_time() -> std::ops::Range<std::time::SystemTime> {
    std::time::UNIX_EPOCH..std::time::SystemTime::now() + Duration::from_secs(60)
}

#[tokio::test]
async fn a_delivery_shows_its_attempts_and_its_event_its_payload() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(500).body(&"no! ".repeat(1000))).await;
    let sender = folder.open(builder().keep_answers(100)).await;
    let retry = Retry::schedule([0, 0].map(Duration::from_millis)).unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).retry(retry)).await.unwrap();
    let to = sender.to("acme").idempotency_key("once").ordering_key("order 1");
    let accepted = to.accept(created(), &payload(1)).await.unwrap();
    let delivering = sender.deliver();
    let acme = sender.store().deliveries("acme");
    let dead = DeliveryQuery::new().state(DeliveryState::Dead);
    until("it is given up", async || acme.list(&dead).await.unwrap().deliveries.len() == 1).await;
    delivering.shutdown(Duration::from_secs(5)).await;

    let details = acme.get(1).await.unwrap();
    let delivery = &details.delivery;
    assert_eq!((delivery.state, &*delivery.reason, delivery.attempts), (DeliveryState::Dead, "exhausted", 2));
    assert_eq!((delivery.due, delivery.finished_at.is_some()), (None, true));
    let tried: Vec<u32> = details.attempts.iter().map(|attempt| attempt.attempt).collect();
    assert_eq!(tried, [1, 2]);
    let attempt = &details.attempts[0];
    assert_eq!((attempt.status, &*attempt.class), (Some(500), "refused"));
    assert_eq!((attempt.answer.len(), &attempt.answer[..4]), (100, &b"no! "[..]));
    let event = acme.event(&accepted.id).await.unwrap();
    assert_eq!((&*event.name, &*event.content_type), ("order.created", "application/json"));
    assert_eq!(event.payload, br#"{"type":"order.created","number":1}"#);
    assert_eq!(event.idempotency_key.as_deref(), Some("once"));
    assert_eq!(event.ordering_key.as_deref(), Some("order 1"));
}
