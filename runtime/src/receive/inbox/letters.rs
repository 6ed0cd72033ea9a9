//! Looking into an inbox and deciding about dead letters. In: numbers. Out: counts, letters, requests. It must not
//! touch what is being handled.

use bytes::Bytes;
use http::Request;
use rusqlite::{OptionalExtension, Row};
use std::sync::Arc;
use std::time::SystemTime;

use super::Inbox;
use super::attempt::parts;
use super::rows::{self, DEAD, RUNNING, WAITING};
use crate::store::{Error, from_millis, millis};

/// So many dead letters are deleted at once, so that deliveries do not wait for it.
const TOGETHER: i64 = 500;

/// How many deliveries an inbox holds; those that are done are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting for their first or another attempt.
    pub pending: u64,
    /// Being handled, or interrupted by the end of the process that handled them.
    pub running: u64,
    /// Dead: not tried again unless somebody says so.
    pub dead: u64,
}

/// A delivery that was acknowledged and whose handler failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// Its number in the inbox, in the order of arrival.
    pub number: i64,
    /// The delivery's id; empty where nothing is signed.
    pub id: String,
    /// The event's name: the document's, or what an unknown event called itself.
    pub event: Option<String>,
    /// Whose delivery it is, in receivers of many tenants.
    pub tenant: Option<String>,
    /// When it was accepted.
    pub received: SystemTime,
    /// When it was given up.
    pub died: SystemTime,
    /// How often it was tried.
    pub attempts: u32,
    /// The inside code of the last attempt: `handler::failed`, `handler::panicked`, `payload::violation`,
    /// `inbox::interrupted` …
    pub code: String,
    /// The application's own error, its first 1,000 characters; empty where there was none.
    pub error: String,
}

impl Inbox {
    /// How many deliveries wait, are being handled, and are dead. The costs grow with their number.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub async fn counts(&self) -> Result<Counts, Error> {
        let namespace = Arc::clone(&self.namespace);
        let work = move |connection: &rusqlite::Connection| {
            let sql = "SELECT state, count(*) FROM hookwright_inbox WHERE namespace = ?1 GROUP BY state";
            let mut counts = Counts::default();
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([&*namespace], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
            for row in rows {
                let (state, count) = row?;
                let counted = match state {
                    WAITING => &mut counts.pending,
                    RUNNING => &mut counts.running,
                    _ => &mut counts.dead,
                };
                *counted = count.unsigned_abs();
            }
            Ok(counts)
        };
        self.store.read("to count deliveries", work).await
    }

    /// Dead letters, those that died first first: at most `limit`, of those after the first `skip`.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub async fn dead_letters(&self, skip: usize, limit: usize) -> Result<Vec<DeadLetter>, Error> {
        let namespace = Arc::clone(&self.namespace);
        let number = |number| i64::try_from(number).unwrap_or(i64::MAX);
        let (skip, limit) = (number(skip), number(limit));
        let work = move |connection: &rusqlite::Connection| {
            let sql = "SELECT * FROM hookwright_inbox WHERE namespace = ?1 AND state = 2
                ORDER BY due, number LIMIT ?2 OFFSET ?3";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map((&*namespace, limit, skip), letter)?.collect()
        };
        self.store.read("to list dead letters", work).await
    }

    /// The request of a dead letter: method, the URI that the service saw, headers, and the body as it came, under its
    /// content coding. None where there is no such letter.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub async fn dead_letter(&self, number: i64) -> Result<Option<Request<Bytes>>, Error> {
        let namespace = Arc::clone(&self.namespace);
        let work = move |connection: &rusqlite::Connection| {
            let sql = "SELECT r.* FROM hookwright_inbox_requests r JOIN hookwright_inbox i USING (number)
                WHERE number = ?1 AND namespace = ?2 AND state = 2";
            connection.prepare_cached(sql)?.query_row((number, &*namespace), rows::stored).optional()
        };
        let stored = self.store.read("to read a dead letter", work).await?;
        Ok(stored.map(|stored| Request::from_parts(parts(&stored), stored.body)))
    }

    /// Has a dead letter tried again, with all its attempts, as soon as there is a worker. False where there is no such
    /// letter.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub async fn retry(&self, number: i64) -> Result<bool, Error> {
        self.revive(Some(number)).await.map(|letters| letters == 1)
    }

    /// The same for all dead letters. Gives their number.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub async fn retry_all(&self) -> Result<usize, Error> {
        self.revive(None).await
    }

    /// Deletes a dead letter. False where there is no such letter.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub async fn delete(&self, number: i64) -> Result<bool, Error> {
        let namespace = Arc::clone(&self.namespace);
        let work = move |connection: &rusqlite::Connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM hookwright_inbox
                WHERE number = ?1 AND namespace = ?2 AND state = ?3)";
            let values = (number, &*namespace, DEAD);
            let found = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
            if found {
                rows::done(connection, number)?;
            }
            Ok(found)
        };
        self.store.write("to delete a dead letter", work).await
    }

    /// Deletes the dead letters that died before this time, a few hundred in a transaction. Gives their number.
    ///
    /// # Errors
    /// Where the file can't be written; what was deleted until then is gone.
    pub async fn delete_before(&self, time: SystemTime) -> Result<usize, Error> {
        let mut deleted = 0;
        loop {
            let namespace = Arc::clone(&self.namespace);
            let work = move |connection: &rusqlite::Connection| {
                let sql = "SELECT number FROM hookwright_inbox
                    WHERE namespace = ?1 AND state = ?2 AND due < ?3 ORDER BY due LIMIT ?4";
                let mut select = connection.prepare_cached(sql)?;
                let old = select.query_map((&*namespace, DEAD, millis(time), TOGETHER), |row| row.get(0))?;
                let old: Vec<i64> = old.collect::<rusqlite::Result<_>>()?;
                old.iter().try_for_each(|number| rows::done(connection, *number))?;
                Ok(old.len())
            };
            match self.store.write("to delete dead letters", work).await? {
                0 => return Ok(deleted),
                count => deleted += count,
            }
        }
    }

    async fn revive(&self, number: Option<i64>) -> Result<usize, Error> {
        let (namespace, now) = (Arc::clone(&self.namespace), millis(SystemTime::now()));
        let work = move |connection: &rusqlite::Connection| {
            let sql = "UPDATE hookwright_inbox SET state = 0, due = ?2, attempts = 0
                WHERE namespace = ?1 AND state = 2 AND (?3 IS NULL OR number = ?3)";
            connection.prepare_cached(sql)?.execute((&*namespace, now, number))
        };
        let letters = self.store.write("to revive dead letters", work).await?;
        self.wake.notify_one();
        Ok(letters)
    }
}

fn letter(row: &Row<'_>) -> rusqlite::Result<DeadLetter> {
    Ok(DeadLetter {
        number: row.get("number")?,
        id: row.get("id")?,
        event: row.get("event")?,
        tenant: row.get("tenant")?,
        received: from_millis(row.get("received")?),
        died: from_millis(row.get("due")?),
        attempts: row.get("attempts")?,
        code: row.get::<_, Option<String>>("code")?.unwrap_or_default(),
        error: row.get::<_, Option<String>>("error")?.unwrap_or_default(),
    })
}
