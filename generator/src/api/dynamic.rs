//! Dynamic references (JSON Schema 2020-12, core 8.2.3.2): those that can only mean one schema become plain ones.
//!
//! In comes an api whose schemas still have `$dynamicRef`; out goes one in which it stands only where the meaning
//! depends on the way to it, with the files that a general validator needs then.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::nodes::{Api, Schema, for_each_below, fragment_of};
use crate::document::Documents;

/// Settles every dynamic reference of an api.
pub(super) fn settle<'a>(api: &mut Api<'a>, documents: &'a Documents) {
    let left = Cell::new(false);
    let settle_one = |schema: &mut Schema<'a>| {
        let mut value = schema.schema.as_value().clone();
        plain(&mut value, documents, &left);
        if let Ok(made) = schemars::Schema::try_from(value) {
            schema.schema = made;
        }
    };
    let payloads = api.webhooks.iter_mut().flat_map(|webhook| {
        let answers = webhook.responses.iter_mut().filter_map(|response| response.payload.as_mut());
        webhook.payload.iter_mut().chain(answers).filter_map(|payload| payload.schema.as_mut())
    });
    payloads.for_each(settle_one);
    api.schemas.values_mut().for_each(settle_one);
    if left.get() {
        let paths = api.schemas.keys().filter_map(|key| Some((key.split('#').next()?.to_owned(), key)));
        api.files = paths
            .filter_map(|(path, key)| documents.file_of_key(key).map(|found| (path, found)))
            .collect::<BTreeMap<_, _>>();
    }
}

/// Turns dynamic references that can mean but one schema into plain ones, here and below.
fn plain(value: &mut Value, documents: &Documents, left: &Cell<bool>) {
    let Value::Object(keywords) = value else { return };
    if let Some(Value::String(key)) = keywords.get("$dynamicRef") {
        let key = key.clone();
        let name = fragment_of(&key).trim_start_matches('@').to_owned();
        let meant = documents.dynamic_anchors(&name);
        match meant.as_slice() {
            [only] => {
                keywords.remove("$dynamicRef");
                let reference = Value::String(only.clone());
                if keywords.contains_key("$ref") {
                    let all = keywords.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
                    all.as_array_mut()
                        .into_iter()
                        .for_each(|all| all.push(serde_json::json!({ "$ref": reference })));
                } else {
                    keywords.insert("$ref".to_owned(), reference);
                }
            }
            _ => left.set(true),
        }
    }
    for_each_below(keywords, &mut |below| plain(below, documents, left));
}
