//! What is counted of sending.

use crate::sink::{Reply, Sink};
use crate::stage::{Folder, created, payload, until};
use hookwright::send::{NewEndpoint, Retry};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::collections::BTreeMap;
use std::time::Duration;

#[tokio::test]
async fn accepted_delivered_failed_and_what_waits_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let folder = Folder::new();
    let (good, bad) = (Sink::new().await, Sink::answering(|_| Reply::status(500)).await);
    let sender = folder.sender().await;
    let endpoints = sender.endpoints("acme");
    endpoints.create(NewEndpoint::new(&good.url)).await.unwrap();
    let slow = Retry::schedule([0, 3600].map(Duration::from_secs)).unwrap().jitter(false);
    endpoints.create(NewEndpoint::new(&bad.url).retry(slow)).await.unwrap();
    for number in [1, 1, 2] {
        let to = sender.to("acme").idempotency_key(format!("key {number}"));
        to.accept(created(), &payload(number)).await.unwrap();
    }
    let delivering = sender.deliver();
    until("all were tried", async || good.count() == 2 && bad.count() == 2).await;
    let counts = async || sender.store().all_deliveries().counts().await.unwrap();
    until("all is written down", async || counts().await.iter().any(|one| one.failed_lately == 2)).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    // Gauges are set when delivering begins, and every few seconds.
    let delivering = sender.deliver();
    let mut seen: BTreeMap<String, f64> = BTreeMap::new();
    until("the gauges are set", async || {
        for (key, _, _, value) in snapshotter.snapshot().into_vec() {
            let labels: Vec<String> =
                key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            let name = format!("{}{{{}}}", key.key().name(), labels.join(","));
            match value {
                DebugValue::Counter(count) => *seen.entry(name).or_default() += f64::from(count as u32),
                DebugValue::Gauge(value) => drop(seen.insert(name, value.into_inner())),
                DebugValue::Histogram(values) => {
                    *seen.entry(name).or_default() += f64::from(values.len() as u32);
                }
            }
        }
        seen.get("hookwright_sender_waiting{}") == Some(&2.0)
    })
    .await;
    delivering.shutdown(Duration::from_secs(5)).await;
    for (name, value) in [
        ("hookwright_sender_accepted_total{event=order.created}", 2.0),
        ("hookwright_sender_attempts_total{class=delivered}", 2.0),
        ("hookwright_sender_attempts_total{class=refused}", 2.0),
        ("hookwright_sender_delivered_total{}", 2.0),
        ("hookwright_sender_retries_total{}", 2.0),
        ("hookwright_sender_latency_seconds{}", 2.0),
        ("hookwright_sender_attempt_seconds{}", 4.0),
        ("hookwright_sender_pending{}", 2.0),
    ] {
        assert_eq!(seen.get(name), Some(&value), "{name} of {seen:#?}");
    }
    assert!(seen["hookwright_sender_oldest_undelivered_seconds{}"] > 0.0);
    assert!(!format!("{seen:?}").contains("acme"), "no tenant is a label");
}
