//! Endpoints. In: what a tenant registers. Out: what is known of it. It must not know how it is stored, and holds no
//! secret.

use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use super::policy::Health;
use super::{Filter, Retry};

/// A tenant's endpoint: where its events go, which, and how.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Endpoint {
    /// `ep_` and a ULID.
    pub id: String,
    /// Whose it is.
    pub tenant: String,
    /// Where deliveries go.
    pub url: String,
    /// What its owner calls it.
    pub description: String,
    /// Whether it gets deliveries.
    pub state: EndpointState,
    /// Why it is disabled: `gone` (it answered 410), `failing`, or what was said when it was done by hand.
    pub reason: String,
    /// The events that it gets; `*` stands for all.
    pub events: Vec<String>,
    /// How it wants them.
    pub options: EndpointOptions,
    /// Failures in a row.
    pub failures: u32,
    /// Since when it has had nothing but failures.
    pub failing_since: Option<SystemTime>,
    /// Until when nothing is sent: it asked for it, or it failed too often (then one delivery will try).
    pub blocked_until: Option<SystemTime>,
    /// When it was registered.
    pub created_at: SystemTime,
    /// When it was changed last.
    pub changed_at: SystemTime,
}

/// Whether an endpoint gets deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EndpointState {
    /// It does.
    Enabled,
    /// It has not consented yet; events are accepted for it and wait.
    Pending,
    /// It does not, and no events are accepted for it; what was pending waits.
    Disabled,
}

/// How an endpoint gets its deliveries. What is none is as the sender has it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EndpointOptions {
    /// The version of the document that it is pinned to.
    pub version: Option<String>,
    /// Which payloads it wants.
    pub filter: Option<Filter>,
    /// When it is tried again.
    pub retry: Option<Retry>,
    /// How many attempts may be under way at once, per process.
    pub concurrency: Option<NonZeroU32>,
    /// How often it is tried at most, by all processes together.
    pub rate: Option<Rate>,
    /// Deliveries of one ordering key go out one after the other, in the order in which they were accepted.
    pub fifo: bool,
}

/// So many attempts in so long a time, evenly spread, with no burst beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Attempts, at least one.
    pub events: NonZeroU32,
    /// The time for so many, at least a millisecond.
    pub period: Duration,
}

/// An endpoint to be registered, and what is to be changed of one.
///
/// ```
/// use hookwright::send::NewEndpoint;
///
/// let endpoint = NewEndpoint::new("https://partner.example/hooks").events(["order.created", "order.cancelled"]).fifo();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewEndpoint {
    pub(super) url: String,
    pub(super) description: String,
    pub(super) events: Vec<String>,
    pub(super) options: EndpointOptions,
    pub(super) secret: Option<String>,
    pub(super) consent: bool,
}

impl NewEndpoint {
    /// An endpoint that gets all events.
    pub fn new(url: impl Into<String>) -> Self {
        let events = vec!["*".to_owned()];
        let options = EndpointOptions::default();
        Self { url: url.into(), description: String::new(), events, options, secret: None, consent: false }
    }

    /// Gets these events only. `*` stands for all.
    pub fn events(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { events: names.into_iter().map(Into::into).collect(), ..self }
    }

    /// What its owner calls it.
    pub fn description(self, text: impl Into<String>) -> Self {
        Self { description: text.into(), ..self }
    }

    /// Pinned to this version of the document, whatever comes later.
    pub fn version(mut self, name: impl Into<String>) -> Self {
        self.options.version = Some(name.into());
        self
    }

    /// Gets only payloads that fit.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.options.filter = Some(filter);
        self
    }

    /// Is tried again at other times than the sender's.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.options.retry = Some(retry);
        self
    }

    /// Has at most so many attempts under way at once, per process.
    pub fn concurrency(mut self, attempts: NonZeroU32) -> Self {
        self.options.concurrency = Some(attempts);
        self
    }

    /// Is tried so often at most, by all processes together.
    pub fn rate(mut self, rate: Rate) -> Self {
        self.options.rate = Some(rate);
        self
    }

    /// Gets the deliveries of one ordering key one after the other. One that fails holds up those behind it.
    pub fn fifo(mut self) -> Self {
        self.options.fifo = true;
        self
    }

    /// Has this secret, not a new one: for endpoints that come from elsewhere.
    pub fn secret(self, secret: impl Into<String>) -> Self {
        Self { secret: Some(secret.into()), ..self }
    }

    /// Gets nothing before it has consented: it stays pending until `Endpoints::consent` has gone well.
    pub fn consent(self) -> Self {
        Self { consent: true, ..self }
    }
}

impl Endpoint {
    /// Its URL without what may be secret in it: scheme, host and port. `…` stands for a path or a query.
    #[must_use]
    pub fn origin(&self) -> String {
        let Ok(uri) = self.url.parse::<http::Uri>() else { return "…".to_owned() };
        let (scheme, host) = (uri.scheme_str().unwrap_or("https"), uri.host().unwrap_or_default());
        let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
        let more = if uri.path() == "/" && uri.query().is_none() { "" } else { "/…" };
        format!("{scheme}://{host}{port}{more}")
    }
}

impl EndpointState {
    /// As it stands in rows and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Pending => "pending",
            Self::Disabled => "disabled",
        }
    }

    pub(super) fn of(name: &str) -> Self {
        match name {
            "enabled" => Self::Enabled,
            "pending" => Self::Pending,
            _ => Self::Disabled,
        }
    }
}

/// What delivering needs of an endpoint beside its secrets.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "PostgreSQL does it in SQL"))]
pub(crate) struct Target {
    pub(crate) endpoint: Endpoint,
    pub(crate) health: Health,
    pub(crate) revision: i64,
    /// When the next attempt may be made by the rate, in microseconds since 1970.
    pub(crate) next_slot: i64,
}
