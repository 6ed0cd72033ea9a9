//! The duplicate store of many machines, in PostgreSQL. In: keys and answers. Out: what was seen.
//! It must not hold a connection while a handler runs.

use sqlx::postgres::{PgPool, PgRow};
use sqlx::{Connection as _, PgConnection, Row as _};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::runtime::Handle;

use super::name::Name;
use super::{Begun, Claim, Duplicates, Key, StoreError, StoreFuture};
use crate::receive::Reply;

/// Makes the tables, one step after the other, under a lock that belongs to them: `create if not exists` alone fails
/// when two do it at once.
const TABLES: &[&str] = &[
    "SELECT pg_advisory_xact_lock(7814930266172359)",
    "CREATE TABLE IF NOT EXISTS hookwright_versions (part text PRIMARY KEY, version bigint NOT NULL)",
    "CREATE TABLE IF NOT EXISTS hookwright_claims (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        ends bigint NOT NULL,
        status smallint,
        headers bytea,
        body bytea
    )",
    "CREATE INDEX IF NOT EXISTS hookwright_claims_ends ON hookwright_claims (ends)",
    "CREATE TABLE IF NOT EXISTS hookwright_claim_names (
        name bytea PRIMARY KEY,
        claim bigint NOT NULL REFERENCES hookwright_claims ON DELETE CASCADE
    )",
    "CREATE INDEX IF NOT EXISTS hookwright_claim_names_claim ON hookwright_claim_names (claim)",
    "INSERT INTO hookwright_versions (part, version) VALUES ('duplicates', 1) ON CONFLICT DO NOTHING",
];

/// The version of the tables above.
const VERSION: i64 = 1;

/// So many claims that have ended are removed with each new one.
const SWEPT: i64 = 16;

/// Remembers deliveries in PostgreSQL, for all processes that share the database.
///
/// Times and what is remembered are as in `SqliteDuplicates`: a finished delivery for 24 hours, a claim for two minutes.
/// Leases are reckoned by the clocks of the machines, which may differ by a few seconds.
///
/// ```no_run
/// # async fn example<H>(service: hookwright::Service<H>, pool: sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
/// use hookwright::receive::PostgresDuplicates;
///
/// let service = service.duplicates(PostgresDuplicates::new(pool).await?.namespace("shop"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PostgresDuplicates {
    pool: PgPool,
    namespace: Arc<str>,
    lease: Duration,
    retention: Duration,
}

/// What is known about a delivery.
enum Known {
    New(i64),
    InFlight,
    Finished(Reply),
}

impl PostgresDuplicates {
    /// How long a claim lasts by default.
    pub const LEASE: Duration = Duration::from_secs(120);
    /// How long a finished delivery is remembered by default.
    pub const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

    /// Makes the tables, `hookwright_…` in the first schema of the search path, or finds them.
    ///
    /// # Errors
    /// Where the database can't be reached or written, or a newer version of this crate made the tables.
    pub async fn new(pool: PgPool) -> sqlx::Result<Self> {
        let mut transaction = pool.begin().await?;
        for step in TABLES {
            sqlx::query(*step).execute(&mut *transaction).await?;
        }
        let sql = "SELECT version FROM hookwright_versions WHERE part = 'duplicates'";
        let version: i64 = sqlx::query(sql).fetch_one(&mut *transaction).await?.try_get(0)?;
        if version > VERSION {
            let why = format!(
                "the tables of `duplicates` have version {version}, and this program knows {VERSION}"
            );
            return Err(sqlx::Error::Configuration(why.into()));
        }
        transaction.commit().await?;
        Ok(Self { pool, namespace: "".into(), lease: Self::LEASE, retention: Self::RETENTION })
    }

    /// Sets whose deliveries these are: two senders may give the same id to different deliveries.
    #[must_use]
    pub fn namespace(self, sender: &str) -> Self {
        Self { namespace: sender.into(), ..self }
    }

    /// Sets how long a claim lasts when nobody finishes or releases it.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// Sets how long a finished delivery is remembered. It must exceed twice the scheme's tolerance; where the scheme
    /// signs no time, it is the whole protection against replay.
    #[must_use]
    pub fn retention(self, retention: Duration) -> Self {
        Self { retention, ..self }
    }

    /// The names of all keys, in one order for everybody.
    fn names(&self, keys: &[Key]) -> Vec<Vec<u8>> {
        let mut names: Vec<_> =
            keys.iter().map(|key| Name::new(&self.namespace, key).bytes().to_vec()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    async fn claim(&self, names: &[Vec<u8>], now: SystemTime) -> sqlx::Result<Known> {
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        lock(&mut transaction, names).await?;
        match look_up(&mut transaction, names, millis(now)).await? {
            Some(known) => return Ok(known),
            None => sweep(&mut transaction, millis(now)).await?,
        }
        let number = insert(&mut transaction, names, later(now, self.lease), None).await?;
        transaction.commit().await?;
        Ok(Known::New(number))
    }

    /// Whether the answer was recorded; a claim that has lapsed is made again unless another one has a name of it.
    async fn record(
        &self,
        number: i64,
        names: &[Vec<u8>],
        answer: &Reply,
        ends: i64,
        now: SystemTime,
    ) -> sqlx::Result<bool> {
        let mut transaction = self.pool.begin().await?;
        lock(&mut transaction, names).await?;
        let sql =
            "UPDATE hookwright_claims SET ends = $2, status = $3, headers = $4, body = $5 WHERE number = $1";
        let update = sqlx::query(sql).bind(number).bind(ends).bind(status(answer));
        let update = update.bind(lines(answer)).bind(&*answer.body);
        if update.execute(&mut *transaction).await?.rows_affected() == 0 {
            if look_up(&mut transaction, names, millis(now)).await?.is_some() {
                return Ok(false);
            }
            insert(&mut transaction, names, ends, Some(answer)).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// Locks all names for this transaction, in their order: who shares one waits here, and nobody waits in a circle.
async fn lock(connection: &mut PgConnection, names: &[Vec<u8>]) -> sqlx::Result<()> {
    for name in names {
        let mut number = [0; 8];
        number.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
        let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(i64::from_be_bytes(number));
        lock.execute(&mut *connection).await?;
    }
    Ok(())
}

/// What is known; claims that have ended are removed and not known any more.
async fn look_up(connection: &mut PgConnection, names: &[Vec<u8>], now: i64) -> sqlx::Result<Option<Known>> {
    let sql = "DELETE FROM hookwright_claims c USING hookwright_claim_names n
        WHERE n.name = ANY($1) AND c.number = n.claim AND c.ends <= $2";
    sqlx::query(sql).bind(names).bind(now).execute(&mut *connection).await?;
    let sql = "SELECT c.status, c.headers, c.body FROM hookwright_claims c
        JOIN hookwright_claim_names n ON n.claim = c.number WHERE n.name = ANY($1) LIMIT 1";
    let row = sqlx::query(sql).bind(names).fetch_optional(&mut *connection).await?;
    row.map(|row| known(&row)).transpose()
}

fn known(row: &PgRow) -> sqlx::Result<Known> {
    let Some(status) = row.try_get::<Option<i16>, _>(0)? else { return Ok(Known::InFlight) };
    let headers: Vec<u8> = row.try_get(1)?;
    let body: Vec<u8> = row.try_get(2)?;
    Ok(Known::Finished(Reply {
        status: crate::receive::status(status.unsigned_abs()),
        headers: crate::header_lines::read(&headers),
        body: body.into(),
    }))
}

async fn insert(
    connection: &mut PgConnection,
    names: &[Vec<u8>],
    ends: i64,
    answer: Option<&Reply>,
) -> sqlx::Result<i64> {
    let sql = "WITH claim AS (INSERT INTO hookwright_claims (ends, status, headers, body)
            VALUES ($1, $2, $3, $4) RETURNING number),
        named AS (INSERT INTO hookwright_claim_names (name, claim) SELECT unnest($5::bytea[]), number FROM claim)
        SELECT number FROM claim";
    let insert = sqlx::query(sql).bind(ends).bind(answer.map(status)).bind(answer.map(lines));
    let insert = insert.bind(answer.map(|answer| answer.body.to_vec())).bind(names);
    insert.fetch_one(connection).await?.try_get(0)
}

/// A few claims that have ended, by the index, and none that somebody else is at.
async fn sweep(connection: &mut PgConnection, now: i64) -> sqlx::Result<()> {
    let sql = "DELETE FROM hookwright_claims WHERE number = ANY (ARRAY (
        SELECT number FROM hookwright_claims WHERE ends <= $1 ORDER BY ends LIMIT $2 FOR UPDATE SKIP LOCKED))";
    sqlx::query(sql).bind(now).bind(SWEPT).execute(connection).await.map(drop)
}

fn status(answer: &Reply) -> i16 {
    i16::try_from(answer.status.as_u16()).unwrap_or(i16::MAX)
}

fn lines(answer: &Reply) -> Vec<u8> {
    crate::header_lines::write(&answer.headers)
}

/// Milliseconds since 1970.
fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn later(now: SystemTime, time: Duration) -> i64 {
    millis(now).saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

impl Duplicates for PostgresDuplicates {
    fn begin<'a>(&'a self, keys: Arc<[Key]>, now: SystemTime) -> StoreFuture<'a, Begun> {
        Box::pin(async move {
            Ok(match self.claim(&self.names(&keys), now).await? {
                Known::New(number) => Begun::First(Claim { number: number.unsigned_abs(), keys }),
                Known::InFlight => Begun::InFlight,
                Known::Finished(answer) => Begun::Finished(Arc::new(answer)),
            })
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: Arc<Reply>, now: SystemTime) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let (names, ends) = (self.names(&claim.keys), later(now, self.retention));
            let number = i64::try_from(claim.number)?;
            match self.record(number, &names, &answer, ends, now).await? {
                true => Ok(()),
                false => {
                    Err(StoreError::from("the claim lapsed, and another one handles the delivery again"))
                }
            }
        })
    }

    /// On a task of its own; where there is no runtime any more, the claim lapses.
    fn release(&self, claim: &Claim) {
        let (Ok(runtime), Ok(number)) = (Handle::try_current(), i64::try_from(claim.number)) else { return };
        let pool = self.pool.clone();
        runtime.spawn(async move {
            let delete = sqlx::query("DELETE FROM hookwright_claims WHERE number = $1").bind(number);
            if let Err(error) = delete.execute(&pool).await {
                tracing::warn!(target: "hookwright", code = "duplicate::store", error = %error, "a claim is not freed");
            }
        });
    }
}

impl fmt::Debug for PostgresDuplicates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresDuplicates").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}
