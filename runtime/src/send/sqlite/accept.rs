//! Accepting in SQLite. In: events that fit the document. Out: an event's row and one for each delivery. It must not
//! commit: the writing thread does, or the caller whose transaction it is.

use rusqlite::{Connection, OptionalExtension};

use super::super::accept::{Accepted, Outgoing};
use super::super::endpoint::EndpointState;
use super::super::tables::{NEVER, PENDING};
use super::super::{Error, Filter};
use crate::millis::millis;
use crate::store::{self, SqliteStore};

const DOING: &str = "to accept an event";

/// What was stored, for whoever delivers in this process.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) accepted: Accepted,
    /// The endpoints that have something to be delivered at once.
    pub(crate) due: Vec<String>,
}

/// Why an event can't be stored though the file is well.
enum Refusal {
    Conflict(String),
    Filter(Error),
}

type Outcome = rusqlite::Result<Result<Vec<Stored>, Refusal>>;

/// Stores events in one transaction, with whatever else waits for the disk.
pub(crate) async fn accept(store: &SqliteStore, events: Vec<Outgoing>) -> Result<Vec<Stored>, Error> {
    let work = move |connection: &Connection| all_or_nothing(connection, &events);
    store.write(DOING, work).await?.map_err(Error::from)
}

/// Stores events in the caller's own transaction.
pub(crate) fn accept_in(connection: &Connection, events: &[Outgoing]) -> Result<Vec<Accepted>, Error> {
    let stored =
        all_or_nothing(connection, events).map_err(|error| store::Error::on(connection, DOING, error))??;
    Ok(stored.into_iter().map(|stored| stored.accepted).collect())
}

/// What was stored before something was refused is undone, so that who goes on with his transaction has nothing of it.
/// One event writes only when all is known.
fn all_or_nothing(connection: &Connection, events: &[Outgoing]) -> Outcome {
    if events.len() == 1 {
        return store_all(connection, events);
    }
    let run = |sql| connection.prepare_cached(sql)?.execute([]).map(drop);
    run("SAVEPOINT hookwright_accept")?;
    let outcome = store_all(connection, events);
    if !matches!(outcome, Ok(Ok(_))) {
        run("ROLLBACK TO hookwright_accept")?;
    }
    run("RELEASE hookwright_accept")?;
    outcome
}

fn store_all(connection: &Connection, events: &[Outgoing]) -> Outcome {
    let mut all = Vec::with_capacity(events.len());
    for event in events {
        match store_one(connection, event)? {
            Ok(stored) => all.push(stored),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    Ok(Ok(all))
}

fn store_one(connection: &Connection, event: &Outgoing) -> rusqlite::Result<Result<Stored, Refusal>> {
    let digest = event.digest();
    if let Some(known) = known(connection, event, digest.as_deref())? {
        return Ok(known);
    }
    let wanting = match wanting(connection, event)? {
        Ok(wanting) => wanting,
        Err(error) => return Ok(Err(Refusal::Filter(error))),
    };
    insert_event(connection, event, digest.as_deref())?;
    let mut due = Vec::new();
    for wanting in &wanting {
        due.extend(insert_delivery(connection, event, wanting)?);
    }
    let accepted = Accepted { id: event.id.clone(), deliveries: wanting.len(), repeated: false };
    Ok(Ok(Stored { accepted, due }))
}

/// The event that was accepted before under the same idempotency key.
fn known(
    connection: &Connection,
    event: &Outgoing,
    digest: Option<&[u8]>,
) -> rusqlite::Result<Option<Result<Stored, Refusal>>> {
    let (Some(key), Some(digest)) = (&event.options.idempotency_key, digest) else { return Ok(None) };
    let sql = "SELECT id, digest, (SELECT count(*) FROM hookwright_deliveries WHERE event = e.id)
        FROM hookwright_events e WHERE tenant = ?1 AND idempotency_key = ?2";
    let row = connection.prepare_cached(sql)?.query_row((&event.tenant, key), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, u32>(2)?))
    });
    let Some((id, before, deliveries)) = row.optional()? else { return Ok(None) };
    if before.as_deref() != Some(digest) {
        return Ok(Some(Err(Refusal::Conflict(id))));
    }
    let deliveries = usize::try_from(deliveries).unwrap_or(usize::MAX);
    let accepted = Accepted { id, deliveries, repeated: true };
    Ok(Some(Ok(Stored { accepted, due: Vec::new() })))
}

fn insert_event(connection: &Connection, event: &Outgoing, digest: Option<&[u8]>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO hookwright_events (id, tenant, name, payload, content_type, headers, idempotency_key, digest,
            ordering_key, traceparent, accepted_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let options = &event.options;
    let values = (
        &event.id,
        &event.tenant,
        event.event.name,
        &event.payload[..],
        &*event.content_type,
        &event.headers,
        &options.idempotency_key,
        digest,
        &options.ordering_key,
        &options.traceparent,
        millis(event.accepted_at),
    );
    connection.prepare_cached(sql)?.execute(values).map(drop)
}

/// An endpoint that wants the event.
struct Wanting {
    endpoint: String,
    ready: bool,
    fifo: bool,
}

/// The endpoints that want it: of its tenant, subscribed, not disabled, its filter fitting.
fn wanting(connection: &Connection, event: &Outgoing) -> rusqlite::Result<Result<Vec<Wanting>, Error>> {
    let sql = "SELECT DISTINCT e.id, e.state, e.fifo, e.filter FROM hookwright_subscriptions s
        JOIN hookwright_endpoints e ON e.id = s.endpoint
        WHERE s.tenant = ?1 AND s.event IN (?2, '*') AND e.state IN ('enabled', 'pending') ORDER BY e.id";
    let mut prepared = connection.prepare_cached(sql)?;
    let mut rows = prepared.query((&event.tenant, event.event.name))?;
    let mut wanting = Vec::new();
    while let Some(row) = rows.next()? {
        let filter = row.get_ref(3)?.as_str_or_null()?.map(str::parse::<Filter>).transpose();
        match filter {
            Ok(Some(filter)) if !filter.fits(&event.payload) => continue,
            Ok(_) => {}
            Err(error) => return Ok(Err(error)),
        }
        let ready = row.get_ref(1)?.as_str()? == EndpointState::Enabled.name();
        wanting.push(Wanting { endpoint: row.get(0)?, ready, fifo: row.get(2)? });
    }
    Ok(Ok(wanting))
}

/// Stores a delivery; its endpoint where it is due at once.
fn insert_delivery(
    connection: &Connection,
    event: &Outgoing,
    to: &Wanting,
) -> rusqlite::Result<Option<String>> {
    let lane = to.fifo.then(|| event.options.ordering_key.as_deref().unwrap_or_default());
    let waits = lane.map_or(Ok(false), |lane| lane_is_busy(connection, &to.endpoint, lane))?;
    let at = millis(event.accepted_at);
    let due = if waits { NEVER } else { at };
    let sql = "INSERT INTO hookwright_deliveries (tenant, event, endpoint, state, due, attempts, lane, reason, accepted_at)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, '', ?7)";
    connection.prepare_cached(sql)?.execute((
        &event.tenant,
        &event.id,
        &to.endpoint,
        PENDING,
        due,
        lane,
        at,
    ))?;
    Ok((to.ready && !waits).then(|| to.endpoint.clone()))
}

/// Whether something of the same ordering key is still to be delivered.
fn lane_is_busy(connection: &Connection, endpoint: &str, lane: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM hookwright_deliveries
        WHERE endpoint = ?1 AND lane = ?2 AND state = 'pending')";
    connection.prepare_cached(sql)?.query_row((endpoint, lane), |row| row.get(0))
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Conflict(event) => Self::Conflict { event },
            Refusal::Filter(error) => error,
        }
    }
}
