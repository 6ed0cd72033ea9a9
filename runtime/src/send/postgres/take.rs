//! Taking deliveries: whether those that have found room may go out now. In: numbers. Out: what is to be sent, and where
//! it goes. It must not attempt anything.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use tokio::sync::oneshot;

use super::super::deliver::{Destination, Parcel};
use super::engine::{Base, PAUSE};
use super::gather::Gather;
use super::pool::failed;
use crate::millis::{from_millis, millis};

/// What comes of taking one.
pub(super) enum Taken {
    Go(Box<Turn>),
    /// Not now: it is to be parked, `behind` others of its lane or for its endpoint.
    Parked {
        behind: bool,
    },
    /// It is not pending any more.
    Gone,
}

/// One that may go out.
pub(super) struct Turn {
    pub(super) parcel: Parcel,
    pub(super) destination: Arc<Destination>,
    /// When, in microseconds since 1970, where the endpoint has a rate.
    pub(super) slot: Option<i64>,
}

struct Asking {
    number: i64,
    told: oneshot::Sender<Taken>,
}

/// Takes what comes at once by one query.
pub(super) struct Taking(Gather<Asking>);

const MOST: usize = 256;

/// How far ahead slots of a rate are given out, in microseconds: deliveries wait for so long at most while they are taken.
const HORIZON: i64 = 100_000;

/// How long a probe may be under way before another one is made.
const PROBE: Duration = Duration::from_secs(90);

/// A row of [`SQL`].
struct Found {
    parcel: Parcel,
    endpoint: String,
    revision: i64,
    may_go: bool,
    behind: bool,
    /// Its breaker or its rate have to be asked.
    guarded: bool,
    /// It was parked, and its job not removed, when a process died.
    parked: bool,
}

const SQL: &str = "SELECT d.number, d.event, v.name,
        CASE WHEN e.state = 'enabled' AND coalesce(e.blocked_until, 0) <= $2 THEN v.payload END,
        v.content_type, v.headers, v.traceparent, d.attempts, d.accepted_at, d.endpoint, e.revision,
        d.lane IS NOT NULL AND EXISTS (SELECT 1 FROM hookwright_deliveries h WHERE h.endpoint = d.endpoint
            AND h.lane = d.lane AND h.state = 'pending' AND h.number < d.number),
        e.opened > 0 OR e.rate_events IS NOT NULL, d.parked = 1
    FROM hookwright_deliveries d JOIN hookwright_events v ON v.id = d.event
        JOIN hookwright_endpoints e ON e.id = d.endpoint
    WHERE d.number = ANY ($1) AND d.state = 'pending'";

impl Taking {
    pub(super) fn new(base: &Arc<Base>) -> Self {
        let base = Arc::clone(base);
        let flush = move |asking: Vec<Asking>| {
            let base = Arc::clone(&base);
            async move { take(&base, asking).await }
        };
        Self(Gather::new(MOST, usize::MAX, flush))
    }

    /// None where delivering ends while the database fails.
    pub(super) async fn take(&self, number: i64) -> Option<Taken> {
        let (told, taken) = oneshot::channel();
        self.0.add(Asking { number, told }).ok()?;
        taken.await.ok()
    }
}

async fn take(base: &Arc<Base>, asking: Vec<Asking>) {
    let numbers: Vec<i64> = asking.iter().map(|asking| asking.number).collect();
    let Some(found) = find(base, &numbers).await else { return };
    let mut found: HashMap<i64, Found> =
        found.into_iter().map(|found| (found.parcel.number, found)).collect();
    let mut guarded: HashMap<String, Vec<(Found, Asking)>> = HashMap::new();
    for asking in asking {
        let taken = match found.remove(&asking.number) {
            None => Taken::Gone,
            Some(found) if found.behind || !found.may_go => Taken::Parked { behind: found.behind },
            Some(found) if found.guarded => {
                guarded.entry(found.endpoint.clone()).or_default().push((found, asking));
                continue;
            }
            Some(found) => go(base, found, None).await,
        };
        let _ = asking.told.send(taken);
    }
    for (endpoint, asking) in guarded {
        tokio::spawn(ask(Arc::clone(base), endpoint, asking));
    }
}

/// While the database fails, deliveries wait here: their jobs are this process's.
async fn find(base: &Base, numbers: &[i64]) -> Option<Vec<Found>> {
    loop {
        let now = millis(base.shared.store.now());
        let rows = sqlx::query(SQL).bind(numbers).bind(now).fetch_all(&base.pool.connections).await;
        let found = rows.and_then(|rows| rows.iter().map(read).collect::<sqlx::Result<Vec<_>>>());
        let unparked = match found {
            Ok(found) => unpark(base, &found).await.map(|()| found),
            error => error,
        };
        match unparked {
            Ok(found) => return Some(found),
            Err(error) => base.complain(&failed("to take deliveries")(error)),
        }
        if base.stop.is_stopping() {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// One that is here is parked no more. Somebody may be about to unpark it by this very job: waiting for him, and going
/// on with it, leaves none without a job.
async fn unpark(base: &Base, found: &[Found]) -> sqlx::Result<()> {
    let parked = found.iter().filter(|found| found.parked).map(|found| found.parcel.number);
    let parked: Vec<i64> = parked.collect();
    if parked.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE hookwright_deliveries d SET parked = 0
        FROM (SELECT number FROM hookwright_deliveries WHERE number = ANY ($1) ORDER BY number FOR UPDATE) here
        WHERE d.number = here.number AND d.state = 'pending'";
    sqlx::query(sql).bind(parked).execute(&base.pool.connections).await.map(drop)
}

fn read(row: &PgRow) -> sqlx::Result<Found> {
    let payload: Option<Vec<u8>> = row.try_get(3)?;
    let may_go = payload.is_some();
    let parcel = Parcel {
        number: row.try_get(0)?,
        event: row.try_get(1)?,
        name: row.try_get(2)?,
        payload: payload.unwrap_or_default().into(),
        content_type: row.try_get(4)?,
        headers: row.try_get(5)?,
        traceparent: row.try_get(6)?,
        attempts: u32::try_from(row.try_get::<i64, _>(7)?).unwrap_or(u32::MAX),
        accepted_at: row.try_get(8)?,
    };
    let (endpoint, revision) = (row.try_get(9)?, row.try_get(10)?);
    let (behind, guarded, parked) = (row.try_get(11)?, row.try_get(12)?, row.try_get(13)?);
    Ok(Found { parcel, endpoint, revision, may_go, behind, guarded, parked })
}

async fn go(base: &Base, found: Found, slot: Option<i64>) -> Taken {
    match base.destinations.get(&found.endpoint, Some(found.revision)).await {
        Ok(Some(destination)) => Taken::Go(Box::new(Turn { parcel: found.parcel, destination, slot })),
        Ok(None) => Taken::Parked { behind: false },
        Err(error) => {
            base.complain(&error);
            Taken::Parked { behind: false }
        }
    }
}

/// Asks the endpoint's breaker and rate how many of these may go, the earliest first.
async fn ask(base: Arc<Base>, endpoint: String, mut asking: Vec<(Found, Asking)>) {
    asking.sort_by_key(|(found, _)| found.parcel.number);
    let now = base.shared.store.now();
    let ends = millis(now.checked_add(PROBE).unwrap_or(now));
    let wanted = i64::try_from(asking.len()).unwrap_or(i64::MAX);
    let sql = "SELECT permitted, slot, pace, again_at FROM hookwright_permit($1, $2, $3, $4, $5)";
    let query = sqlx::query(sql).bind(&endpoint).bind(wanted).bind(millis(now)).bind(HORIZON).bind(ends);
    let number = |row: &PgRow, at: usize| row.try_get::<i64, _>(at);
    let permit = query
        .fetch_one(&base.pool.connections)
        .await
        .and_then(|row| Ok((number(&row, 0)?, number(&row, 1)?, number(&row, 2)?, number(&row, 3)?)));
    let (permitted, slot, pace, again_at) = permit.unwrap_or_else(|error| {
        base.complain(&failed("to ask for a turn")(error));
        (0, 0, 0, 0)
    });
    for (place, (found, asking)) in (0_i64..).zip(asking) {
        let taken = if place < permitted {
            let slot = (pace > 0).then(|| slot.saturating_add(pace.saturating_mul(place)));
            go(&base, found, slot).await
        } else {
            Taken::Parked { behind: false }
        };
        let _ = asking.told.send(taken);
    }
    if pace > 0 {
        call_again(&base, &endpoint, again_at, pace).await;
    }
}

/// Unparks what has slots by the rate when they have come, if something is parked then.
async fn call_again(base: &Base, endpoint: &str, again_at: i64, pace: i64) {
    let horizon = u64::try_from(HORIZON / 2).unwrap_or_default();
    let early = from_millis(again_at).checked_sub(Duration::from_micros(horizon));
    let now = base.shared.store.now();
    let wait = early.and_then(|early| early.duration_since(now).ok()).unwrap_or_default();
    // The sweep comes by sooner than what is further away.
    if wait > PAUSE {
        return;
    }
    tokio::time::sleep(wait).await;
    if base.stop.is_stopping() || !base.gate.has_parked(endpoint) {
        return;
    }
    let many = (HORIZON / 2 / pace).max(1);
    let query = sqlx::query("SELECT hookwright_unpark($1, $2, $3)").bind(endpoint).bind(many);
    let query = query.bind(millis(base.shared.store.now()));
    if let Err(error) = query.execute(&base.pool.connections).await {
        base.complain(&failed("to unpark deliveries")(error));
    }
}
