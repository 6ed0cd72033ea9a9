//! The store of durable sending, for whoever manages it: the sender itself, a command, an administrator's page. In: an
//! address, keys. Out: endpoints, deliveries, their attempts. It must not deliver, and works where no document is known.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use super::Error;
use super::database::Database;
use super::document::Document;
use super::endpoints::Endpoints;
use super::rules::Rules;
use super::sealing::{Sealing, SealingKey};

/// A store that is open. Cloning is cheap.
#[derive(Clone)]
pub struct Store {
    pub(super) database: Database,
    pub(super) sealing: Arc<Sealing>,
    pub(super) rules: Arc<Rules>,
    pub(super) clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl Store {
    /// Opens a store by its address, and makes or updates its tables: `sqlite:webhooks.db` (a file, which may be the
    /// application's own) or `postgres://user@host/database`.
    ///
    /// # Errors
    /// Where the address is of no kind that this program was built for, or the store can't be opened.
    pub async fn open(address: &str) -> Result<Self, Error> {
        Ok(Self::on(Database::open(address).await?))
    }

    /// The same where a sender has made its tables before: what is not there is not made, so that a slip of the pen makes
    /// no empty store.
    ///
    /// # Errors
    /// As [`open`](Self::open), and where the file or its tables are not there.
    pub async fn open_existing(address: &str) -> Result<Self, Error> {
        Ok(Self::on(Database::open_existing(address).await?))
    }

    /// Checks what endpoints subscribe to, their versions and secrets against a document.
    #[must_use]
    pub fn document(self, document: Document) -> Self {
        let rules = self.rules.of(document);
        Self { rules: Arc::new(rules), ..self }
    }

    pub(super) fn on(database: Database) -> Self {
        Self { database, sealing: Arc::default(), rules: Arc::default(), clock: Arc::new(SystemTime::now) }
    }

    /// Seals endpoints' secrets with the first of these keys, and opens them with all.
    #[must_use]
    pub fn sealing(self, keys: impl IntoIterator<Item = SealingKey>) -> Self {
        Self { sealing: Arc::new(Sealing(keys.into_iter().collect())), ..self }
    }

    /// Allows endpoints with plain HTTP on this machine, for tests and development.
    #[must_use]
    pub fn allow_http_on_loopback(self) -> Self {
        let rules = Arc::new(self.rules.allow_http_on_loopback());
        Self { rules, ..self }
    }

    /// The endpoints of one tenant.
    pub fn endpoints(&self, tenant: impl Into<String>) -> Endpoints {
        Endpoints::new(self.clone(), tenant)
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(super) fn now(&self) -> SystemTime {
        (self.clock)()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("sealing", &self.sealing).finish_non_exhaustive()
    }
}
