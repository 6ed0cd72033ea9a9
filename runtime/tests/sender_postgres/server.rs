//! A schema of one test's own.

use hookwright::send::{Sender, SenderBuilder};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Row};
use std::str::FromStr;

/// A schema of one test's own, on the server that the environment names.
pub(crate) struct Schema {
    options: PgConnectOptions,
    address: String,
}

impl Schema {
    /// None where there is no server to use.
    pub(crate) async fn new(name: &str) -> Option<Self> {
        let Ok(url) = std::env::var("HOOKWRIGHT_POSTGRES") else {
            println!("skipped: HOOKWRIGHT_POSTGRES names no server");
            return None;
        };
        let schema = format!("hookwright_sender_{name}");
        let admin = PgPool::connect(&url).await.unwrap();
        for sql in
            ["DROP SCHEMA IF EXISTS $ CASCADE", "DROP SCHEMA IF EXISTS $_jobs CASCADE", "CREATE SCHEMA $"]
        {
            let sql = AssertSqlSafe(sql.replace('$', &schema));
            sqlx::raw_sql(sql).execute(&admin).await.unwrap();
        }
        let options = PgConnectOptions::from_str(&url).unwrap().options([("search_path", &schema)]);
        let with = if url.contains('?') { '&' } else { '?' };
        Some(Self { options, address: format!("{url}{with}options=-c%20search_path%3D{schema}") })
    }

    /// Connections of the application's own.
    pub(crate) async fn pool(&self) -> PgPool {
        PgPoolOptions::new().max_connections(4).connect_with(self.options.clone()).await.unwrap()
    }

    pub(crate) async fn open(&self, builder: SenderBuilder) -> Sender {
        builder.open(&self.address).await.unwrap()
    }

    pub(crate) async fn sender(&self) -> Sender {
        self.open(crate::stage::builder()).await
    }

    /// The one number that a query gives.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let pool = self.pool().await;
        sqlx::query(sql).fetch_one(&pool).await.unwrap().get(0)
    }
}
