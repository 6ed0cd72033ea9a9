//! Endpoints for people and machines.
//!
//! Comes in: endpoints. Goes out: words and JSON. A secret is shown only where it was just made.

use std::time::Duration;

use hookwright::send::{Endpoint, Registered, Timestamp};
use hookwright::signature::Secret;
use serde_json::{Value, json};

use crate::managed::{Failure, Said, Table};

/// URLs are shown up to their path, unless asked for.
pub(super) fn list(endpoints: &[Endpoint], urls: bool) -> Result<Said, Failure> {
    let url = |endpoint: &Endpoint| if urls { endpoint.url.clone() } else { endpoint.origin() };
    let mut table = Table::new(["ID", "TENANT", "STATE", "HEALTH", "EVENTS", "URL"]);
    let mut rows = Vec::new();
    for endpoint in endpoints {
        table.row([
            endpoint.id.clone(),
            endpoint.tenant.clone(),
            endpoint.state.name().to_owned(),
            health(endpoint),
            endpoint.events.join(","),
            url(endpoint),
        ]);
        let mut row = serde_json::to_value(endpoint)?;
        row["url"] = url(endpoint).into();
        rows.push(row);
    }
    let text = if rows.is_empty() { "no endpoints\n".to_owned() } else { table.text() };
    Said::new(text, Value::from(rows))
}

fn health(endpoint: &Endpoint) -> String {
    match (&endpoint.failing_since, endpoint.reason.as_str()) {
        (_, reason) if !reason.is_empty() => reason.to_owned(),
        (Some(since), _) => format!("failing since {}", Timestamp(*since)),
        (None, _) => "well".to_owned(),
    }
}

/// One endpoint, after what was done to it.
pub(super) fn details(endpoint: &Endpoint, done: Option<&str>) -> Result<Said, Failure> {
    let json = serde_json::to_value(endpoint)?;
    let text = match done {
        Some(done) => format!("{done} {}\n", endpoint.id),
        None => members(&json),
    };
    Said::new(text, json)
}

/// All members that say something, one a line.
fn members(json: &Value) -> String {
    let mut table = Table::new(["NAME", "VALUE"]);
    for (name, value) in json.as_object().into_iter().flatten() {
        let value = match value {
            Value::Null => continue,
            Value::String(text) if text.is_empty() => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        table.row([name.clone(), value]);
    }
    table.text()
}

pub(super) fn registered(new: &Registered) -> Result<Said, Failure> {
    let mut json = serde_json::to_value(&new.endpoint)?;
    json["secret"] = new.secret.expose().into();
    let consent = match new.endpoint.state {
        hookwright::send::EndpointState::Pending => "it gets nothing before it has consented\n",
        _ => "",
    };
    let text = format!(
        "created {}\nsecret  {}\nkeep the secret: it is not shown again\n{consent}",
        new.endpoint.id,
        new.secret.expose()
    );
    Said::new(text, json)
}

pub(super) fn rotated(id: &str, secret: &Secret, overlap: Duration) -> Result<Said, Failure> {
    let text = format!(
        "rotated {id}\nsecret  {}\nkeep the secret: it is not shown again; the old one signs, too, for {} s\n",
        secret.expose(),
        overlap.as_secs()
    );
    Said::new(text, json!({ "id": id, "secret": secret.expose(), "overlap_seconds": overlap.as_secs() }))
}
