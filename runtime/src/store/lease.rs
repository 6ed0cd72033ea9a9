//! Who may work: one process at a time, as long as it says so. In: a name and a time. Out: whether it is ours.
//! It must not know what the work is.

use rusqlite::{Connection, OptionalExtension};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Part, millis};

/// The table of leases.
pub(crate) const LEASES: Part = Part {
    name: "leases",
    steps: &["CREATE TABLE hookwright_leases (
        name TEXT NOT NULL PRIMARY KEY,
        holder TEXT NOT NULL,
        ends INTEGER NOT NULL
    ) WITHOUT ROWID"],
};

/// A lease that this process may hold, until it lapses or is taken over.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    name: Arc<str>,
    holder: Arc<str>,
    time: Duration,
    /// It is prolonged once no more than this is left.
    fresh: Duration,
    /// How long after its end others wait.
    margin: Duration,
}

impl Lease {
    pub(crate) fn new(name: &str, time: Duration) -> Self {
        Self { name: name.into(), holder: holder().into(), time, fresh: time * 2 / 3, margin: Duration::ZERO }
    }

    /// One that nobody takes over sooner than the whole time after its holder has died, if that one looks at it ten times
    /// in it: for work that others see, and would see twice. It is prolonged more often, which the disk feels.
    #[cfg_attr(
        not(feature = "sender-sqlite"),
        allow(dead_code, reason = "handlers tell repetitions themselves")
    )]
    pub(crate) fn strict(name: &str, time: Duration) -> Self {
        let tenth = time / 10;
        Self { fresh: time - tenth, margin: tenth * 2, ..Self::new(name, time) }
    }

    /// Takes or prolongs the lease in the caller's transaction. `None`: another one has it. `Some(true)`: it is ours
    /// now and was not before.
    pub(crate) fn hold(&self, connection: &Connection, now: SystemTime) -> rusqlite::Result<Option<bool>> {
        let (name, holder) = (&*self.name, &*self.holder);
        let sql = "SELECT ends FROM hookwright_leases WHERE name = ?1 AND holder = ?2";
        let ours: Option<i64> =
            connection.prepare_cached(sql)?.query_row((name, holder), |row| row.get(0)).optional()?;
        if ours.is_some_and(|ends| self.is_fresh(ends, millis(now))) {
            return Ok(Some(false));
        }
        let ends = millis(now.checked_add(self.time).unwrap_or(now));
        let sql = "INSERT INTO hookwright_leases (name, holder, ends) VALUES (?1, ?2, ?3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends = excluded.ends
            WHERE hookwright_leases.holder = ?2 OR hookwright_leases.ends <= ?4 OR hookwright_leases.ends > ?5";
        let lapsed = millis(now.checked_sub(self.margin).unwrap_or(now));
        let values = (name, holder, ends, lapsed, self.beyond(millis(now)));
        let held = connection.prepare_cached(sql)?.execute(values)? == 1;
        Ok(held.then_some(ours.is_none()))
    }

    /// No lease ends later than this, unless the clock was set back since: who is alive has noticed and prolonged his,
    /// and who is not must not keep others waiting until the old time comes again.
    fn beyond(&self, now: i64) -> i64 {
        let time = i64::try_from(self.time.as_millis()).unwrap_or(i64::MAX);
        now.saturating_add(time.saturating_mul(2))
    }

    /// Whether enough is left; prolonging it more often would only wear the disk. One that ends too late is from before
    /// the clock was set back.
    fn is_fresh(&self, ends: i64, now: i64) -> bool {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let left = ends.saturating_sub(now);
        left > millis(self.fresh) && left <= millis(self.time)
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
