//! How much waits, and for how long. In: the store. Out: numbers for alerts, pages and people. It must not change
//! anything but what was counted (the tallies of attempts).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::super::Error;
use super::super::database::{Value, statement};
use super::{Deliveries, Span};
use crate::millis::{from_millis, millis};

/// How an endpoint's deliveries stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointCounts {
    /// The endpoint; one that was deleted has its record still.
    pub endpoint: String,
    /// What is to be delivered.
    pub pending: u64,
    /// What of this waits: for its next attempt, or for another delivery of its ordering key.
    pub waiting: u64,
    /// What was given up, and is kept.
    pub dead: u64,
    /// What of this was given up in the last 24 hours.
    pub dead_lately: u64,
    /// What was delivered in the last 24 hours, in whole hours.
    pub delivered_lately: u64,
    /// Attempts that failed in the last 24 hours, in whole hours.
    pub failed_lately: u64,
}

/// What has waited the longest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undelivered {
    /// The endpoint that it is for.
    pub endpoint: String,
    /// When it was accepted, resent, or replayed.
    pub since: SystemTime,
    /// How long ago that was.
    pub age: Duration,
}

/// "Lately".
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So many endpoints are asked for in one statement.
const ENDPOINTS: usize = 50;

/// Deliveries that are sent again keep their numbers, so the lowest number need not be what waits the longest.
const OLDEST: usize = 100;

impl Deliveries {
    /// What has waited the longest of all that is to be delivered to endpoints that are enabled: the one number to be
    /// alerted by. Nothing where all is delivered.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn oldest_undelivered(&self) -> Result<Option<Undelivered>, Error> {
        let tenant = if self.tenant.is_some() { " AND tenant = $1" } else { "" };
        let sql = format!("SELECT id FROM hookwright_endpoints WHERE state = 'enabled'{tenant}");
        let found = self.store.database.survey("to read endpoints", self.scoped(sql, [])).await?;
        let endpoints: Vec<String> = found.into_iter().map(|mut row| row.text()).collect();
        let mut oldest = None::<(i64, String)>;
        for some in endpoints.chunks(ENDPOINTS) {
            let each: Vec<String> = (1..=some.len()).map(oldest_of).collect();
            let values = some.iter().map(|endpoint| Value::from(endpoint.as_str()));
            let query = statement(each.join(" UNION ALL "), values);
            for mut row in self.store.database.survey("to find what has waited the longest", query).await? {
                let (endpoint, Some(since)) = (row.text(), row.optional_number()) else { continue };
                oldest = oldest.into_iter().chain([(since, endpoint)]).min();
            }
        }
        let now = self.store.now();
        Ok(oldest.map(|(since, endpoint)| {
            let since = from_millis(since);
            Undelivered { endpoint, since, age: now.duration_since(since).unwrap_or_default() }
        }))
    }

    /// How the deliveries of each endpoint stand. Attempts that are not yet counted in are counted now.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn counts(&self) -> Result<Vec<EndpointCounts>, Error> {
        let now = self.store.now();
        let lately = now.checked_sub(DAY).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut counts: BTreeMap<String, EndpointCounts> =
            self.endpoint_ids().await?.into_iter().map(|id| (id, EndpointCounts::default())).collect();
        let sql = format!(
            "SELECT endpoint, count(*), sum(CASE WHEN due > $1 THEN 1 ELSE 0 END) FROM hookwright_deliveries
            WHERE state = 'pending'{} GROUP BY endpoint",
            self.and_tenant(2)
        );
        self.count(&mut counts, sql, millis(now), |counts, all, some| {
            (counts.pending, counts.waiting) = (all, some);
        })
        .await?;
        let sql = format!(
            "SELECT endpoint, count(*), sum(CASE WHEN finished_at >= $1 THEN 1 ELSE 0 END)
            FROM hookwright_deliveries WHERE state = 'dead'{} GROUP BY endpoint",
            self.and_tenant(2)
        );
        self.count(&mut counts, sql, millis(lately), |counts, all, some| {
            (counts.dead, counts.dead_lately) = (all, some);
        })
        .await?;
        for (endpoint, tally) in self.tally_by_endpoint(Span::Hour, lately).await? {
            if let Some(counts) = counts.get_mut(&endpoint) {
                (counts.delivered_lately, counts.failed_lately) = (tally.delivered, tally.failed);
            }
        }
        Ok(counts.into_iter().map(|(endpoint, counts)| EndpointCounts { endpoint, ..counts }).collect())
    }

    /// All that is to be delivered, and what of it waits.
    #[cfg(feature = "metrics")]
    pub(super) async fn depth(&self) -> Result<(u64, u64), Error> {
        let sql = "SELECT count(*), coalesce(sum(CASE WHEN due > $1 THEN 1 ELSE 0 END), 0) FROM hookwright_deliveries
            WHERE state = 'pending'";
        let query = statement(sql, [millis(self.store.now()).into()]);
        let found = self.store.database.survey("to count deliveries", query).await?;
        let number = |number: i64| u64::try_from(number).unwrap_or_default();
        Ok(found
            .into_iter()
            .next()
            .map(|mut row| (number(row.number()), number(row.number())))
            .unwrap_or_default())
    }

    async fn count(
        &self,
        counts: &mut BTreeMap<String, EndpointCounts>,
        sql: String,
        time: i64,
        take: impl Fn(&mut EndpointCounts, u64, u64),
    ) -> Result<(), Error> {
        let query = self.scoped(sql, [time.into()]);
        for mut row in self.store.database.survey("to count deliveries", query).await? {
            let endpoint = row.text();
            let numbers =
                [row.number(), row.number()].map(|number| u64::try_from(number).unwrap_or_default());
            take(counts.entry(endpoint).or_default(), numbers[0], numbers[1]);
        }
        Ok(())
    }
}

fn oldest_of(place: usize) -> String {
    format!(
        "SELECT * FROM (SELECT ${place}, min(accepted_at) FROM hookwright_deliveries WHERE number IN
            (SELECT number FROM hookwright_deliveries WHERE endpoint = ${place} AND state = 'pending'
                ORDER BY +number LIMIT {OLDEST})) AS found{place}"
    )
}
