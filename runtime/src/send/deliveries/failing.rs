//! Deliveries that fail, and why. In: the store. Out: those that wait for another attempt, with what came of the last. It
//! must not read those that are well.

use std::collections::HashMap;

use super::super::Error;
use super::super::database::{Value, statement};
use super::super::tables::NEVER;
use super::Deliveries;
use super::record::DeliveryRecord;
use crate::millis::millis;

/// What came of a delivery's last attempt.
#[derive(Clone, Debug, Default)]
pub(in crate::send) struct Failing {
    pub(in crate::send) status: Option<u16>,
    pub(in crate::send) class: String,
    pub(in crate::send) detail: String,
}

/// So many endpoints are asked for in one statement.
const ENDPOINTS: usize = 50;

impl Deliveries {
    /// Deliveries that have failed and wait for another attempt, the newest first.
    pub(in crate::send) async fn retried(&self, most: usize) -> Result<Vec<DeliveryRecord>, Error> {
        let of = |place: usize| {
            format!(
                "SELECT number FROM (SELECT number FROM hookwright_deliveries WHERE endpoint = ${place}
                    AND state = 'pending' AND due > $1 AND due < $2 AND attempts > 0
                    ORDER BY +number DESC LIMIT {most}) AS found{place}"
            )
        };
        let mut numbers: Vec<i64> = Vec::new();
        for some in self.endpoint_ids().await?.chunks(ENDPOINTS) {
            let each: Vec<String> = (0..some.len()).map(|at| of(at + 3)).collect();
            let mut values = vec![Value::from(millis(self.store.now())), NEVER.into()];
            values.extend(some.iter().map(|endpoint| endpoint.as_str().into()));
            let query = statement(each.join(" UNION ALL "), values);
            let found = self.store.database.survey("to find what fails", query).await?;
            numbers.extend(found.into_iter().map(|mut row| row.number()));
        }
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.truncate(most);
        self.by_numbers(&numbers).await
    }

    /// The same deliveries with what came of their last attempts.
    pub(in crate::send) async fn with_last_failure(
        &self,
        deliveries: Vec<DeliveryRecord>,
    ) -> Result<Vec<(DeliveryRecord, Failing)>, Error> {
        let numbers: Vec<String> = deliveries.iter().map(|delivery| delivery.number.to_string()).collect();
        let mut last: HashMap<i64, Failing> = HashMap::new();
        if !numbers.is_empty() {
            let sql = format!(
                "SELECT delivery, status, class, detail FROM hookwright_attempts WHERE number IN
                    (SELECT max(number) FROM hookwright_attempts WHERE delivery IN ({}) GROUP BY delivery)",
                numbers.join(", ")
            );
            for mut row in self.store.database.survey("to read attempts", statement(sql, [])).await? {
                let number = row.number();
                let status = row.optional_number().and_then(|status| u16::try_from(status).ok());
                last.insert(number, Failing { status, class: row.text(), detail: row.text() });
            }
        }
        let with = |delivery: DeliveryRecord| {
            let failing = last.remove(&delivery.number).unwrap_or_default();
            (delivery, failing)
        };
        Ok(deliveries.into_iter().map(with).collect())
    }
}
