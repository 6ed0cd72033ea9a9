//! What is measured of deliveries.

use super::harness::{CREATED, signed, stand};
use super::server::{FORGED, Sent};
use hookwright::serve::Server;
use metrics_util::MetricKind;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::collections::BTreeMap;
use std::time::SystemTime;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_counted_under_names_of_the_document_alone() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().expect("no other recorder");
    let standing = stand(Server::new(), |service| service).await;
    // Other tests of this process were counted, too.
    drop(snapshotter.snapshot());
    signed("msg_1", CREATED.as_bytes()).send(&standing.open).await;
    signed("msg_1", CREATED.as_bytes()).send(&standing.open).await;
    signed("msg_2", br#"{"type":"hunter2"}"#).send(&standing.open).await;
    signed("msg_3", br#"{"type":"order.created","id":7}"#).send(&standing.open).await;
    Sent::signed_by(FORGED, "msg_4", SystemTime::now(), CREATED).send(&standing.open).await;
    standing.open.codes(5).await;
    let mut counted = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let (kind, key) = key.into_parts();
        let labels: Vec<String> =
            key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let name = format!("{} {}", key.name(), labels.join(" "));
        let value = match value {
            DebugValue::Counter(count) => count as f64,
            DebugValue::Gauge(value) => value.into_inner(),
            DebugValue::Histogram(values) => values.len() as f64,
        };
        if kind == MetricKind::Gauge || value != 0.0 {
            counted.insert(name.trim().to_owned(), value);
        }
    }
    let expected = [
        ("hookwright_answered_total code=accepted event=order.created", 1.0),
        ("hookwright_answered_total code=duplicate event=", 1.0),
        ("hookwright_answered_total code=event::unknown event=", 1.0),
        ("hookwright_answered_total code=payload::violation event=order.created", 1.0),
        ("hookwright_answered_total code=signature::mismatch event=", 1.0),
        ("hookwright_in_flight", 0.0),
        ("hookwright_latency_seconds code=accepted", 1.0),
        ("hookwright_latency_seconds code=duplicate", 1.0),
        ("hookwright_latency_seconds code=event::unknown", 1.0),
        ("hookwright_latency_seconds code=payload::violation", 1.0),
        ("hookwright_latency_seconds code=signature::mismatch", 1.0),
        ("hookwright_received_total", 5.0),
        ("hookwright_violations_total event=order.created", 1.0),
    ];
    let expected: BTreeMap<String, f64> =
        expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    assert_eq!(counted, expected);
}
