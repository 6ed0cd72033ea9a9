//! The document of the tests, its events, and waiting for what must come.

use hookwright::Json;
use hookwright::event::EventInfo;
use hookwright::send::Document;
use hookwright::signature::Scheme;
use std::time::Duration;

pub(crate) static EVENTS: [EventInfo; 2] = [
    EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN },
    EventInfo { name: "order.paid", path: "order-paid", success: 202, ..EventInfo::PLAIN },
];

pub(crate) fn created() -> &'static EventInfo {
    &EVENTS[0]
}

pub(crate) fn paid() -> &'static EventInfo {
    &EVENTS[1]
}

pub(crate) fn document() -> Document {
    Document { events: &EVENTS, scheme: Some(Scheme::standard_webhooks()), ..Document::default() }
}

pub(crate) fn payload(number: usize) -> Json {
    format!(r#"{{"type":"order.created","number":{number}}}"#).parse().unwrap()
}

/// Waits until something is so; half a minute is far more than it takes.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("in vain: {what}");
}
