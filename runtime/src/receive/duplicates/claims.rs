//! Claims in tables of SQLite. In: a connection in a transaction, names of deliveries. Out: what became of each.
//! It must not wait or commit: that is its caller's, so that a claim and other rows come to stay together.

use rusqlite::{Connection, OptionalExtension, Row};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::name::Name;
use super::{Claim, Key};
use crate::header_lines;
use crate::receive::Reply;
use crate::store::{Part, millis};

/// Deliveries, and the names under which each is found. A delivery without a status is in flight.
pub(crate) const TABLES: Part = Part {
    name: "duplicates",
    steps: &["CREATE TABLE hookwright_claims (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            ends INTEGER NOT NULL,
            status INTEGER,
            headers BLOB,
            body BLOB
        );
        CREATE INDEX hookwright_claims_ends ON hookwright_claims (ends);
        CREATE TABLE hookwright_claim_names (
            name BLOB NOT NULL PRIMARY KEY,
            claim INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX hookwright_claim_names_claim ON hookwright_claim_names (claim)"],
};

/// So many claims that have ended are removed with each new one: two would do to never fall behind.
const SWEPT: i64 = 16;

/// What is known about a delivery.
pub(crate) enum Known {
    New(u64),
    InFlight,
    Finished(Reply),
}

/// The names of all keys.
pub(crate) fn names(namespace: &str, keys: &[Key]) -> Vec<Name> {
    keys.iter().map(|key| Name::new(namespace, key)).collect()
}

/// Claims a delivery until `now + lease`, if nobody has claimed one of its names.
pub(crate) fn begin(
    connection: &Connection,
    names: &[Name],
    now: SystemTime,
    lease: Duration,
) -> rusqlite::Result<Known> {
    sweep(connection, millis(now))?;
    for name in names {
        match look_up(connection, name, millis(now))? {
            Some(Known::New(lapsed)) => remove(connection, lapsed)?,
            Some(known) => return Ok(known),
            None => {}
        }
    }
    insert(connection, names, later(now, lease)).map(Known::New)
}

/// Records the answer. A claim that has lapsed is made again, unless another one has a name of it by now; then it is
/// false.
pub(crate) fn finish(
    connection: &Connection,
    number: u64,
    names: &[Name],
    answer: &Reply,
    ends: i64,
) -> rusqlite::Result<bool> {
    if record(connection, number, answer, ends)? {
        return Ok(true);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM hookwright_claim_names WHERE name = ?1)";
    for name in names {
        if connection.prepare_cached(sql)?.query_row([name.bytes()], |row| row.get(0))? {
            return Ok(false);
        }
    }
    let number = insert(connection, names, ends)?;
    record(connection, number, answer, ends)
}

/// Frees what is in flight. A number is never given twice, so a late call can't free another's claim.
pub(crate) fn release(connection: &Connection, number: u64) -> rusqlite::Result<()> {
    remove(connection, number)
}

/// The end of a time that begins now, in milliseconds.
pub(crate) fn later(now: SystemTime, time: Duration) -> i64 {
    millis(now).saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

fn record(connection: &Connection, number: u64, answer: &Reply, ends: i64) -> rusqlite::Result<bool> {
    let sql =
        "UPDATE hookwright_claims SET ends = ?2, status = ?3, headers = ?4, body = ?5 WHERE number = ?1";
    let headers = header_lines::write(&answer.headers);
    let values = (signed(number), ends, answer.status.as_u16(), headers, &*answer.body);
    Ok(connection.prepare_cached(sql)?.execute(values)? == 1)
}

fn insert(connection: &Connection, names: &[Name], ends: i64) -> rusqlite::Result<u64> {
    connection.prepare_cached("INSERT INTO hookwright_claims (ends) VALUES (?1)")?.execute([ends])?;
    let number = connection.last_insert_rowid();
    // A sender may give the same name twice; the index would refuse it.
    let sql = "INSERT OR REPLACE INTO hookwright_claim_names (name, claim) VALUES (?1, ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    for name in names {
        statement.execute((name.bytes(), number))?;
    }
    Ok(number.unsigned_abs())
}

/// `New` stands for a claim that has ended and is not swept yet.
fn look_up(connection: &Connection, name: &Name, now: i64) -> rusqlite::Result<Option<Known>> {
    let sql = "SELECT number, ends, status, headers, body FROM hookwright_claims
        WHERE number = (SELECT claim FROM hookwright_claim_names WHERE name = ?1)";
    let known = |row: &Row<'_>| {
        if row.get::<_, i64>("ends")? <= now {
            return Ok(Known::New(row.get::<_, i64>("number")?.unsigned_abs()));
        }
        let Some(status) = row.get::<_, Option<u16>>("status")? else { return Ok(Known::InFlight) };
        let headers: Vec<u8> = row.get("headers")?;
        let body: Vec<u8> = row.get("body")?;
        Ok(Known::Finished(Reply {
            status: crate::receive::status(status),
            headers: header_lines::read(&headers),
            body: body.into(),
        }))
    };
    connection.prepare_cached(sql)?.query_row([name.bytes()], known).optional()
}

/// Removes what has ended first, by the index: never more than a few, so that nobody waits for it.
fn sweep(connection: &Connection, now: i64) -> rusqlite::Result<()> {
    let sql = "SELECT number FROM hookwright_claims WHERE ends <= ?1 ORDER BY ends LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let ended = statement.query_map((now, SWEPT), |row| row.get(0))?;
    let ended: Vec<i64> = ended.collect::<rusqlite::Result<_>>()?;
    ended.into_iter().try_for_each(|number| remove(connection, number.unsigned_abs()))
}

fn remove(connection: &Connection, number: u64) -> rusqlite::Result<()> {
    let number = signed(number);
    connection.prepare_cached("DELETE FROM hookwright_claim_names WHERE claim = ?1")?.execute([number])?;
    connection.prepare_cached("DELETE FROM hookwright_claims WHERE number = ?1")?.execute([number])?;
    Ok(())
}

/// Rows are numbered from 1 and never reach the end of an i64.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The claim as the pipeline holds it.
pub(crate) fn claim(number: u64, keys: &Arc<[Key]>) -> Claim {
    Claim { number, keys: Arc::clone(keys) }
}
