//! Several events at once. In: events of one tenant. Out: all of them accepted, in one transaction, or none. It must not
//! hold more than memory allows: each event is bounded, and the caller counts.

use serde::Serialize;
use std::any::Any;

use super::{Accepted, Error, Outgoing, To, Transaction};
use crate::decode::Decode;
use crate::event::EventInfo;

/// Events that are accepted together or not at all.
#[derive(Clone, Debug)]
#[must_use]
pub struct Batch {
    to: To,
    events: Vec<Outgoing>,
}

impl Batch {
    pub(super) fn new(to: To) -> Self {
        Self { to, events: Vec::new() }
    }

    /// Sets what is said of the events that are added from here on.
    pub fn with(mut self, options: impl FnOnce(To) -> To) -> Self {
        self.to = options(self.to);
        self
    }

    /// Adds an event.
    ///
    /// # Errors
    /// Where the payload is not what the document says.
    pub fn add<P>(&mut self, event: &'static EventInfo, payload: &P) -> Result<(), Error>
    where
        P: Serialize + Decode + Any,
    {
        self.events.push(self.to.outgoing(event, payload)?);
        // A key is one event's.
        self.to.options.idempotency_key = None;
        Ok(())
    }

    /// Accepts all of them, in the order in which they were added.
    ///
    /// # Errors
    /// As [`To::accept`].
    pub async fn accept(self) -> Result<Vec<Accepted>, Error> {
        self.to.sender.accept(self.events).await
    }

    /// Accepts all of them within the caller's own transaction.
    pub fn accept_in<T: Transaction>(self, transaction: T) -> T::AcceptingAll {
        transaction.accept_all(&self.to.sender, self.events)
    }
}
