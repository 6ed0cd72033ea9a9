//! Versioned tables. In: a part's steps. Out: tables of the newest version. It must not touch what is not ours: our
//! versions stand in a table of their own, and `user_version` is the application's.

use rusqlite::{Connection, OptionalExtension};

/// What has tables of its own in a store. Steps are only ever added at the end.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) steps: &'static [&'static str],
}

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS hookwright_versions (
    part TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL
) WITHOUT ROWID";

impl Part {
    /// Makes what is missing, in the caller's transaction, which keeps other processes out. Gives the version that was
    /// found where it is newer than what is known here.
    pub(crate) fn install(&self, connection: &Connection) -> rusqlite::Result<Option<i64>> {
        connection.execute_batch(VERSIONS)?;
        let found = connection
            .query_row("SELECT version FROM hookwright_versions WHERE part = ?1", [self.name], |row| {
                row.get(0)
            })
            .optional()?
            .unwrap_or(0_i64);
        let Ok(done) = usize::try_from(found) else { return Ok(Some(found)) };
        let Some(missing) = self.steps.get(done..) else { return Ok(Some(found)) };
        for step in missing {
            connection.execute_batch(step)?;
        }
        let version = i64::try_from(self.steps.len()).unwrap_or(i64::MAX);
        let sql = "INSERT INTO hookwright_versions (part, version) VALUES (?1, ?2)
            ON CONFLICT (part) DO UPDATE SET version = excluded.version";
        if !missing.is_empty() {
            connection.execute(sql, (self.name, version))?;
        }
        Ok(None)
    }
}
