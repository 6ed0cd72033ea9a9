//! Deliveries, attempts and events as rows. In: rows. Out: records. It must not decide anything.

use std::time::Duration;

use super::super::database::Row;
use super::super::tables::NEVER;
use super::record::{AttemptRecord, DeliveryRecord, DeliveryState, EventRecord};
use crate::millis::from_millis;

/// What [`delivery`] reads.
pub(super) const DELIVERY: &str = "SELECT d.number, d.tenant, d.event, e.name, d.endpoint, d.state, d.due, d.attempts, \
    d.reason, coalesce(e.accepted_at, d.accepted_at), d.finished_at \
    FROM hookwright_deliveries d LEFT JOIN hookwright_events e ON e.id = d.event";

pub(super) fn delivery(mut row: Row) -> DeliveryRecord {
    let (number, tenant, event, name, endpoint) =
        (row.number(), row.text(), row.text(), row.text(), row.text());
    let state = DeliveryState::of(&row.text()).unwrap_or(DeliveryState::Cancelled);
    let due = Some(row.number()).filter(|due| state == DeliveryState::Pending && *due != NEVER);
    DeliveryRecord {
        number,
        tenant,
        event,
        name,
        endpoint,
        state,
        due: due.map(from_millis),
        attempts: count(row.number()),
        reason: row.text(),
        accepted_at: from_millis(row.number()),
        finished_at: row.optional_number().map(from_millis),
    }
}

/// What [`attempt`] reads.
pub(super) const ATTEMPTS: &str = "SELECT attempt, at, milliseconds, status, class, detail, answer \
    FROM hookwright_attempts WHERE delivery = $1 ORDER BY number";

pub(super) fn attempt(mut row: Row) -> AttemptRecord {
    AttemptRecord {
        attempt: count(row.number()),
        at: from_millis(row.number()),
        duration: Duration::from_millis(u64::try_from(row.number()).unwrap_or_default()),
        status: row.optional_number().and_then(|status| u16::try_from(status).ok()),
        class: row.text(),
        detail: row.text(),
        answer: row.bytes().unwrap_or_default(),
    }
}

/// What [`event`] reads.
pub(super) const EVENT: &str = "SELECT id, tenant, name, payload, content_type, idempotency_key, ordering_key, accepted_at \
    FROM hookwright_events WHERE id = $1";

pub(super) fn event(mut row: Row) -> EventRecord {
    EventRecord {
        id: row.text(),
        tenant: row.text(),
        name: row.text(),
        payload: row.bytes().unwrap_or_default(),
        content_type: row.text(),
        idempotency_key: row.optional_text(),
        ordering_key: row.optional_text(),
        accepted_at: from_millis(row.number()),
    }
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
