//! The caller's own transaction. In: an event, and a transaction of one of the drivers. Out: the event in it. It must
//! not begin, commit or roll back anything.

use super::{Accepted, Error, Outgoing};
use crate::send::sender::Sender;

/// A transaction of the application's, in which an event can be accepted: it is there if and when that commits.
///
/// With SQLite this is a transaction of rusqlite, or its connection, on the store's own file, and the call is
/// synchronous, since such a transaction stays on its thread. With PostgreSQL it is `&mut sqlx::PgConnection` (so also
/// `&mut *transaction`), and the call is awaited. Callers of other drivers call the SQL function `hookwright_accept`.
pub trait Transaction {
    /// What comes of one event: a result, or a future of it.
    type Accepting;
    /// What comes of several.
    type AcceptingAll;

    /// Accepts one event that fits the document; the error otherwise.
    fn accept(self, sender: &Sender, event: Result<Outgoing, Error>) -> Self::Accepting;

    /// Accepts several.
    fn accept_all(self, sender: &Sender, events: Vec<Outgoing>) -> Self::AcceptingAll;
}

/// Every form in which an application has a transaction of SQLite in hand.
#[cfg(feature = "sender-sqlite")]
macro_rules! sqlite {
    ($($transaction:ty),*) => {$(
        impl Transaction for $transaction {
            type Accepting = Result<Accepted, Error>;
            type AcceptingAll = Result<Vec<Accepted>, Error>;

            fn accept(self, sender: &Sender, event: Result<Outgoing, Error>) -> Self::Accepting {
                let accepted = self.accept_all(sender, vec![event?])?;
                accepted.into_iter().next().ok_or(Error::Overloaded)
            }

            fn accept_all(self, _: &Sender, events: Vec<Outgoing>) -> Self::AcceptingAll {
                crate::send::sqlite::accept_in(self, &events)
            }
        }
    )*};
}

#[cfg(feature = "sender-sqlite")]
sqlite!(&rusqlite::Connection, &rusqlite::Transaction<'_>, &mut rusqlite::Transaction<'_>);

#[cfg(feature = "sender-postgres")]
impl<'a> Transaction for &'a mut sqlx::PgConnection {
    type Accepting = BoxFuture<'a, Accepted>;
    type AcceptingAll = BoxFuture<'a, Vec<Accepted>>;

    fn accept(self, _: &Sender, event: Result<Outgoing, Error>) -> Self::Accepting {
        Box::pin(async move {
            let accepted = crate::send::postgres::accept_in(self, &[event?]).await?;
            accepted.into_iter().next().ok_or(Error::Overloaded)
        })
    }

    fn accept_all(self, _: &Sender, events: Vec<Outgoing>) -> Self::AcceptingAll {
        Box::pin(async move { crate::send::postgres::accept_in(self, &events).await })
    }
}

/// What comes of a call that is awaited.
#[cfg(feature = "sender-postgres")]
type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;
