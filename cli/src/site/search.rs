//! What the search of a site looks through.
//!
//! Comes in: a version of an API. Goes out: a script that holds the data, since pages that are opened from a disk may not
//! fetch any. It must not know how search works.

use serde_json::{Value, json};

use super::MARK;
use super::edition::{self, Pages};

/// A script with a row for each event and each type: name, words, page, what it is.
pub(super) fn script(pages: &Pages<'_>) -> String {
    let mut rows: Vec<Value> = Vec::new();
    for group in &pages.groups {
        for index in &group.events {
            let event = &pages.contract.events[*index];
            let page = format!("events/{}.html", pages.slugs[*index]);
            rows.push(json!([
                event.name,
                edition::about(event),
                page,
                group.name,
                u8::from(event.deprecated)
            ]));
        }
    }
    for (name, slug, _) in &pages.types {
        rows.push(json!([name, "", format!("types/{slug}.html"), "type", 0]));
    }
    rows.push(json!(["Deliveries", "Verifying, answering, retries", "delivery.html", "guide", 0]));
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    format!("/* {MARK} */\nwindow.catalog = [\n{}\n];\n", lines.join(",\n"))
}
