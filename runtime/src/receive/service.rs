//! The tower service. In: HTTP requests. Out: HTTP responses, never an error. Options in any order.
//! It must not decide anything about a request: that is the pipeline's.

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use super::address::{Address, Forwarding};
use super::coding::Codings;
use super::delivery::{Handle, Routes};
use super::guard::Guard;
use super::handshake::Handshakes;
use super::limits::Limits;
use super::outcome::Observer;
use super::source::Callers;
use super::{Dispatch, Duplicates, MemoryDuplicates, Outcome, Versions, pipeline};
use crate::Reading;
use crate::event::EventInfo;
use crate::security::{Credential, Credentials};

/// The largest body that is accepted unless told otherwise: 2 MiB.
pub const DEFAULT_LIMIT: usize = 2 * 1024 * 1024;

/// A receiver behind size limit, verification, duplicate check, dispatch and decoding.
///
/// It is a `tower` service; under the feature `axum`, `router` makes it an `axum::Router`. Cloning it is cheap, and
/// clones share the duplicate store. It bounds a request's body in size and time; connections are the server's to bound
/// (the module `serve` does), and dropping a request frees its delivery's id. A panic in a handler is not caught here either; it frees the id, too.
pub struct Service<H> {
    core: Arc<Core>,
    handler: PhantomData<fn() -> H>,
}

/// Everything a request needs, without the receiver's type.
#[derive(Clone)]
pub(super) struct Core {
    pub(super) handler: Arc<dyn Handle>,
    pub(super) events: &'static [EventInfo],
    pub(super) dispatch: &'static Dispatch,
    /// Where there are several.
    pub(super) versions: Option<&'static Versions>,
    /// Whether the dispatch key or the version may stand in a body that is not JSON.
    pub(super) looks_into_forms: bool,
    pub(super) guard: Guard,
    pub(super) handshakes: Handshakes,
    pub(super) credentials: Credentials,
    /// Whether some webhook has `security` of its own.
    pub(super) demands_credentials: bool,
    pub(super) duplicates: Arc<dyn Duplicates>,
    /// Where deliveries are stored, to be handled after they are answered.
    #[cfg(feature = "sqlite")]
    pub(super) inbox: Option<super::Inbox>,
    pub(super) address: Address,
    pub(super) callers: Callers,
    pub(super) reading: Reading,
    pub(super) limit: usize,
    pub(super) limits: Limits,
    pub(super) codings: Codings,
    pub(super) clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    pub(super) observer: Option<Observer>,
}

impl<H: Routes> Service<H> {
    pub(super) fn new(handler: H, guard: Guard) -> Self {
        let core = Core {
            handler: Arc::new(handler),
            events: H::EVENTS,
            dispatch: H::DISPATCH,
            versions: H::VERSIONS,
            looks_into_forms: looks_into_the_body::<H>() && H::EVENTS.iter().any(EventInfo::may_be_a_form),
            guard,
            handshakes: Handshakes::declared(H::HANDSHAKES),
            credentials: Credentials::default(),
            demands_credentials: H::EVENTS.iter().any(|event| !event.security.is_empty()),
            duplicates: Arc::new(MemoryDuplicates::new()),
            #[cfg(feature = "sqlite")]
            inbox: None,
            address: Address::default(),
            callers: Callers::default(),
            reading: Reading::Tolerant,
            limit: DEFAULT_LIMIT,
            limits: Limits::default(),
            codings: Codings::default(),
            clock: Arc::new(SystemTime::now),
            observer: None,
        };
        Self { core: Arc::new(core), handler: PhantomData }
    }
}

fn looks_into_the_body<H: Routes>() -> bool {
    H::VERSIONS.map_or(H::DISPATCH.looks_into_the_body(), Versions::look_into_the_body)
}

impl<H> Service<H> {
    pub(super) fn with(mut self, change: impl FnOnce(&mut Core)) -> Self {
        change(Arc::make_mut(&mut self.core));
        self
    }

    #[cfg(any(feature = "axum", feature = "sqlite", feature = "learn"))]
    pub(super) fn core(&self) -> Arc<Core> {
        Arc::clone(&self.core)
    }

    /// Sets the largest body that is accepted, in bytes. It is held in memory before its signature can be checked.
    #[must_use]
    pub fn limit(self, bytes: usize) -> Self {
        self.with(|core| core.limit = bytes)
    }

    /// Sets how payloads are read. By default tolerantly: what only a newer document can have caused is kept and
    /// listed in [`Incoming::novelties`](super::Incoming::novelties).
    #[must_use]
    pub fn reading(self, reading: Reading) -> Self {
        self.with(|core| core.reading = reading)
    }

    /// Sets the public URL that senders call, without the path that this server sees; a path that a proxy strips
    /// belongs to it. Schemes that sign the URL need this or [`trusted_proxies`](Self::trusted_proxies).
    #[must_use]
    pub fn public_url(self, url: &str) -> Self {
        self.with(|core| core.address.set_public(url))
    }

    /// Sets how many proxies in front write `Forwarded` (RFC 7239). Scheme and host are taken from the element that
    /// the outermost of them wrote; it must put the host there that it was called by. Elements further left may be
    /// anybody's, and `Host` is never believed. A [`public_url`](Self::public_url) goes before this.
    ///
    /// The same element says by `for=` who called. Nobody may reach this server but through the proxies.
    #[must_use]
    pub fn trusted_proxies(self, proxies: usize) -> Self {
        let (forwarding, callers) = match proxies {
            0 => (Forwarding::Nobody, Callers::Connect),
            _ => (Forwarding::Standard(proxies), Callers::Standard(proxies)),
        };
        self.with(|core| {
            core.address.set_forwarding(forwarding);
            core.callers = callers;
        })
    }

    /// Believes `X-Forwarded-For` about who called, to which this many proxies append the address that called them. What
    /// stands further left may be anybody's. It says nothing about the URL.
    #[must_use]
    pub fn trusted_x_forwarded_for(self, proxies: usize) -> Self {
        let callers = if proxies == 0 { Callers::Connect } else { Callers::Unregistered(proxies) };
        self.with(|core| core.callers = callers)
    }

    /// Believes `X-Forwarded-Proto` and `X-Forwarded-Host` instead of `Forwarded`. The proxy must overwrite both:
    /// a list of values, or a header that comes twice, gives no URL.
    #[must_use]
    pub fn trusted_x_forwarded(self) -> Self {
        self.with(|core| core.address.set_forwarding(Forwarding::Unregistered))
    }

    /// Sets the store that tells repeated deliveries. By default a [`MemoryDuplicates`] of its own.
    ///
    /// One store serves one sender: two senders may give the same id to different deliveries.
    #[must_use]
    pub fn duplicates(self, store: impl Duplicates) -> Self {
        self.with(|core| core.duplicates = Arc::new(store))
    }

    /// Sets how far a signed time may be from now, both ways and inclusive. By default what the scheme says.
    #[must_use]
    pub fn tolerance(self, tolerance: Duration) -> Self {
        self.with(|core| core.guard.tolerance(tolerance))
    }

    /// Sets what the security scheme of this name in the document accepts. What a webhook's own `security` demands and
    /// nobody set is met by nothing.
    #[must_use]
    pub fn credential(self, scheme: &str, accepted: Credential) -> Self {
        self.with(|core| core.credentials.set(scheme, accepted))
    }

    /// Sets how long a tenant's secrets are kept before the provider is asked again: 60 s by default. A secret that is
    /// taken away still counts that long.
    #[must_use]
    pub fn keep_secrets(self, keep: Duration) -> Self {
        self.with(|core| core.guard.keep_secrets(keep))
    }

    /// Sets the clock; for tests.
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.with(|core| core.clock = Arc::new(clock))
    }

    /// Sets what is told the outcome of every request, for metrics. It must not block.
    #[must_use]
    pub fn observe(self, observer: impl Fn(&Outcome) + Send + Sync + 'static) -> Self {
        self.with(|core| core.observer = Some(Arc::new(observer)))
    }
}

impl<H> Clone for Service<H> {
    fn clone(&self) -> Self {
        Self { core: Arc::clone(&self.core), handler: PhantomData }
    }
}

impl<H> fmt::Debug for Service<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("scheme", &self.core.guard.scheme())
            .field("limit", &self.core.limit)
            .field("reading", &self.core.reading)
            .finish_non_exhaustive()
    }
}

/// What the service answers with, sooner or later.
pub type ServiceFuture = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send>>;

impl<H, B> tower_service::Service<Request<B>> for Service<H>
where
    B: Body + Send + 'static,
    B::Data: Send,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = ServiceFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> ServiceFuture {
        let core = Arc::clone(&self.core);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            Ok(pipeline::Pending::start(core, parts).answer(body).await.into_response())
        })
    }
}
