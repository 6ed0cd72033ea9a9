//! Doing deliveries again. In: which. Out: rows that are pending, and the one who delivers told. It must not send.

use std::time::SystemTime;

use super::super::Error;
use super::super::database::{Statement, Value, statement};
use super::super::endpoints::touch;
use super::super::tables::NEVER;
use super::record::{DeliveryRecord, DeliveryState};
use super::{Deliveries, is_enabled};
use crate::millis::millis;

/// So many are made pending in one transaction.
const BATCH: usize = 1000;

impl Deliveries {
    /// Sends one delivery again, whether it was delivered, given up, or waits for its next attempt: at once, and then by
    /// the whole schedule. If its endpoint is disabled, it waits until that is enabled.
    ///
    /// # Errors
    /// Where the tenant has no such delivery, its endpoint is deleted, or the store fails.
    pub async fn resend(&self, number: i64) -> Result<DeliveryRecord, Error> {
        let found = self.record(number).await?;
        self.endpoint(&found.endpoint).await?;
        let which = match found.state {
            DeliveryState::Pending => format!("number = $4 AND state = 'pending' AND due < {NEVER}"),
            _ => "number = $4 AND state <> 'pending'".to_owned(),
        };
        self.open_again(&found.endpoint, &which, number.into()).await?;
        self.record(number).await
    }

    /// Sends again what was given up since this time, and how many these are.
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, or the store fails.
    pub async fn resend_failed(&self, endpoint: &str, since: SystemTime) -> Result<u64, Error> {
        self.endpoint(endpoint).await?;
        let which = format!(
            "number IN (SELECT number FROM hookwright_deliveries WHERE endpoint = $1 AND state = 'dead'
                AND finished_at >= $4 ORDER BY number LIMIT {BATCH}) AND state = 'dead'"
        );
        let mut all = 0_u64;
        loop {
            let some = self.open_again(endpoint, &which, millis(since).into()).await?;
            all = all.saturating_add(some as u64);
            if some < BATCH {
                return Ok(all);
            }
        }
    }

    /// Enables an endpoint that was disabled, with a clean record, and sends again what was given up since this time. What
    /// was accepted while it was disabled is for [`replay`](Self::replay).
    ///
    /// # Errors
    /// Where the tenant has no such endpoint, it has not consented yet, or the store fails.
    pub async fn recover(&self, endpoint: &str, since: SystemTime) -> Result<u64, Error> {
        let found = self.endpoint(endpoint).await?;
        let enabled = self.store.endpoints(&*found.tenant).enable(endpoint).await?;
        if !is_enabled(&enabled) {
            return Err(Error::invalid("endpoint", "it has not consented yet"));
        }
        self.resend_failed(endpoint, since).await
    }

    /// Makes those pending of which this is true, and how many these are. `$4` is the value.
    async fn open_again(&self, endpoint: &str, which: &str, value: Value) -> Result<usize, Error> {
        let sql = format!(
            "UPDATE hookwright_deliveries SET state = 'pending', due = CASE WHEN lane IS NULL THEN $2 ELSE $3 END,
                attempts = 0, reason = '', accepted_at = $2, finished_at = NULL
            WHERE {which} RETURNING number"
        );
        let now = millis(self.store.now());
        let update = statement(sql, [endpoint.into(), now.into(), NEVER.into(), value]);
        let written = self.write_and_wake("to resend deliveries", endpoint, vec![update]).await?;
        Ok(written.first().copied().unwrap_or_default())
    }

    /// Writes, then has the heads of lanes due and the one who delivers told; how many rows each of the statements gave.
    pub(super) async fn write_and_wake(
        &self,
        doing: &'static str,
        endpoint: &str,
        mut statements: Vec<Statement>,
    ) -> Result<Vec<usize>, Error> {
        let (now, asked) = (self.store.now(), statements.len());
        statements.push(heads_are_due(endpoint, millis(now)));
        statements.push(touch(endpoint));
        statements.extend(self.store.database.awaken(endpoint, now));
        let written = self.store.database.write(doing, statements).await?;
        Ok(written.iter().take(asked).map(Vec::len).collect())
    }
}

/// Where all of a lane wait for each other, the first of them is due.
fn heads_are_due(endpoint: &str, now: i64) -> Statement {
    let sql = "UPDATE hookwright_deliveries SET due = $2 WHERE number IN (SELECT min(number) FROM hookwright_deliveries
        WHERE endpoint = $1 AND state = 'pending' AND lane IS NOT NULL GROUP BY lane HAVING min(due) = $3)";
    statement(sql, [endpoint.into(), now.into(), NEVER.into()])
}
