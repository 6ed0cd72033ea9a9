//! What is decided in the database, so that two processes do no more than one: failures counted, one probe, a rate.

use crate::sink::{Reply, Sink};
use crate::stage::{Schema, Times, builder, created, payload, soon, until};
use hookwright::send::{NewEndpoint, OperatorEventKind, Rate};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[tokio::test]
async fn no_failure_is_lost_between_processes() {
    let Some(schema) = Schema::new("failures").await else { return };
    let sink = Sink::answering(|_| Reply::status(500)).await;
    let broke = Arc::<AtomicUsize>::default();
    let sender = async || {
        let broke = Arc::clone(&broke);
        let builder = builder().retry(soon(1)).on_operator_event(move |event| {
            broke.fetch_add(usize::from(event.kind == OperatorEventKind::EndpointBroken), Ordering::SeqCst);
        });
        schema.open(builder).await
    };
    let (one, two) = (sender().await, sender().await);
    one.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    for number in 0..9 {
        one.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let delivering = [one.deliver(), two.deliver()];
    schema.all_done().await;
    assert_eq!(schema.number("SELECT failures FROM hookwright_endpoints").await, 9);
    assert_eq!(broke.load(Ordering::SeqCst), 0);
    one.to("acme").accept(created(), &payload(9)).await.unwrap();
    schema.all_done().await;
    assert_eq!(schema.number("SELECT failures * 10 + opened FROM hookwright_endpoints").await, 101);
    until("the operator hears it once", async || broke.load(Ordering::SeqCst) == 1).await;
    one.to("acme").accept(created(), &payload(10)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(sink.count(), 10, "the breaker is open");
    for delivering in delivering {
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn one_probe_finds_out_whether_an_endpoint_is_back() {
    let Some(schema) = Schema::new("probe").await else { return };
    let sink = Sink::answering(|_| Reply::status(204).after(Duration::from_millis(700))).await;
    let (one, two) = (schema.sender().await, schema.sender().await);
    one.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    for number in 0..30 {
        one.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    schema
        .run(
            "UPDATE hookwright_endpoints SET failures = 10, opened = 1, failing_since = 1, blocked_until = 1",
        )
        .await;
    let delivering = [one.deliver(), two.deliver()];
    until("the probe comes", async || sink.count() > 0).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(sink.count(), 1, "one at a time, for both processes");
    schema.all_done().await;
    assert_eq!((sink.count(), schema.number("SELECT opened FROM hookwright_endpoints").await), (30, 0));
    for delivering in delivering {
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn a_rate_is_kept_by_two_processes_together() {
    let Some(schema) = Schema::new("rate").await else { return };
    let times = Times::default();
    let sink = Sink::answering(times.noting(|_| Reply::status(204))).await;
    let (one, two) = (schema.sender().await, schema.sender().await);
    let rate = Rate { events: NonZeroU32::new(20).unwrap(), period: Duration::from_secs(1) };
    one.endpoints("acme").create(NewEndpoint::new(&sink.url).rate(rate)).await.unwrap();
    for number in 0..30 {
        one.to("acme").accept(created(), &payload(number)).await.unwrap();
    }
    let delivering = [one.deliver(), two.deliver()];
    schema.all_done().await;
    let times = times.all();
    assert_eq!(times.len(), 30);
    // Twenty a second, from first to last; sockets may hold one up, never let it pass sooner.
    for (early, late) in times.iter().zip(times.iter().skip(20)) {
        let time = late.duration_since(*early);
        assert!(time >= Duration::from_millis(900), "twenty-one within {time:?}");
    }
    for delivering in delivering {
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}
