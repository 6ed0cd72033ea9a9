//! Deliveries for people and machines.
//!
//! Comes in: records. Goes out: words and JSON. It must not obey what a receiver answered: it is shown as text.

use hookwright::send::{
    DeliveryDetails, DeliveryList, DeliveryRecord, EndpointCounts, EventRecord, Timestamp,
};
use serde_json::json;

use crate::managed::{Failure, Said, Table, plain};

/// So much of an answer stands in a line.
const ANSWER: usize = 60;

pub(super) fn list(found: &DeliveryList) -> Result<Said, Failure> {
    let mut table =
        Table::new(["NUMBER", "STATE", "EVENT", "ENDPOINT", "TRIED", "ACCEPTED", "NEXT", "REASON"]);
    for delivery in &found.deliveries {
        table.row([
            delivery.number.to_string(),
            delivery.state.name().to_owned(),
            delivery.name.clone(),
            delivery.endpoint.clone(),
            delivery.attempts.to_string(),
            Timestamp(delivery.accepted_at).to_string(),
            delivery.due.map(|due| Timestamp(due).to_string()).unwrap_or_default(),
            delivery.reason.clone(),
        ]);
    }
    let text = if found.deliveries.is_empty() { "no deliveries\n".to_owned() } else { table.text() };
    let more = found.next.map(|next| format!("more: --before {next}\n")).unwrap_or_default();
    Said::new(text + &more, json!({ "deliveries": found.deliveries, "next": found.next }))
}

pub(super) fn details(found: &DeliveryDetails, event: Option<&EventRecord>) -> Result<Said, Failure> {
    let mut text = head(&found.delivery);
    let mut table = Table::new(["TRY", "AT", "MS", "STATUS", "CLASS", "WHAT", "ANSWER"]);
    for attempt in &found.attempts {
        let answer: String = String::from_utf8_lossy(&attempt.answer).chars().take(ANSWER).collect();
        table.row([
            attempt.attempt.to_string(),
            Timestamp(attempt.at).to_string(),
            attempt.duration.as_millis().to_string(),
            attempt.status.map(|status| status.to_string()).unwrap_or_default(),
            attempt.class.clone(),
            attempt.detail.clone(),
            answer,
        ]);
    }
    text += &if found.attempts.is_empty() { "not tried yet\n".to_owned() } else { table.text() };
    let mut json = serde_json::to_value(found)?;
    if let Some(event) = event {
        let payload = String::from_utf8_lossy(&event.payload);
        let lines: Vec<String> = payload.lines().map(plain).collect();
        text += &format!("\n{}\n{}\n", event.content_type, lines.join("\n"));
        json["payload"] = serde_json::to_value(event)?["payload"].clone();
    }
    Said::new(text, json)
}

fn head(delivery: &DeliveryRecord) -> String {
    let reason = if delivery.reason.is_empty() { String::new() } else { format!(" ({})", delivery.reason) };
    let due = delivery.due.map(|due| format!(", next at {}", Timestamp(due))).unwrap_or_default();
    format!(
        "delivery {} of {} `{}` to {}: {}{reason}{due}\n",
        delivery.number,
        delivery.event,
        plain(&delivery.name),
        delivery.endpoint,
        delivery.state.name(),
    )
}

pub(super) fn counts(all: &[EndpointCounts]) -> Result<Said, Failure> {
    let mut table =
        Table::new(["ENDPOINT", "PENDING", "WAITING", "DEAD", "DEAD 24 H", "DELIVERED 24 H", "FAILED 24 H"]);
    for one in all {
        let numbers =
            [one.pending, one.waiting, one.dead, one.dead_lately, one.delivered_lately, one.failed_lately];
        let [a, b, c, d, e, f] = numbers.map(|number| number.to_string());
        table.row([one.endpoint.clone(), a, b, c, d, e, f]);
    }
    Said::new(if all.is_empty() { "no endpoints\n".to_owned() } else { table.text() }, all)
}
