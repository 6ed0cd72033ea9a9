//! One set of queries for both stores. In: SQL with `$1`, `$2`, …, and values. Out: rows. It must not know tables.
//!
//! What management, queries and pages ask is written once. What is done for every event (accepting, taking, recording)
//! is each store's own.

use std::sync::Arc;
use std::time::SystemTime;

use super::Error;

/// Where events, endpoints and deliveries are.
#[derive(Clone)]
pub(crate) enum Database {
    #[cfg(feature = "sender-sqlite")]
    Sqlite(crate::store::SqliteStore),
    #[cfg(feature = "sender-postgres")]
    Postgres(super::postgres::Pool),
}

/// A value of a row or of a query; `None` is NULL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A row, as its query selects it.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) std::vec::IntoIter<Value>);

/// One statement with its values.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sql: Arc<str>,
    pub(crate) values: Vec<Value>,
}

/// Makes a [`Statement`].
pub(crate) fn statement(sql: impl Into<Arc<str>>, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement { sql: sql.into(), values: values.into_iter().collect() }
}

impl Database {
    /// Opens a store by its address.
    pub(super) async fn open(address: &str) -> Result<Self, Error> {
        match address.split_once(':') {
            Some(("sqlite", path)) => Self::open_sqlite(path.strip_prefix("//").unwrap_or(path)).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(address).await,
            _ => Err(Error::Store("its address begins with `sqlite:` or `postgres:`".to_owned())),
        }
    }

    /// The same, where its tables are there.
    pub(super) async fn open_existing(address: &str) -> Result<Self, Error> {
        #[cfg(feature = "sender-sqlite")]
        if let Some(("sqlite", path)) = address.split_once(':') {
            super::sqlite::check_existing(path.strip_prefix("//").unwrap_or(path))?;
        }
        #[cfg(feature = "sender-postgres")]
        if let Some(("postgres" | "postgresql", _)) = address.split_once(':') {
            return super::postgres::open_existing(address).await;
        }
        Self::open(address).await
    }

    #[cfg(feature = "sender-sqlite")]
    async fn open_sqlite(path: &str) -> Result<Self, Error> {
        super::sqlite::open(path).await
    }

    #[cfg(not(feature = "sender-sqlite"))]
    async fn open_sqlite(_: &str) -> Result<Self, Error> {
        Err(Error::Store("this program was built without the feature `sender-sqlite`".to_owned()))
    }

    #[cfg(feature = "sender-postgres")]
    async fn open_postgres(address: &str) -> Result<Self, Error> {
        super::postgres::open(address).await
    }

    #[cfg(not(feature = "sender-postgres"))]
    async fn open_postgres(_: &str) -> Result<Self, Error> {
        Err(Error::Store("this program was built without the feature `sender-postgres`".to_owned()))
    }

    /// What has an endpoint's pending deliveries go out, where the store does not see by itself that they may.
    pub(super) fn awaken(&self, endpoint: &str, now: SystemTime) -> Option<Statement> {
        match self {
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(_) => {
                let _ = (endpoint, now);
                None
            }
            #[cfg(feature = "sender-postgres")]
            Self::Postgres(_) => Some(super::postgres::awaken(endpoint, now)),
        }
    }

    /// The rows of one query.
    pub(crate) async fn read(&self, doing: &'static str, query: Statement) -> Result<Vec<Row>, Error> {
        match self {
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(store) => store
                .read(doing, move |connection| super::sqlite::rows(connection, &query))
                .await
                .map_err(Error::from),
            #[cfg(feature = "sender-postgres")]
            Self::Postgres(pool) => pool.read(doing, query).await,
        }
    }

    /// The rows of one query that may look at many: nothing that delivers waits for it.
    pub(crate) async fn survey(&self, doing: &'static str, query: Statement) -> Result<Vec<Row>, Error> {
        match self {
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(store) => store
                .survey(doing, move |connection| super::sqlite::rows(connection, &query))
                .await
                .map_err(Error::from),
            #[cfg(feature = "sender-postgres")]
            Self::Postgres(pool) => pool.read(doing, query).await,
        }
    }

    /// All of these in one transaction; the rows that each returns.
    pub(crate) async fn write(
        &self,
        doing: &'static str,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        match self {
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(store) => {
                let work = move |connection: &rusqlite::Connection| {
                    statements.iter().map(|each| super::sqlite::rows(connection, each)).collect()
                };
                store.write(doing, work).await.map_err(Error::from)
            }
            #[cfg(feature = "sender-postgres")]
            Self::Postgres(pool) => pool.write(doing, statements).await,
        }
    }
}

impl Row {
    /// The next column, a number. What is none is 0: both stores are strict about columns of ours.
    pub(crate) fn number(&mut self) -> i64 {
        self.optional_number().unwrap_or_default()
    }

    pub(crate) fn optional_number(&mut self) -> Option<i64> {
        match self.0.next() {
            Some(Value::Number(number)) => number,
            _ => None,
        }
    }

    /// The next column, text.
    pub(crate) fn text(&mut self) -> String {
        self.optional_text().unwrap_or_default()
    }

    pub(crate) fn optional_text(&mut self) -> Option<String> {
        match self.0.next() {
            Some(Value::Text(text)) => text,
            _ => None,
        }
    }

    /// The next column, bytes.
    pub(crate) fn bytes(&mut self) -> Option<Vec<u8>> {
        match self.0.next() {
            Some(Value::Bytes(bytes)) => bytes,
            _ => None,
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        Self::Bytes(bytes)
    }
}
