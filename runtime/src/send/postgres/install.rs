//! Making the tables, functions and jobs of PostgreSQL. In: a pool. Out: all of them, of the newest version. It must not
//! know what they are for.

use graphile_worker::WorkerUtils;
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::super::{Error, tables};

/// What PostgreSQL has beside the tables of both stores: a step for each of theirs. Steps are only ever added at the end.
const STEPS: &[&str] = &[concat!(
    include_str!("sql/tables.sql"),
    include_str!("sql/jobs.sql"),
    include_str!("sql/accept.sql"),
    include_str!("sql/record.sql"),
)];

/// One lock for whoever makes tables in this database, so that two do not do it at once.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7814930266172359)";

const VERSIONS: &str =
    "CREATE TABLE IF NOT EXISTS hookwright_versions (part text PRIMARY KEY, version bigint NOT NULL)";

const DOING: &str = "to make its tables";

/// Makes what is missing; the schema of the jobs.
pub(super) async fn install(pool: &PgPool) -> Result<String, Error> {
    let failed = |source| Error::Postgres { doing: DOING, source };
    let mut transaction = pool.begin().await.map_err(failed)?;
    sqlx::query(LOCK).execute(&mut *transaction).await.map_err(failed)?;
    let row = sqlx::query("SELECT current_schema()").fetch_one(&mut *transaction).await.map_err(failed)?;
    let Some(ours) = row.try_get::<Option<String>, _>(0).map_err(failed)? else {
        return Err(Error::Store("no schema of the connection's search path exists".to_owned()));
    };
    let jobs = jobs_beside(&ours);
    let engine = WorkerUtils::new(pool.clone(), jobs.as_str());
    engine.migrate().await.map_err(|error| Error::Store(format!("its jobs' tables: {error}")))?;
    let newer = steps(&mut transaction, &ours, &jobs).await.map_err(failed)?;
    if let Some(version) = newer {
        let known = tables::POSTGRES.len();
        let why = format!("the tables of `sender` have version {version}, and this program knows {known}");
        return Err(Error::Store(why));
    }
    transaction.commit().await.map_err(failed)?;
    Ok(jobs)
}

/// Where jobs stand: a schema of its own beside each of ours, apart from whatever else the application uses.
fn jobs_beside(ours: &str) -> String {
    if ours == "public" { "hookwright_jobs".to_owned() } else { format!("{ours}_jobs") }
}

/// Runs the steps that have not been run; the version that was found where it is newer than what is known here.
async fn steps(connection: &mut PgConnection, ours: &str, jobs: &str) -> sqlx::Result<Option<i64>> {
    sqlx::query(VERSIONS).execute(&mut *connection).await?;
    let sql = "SELECT version FROM hookwright_versions WHERE part = 'sender'";
    let found = sqlx::query(sql).fetch_optional(&mut *connection).await?;
    let found = found.map_or(Ok(0), |row| row.try_get::<i64, _>(0))?;
    let Ok(done) = usize::try_from(found) else { return Ok(Some(found)) };
    if done > tables::POSTGRES.len() {
        return Ok(Some(found));
    }
    for (shared, own) in tables::POSTGRES.iter().zip(STEPS).skip(done) {
        let own = own.replace("{ours}", &quoted(ours)).replace("{jobs}", &quoted(jobs));
        sqlx::raw_sql(*shared).execute(&mut *connection).await?;
        sqlx::raw_sql(AssertSqlSafe(own)).execute(&mut *connection).await?;
    }
    let version = i64::try_from(tables::POSTGRES.len()).unwrap_or(i64::MAX);
    let sql = "INSERT INTO hookwright_versions (part, version) VALUES ('sender', $1)
        ON CONFLICT (part) DO UPDATE SET version = excluded.version";
    sqlx::query(sql).bind(version).execute(connection).await.map(|_| None)
}

/// As an identifier of SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
