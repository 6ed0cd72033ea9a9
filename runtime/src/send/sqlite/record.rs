//! Writing down what came of an attempt. In: an attempt and its judgement. Out: rows, in the caller's transaction. It
//! must not judge.

use rusqlite::Connection;

use super::super::deliver::Attempted;
use super::super::policy::{Health, Judgement, Next};
use super::super::tables::PENDING;

/// All that is written after an attempt.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) number: i64,
    pub(super) endpoint: String,
    /// How often was tried, this time included.
    pub(super) attempts: u32,
    pub(super) attempted: Attempted,
    pub(super) judgement: Judgement,
    /// What the endpoint's row has to be changed to, where it does.
    pub(super) health: Option<Health>,
    /// The rate's next slot, where there is a rate.
    pub(super) next_slot: Option<i64>,
    pub(super) now: i64,
}

/// Writes it; whether the delivery's lane has moved on, so that another one is due.
pub(super) fn record(connection: &Connection, record: &Record) -> rusqlite::Result<bool> {
    insert_attempt(connection, record)?;
    let moved = finish(connection, record)?;
    if let Some(health) = &record.health {
        update_health(connection, record, health)?;
    }
    if let Some(next_slot) = record.next_slot {
        let sql = "UPDATE hookwright_endpoints SET next_slot = ?2 WHERE id = ?1";
        connection.prepare_cached(sql)?.execute((&record.endpoint, next_slot))?;
    }
    Ok(moved)
}

fn insert_attempt(connection: &Connection, record: &Record) -> rusqlite::Result<()> {
    let attempted = &record.attempted;
    let sql =
        "INSERT INTO hookwright_attempts (delivery, attempt, at, milliseconds, status, class, detail, answer)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let milliseconds = i64::try_from(attempted.elapsed.as_millis()).unwrap_or(i64::MAX);
    let answer = (!attempted.answer.is_empty()).then_some(&attempted.answer[..]);
    let values = (
        record.number,
        record.attempts,
        attempted.at,
        milliseconds,
        attempted.status,
        attempted.class,
        &attempted.detail,
        answer,
    );
    connection.prepare_cached(sql)?.execute(values).map(drop)
}

/// What became of the delivery. One that was cancelled meanwhile stays so, unless it has arrived.
fn finish(connection: &Connection, record: &Record) -> rusqlite::Result<bool> {
    let (state, due, reason) = match record.judgement.next {
        Next::Delivered => ("delivered", record.now, ""),
        Next::At(due) => (PENDING, due, record.attempted.class),
        Next::Dead(reason) => ("dead", record.now, reason),
    };
    let finished = (state != PENDING).then_some(record.now);
    let sql =
        "UPDATE hookwright_deliveries SET state = ?2, due = ?3, attempts = ?4, reason = ?5, finished_at = ?6
        WHERE number = ?1 AND (state = 'pending' OR ?2 = 'delivered') RETURNING lane";
    let mut prepared = connection.prepare_cached(sql)?;
    let mut rows = prepared.query((record.number, state, due, record.attempts, reason, finished))?;
    let lane: Option<String> = match rows.next()? {
        Some(row) => row.get(0)?,
        None => None,
    };
    // A statement that returns rows has written once it was stepped to its end.
    while rows.next()?.is_some() {}
    match lane {
        Some(lane) if finished.is_some() => move_on(connection, record, &lane),
        _ => Ok(false),
    }
}

/// The next of the same ordering key is due.
fn move_on(connection: &Connection, record: &Record, lane: &str) -> rusqlite::Result<bool> {
    let sql = "UPDATE hookwright_deliveries SET due = ?3 WHERE number = (SELECT min(number) FROM hookwright_deliveries
        WHERE endpoint = ?1 AND lane = ?2 AND state = 'pending') AND due > ?3";
    Ok(connection.prepare_cached(sql)?.execute((&record.endpoint, lane, record.now))? > 0)
}

fn update_health(connection: &Connection, record: &Record, health: &Health) -> rusqlite::Result<()> {
    let Health { failures, failing_since, blocked_until, opened } = *health;
    let sql =
        "UPDATE hookwright_endpoints SET failures = ?2, failing_since = ?3, blocked_until = ?4, opened = ?5
        WHERE id = ?1";
    let values = (&record.endpoint, failures, failing_since, blocked_until, opened);
    connection.prepare_cached(sql)?.execute(values)?;
    let Some(reason) = record.judgement.disable else { return Ok(()) };
    let sql = "UPDATE hookwright_endpoints SET state = 'disabled', reason = ?2, changed_at = ?3,
        revision = (SELECT max(revision) + 1 FROM hookwright_endpoints) WHERE id = ?1 AND state <> 'deleted'";
    connection.prepare_cached(sql)?.execute((&record.endpoint, reason, record.now)).map(drop)
}
