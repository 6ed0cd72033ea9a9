//! What is logged: codes and counts, never what a sender wrote or a secret.
//!
//! A process of its own, since `tracing` settles once per process, and not per test, who listens to an event.
#![allow(dead_code, unreachable_pub, reason = "the shop is shared with the other tests of receiving")]

#[path = "receive/orders.rs"]
mod orders;
#[path = "receive/server.rs"]
mod server;
#[path = "receive/versions/shop.rs"]
mod shop;

use hookwright::Setup;
use hookwright::codegen::VersionSource;
use server::{FORGED, SECRET, Sent, open, serve_any};
use shop::{Routes, Table, integers, tables};
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "hookwright"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        let _ = write!(text, "SPAN {} ", attributes.metadata().name());
        attributes.record(&mut Line(&mut text));
        text.push('\n');
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut text = self.0.lock().unwrap();
        let _ = write!(text, "RECORD ");
        values.record(&mut Line(&mut text));
        text.push('\n');
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        let _ = write!(text, "{} ", event.metadata().level());
        event.record(&mut Line(&mut text));
        text.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn codes_are_logged_and_values_are_not() {
    let log = Log::default();
    // The server's tasks run on this test's own thread.
    let _guard = tracing::subscriber::set_default(log.clone());
    let open = open().await;
    let broken = r#"{"type":"order.created","id":["hunter2"],"note":7}"#;
    Sent::signed("msg_1", broken).send(&open).await;
    Sent::signed_by(FORGED, "msg_2", SystemTime::now(), broken).send(&open).await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let traced = Sent::signed("msg_3", r#"{"type":"order.created","id":"hunter2"}"#);
    traced.header("traceparent", trace).header("tracestate", "a=1").send(&open).await;
    Sent::signed("msg_4", r#"{"type":"order.created","id":"hunter2","note":"error once"}"#).send(&open).await;
    open.codes(4).await;
    let text = log.0.lock().unwrap().clone();
    let of_span = |line: &&str| line.starts_with("SPAN ") || line.starts_with("RECORD ");
    let (spans, lines): (Vec<&str>, Vec<&str>) = text.lines().partition(of_span);
    assert_eq!(
        spans.iter().filter(|line| line.starts_with("SPAN hookwright.delivery ")).count(),
        4,
        "{text}"
    );
    let told = |field: &str| spans.iter().any(|line| line.contains(field));
    assert!(told("trace_id=\"0af7651916cd43dd8448eb211c80319c\"") && told("parent_id=\"b7ad6b7169203331\""));
    assert!(told("event=\"order.created\"") && told("code=\"accepted\"") && told("status=201"), "{text}");
    assert!(lines[0].starts_with("WARN ") && lines[0].contains(r#"code="payload::violation""#), "{text}");
    assert!(
        lines[0].contains(r#"event="order.created" id="msg_1" status=201"#)
            && lines[0].contains("violations=2")
    );
    assert!(lines[1].starts_with("WARN ") && lines[1].contains(r#"code="signature::mismatch""#), "{text}");
    assert!(lines[2].starts_with("INFO ") && lines[2].contains(r#"code="accepted""#), "{text}");
    assert!(!text.contains("hunter2") && !text.contains(SECRET) && !text.contains("msg_2"), "{text}");
    assert!(!text.contains("version"), "{text}");
    versions(&log).await;
}

tables! { ByHeader: integers(&[VersionSource::Header("webhook-version")]); }

/// Who has several says which; what a sender calls a version is not repeated.
async fn versions(log: &Log) {
    log.0.lock().unwrap().clear();
    let service = Setup::new(Routes::<ByHeader>::default()).unsigned();
    let open = serve_any(Arc::default(), service, |service| service.router()).await;
    let created = Sent::plain(r#"{"type":"order.created","id":7}"#);
    created.clone().header("webhook-version", "v1").send(&open).await;
    created.header("webhook-version", "hunter2").send(&open).await;
    open.codes(2).await;
    let text = log.0.lock().unwrap().clone();
    let said =
        |start: &str, words: &str| text.lines().any(|line| line.starts_with(start) && line.contains(words));
    assert!(said("RECORD ", r#"version="1""#), "{text}");
    assert!(said("INFO ", r#"event="order.created" version="1""#), "{text}");
    assert!(said("WARN ", r#"code="version::unknown""#) && !text.contains("hunter2"), "{text}");
}
