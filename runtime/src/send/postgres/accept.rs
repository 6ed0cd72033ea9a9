//! Accepting in PostgreSQL. In: events that fit the document. Out: an event's row, one for each delivery, and jobs, by
//! one call of `hookwright_accept_all`. It must not know connections' owners: the pool's or the caller's.
//!
//! A commit waits for the disk, and commits that tell of new jobs wait for each other. So single events that many tasks
//! accept at once go into one transaction: whoever comes while one is under way is in the next.

use std::fmt;
use std::sync::Arc;

use sqlx::postgres::{PgPool, PgRow};
use sqlx::{Connection as _, PgConnection, Row as _};
use tokio::sync::oneshot;

use super::super::Error;
use super::super::accept::{Accepted, Outgoing};
use super::gather::Gather;
use super::pool::{Pool, failed, is_in_the_way};
use crate::millis::millis;

const DOING: &str = "to accept an event";

/// So many events go into one transaction at most.
const MOST: usize = 128;

/// So many may wait for one; more are told that it is too much.
const WAITING: usize = 10_000;

/// One event that waits for a transaction.
struct Waiting {
    event: Outgoing,
    told: oneshot::Sender<Result<Accepted, Error>>,
}

/// Events of this process that wait for a transaction.
pub(crate) struct Accepting(Gather<Waiting>);

impl Accepting {
    pub(super) fn new(pool: PgPool) -> Arc<Self> {
        let flush = move |waiting: Vec<Waiting>| {
            let pool = pool.clone();
            async move { accept_waiting(&pool, waiting).await }
        };
        Arc::new(Self(Gather::new(MOST, WAITING, flush)))
    }
}

/// Stores events in one transaction.
pub(crate) async fn accept(pool: &Pool, events: Vec<Outgoing>) -> Result<Vec<Accepted>, Error> {
    match <[Outgoing; 1]>::try_from(events) {
        Ok([event]) => {
            let (told, accepted) = oneshot::channel();
            pool.accepting.0.add(Waiting { event, told }).map_err(|_| Error::Overloaded)?;
            let lost = |_| failed(DOING)(sqlx::Error::WorkerCrashed);
            Ok(vec![accepted.await.map_err(lost)??])
        }
        Err(events) => {
            let mut connection = pool.connections.acquire().await.map_err(failed(DOING))?;
            accept_all(&mut connection, &events).await
        }
    }
}

/// Stores events in the caller's own transaction.
pub(crate) async fn accept_in(
    connection: &mut PgConnection,
    events: &[Outgoing],
) -> Result<Vec<Accepted>, Error> {
    if events.len() == 1 {
        // Nothing is stored of one that is refused.
        let outcomes = store(connection, events).await.map_err(failed(DOING))?;
        return outcomes.into_iter().collect();
    }
    accept_all(connection, events).await
}

/// All or nothing: within the caller's transaction, all or nothing of these.
async fn accept_all(connection: &mut PgConnection, events: &[Outgoing]) -> Result<Vec<Accepted>, Error> {
    let mut transaction = connection.begin().await.map_err(failed(DOING))?;
    let outcomes = store(&mut transaction, events).await.map_err(failed(DOING))?;
    let accepted = outcomes.into_iter().collect::<Result<Vec<Accepted>, Error>>();
    match accepted {
        Ok(_) => transaction.commit().await.map_err(failed(DOING))?,
        Err(_) => transaction.rollback().await.map_err(failed(DOING))?,
    }
    accepted
}

/// Each on its own, in one transaction.
async fn accept_waiting(pool: &PgPool, waiting: Vec<Waiting>) {
    let (events, told): (Vec<Outgoing>, Vec<_>) =
        waiting.into_iter().map(|waiting| (waiting.event, waiting.told)).unzip();
    match try_all(pool, &events).await {
        Ok(outcomes) => {
            for (told, outcome) in told.into_iter().zip(outcomes) {
                let _ = told.send(outcome);
            }
        }
        // One of them may be to blame: each is told of its own.
        Err(error) if error.as_database_error().is_some() && events.len() > 1 => {
            for (event, told) in events.into_iter().zip(told) {
                let outcome = try_all(pool, std::slice::from_ref(&event)).await;
                let outcome = outcome.map_err(failed(DOING));
                let _ = told.send(outcome.and_then(|mut outcomes| outcomes.remove(0)));
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            for told in told {
                let _ = told.send(Err(shared(&error)));
            }
        }
    }
}

/// The same error for each of many, who can't all own it.
fn shared(error: &Arc<sqlx::Error>) -> Error {
    match **error {
        sqlx::Error::PoolTimedOut => Error::Overloaded,
        _ => failed(DOING)(sqlx::Error::Io(std::io::Error::other(Arc::clone(error)))),
    }
}

async fn try_all(pool: &PgPool, events: &[Outgoing]) -> sqlx::Result<Vec<Result<Accepted, Error>>> {
    loop {
        // A statement alone is a transaction, and its answer tells that it is on the disk.
        let mut connection = pool.acquire().await?;
        match store(&mut connection, events).await {
            Err(error) if is_in_the_way(&error) => {}
            outcome => return outcome,
        }
    }
}

async fn store(
    connection: &mut PgConnection,
    events: &[Outgoing],
) -> sqlx::Result<Vec<Result<Accepted, Error>>> {
    let sql = "SELECT event, deliveries, repeated, conflicting
        FROM hookwright_accept_all($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    fn each<'a, T>(events: &'a [Outgoing], of: impl Fn(&'a Outgoing) -> T) -> Vec<T> {
        events.iter().map(of).collect()
    }
    let query = sqlx::query(sql)
        .bind(each(events, |event| event.id.as_str()))
        .bind(each(events, |event| event.tenant.as_str()))
        .bind(each(events, |event| event.event.name))
        .bind(each(events, |event| &event.payload[..]))
        .bind(each(events, |event| &*event.content_type))
        .bind(each(events, |event| event.headers.as_deref()))
        .bind(each(events, |event| event.options.idempotency_key.as_deref()))
        .bind(each(events, |event| event.options.ordering_key.as_deref()))
        .bind(each(events, |event| event.options.traceparent.as_deref()))
        .bind(each(events, |event| millis(event.accepted_at)));
    query.fetch_all(connection).await?.iter().map(outcome).collect()
}

fn outcome(row: &PgRow) -> sqlx::Result<Result<Accepted, Error>> {
    let event: String = row.try_get(0)?;
    if row.try_get(3)? {
        return Ok(Err(Error::Conflict { event }));
    }
    let deliveries = usize::try_from(row.try_get::<i64, _>(1)?).unwrap_or_default();
    Ok(Ok(Accepted { id: event, deliveries, repeated: row.try_get(2)? }))
}

impl fmt::Debug for Accepting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepting").finish_non_exhaustive()
    }
}
