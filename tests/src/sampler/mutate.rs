//! A value that is changed in one place, as mistakes change payloads.
//!
//! In comes a value; out comes another one, and mostly one that its schema refuses or nearly does.

use serde_json::{Map, Value, json};

use super::chance::Chance;

/// The value with one or two changes.
#[must_use]
pub fn mutated(value: &Value, chance: &mut Chance) -> Value {
    let mut out = value.clone();
    for _ in 0..=usize::from(chance.percent(25)) {
        let places = count(&out);
        let mut at = chance.below(places);
        change_at(&mut out, &mut at, chance);
    }
    out
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// Changes the place of a number, counted from the outside in.
fn change_at(value: &mut Value, at: &mut usize, chance: &mut Chance) -> bool {
    if *at == 0 {
        change(value, chance);
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change_at(item, at, chance)),
        Value::Object(members) => members.values_mut().any(|member| change_at(member, at, chance)),
        _ => false,
    }
}

fn change(value: &mut Value, chance: &mut Chance) {
    if chance.percent(20) {
        *value = other_kind(chance);
        return;
    }
    match value {
        Value::Object(members) => change_object(members, chance),
        Value::Array(items) => change_array(items, chance),
        Value::String(text) => *text = changed_text(text, chance),
        Value::Number(_) => *value = changed_number(value, chance),
        Value::Bool(truth) => *value = [json!(!*truth), json!("true"), json!(1)][chance.below(3)].clone(),
        Value::Null => *value = other_kind(chance),
    }
}

fn other_kind(chance: &mut Chance) -> Value {
    let values =
        [json!(null), json!(true), json!(""), json!("text"), json!(0), json!(1.5), json!([]), json!({})];
    chance.one(&values).cloned().unwrap_or_default()
}

fn change_object(members: &mut Map<String, Value>, chance: &mut Chance) {
    let names: Vec<String> = members.keys().cloned().collect();
    let name = chance.one(&names).cloned().unwrap_or_default();
    match chance.below(4) {
        0 => {
            members.shift_remove(&name);
        }
        1 => {
            let value = members.shift_remove(&name).unwrap_or_default();
            members.insert(format!("{name}_"), value);
        }
        2 => {
            members.insert("zz undeclared".to_owned(), other_kind(chance));
        }
        _ => {
            let values: Vec<Value> = members.values().cloned().collect();
            members.insert(name, chance.one(&values).cloned().unwrap_or_default());
        }
    }
}

fn change_array(items: &mut Vec<Value>, chance: &mut Chance) {
    let at = chance.below(items.len());
    match chance.below(4) {
        0 if !items.is_empty() => {
            items.remove(at);
        }
        1 if !items.is_empty() => items.push(items[at].clone()),
        2 => items.clear(),
        _ => items.push(other_kind(chance)),
    }
}

fn changed_text(text: &str, chance: &mut Chance) -> String {
    match chance.below(6) {
        0 => String::new(),
        1 => format!("{text}x"),
        2 => text.chars().skip(1).collect(),
        3 => "an unlisted value".to_owned(),
        4 => "🦀".repeat(300),
        _ => text.to_uppercase(),
    }
}

fn changed_number(value: &Value, chance: &mut Chance) -> Value {
    let near = value.as_f64().unwrap_or_default();
    let by = |step: f64| match value.as_i64() {
        Some(whole) => json!(whole.saturating_add(step as i64)),
        None => json!(near + step),
    };
    match chance.below(8) {
        0 => by(1.0),
        1 => by(-1.0),
        2 => json!(near + 0.5),
        3 => json!(-near),
        4 => json!(near * 1000.0),
        5 => json!(1e20),
        6 => json!(u64::MAX),
        _ => json!(value.to_string()),
    }
}
