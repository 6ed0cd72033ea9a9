//! Looking at deliveries, managing endpoints: by the library, by its service and on its page, over real files and sockets.
#![allow(missing_docs, dead_code, reason = "a test; what it shares with others it does not use whole")]

mod again;
mod consent;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(feature = "sender-page")]
mod page;
#[cfg(feature = "sender-postgres")]
mod postgres;
mod queries;
mod queue;
mod service;
#[path = "../send/shop.rs"]
mod shop;
#[path = "../send/sink.rs"]
mod sink;
mod stage;
mod sweep;
