//! Delivering events of the past to an endpoint. In: an endpoint, a span of time. Out: pending deliveries of all events
//! that it subscribes to and has not got. It must not make one twice: an event has one delivery to an endpoint.

use std::ops::Range;
use std::time::SystemTime;

use super::super::Error;
use super::super::database::{Row, Statement, statement};
use super::super::endpoint::Endpoint;
use super::super::tables::NEVER;
use super::Deliveries;
use crate::client::id;
use crate::millis::millis;

/// So many events are looked at in one read, and so many deliveries written in one transaction.
const BATCH: usize = 200;

/// An event of the past.
struct Past {
    id: String,
    lane: Option<String>,
    fits: bool,
}

impl Deliveries {
    /// Delivers the tenant's events that were accepted in this span of time to an endpoint: those that it subscribes to
    /// now, that its filter lets through, and that it has not got: also what was accepted while it was disabled or not
    /// registered yet. How many these are.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails; what was made until then stays.
    pub async fn replay(&self, endpoint: &str, accepted: Range<SystemTime>) -> Result<u64, Error> {
        let endpoint = self.endpoint(endpoint).await?;
        let (mut from, to) = (id::least("msg_", accepted.start), id::least("msg_", accepted.end));
        let mut all = 0_u64;
        loop {
            let past = self.past(&endpoint, &from, &to).await?;
            let Some(last) = past.last() else { return Ok(all) };
            from = last.id.clone();
            let is_last = past.len() < BATCH;
            let wanted = past.into_iter().filter(|past| past.fits);
            let statements: Vec<Statement> = wanted.map(|past| self.delivery_row(&endpoint, past)).collect();
            if !statements.is_empty() {
                let doing = "to replay events";
                let written = self.write_and_wake(doing, &endpoint.id, statements).await?;
                all = all.saturating_add(written.iter().sum::<usize>() as u64);
            }
            if is_last {
                return Ok(all);
            }
        }
    }

    async fn past(&self, endpoint: &Endpoint, from: &str, to: &str) -> Result<Vec<Past>, Error> {
        let payload = if endpoint.options.filter.is_some() { "e.payload" } else { "NULL" };
        let sql = format!(
            "SELECT e.id, e.ordering_key, {payload} FROM hookwright_events e
            WHERE e.id > $1 AND e.id < $2 AND e.tenant = $3
                AND EXISTS (SELECT 1 FROM hookwright_subscriptions s
                    WHERE s.tenant = $3 AND s.endpoint = $4 AND s.event IN (e.name, '*'))
                AND NOT EXISTS (SELECT 1 FROM hookwright_deliveries d
                    WHERE d.event = e.id AND d.endpoint = $4 AND d.state IN ('pending', 'delivered'))
            ORDER BY e.id LIMIT {BATCH}"
        );
        let values = [from, to, &endpoint.tenant, &endpoint.id].map(Into::into);
        let found = self.store.database.survey("to read past events", statement(sql, values)).await?;
        Ok(found.into_iter().map(|row| past(endpoint, row)).collect())
    }

    fn delivery_row(&self, endpoint: &Endpoint, past: Past) -> Statement {
        let sql =
            "INSERT INTO hookwright_deliveries (tenant, event, endpoint, state, due, attempts, lane, reason,
                accepted_at)
            VALUES ($1, $2, $3, 'pending', $4, 0, $5, '', $6)
            ON CONFLICT (event, endpoint) DO UPDATE SET state = 'pending', due = excluded.due, attempts = 0,
                lane = excluded.lane, reason = '', accepted_at = excluded.accepted_at, finished_at = NULL
            WHERE hookwright_deliveries.state IN ('dead', 'cancelled')
            RETURNING number";
        let now = millis(self.store.now());
        let due = if past.lane.is_some() { NEVER } else { now };
        let values = [
            endpoint.tenant.as_str().into(),
            past.id.into(),
            endpoint.id.as_str().into(),
            due.into(),
            past.lane.into(),
            now.into(),
        ];
        statement(sql, values)
    }
}

fn past(endpoint: &Endpoint, mut row: Row) -> Past {
    let (id, key) = (row.text(), row.optional_text());
    let filter = endpoint.options.filter.as_ref();
    let fits = filter.is_none_or(|filter| filter.fits(&row.bytes().unwrap_or_default()));
    let lane = endpoint.options.fifo.then(|| key.unwrap_or_default());
    Past { id, lane, fits }
}
