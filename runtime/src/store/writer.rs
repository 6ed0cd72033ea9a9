//! The thread that writes: group commit. In: work of many callers. Out: their results, once one transaction has
//! brought all of it to the disk. It must not tell anybody of success before that.

use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::Cause;
use super::queue::{Job, Jobs};

/// So much work goes into one transaction at most, so that the first caller does not wait for ever.
const TOGETHER: usize = 512;

/// Whatever came while the last transaction was brought to the disk is the next one.
pub(super) fn run(connection: &Connection, jobs: &Jobs) {
    while let Some(first) = jobs.next() {
        let mut batch = vec![first];
        while batch.len() < TOGETHER {
            let Some(job) = jobs.another() else { break };
            batch.push(job);
        }
        let lost = transact(connection, &mut batch).err().map(Cause::from);
        for job in batch {
            job.tell(lost.as_ref());
        }
    }
}

fn transact(connection: &Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    if !connection.is_autocommit() {
        // The last one could not even be rolled back then.
        execute(connection, "ROLLBACK")?;
    }
    execute(connection, "BEGIN IMMEDIATE")?;
    let done = batch.iter_mut().try_for_each(|job| attempt(connection, &mut **job));
    let done = done.and_then(|()| execute(connection, "COMMIT"));
    if done.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    done
}

/// Runs one caller's work; if it fails, its own writes are undone and the others' stay. Fails where SQLite has given
/// up the whole transaction, as it does when the disk is full.
fn attempt(connection: &Connection, job: &mut dyn Job) -> rusqlite::Result<()> {
    execute(connection, "SAVEPOINT hookwright_work")?;
    let went_well = catch_unwind(AssertUnwindSafe(|| job.run(connection))).unwrap_or(false);
    if connection.is_autocommit() {
        let aborted = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK);
        let why = "the transaction was given up, since work beside this failed".to_owned();
        return Err(rusqlite::Error::SqliteFailure(aborted, Some(why)));
    }
    if !went_well {
        execute(connection, "ROLLBACK TO hookwright_work")?;
    }
    execute(connection, "RELEASE hookwright_work")
}

fn execute(connection: &Connection, sql: &'static str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}
