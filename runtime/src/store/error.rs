//! What a store could not do. In: SQLite's errors and our own. Out: one error that names the file and the aim.
//! It must not hold values of rows.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::Part;

/// What the store could not do, in which file, and why.
#[derive(Clone)]
pub struct Error {
    path: Arc<Path>,
    doing: &'static str,
    cause: Cause,
}

/// Cloned to all whose work was in one transaction.
#[derive(Clone, Debug)]
pub(super) enum Cause {
    Sqlite(Arc<rusqlite::Error>),
    Thread(Arc<std::io::Error>),
    /// The journal mode that the file has instead of WAL.
    NoWal(String),
    TooNew {
        part: &'static str,
        found: i64,
        known: usize,
    },
    Overloaded,
    Closed,
}

impl Error {
    pub(super) fn new(path: &Arc<Path>, doing: &'static str, cause: Cause) -> Self {
        Self { path: Arc::clone(path), doing, cause }
    }

    pub(super) fn too_new(path: &Arc<Path>, part: &Part, found: i64) -> Self {
        let cause = Cause::TooNew { part: part.name, found, known: part.steps.len() };
        Self::new(path, "to make tables", cause)
    }

    /// What went wrong on a connection of the application's own.
    #[cfg_attr(not(feature = "sender-sqlite"), allow(dead_code, reason = "only senders use one"))]
    pub(crate) fn on(connection: &rusqlite::Connection, doing: &'static str, error: rusqlite::Error) -> Self {
        let path = Path::new(connection.path().unwrap_or_default()).into();
        Self { path, doing, cause: error.into() }
    }

    /// The same aim, with another cause.
    pub(super) fn because(&self, cause: &Cause) -> Self {
        Self::new(&self.path, self.doing, cause.clone())
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether another writer held the file for longer than the store waits.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let code = self.sqlite().and_then(rusqlite::Error::sqlite_error_code);
        matches!(code, Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
    }

    /// Whether the disk is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.sqlite().and_then(rusqlite::Error::sqlite_error_code) == Some(rusqlite::ErrorCode::DiskFull)
    }

    /// Whether so much work waited that no more was taken.
    #[must_use]
    pub fn is_overloaded(&self) -> bool {
        matches!(self.cause, Cause::Overloaded)
    }

    fn sqlite(&self) -> Option<&rusqlite::Error> {
        match &self.cause {
            Cause::Sqlite(error) => Some(error),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store {} failed {}: ", self.path.display(), self.doing)?;
        match &self.cause {
            Cause::Sqlite(error) => write!(f, "{error}"),
            Cause::Thread(error) => write!(f, "there is no thread for it: {error}"),
            Cause::NoWal(mode) => write!(f, "it can't be in WAL mode; its journal mode is `{mode}`"),
            Cause::TooNew { part, found, known } => write!(
                f,
                "its tables of `{part}` have version {found}, and this program knows {known}: a newer one made them"
            ),
            Cause::Overloaded => f.write_str("too much work waits for the disk"),
            Cause::Closed => f.write_str("its thread has ended, or the work panicked"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Sqlite(error) => Some(&**error),
            Cause::Thread(error) => Some(&**error),
            _ => None,
        }
    }
}
