//! The duplicate store in a file: several processes of one machine, and what outlives them. In: keys and answers.
//! Out: what was seen. It must not tell a claim before it is on the disk.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::claims::{self, Known};
use super::{Begun, Claim, Duplicates, Key, StoreError, StoreFuture};
use crate::receive::Reply;
use crate::store::{Error, SqliteStore};

/// Remembers deliveries in a file of SQLite, also over restarts, and for all processes that open it.
///
/// A finished delivery is remembered for 24 hours, unless told otherwise. A claim lapses after two minutes: should the
/// process die meanwhile, the delivery is handled anew when its sender tries again. A handler must be done by then; one
/// that takes longer may be called a second time beside itself.
///
/// A claim is on the disk before the handler runs, and the answer before the sender has it: two transactions for each
/// delivery, shared by all that are in flight.
///
/// ```no_run
/// # async fn example<H>(service: hookwright::Service<H>) -> Result<(), Box<dyn std::error::Error>> {
/// use hookwright::receive::SqliteDuplicates;
///
/// let service = service.duplicates(SqliteDuplicates::open("webhooks.db").await?.namespace("shop"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SqliteDuplicates {
    store: SqliteStore,
    namespace: Arc<str>,
    lease: Duration,
    retention: Duration,
}

impl SqliteDuplicates {
    /// How long a claim lasts by default.
    pub const LEASE: Duration = Duration::from_secs(120);
    /// How long a finished delivery is remembered by default.
    pub const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

    /// Opens a file, which may be the application's own database, and makes the tables.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], and where a newer version of this crate made the tables.
    pub async fn open(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        Self::on(SqliteStore::open(path).await?).await
    }

    /// Makes the tables in a file that is open.
    ///
    /// # Errors
    /// Where the tables can't be made, or a newer version of this crate made them.
    pub async fn on(store: SqliteStore) -> Result<Self, Error> {
        store.install(&claims::TABLES).await?;
        Ok(Self { store, namespace: "".into(), lease: Self::LEASE, retention: Self::RETENTION })
    }

    /// Sets whose deliveries these are: two senders may give the same id to different deliveries.
    #[must_use]
    pub fn namespace(self, sender: &str) -> Self {
        Self { namespace: sender.into(), ..self }
    }

    /// Sets how long a claim lasts when nobody finishes or releases it.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// Sets how long a finished delivery is remembered. It must exceed twice the scheme's tolerance; where the scheme
    /// signs no time, it is the whole protection against replay.
    #[must_use]
    pub fn retention(self, retention: Duration) -> Self {
        Self { retention, ..self }
    }
}

impl Duplicates for SqliteDuplicates {
    fn begin<'a>(&'a self, keys: Arc<[Key]>, now: SystemTime) -> StoreFuture<'a, Begun> {
        Box::pin(async move {
            let (names, lease) = (claims::names(&self.namespace, &keys), self.lease);
            let work = move |connection: &_| claims::begin(connection, &names, now, lease);
            Ok(match self.store.write("to claim a delivery", work).await? {
                Known::New(number) => Begun::First(claims::claim(number, &keys)),
                Known::InFlight => Begun::InFlight,
                Known::Finished(answer) => Begun::Finished(Arc::new(answer)),
            })
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: Arc<Reply>, now: SystemTime) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let names = claims::names(&self.namespace, &claim.keys);
            let (number, ends) = (claim.number, claims::later(now, self.retention));
            let work = move |connection: &_| claims::finish(connection, number, &names, &answer, ends);
            match self.store.write("to record an answer", work).await? {
                true => Ok(()),
                false => {
                    Err(StoreError::from("the claim lapsed, and another one handles the delivery again"))
                }
            }
        })
    }

    fn release(&self, claim: &Claim) {
        let number = claim.number;
        self.store.hand_over("to free a delivery", move |connection| claims::release(connection, number));
    }
}

impl fmt::Debug for SqliteDuplicates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteDuplicates")
            .field("store", &self.store)
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}
