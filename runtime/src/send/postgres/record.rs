//! Recording what came of attempts. In: attempts that have ended. Out: judgements, and rows: in one transaction the
//! attempt, what becomes of the delivery, its next job, and how its endpoint does. It must not attempt anything.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::{PgConnection, Row as _};
use tokio::sync::oneshot;

use super::super::deliver::{Attempted, Destination, Parcel};
use super::super::policy::{Came, Health, Judgement, Next, judge};
use super::super::tables::PENDING;
use super::engine::{Base, PAUSE};
use super::gather::Gather;
use super::pool::{failed, is_in_the_way};
use crate::chance::chance;
use crate::millis::millis;

/// An attempt that has ended and is not written yet.
struct Ended {
    number: i64,
    /// How often was tried, this time included.
    attempts: u32,
    destination: Arc<Destination>,
    attempted: Attempted,
    told: oneshot::Sender<(Judgement, i64)>,
}

/// Writes what ends at once in one transaction.
pub(super) struct Recording(Gather<Ended>);

const MOST: usize = 256;

const DOING: &str = "to record attempts";

/// An endpoint that failed, as it was found and as it is left.
struct Ill {
    before: Health,
    health: Health,
    disable: Option<&'static str>,
}

impl Recording {
    pub(super) fn new(base: &Arc<Base>) -> Self {
        let base = Arc::clone(base);
        let flush = move |ended: Vec<Ended>| {
            let base = Arc::clone(&base);
            async move { record(&base, ended).await }
        };
        Self(Gather::new(MOST, usize::MAX, flush))
    }

    /// The judgement and its time, once it is written; none where delivering ends while the database fails.
    pub(super) async fn record(
        &self,
        parcel: &Parcel,
        to: &Arc<Destination>,
        attempted: Attempted,
    ) -> Option<(Judgement, i64)> {
        let (told, judged) = oneshot::channel();
        let attempts = parcel.attempts.saturating_add(1);
        let ended = Ended { number: parcel.number, attempts, destination: Arc::clone(to), attempted, told };
        self.0.add(ended).ok()?;
        judged.await.ok()
    }
}

/// While the database fails, attempts wait here to be written.
async fn record(base: &Base, ended: Vec<Ended>) {
    let (judgements, now) = loop {
        let now = millis(base.shared.store.now());
        match write(base, &ended, now).await {
            Ok(judgements) => break (judgements, now),
            Err(error) if is_in_the_way(&error) => continue,
            Err(error) => base.complain(&failed(DOING)(error)),
        }
        if base.stop.is_stopping() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    };
    for (ended, judgement) in ended.into_iter().zip(judgements) {
        let _ = ended.told.send((judgement, now));
    }
}

async fn write(base: &Base, ended: &[Ended], now: i64) -> sqlx::Result<Vec<Judgement>> {
    let failing: HashSet<&str> =
        ended.iter().filter(|each| each.attempted.came != Came::Delivered).map(Ended::endpoint).collect();
    let mut connection = base.pool.connections.acquire().await?;
    if failing.is_empty() {
        // A statement alone is a transaction.
        let judgements = judge_all(ended, &mut HashMap::new(), now);
        write_attempts(&mut connection, base, ended, &judgements, now).await?;
        return Ok(judgements);
    }
    let mut transaction = sqlx::Connection::begin(&mut *connection).await?;
    let mut ill = lock(&mut transaction, &failing).await?;
    let judgements = judge_all(ended, &mut ill, now);
    write_attempts(&mut transaction, base, ended, &judgements, now).await?;
    write_health(&mut transaction, &ill, now).await?;
    transaction.commit().await?;
    Ok(judgements)
}

/// How these endpoints do, and nobody else changes it until the transaction ends.
async fn lock(
    connection: &mut PgConnection,
    endpoints: &HashSet<&str>,
) -> sqlx::Result<HashMap<String, Ill>> {
    let sql = "SELECT id, failures, failing_since, blocked_until, opened FROM hookwright_endpoints
        WHERE id = ANY ($1) ORDER BY id FOR UPDATE";
    let ids: Vec<&str> = endpoints.iter().copied().collect();
    let rows = sqlx::query(sql).bind(ids).fetch_all(connection).await?;
    let ill = rows.iter().map(|row| {
        let before = Health {
            failures: row.try_get(1)?,
            failing_since: row.try_get(2)?,
            blocked_until: row.try_get(3)?,
            opened: row.try_get(4)?,
        };
        Ok((row.try_get(0)?, Ill { before, health: before, disable: None }))
    });
    ill.collect()
}

/// Judges them in the order in which they ended. Endpoints that are not among the ill have acknowledged everything.
fn judge_all(ended: &[Ended], ill: &mut HashMap<String, Ill>, now: i64) -> Vec<Judgement> {
    let mut judgements = Vec::with_capacity(ended.len());
    for each in ended {
        let to = &each.destination;
        let endpoint = ill.get_mut(&to.id);
        let health = endpoint.as_ref().map_or_else(Health::default, |ill| ill.health);
        let judgement = judge(&to.retry, each.attempts, each.attempted.came, health, now, chance());
        if let Some(ill) = endpoint {
            ill.health = judgement.health;
            ill.disable = judgement.disable.or(ill.disable);
        }
        judgements.push(judgement);
    }
    judgements
}

async fn write_attempts(
    connection: &mut PgConnection,
    base: &Base,
    ended: &[Ended],
    judgements: &[Judgement],
    now: i64,
) -> sqlx::Result<()> {
    let sql = "SELECT hookwright_record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    fn each<'a, T>(ended: &'a [Ended], of: impl Fn(&'a Attempted) -> T) -> Vec<T> {
        ended.iter().map(|ended| of(&ended.attempted)).collect()
    }
    let next: Vec<_> =
        ended.iter().zip(judgements).map(|(ended, judgement)| ended.next(judgement, now)).collect();
    let (wake, room) = base.wake(ended);
    let query = sqlx::query(sql)
        .bind(ended.iter().map(|ended| ended.number).collect::<Vec<_>>())
        .bind(each(ended, |attempted| attempted.at))
        .bind(each(ended, |attempted| i64::try_from(attempted.elapsed.as_millis()).unwrap_or(i64::MAX)))
        .bind(each(ended, |attempted| attempted.status.map(i64::from)))
        .bind(each(ended, |attempted| attempted.class))
        .bind(each(ended, |attempted| attempted.detail.as_str()))
        .bind(each(ended, |attempted| (!attempted.answer.is_empty()).then_some(&attempted.answer[..])))
        .bind(next.iter().map(|next| next.0).collect::<Vec<_>>())
        .bind(next.iter().map(|next| next.1).collect::<Vec<_>>())
        .bind(next.iter().map(|next| next.2).collect::<Vec<_>>())
        .bind(well(ended))
        .bind(wake)
        .bind(room)
        .bind(now);
    query.execute(connection).await.map(drop)
}

/// Endpoints that have acknowledged everything.
fn well(ended: &[Ended]) -> Vec<&str> {
    let failing = |endpoint: &str| {
        ended.iter().any(|each| each.endpoint() == endpoint && each.attempted.came != Came::Delivered)
    };
    let endpoints: HashSet<&str> = ended.iter().map(Ended::endpoint).collect();
    endpoints.into_iter().filter(|endpoint| !failing(endpoint)).collect()
}

impl Base {
    /// Endpoints of which something is parked, each with how many have ended: so many more may begin.
    fn wake<'a>(&self, ended: &'a [Ended]) -> (Vec<&'a str>, Vec<i64>) {
        let mut wake: HashMap<&str, i64> = HashMap::new();
        for each in ended {
            *wake.entry(each.endpoint()).or_default() += 1;
        }
        wake.retain(|endpoint, _| !self.stop.is_stopping() && self.gate.has_parked(endpoint));
        wake.into_iter().unzip()
    }
}

impl Ended {
    fn endpoint(&self) -> &str {
        &self.destination.id
    }

    /// The delivery's state, when it is due, and why.
    fn next(&self, judgement: &Judgement, now: i64) -> (&'static str, i64, &'static str) {
        match judgement.next {
            Next::Delivered => ("delivered", now, ""),
            Next::At(due) => (PENDING, due, self.attempted.class),
            Next::Dead(reason) => ("dead", now, reason),
        }
    }
}

async fn write_health(
    connection: &mut PgConnection,
    ill: &HashMap<String, Ill>,
    now: i64,
) -> sqlx::Result<()> {
    let sql =
        "UPDATE hookwright_endpoints SET failures = $2, failing_since = $3, blocked_until = $4, opened = $5,
        probing_until = NULL WHERE id = $1";
    let disable = "UPDATE hookwright_endpoints SET state = 'disabled', reason = $2, changed_at = $3,
        revision = (SELECT max(revision) + 1 FROM hookwright_endpoints) WHERE id = $1 AND state <> 'deleted'";
    for (endpoint, Ill { before, health, disable: reason }) in ill {
        if before != health || before.opened > 0 {
            let query = sqlx::query(sql).bind(endpoint).bind(health.failures).bind(health.failing_since);
            let query = query.bind(health.blocked_until).bind(health.opened);
            query.execute(&mut *connection).await?;
        }
        if let Some(reason) = reason {
            sqlx::query(disable).bind(endpoint).bind(reason).bind(now).execute(&mut *connection).await?;
        }
    }
    Ok(())
}
