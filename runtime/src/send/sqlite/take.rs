//! Reading what is to be delivered. In: an endpoint, a time. Out: its due deliveries, and when the next one is. It must
//! not write: what is under way is known to the one process that delivers.

use rusqlite::{Connection, Row};

use super::super::Error;
use super::super::database::{self, statement};
use super::super::deliver::Parcel;
use super::super::endpoint::Target;
use super::super::endpoints::{COLUMNS, select_secrets, target};
use super::super::tables::NEVER;
use super::rows;

const TAKE: &str =
    "SELECT d.number, d.event, e.name, e.payload, e.content_type, e.headers, e.traceparent, d.attempts,
        d.accepted_at
    FROM hookwright_deliveries d JOIN hookwright_events e ON e.id = d.event
    WHERE d.endpoint = ?1 AND d.state = 'pending' AND d.due <= ?2 ORDER BY d.due, d.number LIMIT ?3";

const NEXT_DUE: &str =
    "SELECT min(due) FROM hookwright_deliveries WHERE endpoint = ?1 AND state = 'pending' AND due > ?2";

/// By the growing number: an index that has endpoints in order would be read from end to end, ten times a second.
const NEW: &str = "SELECT endpoint, min(due), max(number) FROM hookwright_deliveries NOT INDEXED
    WHERE number > ?1 GROUP BY endpoint";

/// Due deliveries of an endpoint, and when there will be more.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) parcels: Vec<Parcel>,
    pub(super) next_due: i64,
}

/// At most `most` due deliveries, the longest due first.
pub(super) fn take(
    connection: &Connection,
    endpoint: &str,
    now: i64,
    most: usize,
) -> rusqlite::Result<Taken> {
    let mut prepared = connection.prepare_cached(TAKE)?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let found = prepared.query_map((endpoint, now, limit), parcel)?;
    let parcels: Vec<Parcel> = found.collect::<Result<_, _>>()?;
    let next_due = if parcels.len() < most { next_due(connection, endpoint, now)? } else { now };
    Ok(Taken { parcels, next_due })
}

/// When an endpoint's next delivery is due that is not due yet.
fn next_due(connection: &Connection, endpoint: &str, now: i64) -> rusqlite::Result<i64> {
    let due: Option<i64> =
        connection.prepare_cached(NEXT_DUE)?.query_row((endpoint, now), |row| row.get(0))?;
    Ok(due.unwrap_or(NEVER))
}

fn parcel(row: &Row<'_>) -> rusqlite::Result<Parcel> {
    Ok(Parcel {
        number: row.get(0)?,
        event: row.get(1)?,
        name: row.get(2)?,
        payload: row.get::<_, Vec<u8>>(3)?.into(),
        content_type: row.get(4)?,
        headers: row.get(5)?,
        traceparent: row.get(6)?,
        attempts: row.get(7)?,
        accepted_at: row.get(8)?,
    })
}

/// An endpoint as it stands in the file, with its secrets, and when its next delivery is due.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) target: Result<Target, Error>,
    pub(super) id: String,
    pub(super) secrets: Vec<database::Row>,
    pub(super) next_due: i64,
}

/// What has changed since it was looked at last.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) endpoints: Vec<Found>,
    /// Endpoints that have new deliveries, and when the first is due.
    pub(super) due: Vec<(String, i64)>,
    pub(super) revision: i64,
    pub(super) number: i64,
}

/// Everything since this revision of endpoints and this number of deliveries.
pub(super) fn changes(connection: &Connection, revision: i64, number: i64) -> rusqlite::Result<Changes> {
    let mut changes = Changes { revision, number, ..Changes::default() };
    let sql =
        format!("SELECT {COLUMNS} FROM hookwright_endpoints e WHERE e.revision > $1 ORDER BY e.revision");
    for mut row in rows(connection, &statement(sql, [revision.into()]))? {
        let id = row.0.as_slice().first().cloned();
        let Some(database::Value::Text(Some(id))) = id else { continue };
        let target = target(&mut row);
        if let Ok(target) = &target {
            changes.revision = target.revision;
        }
        let secrets = rows(connection, &select_secrets(&id))?;
        let next_due = next_due(connection, &id, i64::MIN)?;
        changes.endpoints.push(Found { target, id, secrets, next_due });
    }
    let mut prepared = connection.prepare_cached(NEW)?;
    let mut found = prepared.query([number])?;
    while let Some(row) = found.next()? {
        changes.due.push((row.get(0)?, row.get(1)?));
        changes.number = changes.number.max(row.get(2)?);
    }
    Ok(changes)
}

/// The number of the newest delivery: what came before is found by looking at each endpoint.
pub(super) fn newest(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT coalesce(max(number), 0) FROM hookwright_deliveries";
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::super::tables;
    use super::*;

    /// The file grows for weeks: whatever is asked for all the time must find its rows, not look for them.
    #[test]
    fn nothing_that_grows_is_read_from_end_to_end() {
        let connection = Connection::open_in_memory().unwrap();
        tables::SQLITE.install(&connection).unwrap();
        for sql in [TAKE, NEXT_DUE, NEW] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let places = (0..plan.parameter_count()).map(|_| 1_i64);
            let steps =
                plan.query_map(rusqlite::params_from_iter(places), |row| row.get::<_, String>(3)).unwrap();
            for step in steps.map(Result::unwrap) {
                assert!(!step.starts_with("SCAN"), "{sql}: {step}");
            }
        }
    }
}
