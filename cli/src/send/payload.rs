//! The payload: chosen, changed, held against its schema.
//!
//! Comes in: an event of a document, wishes. Goes out: a value, or every way in which it breaks the schema. It must not
//! send it.

use std::fmt::Write as _;
use std::io::Read as _;

use hookwright::contract::{Document, Event};
use serde_json::Value;

use super::wishes::Wishes;
use crate::said::Problem;

/// No payload on a command line is longer.
const LIMIT: u64 = 64 * 1024 * 1024;

pub(super) fn of(wishes: &Wishes, document: &Document, event: &Event) -> Result<Value, Problem> {
    let mut payload = chosen(wishes, document, event)?;
    for (pointer, value) in &wishes.set {
        set(&mut payload, pointer, value.clone())?;
    }
    if !wishes.invalid {
        check(document, event, &payload)?;
    }
    Ok(payload)
}

fn chosen(wishes: &Wishes, document: &Document, event: &Event) -> Result<Value, Problem> {
    if let Some(file) = &wishes.data {
        return read(file);
    }
    if let Some(name) = &wishes.example {
        let found = event.examples.iter().find(|example| example.name == name);
        let names: Vec<&str> = event.examples.iter().map(|example| example.name).collect();
        let there_are = if names.is_empty() {
            "there are none".to_owned()
        } else {
            format!("there are `{}`", names.join("`, `"))
        };
        let missing = || format!("`{}` has no example `{name}`; {there_are}", event.info.name).into();
        return found.map(|example| example.value.clone()).ok_or_else(missing);
    }
    match (&wishes.sample, event.examples.first()) {
        (None, Some(first)) => Ok(first.value.clone()),
        (wish, _) => sample(wishes, document, event, wish.as_deref().unwrap_or("0")),
    }
}

fn sample(wishes: &Wishes, document: &Document, event: &Event, wish: &str) -> Result<Value, Problem> {
    // Where nothing or anything is sent, nothing will do.
    let Some(schema) = document.schema(event)? else { return Ok(Value::Null) };
    let samples = schema.samples(wishes.seed).list;
    let by_name = samples.iter().find(|sample| sample.name == wish);
    let by_number = || samples.get(wish.parse::<usize>().ok()?);
    let Some(sample) = by_name.or_else(by_number) else {
        let some: Vec<String> = samples.iter().take(5).map(|sample| format!("`{}`", sample.name)).collect();
        let count = samples.len();
        if count == 0 {
            let none =
                format!("no payload of `{}` can be made from its schema; `--data` says one", event.info.name);
            return Err(none.into());
        }
        return Err(format!(
            "there is no sample `{wish}` among {count}, such as {}; `--data` says a payload",
            some.join(", ")
        )
        .into());
    };
    Ok(sample.value.clone())
}

fn read(file: &str) -> Result<Value, Problem> {
    let mut text = Vec::new();
    let wrong = |error: std::io::Error| format!("{file}: {error}");
    if file == "-" {
        std::io::stdin().lock().take(LIMIT).read_to_end(&mut text).map_err(wrong)?;
    } else {
        std::fs::File::open(file).map_err(wrong)?.take(LIMIT).read_to_end(&mut text).map_err(wrong)?;
    }
    serde_json::from_slice(&text).map_err(|error| format!("{file} is not JSON: {error}").into())
}

/// Sets a member, which need not be there yet; its parent must. `-` is the place behind a list's last item.
fn set(payload: &mut Value, pointer: &str, value: Value) -> Result<(), Problem> {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        *payload = value;
        return Ok(());
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    let missing = || Problem::Words(format!("--set: there is no place `{pointer}` in the payload"));
    match payload.pointer_mut(parent).ok_or_else(missing)? {
        Value::Object(members) => drop(members.insert(name, value)),
        Value::Array(items) if name == "-" => items.push(value),
        Value::Array(items) => {
            let at = name.parse::<usize>().ok();
            *at.and_then(|at| items.get_mut(at)).ok_or_else(missing)? = value;
        }
        _ => return Err(missing()),
    }
    Ok(())
}

fn check(document: &Document, event: &Event, payload: &Value) -> Result<(), Problem> {
    let Some(schema) = document.schema(event)? else { return Ok(()) };
    let violations = schema.violations(payload);
    if violations.is_empty() {
        return Ok(());
    }
    let mut words =
        format!("the payload is none of `{}`, and was not sent; `--invalid` sends it", event.info.name);
    for violation in &violations {
        let _ = write!(words, "\n  {violation}");
    }
    Err(words.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_set_where_their_parent_is() {
        let mut payload = json!({ "a": { "b": 1 }, "list": [1] });
        for (pointer, value) in
            [("/a/b", json!(2)), ("/a/c~1d", json!("x")), ("/list/0", json!(3)), ("/list/-", json!(4))]
        {
            assert!(set(&mut payload, pointer, value).is_ok(), "{pointer}");
        }
        assert_eq!(payload, json!({ "a": { "b": 2, "c/d": "x" }, "list": [3, 4] }));
        for pointer in ["/x/y", "/list/2", "/list/x", "/a/b/c"] {
            assert!(set(&mut payload, pointer, Value::Null).is_err(), "{pointer}");
        }
        assert!(set(&mut payload, "", json!(1)).is_ok());
        assert_eq!(payload, json!(1));
    }
}
