//! Several events at once. In: events of one tenant. Out: all of them accepted, in one transaction, or none. It must not
//! hold more than memory allows: each event is bounded, and the caller counts.

use serde::Serialize;
use std::any::Any;

use super::{Accepted, Error, Outgoing, To, Transaction};
use crate::decode::Decode;
use crate::event::EventInfo;
use crate::{DeclaredHeaders, content};

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

    /// The idempotency key of the next event alone; see [`To::idempotency_key`].
    pub fn idempotency_key(&mut self, key: impl Into<String>) -> &mut Self {
        self.to.options.idempotency_key = Some(key.into());
        self
    }

    /// The ordering key of the events that are added from here on; see [`To::ordering_key`].
    pub fn ordering_key(&mut self, key: impl Into<String>) -> &mut Self {
        self.to.options.ordering_key = Some(key.into());
        self
    }

    /// The trace context of the events that are added from here on; see [`To::traceparent`].
    pub fn traceparent(&mut self, traceparent: impl Into<String>) -> &mut Self {
        self.to.options.traceparent = Some(traceparent.into());
        self
    }

    /// The declared headers of the events that are added from here on; see [`To::headers`].
    ///
    /// # Errors
    /// Where one of them can't stand in a header.
    pub fn headers<H: DeclaredHeaders>(&mut self, headers: &H) -> Result<&mut Self, Error> {
        self.to.options.headers = content::headers::write(headers).map_err(Error::Forbidden)?;
        Ok(self)
    }

    /// For an event that declares these headers: it is not added without them.
    #[doc(hidden)]
    pub fn declaring<H: DeclaredHeaders>(&mut self) -> &mut Self {
        self.to.options.check = Some(content::headers::check::<H>);
        self
    }

    /// Adds an event.
    ///
    /// # Errors
    /// Where the payload is not what the document says. The batch is as it was, then.
    pub fn add<P>(&mut self, event: &'static EventInfo, payload: &P) -> Result<(), Error>
    where
        P: Serialize + Decode + Any,
    {
        let outgoing = self.to.outgoing(event, payload);
        // What is demanded of one event's headers is not of the next one's.
        self.to.options.check = None;
        self.events.push(outgoing?);
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
