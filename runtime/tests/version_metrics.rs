//! Who still sends what: counters by version, under names of the document alone.
#![allow(dead_code, unreachable_pub, reason = "the shop is shared with the other tests of receiving")]

#[path = "receive/versions/shop.rs"]
mod shop;

use hookwright::codegen::VersionSource;
use hookwright::{Service, Setup};
use http::Request;
use http_body_util::Full;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use shop::{Routes, Table, integers, tables};
use std::pin::pin;
use std::task::{Context, Waker};
use tower_service::Service as _;

tables! { ByHeader: integers(&[VersionSource::Header("webhook-version")]); }

#[test]
fn counters_name_the_version() {
    let recorder = DebuggingRecorder::new();
    let mut service: Service<Routes<ByHeader>> = Setup::new(Routes::<ByHeader>::default()).unsigned();
    let mut send = |version: &str, body: &'static str| {
        let request = Request::post("/").header("content-type", "application/json");
        let request =
            request.header("webhook-version", version).body(Full::new(bytes::Bytes::from(body))).unwrap();
        let mut future = pin!(service.call(request));
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    };
    metrics::with_local_recorder(&recorder, || {
        send("1", r#"{"type":"order.created","id":7}"#);
        send("v1", r#"{"type":"order.created","id":"seven"}"#);
        send("3", r#"{"type":"hunter2"}"#);
        send("hunter2", r#"{"type":"order.created","id":7}"#);
    });
    let mut counted = Vec::new();
    for (key, _, _, value) in recorder.snapshotter().snapshot().into_vec() {
        let key = key.into_parts().1;
        let labels: Vec<String> =
            key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        if let DebugValue::Counter(count @ 1..) = value {
            counted.push(format!("{} {} {count}", key.name(), labels.join(" ")));
        }
    }
    counted.sort();
    let expected = [
        "hookwright_answered_total code=accepted event=order.created version=1 1",
        "hookwright_answered_total code=event::unknown event= version=3 1",
        "hookwright_answered_total code=payload::violation event=order.created version=1 1",
        "hookwright_answered_total code=version::unknown event= 1",
        "hookwright_received_total  4",
        "hookwright_violations_total event=order.created version=1 1",
    ];
    assert_eq!(counted, expected);
}
