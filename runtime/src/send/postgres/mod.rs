//! Durable sending on PostgreSQL. In: events, endpoints. Out: rows and jobs, shared by any number of processes. It must
//! not know HTTP.
//!
//! A job of graphile_worker stands for one attempt that may be made; a delivery that may not go out yet is parked, without
//! one. Whatever decides about an endpoint (its breaker, its rate, the heads of its lanes) stands in rows, so that
//! processes together do no more than one would.
//!
//! ```text
//! accept ─→ job ─→ gate: room? ─→ take: may it go? ─→ attempt ─→ record: delivered, next job, or dead
//!             ↑       └────────────────┴──→ parked                   │
//!             └───────── unpark: what ended makes room, or a sweep ←─┘
//! ```

mod accept;
mod destinations;
mod engine;
mod gate;
mod gather;
mod install;
mod job;
mod park;
mod pool;
mod record;
mod sweep;
mod take;
mod watch;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sqlx::postgres::{PgPool, PgPoolOptions};

use super::Error;
use super::database::{Database, Statement, statement};
use crate::millis::millis;

pub(super) use accept::{accept, accept_in};
pub(super) use engine::start;
pub(super) use pool::Pool;

/// Connections that are open at most, unless the application brings its own pool.
const CONNECTIONS: u32 = 20;

/// How long one is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a database by its address.
pub(super) async fn open(address: &str) -> Result<Database, Error> {
    on(connect(address).await?).await
}

/// The same, where its tables are there.
pub(super) async fn open_existing(address: &str) -> Result<Database, Error> {
    let pool = connect(address).await?;
    let sql = "SELECT 1 WHERE to_regclass('hookwright_deliveries') IS NOT NULL";
    let found =
        sqlx::query(sql).fetch_optional(&pool).await.map_err(pool::failed("to look for its tables"))?;
    match found {
        Some(_) => on(pool).await,
        None => Err(Error::Store("the database has no tables of a sender".to_owned())),
    }
}

async fn connect(address: &str) -> Result<PgPool, Error> {
    let options = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
    options.connect(address).await.map_err(pool::failed("to connect"))
}

/// Makes the tables in a database that is open.
pub(super) async fn on(connections: PgPool) -> Result<Database, Error> {
    let jobs = install::install(&connections).await?.into();
    let accepting = accept::Accepting::new(connections.clone());
    Ok(Database::Postgres(Pool { connections, jobs, accepting: Arc::clone(&accepting) }))
}

/// Has an endpoint's pending deliveries go out. Those beyond the first few follow, one for each that has ended.
pub(super) fn awaken(endpoint: &str, now: SystemTime) -> Statement {
    let sql = "SELECT hookwright_unpark($1, 16, $2)";
    statement(sql, [endpoint.into(), millis(now).into()])
}
