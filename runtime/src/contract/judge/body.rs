//! Whether a payload is what the document says. In: a request, its event, the schema. Out: every violation. It must not
//! show values.

use serde_json::Value;

use super::{Arrival, Fault};
use crate::content;
use crate::contract::Event;
use crate::contract::sample::Schema;
use crate::receive::media_type;

/// What is wrong with the payload.
pub(super) fn faults(arrival: &Arrival, event: &Event, schema: Option<&Schema>, faults: &mut Vec<Fault>) {
    let Some(schema) = schema else { return };
    if arrival.body.is_empty() {
        // Some payloads are optional; their schema says so of no value at all.
        return faults.push(Fault::new("payload::missing", "the body is empty"));
    }
    if !faults.iter().any(|fault| matches!(fault.code, "limit::body" | "body::coding")) {
        match value(arrival, event) {
            Ok(value) => {
                let violations = schema.violations(&value).into_iter();
                faults.extend(violations.map(|violation| Fault::violation("payload::violation", violation)));
            }
            Err(fault) => faults.push(fault),
        }
    }
}

fn value(arrival: &Arrival, event: &Event) -> Result<Value, Fault> {
    let said = media_type::said(&arrival.headers);
    let content = media_type::content(event.info, said);
    let json = content::json(content, &arrival.body, said).map_err(|violations| {
        let first = violations.first().map(ToString::to_string).unwrap_or_default();
        Fault::new("payload::syntax", first)
    })?;
    if std::str::from_utf8(&json).is_err() {
        return Err(Fault::new("payload::syntax", "the body is not UTF-8"));
    }
    serde_json::from_slice(&json).map_err(|error| {
        let message =
            format!("the body is not JSON, from line {} column {} on", error.line(), error.column());
        Fault::new("payload::syntax", message)
    })
}
