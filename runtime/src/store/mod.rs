//! The embedded store: one file of SQLite, which can be the application's own.
//!
//! In: a path, and work as closures over a connection. Out: what the work gave, once it is on the disk. It must not know
//! what is stored: each part brings its own tables and its own SQL.
//!
//! The file is in WAL mode and every connection of ours is at `synchronous=FULL`: what was committed survives a loss of
//! power. One thread writes, many callers' work in one transaction (group commit), another reads. All tables begin with
//! `hookwright_`; no other table and neither `user_version` nor `application_id` is touched.

mod connect;
mod error;
mod lease;
mod migrate;
mod queue;
mod reader;

mod writer;

use rusqlite::Connection;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

pub(crate) use crate::millis::{from_millis, millis};
pub use error::Error;
pub(crate) use lease::{LEASES, Lease};
pub(crate) use migrate::Part;
use queue::Queue;

/// How long a write waits for another process's transaction, or the application's own, unless told otherwise.
const BUSY: Duration = Duration::from_secs(5);

/// A file of SQLite, opened for durable work. Cloning it is cheap; clones share the two threads and connections.
///
/// The same file may be open in other processes, and the application may have its own tables and connections in it: to
/// us these are further writers, whose transactions are waited for.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// use hookwright::store::SqliteStore;
///
/// # let folder = std::env::temp_dir().join(format!("hookwright-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let path = folder.join("app.db");
/// let store = SqliteStore::open(&path).await?;
/// assert_eq!(store.path(), path);
/// # drop(store);
/// # let _ = std::fs::remove_dir_all(folder);
/// # Ok::<_, hookwright::store::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct SqliteStore {
    path: Arc<Path>,
    writer: Queue,
    reader: Queue,
    /// For reads that take their time; begun with the first of them.
    #[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "the inbox reads single rows"))]
    surveyor: Arc<OnceCell<Queue>>,
    #[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "the inbox reads single rows"))]
    busy: Duration,
}

impl SqliteStore {
    /// Opens the file, and makes it if there is none. It is put into WAL mode, which stays with the file.
    ///
    /// The file must be on a local disk: WAL needs memory that processes share.
    ///
    /// # Errors
    /// Where the file can't be opened or written, is no database, or can't be in WAL mode (`:memory:` can't).
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_waiting(path, BUSY).await
    }

    /// The same; `busy` is how long a write waits for other writers' transactions: 5 s by default.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_waiting(path: impl AsRef<Path>, busy: Duration) -> Result<Self, Error> {
        let path: Arc<Path> = PathBuf::from(path.as_ref()).into();
        let writer = Queue::open(&path, busy, connect::Role::Writer).await?;
        let reader = Queue::open(&path, busy, connect::Role::Reader).await?;
        Ok(Self { path, writer, reader, surveyor: Arc::default(), busy })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in a transaction with others' work, and gives what it gave once that is on the disk. Work that fails
    /// undoes its own writes alone. It may run for a moment only: all other writers wait for it.
    pub(crate) async fn write<T, F>(&self, doing: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.writer.call(doing, work).await
    }

    /// The same for who can't wait, and whom the outcome does not concern: failures are logged.
    pub(crate) fn hand_over<F>(&self, doing: &'static str, work: F)
    where
        F: FnOnce(&Connection) -> rusqlite::Result<()> + Send + 'static,
    {
        self.writer.hand_over(doing, work);
    }

    /// Runs `work` on what is committed, without waiting for writers.
    pub(crate) async fn read<T, F>(&self, doing: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.reader.call(doing, work).await
    }

    /// The same for reads that may take long: they have a thread and a connection of their own, so that nobody who reads a
    /// row or two waits for them.
    #[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "the inbox reads single rows"))]
    pub(crate) async fn survey<T, F>(&self, doing: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let open = || Queue::open(&self.path, self.busy, connect::Role::Reader);
        self.surveyor.get_or_try_init(open).await?.call(doing, work).await
    }

    /// Makes a part's tables, or brings them up to date. Safe when several processes do it at once.
    pub(crate) async fn install(&self, part: &'static Part) -> Result<(), Error> {
        let newer = self.write("to make tables", move |connection| part.install(connection)).await?;
        match newer {
            Some(found) => Err(Error::too_new(&self.path, part, found)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
