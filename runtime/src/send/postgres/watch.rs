//! Whether the database lost sight of this process, or this process of its jobs. In: a worker's id. Out: the moment in
//! which another worker has to take its place. It must not be needed while all goes well.
//!
//! A worker takes jobs by an update. If the server is killed, or the network cut, between the commit and the answer, those
//! jobs are this worker's, and it does not know. While it says that it lives, nobody takes them over. So it gives way to
//! another one, under another id: its jobs are nobody's then, and taken over after the lease.

use std::collections::HashSet;

use sqlx::{AssertSqlSafe, Row as _};
use tokio::time::sleep;

use super::engine::{Engine, PAUSE};
use super::install::quoted;

/// So many looks at the server come before one at the worker's jobs.
const RARELY: u32 = 10;

impl Engine {
    /// Ready once the worker has to give way, and the database is well.
    pub(super) async fn in_trouble(&self, worker: &str) {
        let mut began = None;
        let mut suspects = HashSet::new();
        for turn in 1_u32.. {
            sleep(PAUSE).await;
            let Ok(started) = self.server_started().await else { continue };
            if self.base.is_troubled() || *began.get_or_insert(started) != started {
                return;
            }
            if turn % RARELY == 0 {
                let Ok(found) = self.unknown_jobs(worker).await else { continue };
                if found.intersection(&suspects).next().is_some() {
                    return;
                }
                suspects = found;
            }
        }
    }

    /// When the server started, in microseconds since 1970.
    async fn server_started(&self) -> sqlx::Result<i64> {
        let sql = "SELECT floor(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint";
        sqlx::query(sql).fetch_one(&self.base.pool.connections).await?.try_get(0)
    }

    /// Jobs that have long been the worker's and that nobody here is at.
    async fn unknown_jobs(&self, worker: &str) -> sqlx::Result<HashSet<i64>> {
        let lease = self.base.shared.settings.lease.as_millis();
        let sql = format!(
            "SELECT substr(key, 12)::bigint FROM {}.jobs WHERE locked_by = $1 AND key LIKE 'hookwright:%'
                AND locked_at < now() - $2 * interval '1 millisecond'",
            quoted(&self.base.pool.jobs)
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(worker);
        let query = query.bind(i64::try_from(lease).unwrap_or(i64::MAX).saturating_mul(2));
        let rows = query.fetch_all(&self.base.pool.connections).await?;
        let numbers: Vec<i64> = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?;
        Ok(numbers.into_iter().filter(|number| !self.is_flying(*number)).collect())
    }
}
