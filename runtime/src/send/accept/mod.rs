//! Accepting an event: validated, then stored together with its deliveries in one transaction. In: an event of one
//! tenant. Out: its id, once it is on the disk. It must not deliver.

mod batch;
mod outgoing;
mod transaction;

use http::HeaderMap;

pub use batch::Batch;
pub use outgoing::Outgoing;
pub use transaction::Transaction;

use super::Error;
use super::sender::Sender;
use crate::client::id;
use crate::decode::Decode;
use crate::event::EventInfo;
use crate::violation::Violations;
use crate::{DeclaredHeaders, content, header_lines};
use serde::Serialize;
use std::any::Any;

/// An event that was accepted: it will be delivered to every endpoint of its tenant that wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The event's id, which every attempt of every delivery carries.
    pub id: String,
    /// How many endpoints it goes to.
    pub deliveries: usize,
    /// Whether the same event was accepted before under its idempotency key; then nothing was done now.
    pub repeated: bool,
}

/// What may be said of an event beside its payload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) idempotency_key: Option<String>,
    pub(crate) ordering_key: Option<String>,
    pub(crate) traceparent: Option<String>,
    pub(crate) headers: HeaderMap,
    /// What the document says of them.
    pub(crate) check: Option<Check>,
}

type Check = fn(&HeaderMap) -> Result<(), Violations>;

/// The sender, for one tenant's events. Options are of the next event alone.
#[derive(Clone, Debug)]
#[must_use]
pub struct To {
    pub(super) sender: Sender,
    pub(super) tenant: String,
    pub(super) options: Options,
}

impl To {
    /// An event of this key is accepted once: again with the same payload, it is the same event; with another payload it
    /// is an error. Keys are the tenant's, and are remembered as long as their events.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }

    /// At endpoints that are FIFO, this event goes out after all that were accepted before under the same key.
    pub fn ordering_key(mut self, key: impl Into<String>) -> Self {
        self.options.ordering_key = Some(key.into());
        self
    }

    /// The W3C trace context that attempts pass on in `traceparent`.
    pub fn traceparent(mut self, traceparent: impl Into<String>) -> Self {
        self.options.traceparent = Some(traceparent.into());
        self
    }

    /// The headers that the document declares for the event.
    ///
    /// # Errors
    /// Where one of them can't stand in a header.
    pub fn headers<H: DeclaredHeaders>(mut self, headers: &H) -> Result<Self, Error> {
        self.options.headers = content::headers::write(headers).map_err(Error::Forbidden)?;
        Ok(self)
    }

    /// For an event that declares these headers: it is not accepted without them.
    #[doc(hidden)]
    pub fn declaring<H: DeclaredHeaders>(mut self) -> Self {
        self.options.check = Some(content::headers::check::<H>);
        self
    }

    /// Accepts an event. It is on the disk when this returns, and so are its deliveries.
    ///
    /// # Errors
    /// Where the payload is not what the document says, its idempotency key was used for another, too much waits, or the
    /// store fails. Nothing was accepted then, unless the connection to the store broke: then try again under an
    /// idempotency key.
    pub async fn accept<P>(&self, event: &'static EventInfo, payload: &P) -> Result<Accepted, Error>
    where
        P: Serialize + Decode + Any,
    {
        let event = self.outgoing(event, payload)?;
        let accepted = self.sender.accept(vec![event]).await?;
        accepted.into_iter().next().ok_or(Error::Overloaded)
    }

    /// Accepts an event within the caller's own transaction: it is accepted if and when that commits.
    pub fn accept_in<T, P>(&self, transaction: T, event: &'static EventInfo, payload: &P) -> T::Accepting
    where
        T: Transaction,
        P: Serialize + Decode + Any,
    {
        transaction.accept(&self.sender, self.outgoing(event, payload))
    }

    /// Several events, accepted together or not at all.
    pub fn batch(self) -> Batch {
        Batch::new(self)
    }

    /// Holds an event against the document.
    fn outgoing<P>(&self, event: &'static EventInfo, payload: &P) -> Result<Outgoing, Error>
    where
        P: Serialize + Decode + Any,
    {
        let now = self.sender.store().now();
        let body = crate::client::body::Body::of(event, payload)?;
        self.sender.check_size(body.bytes.len())?;
        if let Some(check) = self.options.check {
            check(&self.options.headers).map_err(Error::Forbidden)?;
        }
        Ok(Outgoing {
            id: id::new(now)?,
            tenant: self.tenant.clone(),
            event,
            payload: body.bytes,
            content_type: body.content_type,
            headers: (!self.options.headers.is_empty()).then(|| header_lines::write(&self.options.headers)),
            options: self.options.clone(),
            accepted_at: now,
        })
    }
}
