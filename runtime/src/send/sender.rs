//! The sender: what generated code wraps. In: a document, a store, settings. Out: events accepted, deliveries at work.
//! It must not know SQL.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::accept::{Accepted, Options, Outgoing, To};
use super::builder::SenderBuilder;
use super::database::Database;
use super::deliver::Delivering;
use super::document::Document;
use super::operator::Operator;
use super::store::Store;
use super::{Endpoints, Error, Retry};
use crate::client::Client;
use crate::event::{EventInfo, SentVersion};
use crate::signature::{Scheme, Signing};

/// Accepts events of one document and delivers them. Cheap to clone; clones are the same sender.
///
/// Generated senders wrap this one and add a method per event. See [the module](super) for the whole.
#[derive(Clone)]
pub struct Sender {
    pub(super) shared: Arc<Shared>,
}

/// What accepting and delivering have in common.
pub(super) struct Shared {
    pub(super) store: Store,
    pub(super) document: Document,
    pub(super) scheme: Scheme,
    /// Signs for all endpoints, where they have no secrets of their own.
    pub(super) signing: Option<Arc<Signing>>,
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) operator: Operator,
    /// What this process has accepted and not looked at yet: endpoints that have something due.
    #[cfg(feature = "sender-sqlite")]
    pub(super) hints: Hints,
}

/// Numbers that can be set.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) retry: Retry,
    pub(super) payload_limit: usize,
    /// Attempts under way at once, in this process.
    pub(super) concurrency: usize,
    /// Those of one endpoint, unless it says otherwise.
    pub(super) endpoint_concurrency: usize,
    /// How much of an answer's body is stored.
    pub(super) answer_kept: usize,
    pub(super) lease: Duration,
    pub(super) retention: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retry: Retry::default(),
            payload_limit: 256 * 1024,
            concurrency: 256,
            endpoint_concurrency: 32,
            answer_kept: 1024,
            lease: Duration::from_secs(10),
            retention: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

/// Endpoints that have something due, told by who accepts to who delivers.
#[cfg(feature = "sender-sqlite")]
#[derive(Debug, Default)]
pub(super) struct Hints {
    endpoints: std::sync::Mutex<std::collections::HashSet<String>>,
    told: tokio::sync::Notify,
}

#[cfg(feature = "sender-sqlite")]
impl Hints {
    pub(super) fn tell(&self, endpoints: impl IntoIterator<Item = String>) {
        let mut known = self.endpoints.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = known.len();
        known.extend(endpoints);
        // Whoever has been told already will find the rest, too.
        if before == 0 && !known.is_empty() {
            self.told.notify_one();
        }
    }

    pub(super) fn take(&self) -> std::collections::HashSet<String> {
        std::mem::take(&mut *self.endpoints.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(super) async fn told(&self) {
        self.told.notified().await;
    }
}

impl Sender {
    /// Opens the store at this address, e.g. `sqlite:webhooks.db` or `postgres://user@host/database`, with the document's
    /// own settings.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open(document: Document, address: &str) -> Result<Self, Error> {
        Self::builder(document).open(address).await
    }

    /// A sender with settings of its own.
    pub fn builder(document: Document) -> SenderBuilder {
        SenderBuilder::new(document)
    }

    /// This sender, for the events of one tenant.
    pub fn to(&self, tenant: impl Into<String>) -> To {
        To { sender: self.clone(), tenant: tenant.into(), options: Options::default() }
    }

    /// The endpoints of one tenant.
    pub fn endpoints(&self, tenant: impl Into<String>) -> Endpoints {
        self.shared.store.endpoints(tenant)
    }

    /// The store, to look at deliveries and manage them.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// Begins to deliver in this process, as tasks of the runtime that this is called in.
    ///
    /// With SQLite one process delivers at a time: another one waits, and takes over when the first has ended. With
    /// PostgreSQL any number share the work.
    ///
    /// # Panics
    /// Outside of a runtime of tokio.
    #[must_use = "keep it to stop delivering in good order"]
    pub fn deliver(&self) -> Delivering {
        match &self.shared.store.database {
            #[cfg(feature = "sender-sqlite")]
            Database::Sqlite(store) => super::sqlite::start(Arc::clone(&self.shared), store.clone()),
            #[cfg(feature = "sender-postgres")]
            Database::Postgres(pool) => super::postgres::start(Arc::clone(&self.shared), pool.clone()),
        }
    }

    pub(super) async fn accept(&self, events: Vec<Outgoing>) -> Result<Vec<Accepted>, Error> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        #[cfg(feature = "metrics")]
        let names: Vec<&'static str> = events.iter().map(|event| event.event.name).collect();
        let accepted: Vec<Accepted> = match &self.shared.store.database {
            #[cfg(feature = "sender-sqlite")]
            Database::Sqlite(store) => {
                let stored = super::sqlite::accept(store, events).await?;
                let due = |stored: super::sqlite::Stored| {
                    self.shared.hints.tell(stored.due);
                    stored.accepted
                };
                stored.into_iter().map(due).collect()
            }
            #[cfg(feature = "sender-postgres")]
            Database::Postgres(pool) => super::postgres::accept(pool, events).await?,
        };
        #[cfg(feature = "metrics")]
        for (name, accepted) in names.into_iter().zip(&accepted) {
            super::observe::accepted(name, accepted);
        }
        Ok(accepted)
    }

    pub(super) fn check_size(&self, bytes: usize) -> Result<(), Error> {
        let limit = self.shared.settings.payload_limit;
        if bytes > limit { Err(Error::TooLarge { bytes, limit }) } else { Ok(()) }
    }
}

impl Shared {
    pub(super) fn event(&self, name: &str) -> Option<&'static EventInfo> {
        self.document.event(name).or_else(|| super::operator::event(name))
    }

    pub(super) fn version(&self, name: &str) -> Result<&'static SentVersion, Error> {
        let unknown = || Error::invalid("version", format!("the document has no version `{name}`"));
        self.document.version(name).ok_or_else(unknown)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.shared;
        f.debug_struct("Sender")
            .field("document", &shared.document)
            .field("store", &shared.store)
            .field("settings", &shared.settings)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("document", &self.document).finish_non_exhaustive()
    }
}

/// The clock of a sender.
pub(super) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;
