//! Building a sender: settings and permissions. In: a document and wishes. Out: a sender on an open store. It must not
//! know deliveries.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::database::Database;
use super::document::Document;
use super::operator::{Operator, OperatorEvent};
use super::rules::Rules;
use super::sealing::{Sealing, SealingKey};
use super::sender::{Clock, Sender, Settings, Shared};
use super::store::Store;
use super::{Error, Retry};
use crate::client::{self, Client};
use crate::signature::{Scheme, Signing};

/// Settings of a [`Sender`], or of a generated one around it.
#[must_use]
pub struct SenderBuilder<S = Sender> {
    document: Document,
    settings: Settings,
    sealing: Vec<SealingKey>,
    signing: Option<Signing>,
    client: client::Builder,
    operator: Operator,
    clock: Clock,
    /// What is built.
    built: PhantomData<fn() -> S>,
}

impl<S: From<Sender>> SenderBuilder<S> {
    /// A sender of this document's events.
    pub fn new(document: Document) -> Self {
        let settings = Settings { retry: document.retry(), ..Settings::default() };
        Self {
            document,
            settings,
            sealing: Vec::new(),
            signing: None,
            // An endpoint that acknowledges has done so, however much it says.
            client: Client::builder(Signing::unsigned()).truncate_answers(),
            operator: Operator::default(),
            clock: Arc::new(SystemTime::now),
            built: PhantomData,
        }
    }

    /// When deliveries are tried again, unless an endpoint says otherwise. By default as the document says
    /// (`x-webhook-retry`), else as Standard Webhooks recommends.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// How many bytes a payload may have; 256 KiB by default.
    pub fn payload_limit(mut self, bytes: usize) -> Self {
        self.settings.payload_limit = bytes;
        self
    }

    /// How many attempts this process has under way at once: 256 by default, at least one.
    pub fn concurrency(mut self, attempts: usize) -> Self {
        self.settings.concurrency = attempts.max(1);
        self
    }

    /// How many of them may go to one endpoint, unless it says otherwise: 32 by default, at least one.
    pub fn endpoint_concurrency(mut self, attempts: usize) -> Self {
        self.settings.endpoint_concurrency = attempts.max(1);
        self
    }

    /// How much of an answer's body is stored with its attempt: 1 KiB by default.
    pub fn keep_answers(mut self, bytes: usize) -> Self {
        self.settings.answer_kept = bytes;
        self
    }

    /// How long a process that has died keeps others from taking over its work, at least, and a fifth more at most: 10 s by
    /// default, at least 1 s. What was under way in it is made again no sooner. All processes say the same.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease.max(Duration::from_secs(1));
        self
    }

    /// How long events are kept once all their deliveries are done, with attempts and idempotency keys: 30 days by
    /// default.
    pub fn retention(mut self, retention: Duration) -> Self {
        self.settings.retention = retention;
        self
    }

    /// Seals endpoints' secrets in the store with the first of these keys, and opens them with all.
    pub fn sealing(mut self, keys: impl IntoIterator<Item = SealingKey>) -> Self {
        self.sealing = keys.into_iter().collect();
        self
    }

    /// Signs for all endpoints with this, not with secrets of theirs: for key pairs, whose public half all know.
    pub fn signing(mut self, signing: Signing) -> Self {
        self.signing = Some(signing);
        self
    }

    /// How requests are made: timeouts, permissions, credentials.
    pub fn client(mut self, configure: impl FnOnce(client::Builder) -> client::Builder) -> Self {
        self.client = configure(self.client);
        self
    }

    /// The same, where that can fail: a proxy, an identity, a certificate to trust.
    ///
    /// # Errors
    /// As `configure`.
    pub fn try_client<E>(
        mut self,
        configure: impl FnOnce(client::Builder) -> Result<client::Builder, E>,
    ) -> Result<Self, E> {
        self.client = configure(self.client)?;
        Ok(self)
    }

    /// Allows endpoints with plain HTTP on this machine, for tests and development.
    pub fn allow_http_on_loopback(self) -> Self {
        self.client(client::Builder::allow_http_on_loopback)
    }

    /// Called when an endpoint is disabled, its breaker opens, or a delivery is given up. It is called between
    /// deliveries, so it must not block.
    pub fn on_operator_event(mut self, called: impl Fn(&OperatorEvent) + Send + Sync + 'static) -> Self {
        self.operator.callback = Some(Arc::new(called));
        self
    }

    /// The tenant whose endpoints get those events as webhooks, by names such as `hookwright.endpoint.disabled`.
    pub fn operator_tenant(mut self, tenant: impl Into<String>) -> Self {
        self.operator.tenant = Some(tenant.into());
        self
    }

    /// Sets the clock; for tests.
    #[doc(hidden)]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Opens the store at this address: `sqlite:webhooks.db` or `postgres://user@host/database`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open(self, address: &str) -> Result<S, Error> {
        let database = Database::open(address).await?;
        Ok(self.on_database(database).into())
    }

    /// On a file that is open already.
    ///
    /// # Errors
    /// Where the tables can't be made, or a newer version of this crate made them.
    #[cfg(feature = "sender-sqlite")]
    pub async fn on(self, store: crate::store::SqliteStore) -> Result<S, Error> {
        let database = super::sqlite::on(store).await?;
        Ok(self.on_database(database).into())
    }

    /// On connections that the application has already; a process that delivers needs at least five of them.
    ///
    /// # Errors
    /// Where the tables can't be made, or a newer version of this crate made them.
    #[cfg(feature = "sender-postgres")]
    pub async fn on_pool(self, pool: sqlx::PgPool) -> Result<S, Error> {
        let database = super::postgres::on(pool).await?;
        Ok(self.on_database(database).into())
    }

    fn on_database(self, database: Database) -> Sender {
        let signing = self.signing.map(Arc::new);
        let scheme = self.document.scheme.clone().unwrap_or_else(Scheme::standard_webhooks);
        let client = self.client.build();
        let rules = Rules {
            client: client.clone(),
            document: Some(self.document.clone()),
            scheme: scheme.clone(),
            signing: signing.clone(),
        };
        let store = Store {
            sealing: Arc::new(Sealing(self.sealing)),
            rules: Arc::new(rules),
            clock: self.clock,
            ..Store::on(database)
        };
        let shared = Shared {
            store,
            document: self.document,
            scheme,
            signing,
            client,
            settings: self.settings,
            operator: self.operator,
            #[cfg(feature = "sender-sqlite")]
            hints: super::sender::Hints::default(),
        };
        Sender { shared: Arc::new(shared) }
    }
}

impl<S> std::fmt::Debug for SenderBuilder<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SenderBuilder")
            .field("document", &self.document)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
