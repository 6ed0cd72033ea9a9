//! Statements of the dialect that both stores have, run by sqlx. In: SQL and values. Out: rows. It must not know tables.

use sqlx::postgres::{PgArguments, PgPool, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column as _, Postgres, Row as _, TypeInfo as _};

use super::super::Error;
use super::super::database::{Row, Statement, Value};

/// Connections to one database.
#[derive(Clone, Debug)]
pub(crate) struct Pool(pub(crate) PgPool);

impl Pool {
    pub(crate) async fn read(&self, doing: &'static str, query: Statement) -> Result<Vec<Row>, Error> {
        let failed = |source| Error::Postgres { doing, source };
        let found = bound(&query).fetch_all(&self.0).await.map_err(failed)?;
        found.iter().map(row).collect::<sqlx::Result<_>>().map_err(failed)
    }

    pub(crate) async fn write(
        &self,
        doing: &'static str,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        let failed = |source| Error::Postgres { doing, source };
        let mut transaction = self.0.begin().await.map_err(failed)?;
        let mut all = Vec::with_capacity(statements.len());
        for statement in &statements {
            let found = bound(statement).fetch_all(&mut *transaction).await.map_err(failed)?;
            all.push(found.iter().map(row).collect::<sqlx::Result<_>>().map_err(failed)?);
        }
        transaction.commit().await.map_err(failed)?;
        Ok(all)
    }
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

fn row(found: &PgRow) -> sqlx::Result<Row> {
    let value = |column: &sqlx::postgres::PgColumn| {
        let at = column.ordinal();
        Ok(match column.type_info().name() {
            "INT8" => Value::Number(found.try_get(at)?),
            "INT4" => Value::Number(found.try_get::<Option<i32>, _>(at)?.map(i64::from)),
            "BOOL" => Value::Number(found.try_get::<Option<bool>, _>(at)?.map(i64::from)),
            "BYTEA" => Value::Bytes(found.try_get(at)?),
            _ => Value::Text(found.try_get(at)?),
        })
    };
    let values: sqlx::Result<Vec<Value>> = found.columns().iter().map(value).collect();
    Ok(Row(values?.into_iter()))
}
