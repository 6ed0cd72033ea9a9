//! The inbox's tables and every statement on them. In: a connection in a transaction. Out: rows. It must not know
//! handlers or clocks.
//!
//! What changes with every attempt stands apart from the request, so that a body is written once.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row};
use std::sync::Arc;

use crate::store::Part;

pub(super) const WAITING: i64 = 0;
pub(super) const RUNNING: i64 = 1;
pub(super) const DEAD: i64 = 2;

pub(super) const TABLES: Part = Part {
    name: "inbox",
    steps: &[
        "CREATE TABLE hookwright_inbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace TEXT NOT NULL,
            state INTEGER NOT NULL,
            due INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            received INTEGER NOT NULL,
            event TEXT,
            id TEXT NOT NULL,
            tenant TEXT,
            signed INTEGER,
            code TEXT,
            error TEXT
        );
        CREATE INDEX hookwright_inbox_due ON hookwright_inbox (namespace, state, due);
        CREATE TABLE hookwright_inbox_requests (
            number INTEGER PRIMARY KEY,
            method TEXT NOT NULL,
            uri TEXT NOT NULL,
            url TEXT,
            source TEXT,
            headers BLOB NOT NULL,
            body BLOB NOT NULL
        )",
        // The URI that the sender called, where routers have cut something off it.
        "ALTER TABLE hookwright_inbox_requests ADD COLUMN original TEXT",
    ],
};

/// A delivery that is accepted.
pub(super) struct New {
    pub(super) namespace: Arc<str>,
    pub(super) received: i64,
    pub(super) event: Option<String>,
    pub(super) id: String,
    pub(super) tenant: Option<String>,
    pub(super) signed: Option<i64>,
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) original: Option<String>,
    pub(super) url: Option<String>,
    pub(super) source: Option<String>,
    pub(super) headers: Vec<u8>,
    pub(super) body: Bytes,
}

/// A delivery that is to be handled; this attempt is counted already.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) number: i64,
    pub(super) attempt: u32,
    pub(super) id: String,
    pub(super) event: Option<String>,
    pub(super) tenant: Option<String>,
    pub(super) signed: Option<i64>,
    pub(super) request: Stored,
}

/// A request as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) method: String,
    pub(super) uri: String,
    /// Routers of axum alone cut paths.
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "it is none then"))]
    pub(super) original: Option<String>,
    pub(super) url: Option<String>,
    pub(super) source: Option<String>,
    pub(super) headers: Vec<u8>,
    pub(super) body: Bytes,
}

pub(super) fn insert(connection: &Connection, new: &New) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO hookwright_inbox (namespace, state, due, attempts, received, event, id, tenant, signed)
        VALUES (?1, 0, ?2, 0, ?2, ?3, ?4, ?5, ?6)";
    let values = (&*new.namespace, new.received, &new.event, &new.id, &new.tenant, new.signed);
    connection.prepare_cached(sql)?.execute(values)?;
    let sql =
        "INSERT INTO hookwright_inbox_requests (number, method, uri, original, url, source, headers, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let number = connection.last_insert_rowid();
    let values =
        (number, &new.method, &new.uri, &new.original, &new.url, &new.source, &new.headers, &*new.body);
    connection.prepare_cached(sql)?.execute(values).map(drop)
}

/// Takes up to `limit` deliveries that are due, the longest waiting first, and counts the attempt.
pub(super) fn take(
    connection: &Connection,
    namespace: &str,
    now: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Taken>> {
    let sql = "SELECT number, attempts, id, event, tenant, signed, method, uri, original, url, source,
            headers, body
        FROM hookwright_inbox JOIN hookwright_inbox_requests USING (number)
        WHERE namespace = ?1 AND state = 0 AND due <= ?2 ORDER BY due LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut select = connection.prepare_cached(sql)?;
    let taken = select.query_map((namespace, now, limit), taken)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let sql = "UPDATE hookwright_inbox SET state = 1, attempts = ?2 WHERE number = ?1";
    let mut update = connection.prepare_cached(sql)?;
    for row in &taken {
        update.execute((row.number, row.attempt))?;
    }
    Ok(taken)
}

fn taken(row: &Row<'_>) -> rusqlite::Result<Taken> {
    Ok(Taken {
        number: row.get("number")?,
        attempt: row.get::<_, u32>("attempts")?.saturating_add(1),
        id: row.get("id")?,
        event: row.get("event")?,
        tenant: row.get("tenant")?,
        signed: row.get("signed")?,
        request: stored(row)?,
    })
}

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        method: row.get("method")?,
        uri: row.get("uri")?,
        original: row.get("original")?,
        url: row.get("url")?,
        source: row.get("source")?,
        headers: row.get("headers")?,
        body: row.get::<_, Vec<u8>>("body")?.into(),
    })
}

/// When the next delivery is due.
pub(super) fn next_due(connection: &Connection, namespace: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT due FROM hookwright_inbox WHERE namespace = ?1 AND state = 0 ORDER BY due LIMIT 1";
    connection.prepare_cached(sql)?.query_row([namespace], |row| row.get(0)).optional()
}

/// Puts back what ran when its process ended; what has used up its attempts is dead: perhaps it is what ends processes.
pub(super) fn recover(
    connection: &Connection,
    namespace: &str,
    now: i64,
    attempts: u32,
) -> rusqlite::Result<usize> {
    let sql = "UPDATE hookwright_inbox SET due = ?2, code = 'inbox::interrupted',
            error = 'the process ended while the delivery was handled',
            state = CASE WHEN attempts >= ?3 THEN 2 ELSE 0 END
        WHERE namespace = ?1 AND state = 1";
    connection.prepare_cached(sql)?.execute((namespace, now, attempts))
}

/// A handler is done.
pub(super) fn done(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM hookwright_inbox WHERE number = ?1")?.execute([number])?;
    connection
        .prepare_cached("DELETE FROM hookwright_inbox_requests WHERE number = ?1")?
        .execute([number])?;
    Ok(())
}

/// A handler failed: the delivery waits until `due`, or died then. An attempt that is not the newest has nothing to say.
pub(super) fn failed(
    connection: &Connection,
    (number, attempt): (i64, u32),
    (state, due): (i64, i64),
    code: &str,
    error: &str,
) -> rusqlite::Result<()> {
    let sql = "UPDATE hookwright_inbox SET state = ?3, due = ?4, code = ?5, error = ?6
        WHERE number = ?1 AND attempts = ?2 AND state = 1";
    connection.prepare_cached(sql)?.execute((number, attempt, state, due, code, error)).map(drop)
}
