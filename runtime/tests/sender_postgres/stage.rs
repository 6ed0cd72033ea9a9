//! A schema of one test's own on the server that the environment names.

use crate::sink::{Arrival, Reply};
use hookwright::send::{Retry, Sender, SenderBuilder};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Row};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::shop::document;
pub(crate) use crate::shop::{created, paid, payload, until};

/// Which of them a body is.
pub(crate) fn number_of(body: &[u8]) -> usize {
    let digits = body.iter().filter(|byte| byte.is_ascii_digit()).copied().collect();
    String::from_utf8(digits).unwrap().parse().unwrap()
}

pub(crate) fn builder() -> SenderBuilder {
    SenderBuilder::new(document()).allow_http_on_loopback().lease(Duration::from_secs(1))
}

/// So many attempts, each a tenth of a second after the one before.
pub(crate) fn soon(attempts: usize) -> Retry {
    let delays = (0..attempts).map(|attempt| Duration::from_millis(if attempt == 0 { 0 } else { 100 }));
    Retry::schedule(delays).unwrap().jitter(false)
}

/// A schema of one test's own.
pub(crate) struct Schema {
    pool: PgPool,
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
        admin.close().await;
        let options = PgConnectOptions::from_str(&url).unwrap().options([("search_path", &schema)]);
        let pool = PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
        let with = if url.contains('?') { '&' } else { '?' };
        Some(Self { pool, address: format!("{url}{with}options=-c%20search_path%3D{schema}") })
    }

    /// Connections of the application's own.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(crate) async fn open(&self, builder: SenderBuilder) -> Sender {
        builder.open(&self.address).await.unwrap()
    }

    pub(crate) async fn sender(&self) -> Sender {
        self.open(builder()).await
    }

    /// The one number that a query gives.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(&self.pool).await.unwrap().get(0)
    }

    pub(crate) async fn run(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
    }

    /// Waits until nothing is pending.
    pub(crate) async fn all_done(&self) {
        let left = "SELECT count(*) FROM hookwright_deliveries WHERE state = 'pending'";
        until("all is done", async || self.number(left).await == 0).await;
    }
}

/// When requests came.
#[derive(Clone, Default)]
pub(crate) struct Times(Arc<Mutex<Vec<Instant>>>);

impl Times {
    /// A rule that notes it.
    pub(crate) fn noting(
        &self,
        mut rule: impl FnMut(&Arrival) -> Reply + Send + 'static,
    ) -> impl FnMut(&Arrival) -> Reply + Send + 'static {
        let times = Arc::clone(&self.0);
        move |arrival| {
            times.lock().unwrap().push(Instant::now());
            rule(arrival)
        }
    }

    pub(crate) fn all(&self) -> Vec<Instant> {
        self.0.lock().unwrap().clone()
    }
}
