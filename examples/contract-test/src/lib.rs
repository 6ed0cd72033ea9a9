//! A receiver of the events in `specs/orders.yaml`; `tests/contract.rs` holds it to the document.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hookwright::{Failure, Incoming};

hookwright::include_webhooks!("orders");

/// Counts the parcels that are on their way.
#[derive(Clone, Debug, Default)]
pub struct Dock {
    parcels: Arc<AtomicUsize>,
}

impl Dock {
    /// The parcels so far.
    #[must_use]
    pub fn parcels(&self) -> usize {
        self.parcels.load(Ordering::Relaxed)
    }
}

impl orders::Receiver for Dock {
    async fn order_shipped(&self, event: Incoming<orders::OrderShipped>) -> Result<(), Failure> {
        self.parcels.fetch_add(event.parcels.len(), Ordering::Relaxed);
        Ok(())
    }

    // The document declares a body for this one, which `fallback` could not give.
    async fn order_cancelled(
        &self,
        _: Incoming<orders::OrderCancelled>,
    ) -> Result<orders::OrderCancelledAnswer, Failure> {
        Ok(orders::OrderCancelledAnswer::NoContent)
    }

    async fn fallback(&self, unclaimed: orders::Unclaimed) -> Result<(), Failure> {
        match unclaimed {
            // Known and correct, but nothing that this application needs.
            orders::Unclaimed::Unhandled(_) => Ok(()),
            other => Err(other.refuse()),
        }
    }
}
