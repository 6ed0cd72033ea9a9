//! Forgetting what is long over. In: how long things are kept. Out: fewer rows. It must not forget an event of which a
//! delivery is still open, or was over only lately.

use std::time::{Duration, SystemTime};

use super::super::Error;
use super::super::database::{Statement, statement};
use super::super::store::Store;
use crate::client::id;
use crate::millis::millis;

/// So many events are looked at in one read, and so many forgotten in one transaction.
const BATCH: usize = 200;

/// No delivery of the event `$1` is open, and none was over at `$2` or later.
const IS_OVER: &str = "NOT EXISTS (SELECT 1 FROM hookwright_deliveries WHERE event = $1
    AND (state = 'pending' OR finished_at >= $2))";

impl Store {
    /// Forgets events all of whose deliveries were over before `retention` ago, with deliveries, attempts and idempotency
    /// keys: at most `limit` of them, in small transactions. How many these were. A sender that delivers does it by
    /// itself, every hour.
    ///
    /// # Errors
    /// Where the store fails; what was forgotten until then is forgotten.
    pub async fn sweep(&self, retention: Duration, limit: usize) -> Result<usize, Error> {
        let before = self.now().checked_sub(retention).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut from = String::new();
        let mut all = 0;
        while all < limit {
            let (over, last, is_last) = self.over(&from, before, BATCH.min(limit - all)).await?;
            if !over.is_empty() {
                let statements = over.iter().flat_map(|id| forget(id, before)).collect();
                self.database.write("to forget old events", statements).await?;
            }
            all += over.len();
            if is_last {
                break;
            }
            from = last;
        }
        self.forget_endpoints(before).await?;
        Ok(all)
    }

    /// Events that are over, from an id on, the last id that was looked at, and whether there are no more.
    async fn over(
        &self,
        from: &str,
        before: SystemTime,
        most: usize,
    ) -> Result<(Vec<String>, String, bool), Error> {
        let sql = format!(
            "SELECT e.id, {} FROM hookwright_events e WHERE e.id > $1 AND e.id < $3 ORDER BY e.id LIMIT {most}",
            "CASE WHEN NOT EXISTS (SELECT 1 FROM hookwright_deliveries d WHERE d.event = e.id
                AND (d.state = 'pending' OR d.finished_at >= $2)) THEN 1 ELSE 0 END"
        );
        let values = [from.into(), millis(before).into(), id::least("msg_", before).into()];
        let found = self.database.survey("to find old events", statement(sql, values)).await?;
        let (mut over, mut last, looked_at) = (Vec::new(), String::new(), found.len());
        for mut row in found {
            last = row.text();
            if row.number() != 0 {
                over.push(last.clone());
            }
        }
        Ok((over, last, looked_at < most))
    }

    /// Endpoints that were deleted, once nothing refers to them.
    async fn forget_endpoints(&self, before: SystemTime) -> Result<(), Error> {
        let sql = "DELETE FROM hookwright_endpoints WHERE state = 'deleted' AND changed_at < $1
            AND NOT EXISTS (SELECT 1 FROM hookwright_deliveries d WHERE d.endpoint = hookwright_endpoints.id)";
        let statements = vec![statement(sql, [millis(before).into()])];
        self.database.write("to forget endpoints", statements).await.map(drop)
    }
}

/// It is asked again whether it is over: it may have been resent meanwhile.
fn forget(id: &str, before: SystemTime) -> [Statement; 3] {
    let attempts = format!(
        "DELETE FROM hookwright_attempts WHERE delivery IN
            (SELECT number FROM hookwright_deliveries WHERE event = $1) AND {IS_OVER}"
    );
    let deliveries = format!("DELETE FROM hookwright_deliveries WHERE event = $1 AND {IS_OVER}");
    let event = "DELETE FROM hookwright_events WHERE id = $1
        AND NOT EXISTS (SELECT 1 FROM hookwright_deliveries WHERE event = $1)";
    [attempts, deliveries, event.to_owned()].map(|sql| statement(sql, [id.into(), millis(before).into()]))
}
