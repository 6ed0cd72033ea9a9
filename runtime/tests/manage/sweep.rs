//! Forgetting old events, and none too early.

use crate::sink::{Reply, Sink};
use crate::stage::{Clock, Folder, created, payload, until};
use hookwright::send::{DeliveryQuery, DeliveryState, NewEndpoint, Retry};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn only_what_has_been_over_for_long_is_forgotten() {
    let folder = Folder::new();
    let clock = Clock::default();
    let (sink, stuck) = (Sink::new().await, Sink::answering(|_| Reply::status(500)).await);
    let sender = folder.open(clock.builder()).await;
    let endpoints = sender.endpoints("acme");
    let good = endpoints.create(NewEndpoint::new(&sink.url)).await.unwrap().endpoint;
    let slow = Retry::schedule([0, 30 * 86_400].map(Duration::from_secs)).unwrap().jitter(false);
    let wants = NewEndpoint::new(&stuck.url).retry(slow).events(["order.paid"]);
    endpoints.create(wants).await.unwrap();
    let mut ids = Vec::new();
    for number in 0..300 {
        ids.push(sender.to("acme").accept(created(), &payload(number)).await.unwrap().id);
    }
    let open = sender.to("acme").accept(crate::stage::paid(), &payload(300)).await.unwrap().id;
    let acme = sender.store().deliveries("acme");
    let delivering = sender.deliver();
    until("all were tried", async || sink.count() == 301 && stuck.count() == 1).await;
    let failed = async || acme.list(&DeliveryQuery::new().event(&open)).await.unwrap().deliveries;
    until("the stuck one waits", async || failed().await.iter().any(|one| !one.reason.is_empty())).await;
    delivering.shutdown(Duration::from_secs(5)).await;

    let store = sender.store();
    clock.forward(DAY);
    assert_eq!(store.sweep(2 * DAY, 1000).await.unwrap(), 0, "too early");
    clock.forward(2 * DAY);
    acme.resend(1).await.unwrap();
    assert_eq!(store.sweep(2 * DAY, 250).await.unwrap(), 250, "no more than asked");
    assert_eq!(store.sweep(2 * DAY, 1000).await.unwrap(), 49);
    assert_eq!(store.sweep(2 * DAY, 1000).await.unwrap(), 0);
    let left = acme.list(&DeliveryQuery::new().limit(1000)).await.unwrap().deliveries;
    assert_eq!(left.len(), 3, "one resent, one open with its delivered sister");
    assert!(acme.event(&ids[0]).await.is_ok() && acme.event(&open).await.is_ok());
    assert!(acme.event(&ids[1]).await.is_err());
    assert_eq!(acme.get(left[0].number).await.unwrap().attempts.len(), 1);
    assert_eq!(
        acme.list(&DeliveryQuery::new().state(DeliveryState::Pending)).await.unwrap().deliveries.len(),
        2
    );
    endpoints.delete(&good.id).await.unwrap();
    let cancelled = DeliveryQuery::new().state(DeliveryState::Cancelled);
    assert_eq!(acme.list(&cancelled).await.unwrap().deliveries.len(), 1);
    assert_eq!(acme.list(&cancelled.endpoint(&good.id)).await.unwrap().deliveries.len(), 1);
    clock.forward(3 * DAY);
    assert_eq!(store.sweep(2 * DAY, 1000).await.unwrap(), 1, "what was cancelled with its endpoint");
}
