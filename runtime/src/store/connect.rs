//! Opening a file. In: its path. Out: a connection that loses nothing that it has committed. It must not know tables.

use rusqlite::{Connection, ErrorCode};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::Cause;

/// Statements that are kept compiled; all parts together have fewer.
const STATEMENTS: usize = 64;

/// The log shrinks to this after a checkpoint, so that one burst does not keep the disk.
const LOG_BYTES: i64 = 64 * 1024 * 1024;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Writer,
    Reader,
}

pub(super) fn connect(path: &Path, busy: Duration, role: Role) -> Result<Connection, Cause> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(busy)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    match role {
        Role::Writer => {
            enter_wal(&connection, busy)?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        }
        Role::Reader => connection.pragma_update(None, "query_only", true)?,
    }
    Ok(connection)
}

/// SQLite does not wait by itself where two processes change the mode at once.
fn enter_wal(connection: &Connection, busy: Duration) -> Result<(), Cause> {
    let started = Instant::now();
    loop {
        let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0));
        let mode: String = match mode {
            Err(error) if is_busy(&error) && started.elapsed() < busy => {
                sleep(Duration::from_millis(5));
                continue;
            }
            mode => mode?,
        };
        return if mode.eq_ignore_ascii_case("wal") { Ok(()) } else { Err(Cause::NoWal(mode)) };
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
