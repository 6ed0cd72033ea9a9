//! The words of the page. In: records. Out: what the template puts down. It must not read the store, nor let out what may
//! be secret.

use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

use super::super::deliveries::{DeliveryRecord, DeliveryState, EndpointCounts, Failing};
use super::super::endpoint::{Endpoint, EndpointState};
use super::gather::Seen;
use super::plot::Plot;
use super::words::{age, full, number, relative};

/// So many endpoints are shown, those that need attention first.
const ENDPOINTS: usize = 100;

/// What waits longer than this is worth a word, and longer than that an alarm.
const LATE: Duration = Duration::from_secs(60);
const TOO_LATE: Duration = Duration::from_secs(15 * 60);

pub(super) fn view(seen: &Seen) -> Value {
    let mut endpoints: Vec<&(Endpoint, EndpointCounts)> = seen.endpoints.iter().collect();
    endpoints.sort_by_key(|(endpoint, counts)| std::cmp::Reverse((trouble(endpoint), counts.pending)));
    let rows =
        endpoints.iter().take(ENDPOINTS).map(|(endpoint, counts)| endpoint_row(seen, endpoint, counts));
    let more = match endpoints.len().saturating_sub(ENDPOINTS) {
        0 => String::new(),
        more => format!("And {} more, which are well.", number(more as u64)),
    };
    let plots = [
        Plot { title: "Last hour, by minute", tallies: &seen.hour, mark_every: 15 },
        Plot { title: "Last day, by hour", tallies: &seen.day, mark_every: 6 },
    ];
    json!({
        "title": "Webhook deliveries",
        "scope": seen.tenant.as_ref().map_or("all tenants".to_owned(), |tenant| format!("tenant {tenant}")),
        "now": full(seen.now),
        "verdict": verdict(seen),
        "tiles": tiles(seen),
        "plots": plots,
        "endpoints": rows.collect::<Vec<_>>(),
        "more_endpoints": more,
        "failing": seen.failing.iter().map(|(delivery, failing)| row(seen.now, delivery, failing)).collect::<Vec<_>>(),
    })
}

/// How bad it is.
fn trouble(endpoint: &Endpoint) -> u8 {
    match (endpoint.state, endpoint.failing_since) {
        (EndpointState::Disabled, _) => 2,
        (_, Some(_)) => 3,
        (EndpointState::Pending, _) => 1,
        (EndpointState::Enabled, None) => 0,
    }
}

/// The page in one sentence.
fn verdict(seen: &Seen) -> Value {
    let failing = seen.endpoints.iter().filter(|(endpoint, _)| endpoint.failing_since.is_some()).count();
    let waits = seen.oldest.as_ref().map(|oldest| oldest.age).unwrap_or_default();
    let endpoints = |count: usize| match count {
        1 => "1 endpoint fails".to_owned(),
        count => format!("{count} endpoints fail"),
    };
    let late = format!("the oldest delivery has waited {}", age(waits));
    let (class, text) = match (failing, waits) {
        (0, waits) if waits < LATE => ("calm", "All deliveries are on their way or done.".to_owned()),
        (0, waits) => {
            (if waits < TOO_LATE { "wait" } else { "bad" }, format!("No endpoint fails, but {late}."))
        }
        (count, waits) if waits < LATE => ("wait", format!("{}; nothing waits for long.", endpoints(count))),
        (count, _) => ("bad", format!("{}; {late}.", endpoints(count))),
    };
    json!({ "class": class, "text": text })
}

fn tiles(seen: &Seen) -> Vec<Value> {
    let sum =
        |of: fn(&EndpointCounts) -> u64| seen.endpoints.iter().map(|(_, counts)| of(counts)).sum::<u64>();
    let oldest = seen.oldest.as_ref().map_or("none".to_owned(), |oldest| age(oldest.age));
    let late = seen.oldest.as_ref().is_some_and(|oldest| oldest.age >= TOO_LATE);
    let tile = |name: &str, value: String, bad: bool| json!({ "name": name, "value": value, "class": if bad { "bad" } else { "" } });
    vec![
        tile("pending", number(sum(|counts| counts.pending)), false),
        tile("waiting for a retry", number(sum(|counts| counts.waiting)), false),
        tile("oldest undelivered", oldest, late),
        tile("delivered in 24 h", number(sum(|counts| counts.delivered_lately)), false),
        tile("failed attempts in 24 h", number(sum(|counts| counts.failed_lately)), false),
        tile("given up", number(sum(|counts| counts.dead)), sum(|counts| counts.dead_lately) > 0),
    ]
}

fn endpoint_row(seen: &Seen, endpoint: &Endpoint, counts: &EndpointCounts) -> Value {
    let name = if endpoint.description.is_empty() { "Endpoint" } else { &endpoint.description };
    let tenant = if seen.tenant.is_none() { format!(" of {}", endpoint.tenant) } else { String::new() };
    json!({
        "name": name,
        "origin": endpoint.origin(),
        "id": endpoint.id,
        "tenant": tenant,
        "state": state(endpoint),
        "health": health(endpoint, seen.now),
        "pending": number(counts.pending),
        "waiting": number(counts.waiting),
        "dead": number(counts.dead),
        "delivered": number(counts.delivered_lately),
        "failed": number(counts.failed_lately),
    })
}

/// An endpoint that fails is enabled, and that is not what is to be seen.
fn state(endpoint: &Endpoint) -> &'static str {
    match (endpoint.state, endpoint.failing_since) {
        (EndpointState::Enabled, Some(_)) => "failing",
        (state, _) => state.name(),
    }
}

fn health(endpoint: &Endpoint, now: SystemTime) -> String {
    let blocked = endpoint.blocked_until.filter(|until| *until > now);
    match (endpoint.state, endpoint.failing_since) {
        (EndpointState::Disabled, _) if endpoint.reason.is_empty() => "by hand".to_owned(),
        (EndpointState::Disabled, _) => endpoint.reason.clone(),
        (EndpointState::Pending, _) if endpoint.reason.is_empty() => "has not consented yet".to_owned(),
        (EndpointState::Pending, _) => endpoint.reason.clone(),
        (_, Some(since)) => {
            let since = format!("for {}", age(now.duration_since(since).unwrap_or_default()));
            match blocked {
                Some(until) => format!("{since}, tried again {}", relative(until, now)),
                None => since,
            }
        }
        (_, None) => "well".to_owned(),
    }
}

fn row(now: SystemTime, delivery: &DeliveryRecord, failing: &Failing) -> Value {
    let next = match (delivery.state, delivery.due) {
        (DeliveryState::Pending, Some(due)) => relative(due, now),
        (DeliveryState::Dead, _) => format!("never: {}", delivery.reason),
        _ => String::new(),
    };
    let class = match failing.status {
        Some(status) => format!("{} {status}", failing.class),
        None => failing.class.clone(),
    };
    json!({
        "number": format!("no. {}", delivery.number),
        "name": delivery.name,
        "state": delivery.state.name(),
        "endpoint": delivery.endpoint,
        "attempts": number(delivery.attempts.into()),
        "accepted": relative(delivery.accepted_at, now),
        "next": next,
        "class": class,
        "detail": failing.detail,
    })
}
