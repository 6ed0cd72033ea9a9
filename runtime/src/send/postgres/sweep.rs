//! Looking for what is parked and may go out: after a process has died, an endpoint was enabled, a break has ended. In:
//! rows. Out: jobs. It must not be needed while all goes well: whatever ends makes room for what is parked.

use std::collections::HashSet;
use std::sync::Arc;

use sqlx::Row as _;

use super::engine::{Base, PAUSE};
use super::pool::failed;
use crate::millis::millis;

/// Endpoints that have something parked and due and may be called, found one by one in the index of what is parked.
const SQL: &str = "WITH RECURSIVE parked AS (
        (SELECT endpoint FROM hookwright_deliveries WHERE state = 'pending' AND parked = 1 ORDER BY endpoint LIMIT 1)
        UNION ALL
        SELECT (SELECT d.endpoint FROM hookwright_deliveries d
            WHERE d.state = 'pending' AND d.parked = 1 AND d.endpoint > p.endpoint ORDER BY d.endpoint LIMIT 1)
        FROM parked p WHERE p.endpoint IS NOT NULL)
    SELECT e.id, e.revision, coalesce(e.rate_events * 1000 / greatest(e.rate_period, 1) + 1, 1000)
    FROM parked p JOIN hookwright_endpoints e ON e.id = p.endpoint
    WHERE e.state = 'enabled' AND coalesce(e.blocked_until, 0) <= $1
        AND (e.opened = 0 OR coalesce(e.probing_until, 0) <= $1)
        AND EXISTS (SELECT 1 FROM hookwright_deliveries d
            WHERE d.endpoint = e.id AND d.state = 'pending' AND d.parked = 1 AND d.due <= $1)";

/// The first of a lane is due by itself; where it is not, because it was accepted in a transaction that saw an old state
/// of the lane, it is found here.
const LANES: &str = "SELECT hookwright_move_on(array_agg(l.endpoint || ' ' || l.lane), $1) FROM (
        SELECT DISTINCT ON (endpoint, lane) endpoint, lane, due FROM hookwright_deliveries
        WHERE state = 'pending' AND lane IS NOT NULL ORDER BY endpoint, lane, number) l
    WHERE l.due = 9223372036854775807 HAVING count(*) > 0";

/// So many sweeps come before one that looks at lanes, too.
const RARELY: u32 = 15;

/// Sweeps until it is aborted.
pub(super) async fn sweep(base: Arc<Base>) {
    for turn in 0_u32.. {
        if let Err(error) = once(&base, turn % RARELY == RARELY - 1).await {
            base.complain(&failed("to look for parked deliveries")(error));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn once(base: &Base, lanes: bool) -> sqlx::Result<()> {
    let now = millis(base.shared.store.now());
    let rows = sqlx::query(SQL).bind(now).fetch_all(&base.pool.connections).await?;
    let (mut ids, mut rooms, mut parked) = (Vec::new(), Vec::new(), HashSet::new());
    for row in rows {
        let (id, revision, most): (String, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if base.destinations.is_bad(&id, revision) {
            continue;
        }
        let room = base.gate.room(&id, base.destinations.known_limit(&id));
        parked.insert(id.clone());
        if room > 0 {
            ids.push(id);
            rooms.push(i64::try_from(room).unwrap_or(i64::MAX).min(most));
        }
    }
    base.gate.only_parked(&parked);
    if !ids.is_empty() {
        let sql =
            "SELECT hookwright_unpark(w.endpoint, w.room, $3) FROM unnest($1, $2) AS w (endpoint, room)";
        let query = sqlx::query(sql).bind(ids).bind(rooms).bind(now);
        query.execute(&base.pool.connections).await?;
    }
    if lanes {
        sqlx::query(LANES).bind(now).execute(&base.pool.connections).await?;
    }
    Ok(())
}
