//! A verified, decoded delivery as a handler gets it. In: the request and its payload. Out: both, with what
//! verification found. It must not know handlers or answers.

use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use super::{TraceContext, media_type};
use crate::content::{self, Content, DeclaredHeaders};
use crate::decode::{Decode, Read};
use crate::event::EventInfo;
use crate::{Novelty, Reading, Violations};

/// What every delivery has, whatever became of its payload.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) url: Option<String>,
    pub(super) source: Option<IpAddr>,
    pub(super) trace: Option<TraceContext>,
    pub(super) id: String,
    pub(super) timestamp: Option<SystemTime>,
    /// None for an event that the document does not have.
    pub(super) event: Option<&'static EventInfo>,
    /// The event's name: the document's, or what an unknown event called itself.
    pub(super) name: Option<String>,
    /// The version that it was sent in, where there are several.
    pub(super) version: Option<&'static str>,
    pub(super) reading: Reading,
    /// Whose delivery it is, where secrets are chosen by tenant.
    pub(super) tenant: Option<String>,
    /// Which attempt at handling this is, counted from 1.
    pub(super) attempt: u32,
    /// Set when the event's own method handed it to `fallback`.
    pub(super) unhandled: AtomicBool,
}

impl Envelope {
    pub(super) fn was_unhandled(&self) -> bool {
        self.unhandled.load(Ordering::Relaxed)
    }

    /// The payload, by the media type that the request says.
    pub(super) fn read<T: Decode>(&self) -> Result<Read<T>, Violations> {
        let said = media_type::said(&self.headers);
        let content = self.event.map_or(Content::Plain, |event| media_type::content(event, said));
        content::read(content, &self.body, said, self.reading)
    }
}

/// A delivery whose signature is good and whose payload fits its schema. It dereferences to the payload.
///
/// ```no_run
/// # use hookwright::{Failure, Incoming};
/// # struct OrderCreated { total: f64 }
/// async fn order_created(event: Incoming<OrderCreated>) -> Result<(), Failure> {
///     println!("{}: an order over {}", event.id(), event.total);
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Incoming<T> {
    /// Payloads are structs of many kilobytes, which futures would move again and again.
    payload: Box<T>,
    novelties: Vec<Novelty>,
    envelope: Arc<Envelope>,
}

impl<T> Incoming<T> {
    pub(super) fn new(payload: Box<T>, novelties: Vec<Novelty>, envelope: Arc<Envelope>) -> Self {
        Self { payload, novelties, envelope }
    }

    /// The payload.
    pub fn payload(&self) -> &T {
        &self.payload
    }

    /// The payload alone.
    pub fn into_payload(self) -> T {
        *self.payload
    }

    /// The delivery's id, the same over all retries. Where the scheme has no id, a digest of the signed bytes in
    /// hexadecimal stands in; where nothing is signed, it is empty.
    pub fn id(&self) -> &str {
        &self.envelope.id
    }

    /// When the sender signed it, where the scheme says so.
    pub fn timestamp(&self) -> Option<SystemTime> {
        self.envelope.timestamp
    }

    /// The event's name, as in the document.
    pub fn name(&self) -> &str {
        self.envelope.name.as_deref().unwrap_or_default()
    }

    /// The name of the version that it was sent in, in receivers of several versions. The payload is of the version
    /// that the receiver is written for.
    pub fn version(&self) -> Option<&str> {
        self.envelope.version
    }

    /// The payload as it was sent, before anything was upgraded: decoded once more from the raw body, as `P`, which must
    /// be the event's type in [its version](Self::version).
    ///
    /// ```no_run
    /// # use hookwright::{Failure, Incoming};
    /// # async fn order_created<New, Old: hookwright::codegen::Decode>(event: Incoming<New>) -> Result<(), Failure> {
    /// if event.version() == Some("1") {
    ///     let as_it_was_sent: Old = event.original()?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the body breaks the schema of `P`, e.g. as `P` is of another version.
    pub fn original<P: Decode>(&self) -> Result<P, Violations> {
        self.envelope.read::<Box<P>>().map(|read| *read.value)
    }

    /// Whose delivery it is: the tenant under whose secrets it was verified, in receivers of many
    /// ([`Setup::tenants`](super::Setup::tenants)).
    pub fn tenant(&self) -> Option<&str> {
        self.envelope.tenant.as_deref()
    }

    /// Which attempt at handling this delivery it is, counted from 1. Only an inbox, which stores deliveries, can know
    /// of earlier ones; everywhere else it is 1.
    pub fn attempt(&self) -> u32 {
        self.envelope.attempt
    }

    /// The request's headers. Few schemes sign them: trust them as far as you trust the network.
    pub fn headers(&self) -> &HeaderMap {
        &self.envelope.headers
    }

    /// The headers that the document declares for this event, as its generated type.
    ///
    /// Nothing is refused for them before a handler had the event in hand: what breaks the document is said here.
    ///
    /// ```no_run
    /// # use hookwright::{DeclaredHeaders, Failure, Incoming};
    /// # struct OrderCreated;
    /// async fn order_created<OrderCreatedHeaders: DeclaredHeaders>(event: Incoming<OrderCreated>) -> Result<(), Failure> {
    ///     let headers: OrderCreatedHeaders = event.typed_headers()?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Where a header is missing or breaks its schema; the violation's pointer names it.
    pub fn typed_headers<H: DeclaredHeaders>(&self) -> Result<H, Violations> {
        content::headers::read(&self.envelope.headers, Reading::Tolerant)
    }

    /// The raw body, as it was signed; of a body under a content coding that is switched on, what came out of it.
    pub fn body(&self) -> &Bytes {
        &self.envelope.body
    }

    /// The parts of a body that is a message of several parts, as they came: with their names, ids and media types.
    ///
    /// # Errors
    /// Where the body is no such message.
    #[cfg(feature = "multipart")]
    pub fn parts(&self) -> Result<Vec<crate::multipart::Part>, Violations> {
        crate::multipart::parts(super::media_type::said(&self.envelope.headers), &self.envelope.body)
    }

    /// The URL that the sender called, where the service knows its public address.
    pub fn url(&self) -> Option<&str> {
        self.envelope.url.as_deref()
    }

    /// Who called: the connection's address, or what the outermost of the trusted proxies says it is. None where neither
    /// the server nor a proxy says.
    pub fn source(&self) -> Option<IpAddr> {
        self.envelope.source
    }

    /// The trace that the sender continues in this request, to be handed on to requests of one's own.
    pub fn trace_context(&self) -> Option<&TraceContext> {
        self.envelope.trace.as_ref()
    }

    /// What only a newer document can have caused: values and members that this document does not list.
    pub fn novelties(&self) -> &[Novelty] {
        &self.novelties
    }

    /// The same delivery with another payload.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Incoming<U> {
        Incoming {
            payload: Box::new(change(*self.payload)),
            novelties: self.novelties,
            envelope: self.envelope,
        }
    }

    /// For generated code: the event that its own method does not handle.
    #[doc(hidden)]
    pub fn unclaimed<E>(self, change: impl FnOnce(T) -> E) -> super::Unclaimed<E> {
        self.envelope.unhandled.store(true, Ordering::Relaxed);
        super::Unclaimed::Unhandled(self.map(change))
    }
}

impl<T> Deref for Incoming<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.payload
    }
}

/// Headers and the raw body stay out: they may hold what must not be logged.
impl<T: fmt::Debug> fmt::Debug for Incoming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("name", &self.name())
            .field("id", &self.id())
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}
