//! Sending one event directly: one attempt, one typed answer.
//!
//! In: an event's record, a URL, a payload. Out: an [`Answer`], or a [`SendError`] that says
//! whether the event may have arrived. It must not know stores, retries or documents: that is
//! durable sending, which is built on this.
//!
//! Feature `client`. The guards stand here, not in generated code: HTTPS only, no redirects, no
//! private addresses, limits of time, a capped answer.

mod address;
mod answer;
mod attempt;
pub(crate) mod body;
mod builder;
mod check;
mod class;
mod connector;
mod credentials;
mod error;
mod exchange;
mod fetcher;
mod handshake;
mod header;
pub(crate) mod id;
mod metered;
mod outgoing;
mod proxy;
mod resolver;
mod tls;
mod version;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;

use crate::callback::{Expression, Original};
use crate::content::{self, DeclaredHeaders};
use crate::decode::Decode;
use crate::event::{EventInfo, SentVersion};
use crate::signature::Signing;
use crate::violation::Violations;

use body::Body;

pub use answer::{Answer, FromResponse};
pub use builder::{Builder, TrustError};
#[cfg(feature = "contract")]
pub(crate) use credentials::present;
pub use error::{Phase, SendError, Step};
pub use fetcher::ClientFetcher;
#[cfg(feature = "contract")]
pub(crate) use handshake::Posed;
pub use handshake::{Ask, Granted, HandshakeError};
pub use proxy::ProxyError;
pub use resolver::{Resolve, Resolving};
pub use tls::IdentityError;

/// What `codegen::read_answer!` expands to. Not for people.
#[doc(hidden)]
pub mod generated {
    pub use super::answer::read_body;
    pub use crate::violation::Violations;
    pub use http::{HeaderMap, StatusCode};
}

/// Sends events, one attempt each. Cheap to clone; clones share connections.
///
/// Generated clients wrap this one and add a method per event.
///
/// ```no_run
/// use hookwright::client::Client;
/// use hookwright::event::EventInfo;
/// use hookwright::signature::Signing;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// static PAID: EventInfo = EventInfo {
///     name: "order.paid",
///     path: "order-paid",
///     method: "POST",
///     media_type: "application/json",
///     success: 204,
///     ..EventInfo::PLAIN
/// };
/// let client = Client::new(Signing::standard_webhooks(std::env::var("SECRET")?)?);
/// let order: hookwright::Json = r#"{ "id": "order_1" }"#.parse()?;
/// let answer = client.send::<_, ()>(&PAID, "https://shop.example/hooks", &order).await?;
/// assert!(answer.is_success(), "refused with {}", answer.status);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    delivery: Delivery,
    terms: Terms,
}

/// What a document says of all headers of a request.
type Check = fn(&HeaderMap) -> Result<(), Violations>;

/// What an endpoint's requests are made by: its keys, the headers that the caller set, the version that it is pinned to,
/// and what the document says of them all.
#[derive(Clone)]
struct Terms {
    signing: Arc<Signing>,
    headers: HeaderMap,
    version: Option<&'static SentVersion>,
    check: Option<Check>,
}

struct Shared {
    connections: exchange::Connections,
    resolver: resolver::Resolver,
    limits: exchange::Limits,
    allow: address::Allow,
    proxied: bool,
    by_path: bool,
    user_agent: http::HeaderValue,
    credentials: credentials::Credentials,
}

/// What a caller can set for one delivery; what is left out is made anew per attempt.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// The delivery's id, stable over retries; else `msg_` and 26 characters, new ones each time.
    pub id: Option<String>,
    /// The time of signing; else now.
    pub timestamp: Option<SystemTime>,
    /// The W3C trace context to pass on in `traceparent`.
    pub traceparent: Option<String>,
}

impl Delivery {
    /// The delivery of this id.
    #[must_use]
    pub fn of(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::default() }
    }

    /// Signed at this time, not now.
    #[must_use]
    pub fn at(mut self, timestamp: SystemTime) -> Self {
        self.timestamp = Some(timestamp);
        self
    }

    /// With this trace context.
    #[must_use]
    pub fn traceparent(mut self, traceparent: impl Into<String>) -> Self {
        self.traceparent = Some(traceparent.into());
        self
    }
}

impl Client {
    /// A client with the defaults of [`Builder`].
    #[must_use]
    pub fn new(signing: Signing) -> Self {
        Self::builder(signing).build()
    }

    /// A client with other limits, or with permissions that are not given by default.
    pub fn builder(signing: Signing) -> Builder {
        Builder::new(signing)
    }

    /// The same client for attempts of one given delivery: a retry keeps its id.
    #[must_use]
    pub fn delivery(&self, delivery: Delivery) -> Self {
        Self { delivery, ..self.clone() }
    }

    /// The same client for an endpoint with keys of its own. Connections are shared.
    #[must_use]
    pub fn signing(&self, signing: impl Into<Arc<Signing>>) -> Self {
        let mut client = self.clone();
        client.terms.signing = signing.into();
        client
    }

    /// The same client for an endpoint of this version: what tells it goes out with every event, and is signed where the
    /// scheme signs it. A `{version}` in an endpoint's URL is filled in.
    #[must_use]
    pub fn versioned(&self, version: &'static SentVersion) -> Self {
        let mut client = self.clone();
        client.terms.version = Some(version);
        client
    }

    /// The same client with these declared headers on what it sends.
    ///
    /// Those of the signature, the media type and those by which an event is told are set by themselves.
    ///
    /// # Errors
    /// Where one of them can't stand in a header.
    pub fn headers<H: DeclaredHeaders>(&self, headers: &H) -> Result<Self, SendError> {
        let mut client = self.clone();
        client.terms.headers = content::headers::write(headers).map_err(SendError::Headers)?;
        Ok(client)
    }

    /// The same client for an event that declares these headers: no request goes out without them.
    #[doc(hidden)]
    #[must_use]
    pub fn declaring<H: DeclaredHeaders>(&self) -> Self {
        let mut client = self.clone();
        client.terms.check = Some(content::headers::check::<H>);
        client
    }

    /// Sends one event, once.
    ///
    /// An answer is an answer whatever its status: see [`Answer::is_success`].
    ///
    /// # Errors
    /// Where the payload breaks its own schema (then nothing is sent), where there is no whole answer, or it is not
    /// what the document says.
    pub async fn send<P, A>(&self, event: &EventInfo, url: &str, payload: &P) -> Result<Answer<A>, SendError>
    where
        P: Serialize + Decode + Any,
        A: FromResponse,
    {
        self.attempt(event, url, Body::of(event, payload)?).await
    }

    /// Sends one event of a given delivery, once: [`Client::delivery`] and [`Client::send`].
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send_with<P, A>(
        &self,
        event: &EventInfo,
        url: &str,
        payload: &P,
        delivery: Delivery,
    ) -> Result<Answer<A>, SendError>
    where
        P: Serialize + Decode + Any,
        A: FromResponse,
    {
        self.delivery(delivery).send(event, url, payload).await
    }

    /// Sends one callback, once: to the URL that its expression gives for the original exchange.
    ///
    /// # Errors
    /// As [`Client::send`], and where the expression has no value.
    pub async fn call_back<P, A>(
        &self,
        event: &EventInfo,
        expression: &str,
        original: &Original,
        payload: &P,
    ) -> Result<Answer<A>, SendError>
    where
        P: Serialize + Decode + Any,
        A: FromResponse,
    {
        let url = Expression::parse(expression)?.evaluate(original)?;
        self.send(event, &url, payload).await
    }

    /// Sends one event whose body is ready: one that is not JSON, or that was serialised before. It is not held
    /// against the document.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send_bytes<A: FromResponse>(
        &self,
        event: &EventInfo,
        url: &str,
        body: Bytes,
    ) -> Result<Answer<A>, SendError> {
        self.attempt(event, url, Body::ready(event, body)).await
    }

    /// Sends one event whose body was written before, in the media type that was written with it.
    #[cfg(feature = "sender")]
    pub(crate) async fn send_body(
        &self,
        event: &EventInfo,
        url: &str,
        body: Body,
    ) -> Result<Answer<()>, SendError> {
        self.shared.attempt(event, url, body, &self.delivery, &self.terms).await
    }

    /// One request as it stands, and its answer as far as the limits go. Addresses are guarded; the URL is not.
    #[cfg(feature = "contract")]
    pub(crate) async fn exchange(
        &self,
        request: http::Request<http_body_util::Full<Bytes>>,
    ) -> Result<(http::StatusCode, HeaderMap, Bytes), SendError> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let exchanged = self.shared.exchange(request, &host).await?;
        Ok((exchanged.parts.status, exchanged.parts.headers, exchanged.body))
    }

    /// The same client with declared headers that were written before.
    #[cfg(feature = "sender")]
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.terms.headers = headers;
        self
    }

    async fn attempt<A: FromResponse>(
        &self,
        event: &EventInfo,
        url: &str,
        body: Body,
    ) -> Result<Answer<A>, SendError> {
        let answer = self.shared.attempt(event, url, body, &self.delivery, &self.terms).await?;
        match A::from_response(answer.status, &answer.headers, &answer.body) {
            Ok(value) => Ok(answer.with(value)),
            // It is whole no more because we cut it off.
            Err(_) if answer.truncated => Ok(answer.with(None)),
            Err(violations) => Err(SendError::Answer { answer: Box::new(answer), violations }),
        }
    }
}

impl Delivery {
    fn id(&self) -> Result<Cow<'_, str>, SendError> {
        match &self.id {
            Some(id) => Ok(Cow::Borrowed(id)),
            None => id::new(SystemTime::now()).map(Cow::Owned),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("signing", &self.terms.signing)
            .field("limits", &self.shared.limits)
            .finish_non_exhaustive()
    }
}
