//! Who may work: one process at a time, as long as it says so. In: a name and a time. Out: whether it is ours.
//! It must not know what the work is.

use rusqlite::Connection;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Error, Part, SqliteStore, millis};

/// The table of leases.
const TABLES: Part = Part {
    name: "leases",
    steps: &["CREATE TABLE hookwright_leases (
        name TEXT NOT NULL PRIMARY KEY,
        holder TEXT NOT NULL,
        ends INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID"],
};

/// A lease that this process may hold, until it lapses or is taken over.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    name: Arc<str>,
    holder: Arc<str>,
    time: Duration,
}

impl Lease {
    pub(crate) async fn new(store: &SqliteStore, name: &str, time: Duration) -> Result<Self, Error> {
        store.install(&TABLES).await?;
        Ok(Self { name: name.into(), holder: holder().into(), time })
    }

    /// Takes or prolongs the lease in the caller's transaction. `None`: another one has it. `Some(true)`: it is ours
    /// now and was not before.
    pub(crate) fn hold(&self, connection: &Connection, now: SystemTime) -> rusqlite::Result<Option<bool>> {
        let ends = millis(now.checked_add(self.time).unwrap_or(now));
        let sql = "UPDATE hookwright_leases SET ends = ?3 WHERE name = ?1 AND holder = ?2";
        if connection.prepare_cached(sql)?.execute((&*self.name, &*self.holder, ends))? == 1 {
            return Ok(Some(false));
        }
        let sql = "INSERT INTO hookwright_leases (name, holder, ends) VALUES (?1, ?2, ?3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends = excluded.ends
            WHERE hookwright_leases.ends <= ?4";
        let values = (&*self.name, &*self.holder, ends, millis(now));
        let taken = connection.prepare_cached(sql)?.execute(values)? == 1;
        Ok(taken.then_some(true))
    }

    /// Gives the lease back, so that the next process need not wait.
    pub(crate) fn give_back(&self, connection: &Connection) -> rusqlite::Result<()> {
        let sql = "DELETE FROM hookwright_leases WHERE name = ?1 AND holder = ?2";
        connection.prepare_cached(sql)?.execute((&*self.name, &*self.holder)).map(drop)
    }
}

/// A name that no other process and no earlier start has; it need not be hard to guess.
fn holder() -> String {
    format!("{}-{:016x}", std::process::id(), RandomState::new().hash_one(SystemTime::now()))
}
