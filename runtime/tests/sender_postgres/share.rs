//! Processes that share the work, and leave it to each other.

use crate::sink::{Reply, Sink};
use crate::stage::{Schema, builder, created, payload, until};
use hookwright::send::NewEndpoint;
use sqlx::postgres::PgPoolOptions;
use std::collections::HashSet;
use std::time::Duration;

#[tokio::test]
async fn two_deliver_each_event_once() {
    let Some(schema) = Schema::new("two").await else { return };
    let sink = Sink::answering(|_| Reply::status(204).after(Duration::from_millis(3))).await;
    let builder = || builder().endpoint_concurrency(4);
    let pool = PgPoolOptions::new()
        .max_connections(5)
        .connect_with(schema.pool().connect_options().as_ref().clone());
    let two = builder().on_pool(pool.await.unwrap()).await.unwrap();
    let one = schema.open(builder()).await;
    one.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = [one.deliver(), two.deliver()];
    for number in 0..150 {
        let sender = if number % 2 == 0 { &one } else { &two };
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    schema.all_done().await;
    let ids: HashSet<String> = sink.arrivals().iter().map(|arrival| arrival.id()).collect();
    assert_eq!((ids.len(), sink.count()), (150, 150));
    for delivering in delivering {
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn one_that_stops_leaves_its_work_to_the_other_at_once() {
    let Some(schema) = Schema::new("stops").await else { return };
    let sink = Sink::answering(|_| Reply::status(204).after(Duration::from_millis(50))).await;
    // A lease that this test does not wait for.
    let builder = || builder().endpoint_concurrency(2).lease(Duration::from_secs(600));
    let (one, two) = (schema.open(builder()).await, schema.open(builder()).await);
    one.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    for number in 0..40 {
        one.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let delivering = one.deliver();
    until("some arrive", async || sink.count() >= 4).await;
    delivering.shutdown(Duration::from_secs(20)).await;
    let before = sink.count();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(sink.count(), before, "it has stopped");
    let delivering = two.deliver();
    schema.all_done().await;
    let ids: HashSet<String> = sink.arrivals().iter().map(|arrival| arrival.id()).collect();
    assert_eq!((ids.len(), sink.count()), (40, 40));
    delivering.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn what_was_dropped_at_the_end_of_the_grace_is_made_again() {
    let Some(schema) = Schema::new("grace").await else { return };
    let sink = Sink::answering(|_| Reply::status(204).after(Duration::from_secs(60))).await;
    let (one, two) = (schema.sender().await, schema.sender().await);
    one.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    one.to("acme").accept(created(), &payload(1)).await.unwrap();
    let delivering = one.deliver();
    until("it is under way", async || sink.count() == 1).await;
    delivering.shutdown(Duration::from_millis(50)).await;
    sink.answer(|_| Reply::status(204));
    let delivering = two.deliver();
    schema.all_done().await;
    assert_eq!(sink.count(), 2);
    delivering.shutdown(Duration::from_secs(5)).await;
}
