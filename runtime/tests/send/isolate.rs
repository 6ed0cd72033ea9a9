//! One endpoint never waits for another, and each has its own order, rate and share.

use crate::sink::{Reply, Sink};
use crate::stage::{Clock, Folder, a_moment, builder, created, numbers, payload, until};
use hookwright::send::{NewEndpoint, Rate, Retry};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

#[tokio::test]
async fn a_hanging_endpoint_delays_no_other() {
    let folder = Folder::new();
    let (slow, quick) =
        (Sink::answering(|_| Reply::status(204).after(Duration::from_secs(60))).await, Sink::new().await);
    let sender = folder.open(builder().concurrency(8).endpoint_concurrency(4)).await;
    sender.endpoints("acme").create(NewEndpoint::new(&slow.url)).await.unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&quick.url)).await.unwrap();
    let delivering = sender.deliver();
    for each in 0..100 {
        sender.to("acme").accept(created(), &payload(each)).await.unwrap();
    }
    until("the quick one gets all", async || quick.count() == 100).await;
    assert_eq!(slow.count(), 4, "the slow one holds its own share");
    // What is under way is given up, and will be made again.
    delivering.shutdown(Duration::from_millis(50)).await;
    assert_eq!(numbers(&folder, "SELECT count(*) FROM hookwright_deliveries WHERE state = 'pending'"), [100]);
}

#[tokio::test]
async fn no_more_are_under_way_than_an_endpoint_wants() {
    let folder = Folder::new();
    let (now, most) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (counted, worst) = (Arc::clone(&now), Arc::clone(&most));
    let sink = Sink::answering(move |_| {
        worst.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let counted = Arc::clone(&counted);
        tokio::spawn(async move {
            // A little less than the answer takes, so that nothing is counted that has been answered.
            tokio::time::sleep(Duration::from_millis(15)).await;
            counted.fetch_sub(1, Ordering::SeqCst);
        });
        Reply::status(204).after(Duration::from_millis(20))
    })
    .await;
    let sender = folder.sender().await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).concurrency(number(3))).await.unwrap();
    for each in 0..30 {
        sender.to("acme").accept(created(), &payload(each)).await.unwrap();
    }
    let delivering = sender.deliver();
    until("all arrive", async || sink.count() == 30).await;
    assert!((2..=3).contains(&most.load(Ordering::SeqCst)), "{most:?}");
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn one_ordering_key_keeps_its_order_over_failures() {
    let folder = Folder::new();
    let failed = Arc::new(Mutex::new(std::collections::HashSet::new()));
    // Each event fails once.
    let sink = Sink::answering(move |arrival| {
        let first = failed.lock().unwrap().insert(arrival.id());
        Reply::status(if first { 500 } else { 204 })
    })
    .await;
    let sender = folder
        .open(builder().retry(Retry::schedule([Duration::ZERO, Duration::from_millis(20)]).unwrap()))
        .await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).fifo()).await.unwrap();
    let mut expected = Vec::new();
    let delivering = sender.deliver();
    for each in 0..10 {
        for key in ["a", "b"] {
            let accepted =
                sender.to("acme").ordering_key(key).accept(created(), &payload(each)).await.unwrap();
            expected.push((key, accepted.id));
        }
    }
    until("all arrive", async || sink.count() == 40).await;
    let arrivals: Vec<String> = sink.arrivals().iter().map(crate::sink::Arrival::id).collect();
    for key in ["a", "b"] {
        let wanted: Vec<_> = expected.iter().filter(|(of, _)| *of == key).map(|(_, id)| id.clone()).collect();
        let came: Vec<_> = arrivals.iter().filter(|id| wanted.contains(id)).cloned().collect();
        // Each comes twice, and nothing of its key between.
        let twice: Vec<_> = wanted.iter().flat_map(|id| [id.clone(), id.clone()]).collect();
        assert_eq!(came, twice, "{key}");
    }
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_dead_delivery_lets_the_next_of_its_key_go() {
    let folder = Folder::new();
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let sender = folder.open(builder().retry(Retry::schedule([Duration::ZERO]).unwrap())).await;
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).fifo()).await.unwrap();
    for each in 0..3 {
        sender.to("acme").accept(created(), &payload(each)).await.unwrap();
    }
    let delivering = sender.deliver();
    until("all are tried", async || sink.count() == 3).await;
    until("all are dead", async || {
        numbers(&folder, "SELECT count(*) FROM hookwright_deliveries WHERE state = 'dead'") == [3]
    })
    .await;
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_rate_is_kept_by_the_clock() {
    let (folder, clock) = (Folder::new(), Clock::new());
    let sink = Sink::new().await;
    let sender = folder.open(clock.builder()).await;
    let rate = Rate { events: number(2), period: Duration::from_secs(1) };
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url).rate(rate)).await.unwrap();
    for each in 0..4 {
        sender.to("acme").accept(created(), &payload(each)).await.unwrap();
    }
    let delivering = sender.deliver();
    for arrived in 1..=4 {
        until("one more", async || sink.count() == arrived).await;
        a_moment().await;
        assert_eq!(sink.count(), arrived, "one in half a second");
        clock.forward(500);
    }
    delivering.shutdown(Duration::from_secs(5)).await;
}
