//! Durable sending on SQLite. In: events, endpoints. Out: rows, and deliveries at work. It must not know HTTP.
//!
//! One process delivers, so what is under way stands in its memory: taking a delivery writes nothing. A process that is
//! killed leaves its deliveries pending, and the next one, after the lease, finds them due.

mod accept;
mod deliver;
mod lanes;
mod record;
mod steady;
mod take;
mod work;

use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::Error;
use super::database::{Database, Row, Statement, Value};
use super::tables;
use crate::store::{LEASES, SqliteStore};

pub(super) use accept::{Stored, accept, accept_in};
pub(super) use deliver::start;

pub(super) async fn open(path: &str) -> Result<Database, Error> {
    on(SqliteStore::open(path).await?).await
}

/// Whether a sender has its tables in this file. Nothing of it is changed.
pub(super) fn check_existing(path: &str) -> Result<(), Error> {
    let no = |why: &str| Error::Store(format!("`{path}` {why}"));
    if !std::path::Path::new(path).is_file() {
        return Err(no("is not there: a sender makes it when it opens it"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let found = Connection::open_with_flags(path, flags).and_then(|connection| {
        let sql =
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'hookwright_deliveries'";
        connection.query_row(sql, [], |row| row.get::<_, i64>(0))
    });
    match found {
        Ok(1..) => Ok(()),
        Ok(_) => Err(no("holds no deliveries")),
        Err(error) => Err(no(&format!("can't be read: {error}"))),
    }
}

/// Makes the tables in a file that is open.
pub(super) async fn on(store: SqliteStore) -> Result<Database, Error> {
    store.install(&LEASES).await?;
    store.install(&tables::SQLITE).await?;
    Ok(Database::Sqlite(store))
}

/// Runs one statement of the dialect that both stores have.
pub(super) fn rows(connection: &Connection, statement: &Statement) -> rusqlite::Result<Vec<Row>> {
    // `$1` would be a name here, bound in the order of its first appearance; `?1` is a number.
    let sql = statement.sql.replace('$', "?");
    let mut prepared = connection.prepare_cached(&sql)?;
    let columns = prepared.column_count();
    let values = statement.values.iter().map(|value| match value.clone() {
        Value::Number(number) => number.map_or(SqlValue::Null, SqlValue::Integer),
        Value::Text(text) => text.map_or(SqlValue::Null, SqlValue::Text),
        Value::Bytes(bytes) => bytes.map_or(SqlValue::Null, SqlValue::Blob),
    });
    // Fewer places than values is right: statements of one kind share their values.
    let values: Vec<SqlValue> = values.take(prepared.parameter_count()).collect();
    let mut found = prepared.query(params_from_iter(values))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values: Vec<Value> =
            (0..columns).map(|column| row.get_ref(column).map(value)).collect::<Result<_, _>>()?;
        rows.push(Row(values.into_iter()));
    }
    Ok(rows)
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Number(None),
        ValueRef::Integer(number) => Value::Number(Some(number)),
        ValueRef::Real(number) => Value::Text(Some(number.to_string())),
        ValueRef::Text(text) => Value::Text(Some(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
    }
}
