//! Connections to one database, and statements of the dialect that both stores have. In: SQL and values. Out: rows. It
//! must not know tables.

use std::sync::Arc;

use sqlx::postgres::{PgArguments, PgPool, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column as _, Postgres, Row as _, TypeInfo as _};

use super::super::Error;
use super::super::database::{Row, Statement, Value};
use super::accept::Accepting;

/// Connections to one database, whose tables are there.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) connections: PgPool,
    /// The schema in which jobs stand.
    pub(super) jobs: Arc<str>,
    pub(super) accepting: Arc<Accepting>,
}

/// So often is a transaction tried that others got in the way of.
const TRIES: usize = 5;

impl Pool {
    pub(crate) async fn read(&self, doing: &'static str, query: Statement) -> Result<Vec<Row>, Error> {
        let found = bound(&query).fetch_all(&self.connections).await.map_err(failed(doing))?;
        found.iter().map(row).collect::<sqlx::Result<_>>().map_err(failed(doing))
    }

    pub(crate) async fn write(
        &self,
        doing: &'static str,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        for _ in 1..TRIES {
            match self.try_write(&statements).await {
                Err(error) if is_in_the_way(&error) => {}
                outcome => return outcome.map_err(failed(doing)),
            }
        }
        self.try_write(&statements).await.map_err(failed(doing))
    }

    async fn try_write(&self, statements: &[Statement]) -> sqlx::Result<Vec<Vec<Row>>> {
        let mut transaction = self.connections.begin().await?;
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            let found = bound(statement).fetch_all(&mut *transaction).await?;
            all.push(found.iter().map(row).collect::<sqlx::Result<_>>()?);
        }
        transaction.commit().await?;
        Ok(all)
    }
}

/// What an error of sqlx means. No connection in time: too much is asked of the database for now.
pub(super) fn failed(doing: &'static str) -> impl Fn(sqlx::Error) -> Error {
    move |source| match source {
        sqlx::Error::PoolTimedOut => Error::Overloaded,
        source if code(&source).as_deref() == Some(TOO_MANY_CONNECTIONS) => Error::Overloaded,
        source => Error::Postgres { doing, source },
    }
}

const TOO_MANY_CONNECTIONS: &str = "53300";

/// Whether another transaction was in the way, so that the same may well succeed now: a deadlock, or both could not be
/// put in one order.
pub(super) fn is_in_the_way(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("40P01" | "40001"))
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(|code| code.into_owned())
}

/// The statement's text is ours alone: values are bound.
fn bound(statement: &Statement) -> Query<'static, Postgres, PgArguments> {
    let places =
        (1..=statement.values.len()).rev().find(|place| statement.sql.contains(&format!("${place}")));
    let query = sqlx::query(AssertSqlSafe(statement.sql.to_string()));
    statement.values.iter().take(places.unwrap_or(0)).fold(query, |query, value| match value.clone() {
        Value::Number(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

pub(super) fn row(found: &PgRow) -> sqlx::Result<Row> {
    let value = |column: &sqlx::postgres::PgColumn| {
        let at = column.ordinal();
        Ok(match column.type_info().name() {
            "INT8" => Value::Number(found.try_get(at)?),
            "INT4" => Value::Number(found.try_get::<Option<i32>, _>(at)?.map(i64::from)),
            "BOOL" => Value::Number(found.try_get::<Option<bool>, _>(at)?.map(i64::from)),
            "BYTEA" => Value::Bytes(found.try_get(at)?),
            // What a function without an answer answers with.
            "VOID" => Value::Text(None),
            _ => Value::Text(found.try_get(at)?),
        })
    };
    let values: sqlx::Result<Vec<Value>> = found.columns().iter().map(value).collect();
    Ok(Row(values?.into_iter()))
}
