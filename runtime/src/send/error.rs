//! Why something was not accepted, stored or changed. In: the stores' errors and our own. Out: one error, which never
//! shows a secret, a payload or a whole URL. It must not know HTTP answers: those belong to attempts.

use std::fmt;

use crate::client::SendError;
use crate::violation::Violations;

/// Why an event was not accepted, or an endpoint not changed. Nothing has happened then.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file of SQLite failed: it is full, locked, or worse.
    #[cfg(feature = "sender-sqlite")]
    Sqlite(crate::store::Error),
    /// PostgreSQL failed.
    #[cfg(feature = "sender-postgres")]
    Postgres {
        /// What was to be done.
        doing: &'static str,
        /// What the server, or the way to it, said.
        source: sqlx::Error,
    },
    /// The store's address is none that this program can open.
    Store(String),
    /// The payload breaks the document, or its headers do.
    Forbidden(Violations),
    /// The payload can't be written as JSON, or not in its media type.
    Payload(String),
    /// The payload is larger than the sender takes.
    TooLarge {
        /// The payload's bytes.
        bytes: usize,
        /// What is taken at most.
        limit: usize,
    },
    /// An event of another payload or name was accepted under the same idempotency key.
    Conflict {
        /// The event that was accepted.
        event: String,
    },
    /// The sender takes no more for now: so much waits that the store can't keep up. Try again later.
    Overloaded,
    /// The document has no such event.
    UnknownEvent(String),
    /// There is no such endpoint, event or delivery, or it is another tenant's.
    NotFound {
        /// What was looked for, e.g. `endpoint`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// An endpoint's URL may not be called.
    Url(SendError),
    /// The endpoint was asked for its consent and has not given it; this says why.
    NotConsented(String),
    /// Something else that was asked for can't be: a filter, a schedule, a version, a secret.
    Invalid {
        /// Which part.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The secret can't be read: it was sealed by a key that this sender does not have.
    Sealed,
}

impl Error {
    /// Whether nothing is wrong with what was asked, and the same can be tried again a moment later: too much waits, or
    /// another writer held the file for too long.
    #[must_use]
    pub fn is_overloaded(&self) -> bool {
        match self {
            Self::Overloaded => true,
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(error) => error.is_busy(),
            _ => false,
        }
    }

    pub(crate) fn invalid(what: &'static str, why: impl Into<String>) -> Self {
        Self::Invalid { what, why: why.into() }
    }
}

#[cfg(feature = "sender-sqlite")]
impl From<crate::store::Error> for Error {
    fn from(error: crate::store::Error) -> Self {
        if error.is_overloaded() { Self::Overloaded } else { Self::Sqlite(error) }
    }
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Forbidden(violations) | SendError::Headers(violations) => Self::Forbidden(violations),
            SendError::Payload(error) => Self::Payload(error.to_string()),
            other => Self::Url(other),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(error) => error.fmt(f),
            #[cfg(feature = "sender-postgres")]
            Self::Postgres { doing, source } => write!(f, "PostgreSQL failed {doing}: {source}"),
            Self::Store(why) => write!(f, "the store can't be opened: {why}"),
            Self::Forbidden(violations) => write!(f, "the event is not what the document says: {violations}"),
            Self::Payload(why) => write!(f, "the payload can't be written: {why}"),
            Self::TooLarge { bytes, limit } => {
                write!(f, "the payload has {bytes} bytes, and {limit} are taken at most")
            }
            Self::Conflict { event } => {
                write!(f, "the idempotency key was used for another event, `{event}`")
            }
            Self::Overloaded => f.write_str("too many deliveries wait; nothing more is taken for now"),
            Self::UnknownEvent(name) => write!(f, "the document has no event `{name}`"),
            Self::NotFound { what, id } => write!(f, "there is no {what} `{id}`"),
            Self::Url(error) => write!(f, "the endpoint's URL can't be called: {error}"),
            Self::NotConsented(why) => write!(f, "the endpoint has not consented: {why}"),
            Self::Invalid { what, why } => write!(f, "the {what} is not valid: {why}"),
            Self::Sealed => f.write_str("an endpoint's secret was sealed by a key that is not given here"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            #[cfg(feature = "sender-sqlite")]
            Self::Sqlite(error) => Some(error),
            #[cfg(feature = "sender-postgres")]
            Self::Postgres { source, .. } => Some(source),
            Self::Forbidden(violations) => Some(violations),
            Self::Url(error) => Some(error),
            _ => None,
        }
    }
}
