//! Endpoints as rows. In: rows. Out: endpoints, and back. It must not decide anything.

use std::num::NonZeroU32;
use std::time::Duration;

use super::super::database::{Row, Value};
use super::super::endpoint::{Endpoint, EndpointOptions, EndpointState, Rate, Target};
use super::super::policy::Health;
use super::super::{Error, Filter, Retry};
use crate::millis::from_millis;

/// The columns that [`target`] reads, in its order.
pub(crate) const COLUMNS: &str = "e.id, e.tenant, e.url, e.description, e.state, e.reason, e.version, e.filter, e.retry, \
    e.concurrency, e.rate_events, e.rate_period, e.fifo, e.failures, e.failing_since, e.blocked_until, e.opened, \
    e.next_slot, e.created_at, e.changed_at, e.revision";

/// A row of [`COLUMNS`]. Its events stand in another table.
pub(crate) fn target(row: &mut Row) -> Result<Target, Error> {
    let (id, tenant, url, description) = (row.text(), row.text(), row.text(), row.text());
    let (state, reason) = (EndpointState::of(&row.text()), row.text());
    let options = options(row)?;
    let failures = row.number();
    let health = Health {
        failures,
        failing_since: row.optional_number(),
        blocked_until: row.optional_number(),
        opened: row.number(),
    };
    let next_slot = row.number();
    let endpoint = Endpoint {
        id,
        tenant,
        url,
        description,
        state,
        reason,
        events: Vec::new(),
        options,
        failures: u32::try_from(failures).unwrap_or_default(),
        failing_since: health.failing_since.map(from_millis),
        blocked_until: health.blocked_until.map(from_millis),
        created_at: from_millis(row.number()),
        changed_at: from_millis(row.number()),
    };
    Ok(Target { endpoint, health, revision: row.number(), next_slot })
}

fn options(row: &mut Row) -> Result<EndpointOptions, Error> {
    let version = row.optional_text();
    let filter = row.optional_text().map(|text| text.parse::<Filter>()).transpose()?;
    let retry = row.optional_text().map(|text| retry(&text)).transpose()?;
    let concurrency = row.optional_number().and_then(positive);
    let events = row.optional_number().and_then(positive);
    let period =
        row.optional_number().and_then(|period| u64::try_from(period).ok()).map(Duration::from_millis);
    let rate = events.zip(period).map(|(events, period)| Rate { events, period });
    Ok(EndpointOptions { version, filter, retry, concurrency, rate, fifo: row.number() != 0 })
}

fn positive(number: i64) -> Option<NonZeroU32> {
    u32::try_from(number).ok().and_then(NonZeroU32::new)
}

fn retry(text: &str) -> Result<Retry, Error> {
    let value =
        serde_json::from_str(text).map_err(|error| Error::invalid("retry schedule", error.to_string()))?;
    Retry::from_json(&value)
}

/// The values of `version, filter, retry, concurrency, rate_events, rate_period, fifo`.
pub(super) fn option_values(options: &EndpointOptions) -> [Value; 7] {
    let number = |number: NonZeroU32| i64::from(number.get());
    let period = |rate: Rate| i64::try_from(rate.period.as_millis()).unwrap_or(i64::MAX).max(1);
    [
        options.version.clone().into(),
        options.filter.as_ref().map(|filter| filter.to_json().to_string()).into(),
        options.retry.as_ref().map(|retry| retry.to_json().to_string()).into(),
        options.concurrency.map(number).into(),
        options.rate.map(|rate| number(rate.events)).into(),
        options.rate.map(period).into(),
        i64::from(options.fifo).into(),
    ]
}
