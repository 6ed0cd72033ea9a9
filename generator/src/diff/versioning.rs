//! What changed in `x-webhook-version`: another name is why there is a new document, another place is a breach.
//!
//! Comes in: the extension of both documents. Goes out: changes of the document. It must not know how requests are routed.

use serde_json::{Map, Value};

use super::catalogue::Change;
use super::event::Event;
use super::severity::Effect::Changes;
use crate::api::nodes::Extension;

/// The members by which receivers find the version of a request.
const ROUTING: &[&str] = &["from", "default", "between", "order"];

/// Compares member by member.
pub(super) fn compare(old: Option<&Extension<'_>>, new: Option<&Extension<'_>>, event: &mut Event) {
    let (before, after) = (members(old), members(new));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    for name in names {
        let (was, is) = (before.get(name), after.get(name));
        if was == is {
            continue;
        }
        let change = match (ROUTING.contains(&name.as_str()), was) {
            (true, Some(_)) => Change::VersioningChanged,
            _ => Change::VersionSaid,
        };
        let words = |value: Option<&Value>| value.map_or("nothing".to_owned(), |value| format!("`{value}`"));
        let message = format!("`{name}` of `x-webhook-version` is {}, and was {}", words(is), words(was));
        let at = [name.clone()];
        let span = |extension: Option<&Extension<'_>>| extension.and_then(|extension| extension.span(&at));
        event.note(change, Changes, (span(old), span(new)), message);
    }
}

/// The record; a name alone is one that says nothing else.
fn members(extension: Option<&Extension<'_>>) -> Map<String, Value> {
    match extension.map(|extension| &extension.value) {
        Some(Value::Object(record)) => record.clone(),
        Some(name) => Map::from_iter([("version".to_owned(), name.clone())]),
        None => Map::new(),
    }
}
