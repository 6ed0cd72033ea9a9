//! Durable sending: events are accepted once, and delivered surely.
//!
//! In: typed events of a tenant. Out: signed deliveries to every endpoint of that tenant that wants them, tried again
//! until they are acknowledged, and a record of every attempt. It must not know payload types: generated senders do.
//!
//! Accepting an event and storing its deliveries is one transaction, ours or the caller's own. Whatever was accepted is
//! delivered at least once, also when processes are killed. Feature `sender-sqlite`: a file, one delivering process.
//! Feature `sender-postgres`: any number of processes.
//!
//! ```text
//! accept ─→ events, deliveries ─→ take ─→ attempt ─→ judge ─→ record: delivered, due again, or dead
//! ```

mod accept;
mod builder;
mod database;
mod deliver;
mod deliveries;
mod document;
mod endpoint;
mod endpoints;
mod error;
mod filter;
mod json;
mod observe;
mod operator;
#[cfg(feature = "sender-page")]
mod page;
mod policy;
#[cfg(feature = "sender-postgres")]
mod postgres;
mod retry;
mod rules;
mod sealing;
mod sender;
mod service;
#[cfg(feature = "sender-sqlite")]
mod sqlite;
mod store;
mod tables;
mod timestamp;

pub use accept::{Accepted, Batch, Outgoing, To, Transaction};
pub use builder::SenderBuilder;
pub use deliver::Delivering;
pub use deliveries::{
    AttemptRecord, Deliveries, DeliveryDetails, DeliveryList, DeliveryQuery, DeliveryRecord, DeliveryState,
    EndpointCounts, EventRecord, Span, Tally, Undelivered,
};
pub use document::{Convert, Converted, Document, Kept};
pub use endpoint::{Endpoint, EndpointOptions, EndpointState, NewEndpoint, Rate};
pub use endpoints::{Consent, Endpoints, Registered, Tested};
pub use error::Error;
pub use filter::Filter;
pub use operator::{OperatorEvent, OperatorEventKind};
#[cfg(feature = "sender-page")]
pub use page::{Page, Viewer};
pub use retry::{Retry, RetryInfo};
pub use sealing::SealingKey;
pub use sender::Sender;
pub use service::{Caller, EndpointService, Refusal};
pub use store::Store;
pub use timestamp::Timestamp;

#[cfg(feature = "sender-sqlite")]
pub use rusqlite;
#[cfg(feature = "sender-postgres")]
pub use sqlx;
