//! Every block of Rust on every page compiles; those that are tests run.
//!
//! The build script makes them from the pages.

#![allow(
    dead_code,
    missing_docs,
    redundant_semicolons,
    unreachable_pub,
    unused_imports,
    unused_mut,
    unused_variables,
    clippy::all,
    reason = "blocks show one thing each, and leave the rest out"
)]

hookwright::include_webhooks!("orders");
hookwright::include_webhooks!("subscriptions");
hookwright::include_webhooks!("versioned");

/// What blocks of pages take for granted: the names of the runtime, and the application that the pages speak of.
mod around {
    pub use std::time::{Duration, SystemTime};

    pub use hookwright::client::{Client, ClientFetcher};
    pub use hookwright::receive::*;
    pub use hookwright::send::{Refusal, *};
    pub use hookwright::serve::{Server, TlsIdentity};
    pub use hookwright::signature::*;
    pub use hookwright::{Failure, Incoming, Json, Reading, Service, Setup, Violations};

    pub(super) use super::Shop;
    pub use super::{orders, subscriptions, versioned};

    /// How a block of statements ends.
    pub type Compiles = Result<(), Box<dyn std::error::Error>>;
}

/// The application.
#[derive(Clone, Default)]
struct Shop;

impl orders::Receiver for Shop {
    // The document declares a body for this one, which `fallback` could not give.
    async fn order_cancelled(
        &self,
        _: hookwright::Incoming<orders::OrderCancelled>,
    ) -> Result<orders::OrderCancelledAnswer, hookwright::Failure> {
        Ok(orders::OrderCancelledAnswer::NoContent)
    }

    async fn fallback(&self, unclaimed: orders::Unclaimed) -> Result<(), hookwright::Failure> {
        match unclaimed {
            orders::Unclaimed::Unhandled(_) => Ok(()),
            other => Err(other.refuse()),
        }
    }
}

impl versioned::OrderCreatedV2ToV1 for Shop {
    fn order_created_v2_to_v1(&self, _: versioned::v2::OrderCreated) -> Option<versioned::v1::OrderCreated> {
        None
    }
}

impl versioned::OrderShippedV2ToV1 for Shop {
    fn order_shipped_v2_to_v1(&self, _: versioned::v2::OrderShipped) -> Option<versioned::v1::OrderShipped> {
        None
    }
}

impl versioned::OrderShippedV3ToV2 for Shop {
    fn order_shipped_v3_to_v2(&self, _: versioned::v3::OrderShipped) -> Option<versioned::v2::OrderShipped> {
        None
    }
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
