//! How much of a request is taken, and how often. In: options, a request's headers and who sent it. Out: yes, or the
//! refusal. It must not know what a request means.

#[cfg(feature = "rate-limit")]
use http::Uri;
use http::{HeaderMap, StatusCode};
#[cfg(feature = "rate-limit")]
use std::net::IpAddr;
#[cfg(feature = "rate-limit")]
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "rate-limit")]
use super::TenantKey;
#[cfg(feature = "rate-limit")]
use super::rate::{Rate, Throttle};
use super::{Reply, Service, problem};

/// The most headers that are accepted unless told otherwise.
const HEADERS: usize = 100;

/// The most bytes of header names and values that are accepted unless told otherwise.
const HEADER_BYTES: usize = 32 * 1024;

/// How long a body may take unless told otherwise.
const BODY_TIME: Duration = Duration::from_secs(30);

/// What a service takes of each request; the size of bodies is beside it.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    headers: usize,
    header_bytes: usize,
    pub(super) body_time: Option<Duration>,
    #[cfg(feature = "rate-limit")]
    sources: Option<Arc<Throttle>>,
    #[cfg(feature = "rate-limit")]
    tenants: Option<(TenantKey, Arc<Throttle>)>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: HEADERS,
            header_bytes: HEADER_BYTES,
            body_time: Some(BODY_TIME),
            #[cfg(feature = "rate-limit")]
            sources: None,
            #[cfg(feature = "rate-limit")]
            tenants: None,
        }
    }
}

impl Limits {
    /// Whether there are few and short enough headers.
    pub(super) fn headers(&self, headers: &HeaderMap) -> Result<(), Box<Reply>> {
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if headers.len() <= self.headers && bytes <= self.header_bytes {
            return Ok(());
        }
        Err(Box::new(problem::plain(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, None)))
    }

    /// Counts a request of this source, before anything of it is verified.
    #[cfg(feature = "rate-limit")]
    pub(super) fn source(&self, source: Option<IpAddr>) -> Result<(), Box<Reply>> {
        self.sources.as_ref().map_or(Ok(()), |throttle| throttle.source(source))
    }

    /// Counts a request of its tenant, after it is verified: a stranger can't use up what is a tenant's.
    #[cfg(feature = "rate-limit")]
    pub(super) fn tenant(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Box<Reply>> {
        let Some((key, throttle)) = &self.tenants else { return Ok(()) };
        throttle.tenant(key.of(uri, headers).as_deref())
    }
}

impl<H> Service<H> {
    /// Sets how many headers are accepted, and how many bytes their names and values may have together. By default 100
    /// and 32 KiB; more is answered with 431. The server in front has read them by then, and has limits of its own.
    #[must_use]
    pub fn header_limits(self, headers: usize, bytes: usize) -> Self {
        self.with(|core| (core.limits.headers, core.limits.header_bytes) = (headers, bytes))
    }

    /// Sets how long a body may take from its first byte to its last, whatever keeps coming; `None` for ever. By default
    /// 30 s; a slower one is answered with 408.
    ///
    /// The time is tokio's. Outside of tokio it is only looked at when some of the body arrives; a runtime of tokio must
    /// have its time enabled, as `#[tokio::main]` has.
    #[must_use]
    pub fn body_timeout(self, time: impl Into<Option<Duration>>) -> Self {
        self.with(|core| core.limits.body_time = time.into())
    }

    /// Limits how often each source may call, before anything is verified; of IPv6, a /64 is one source. More is answered
    /// with 429, `Retry-After`, `RateLimit` and `RateLimit-Policy`.
    ///
    /// The source is [`Incoming::source`](super::Incoming::source): behind proxies, say so
    /// ([`trusted_proxies`](Self::trusted_proxies)), or all senders together are one. So are all requests of a server
    /// that tells no addresses.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn limit_sources(self, rate: Rate) -> Self {
        self.with(|core| core.limits.sources = Some(Arc::new(Throttle::new("source", rate))))
    }

    /// Limits how often each tenant may call, of what is verified. A delivery that names no tenant counts to those that
    /// name none either. Where the name is not signed, who holds one tenant's secret can count to another.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn limit_tenants(self, key: TenantKey, rate: Rate) -> Self {
        self.with(|core| core.limits.tenants = Some((key, Arc::new(Throttle::new("tenant", rate)))))
    }
}
