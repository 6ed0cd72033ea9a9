//! The smallest value that still shows something.
//!
//! In come a value and a question; out comes a value of which nothing can be taken away without
//! the answer becoming no.

use serde_json::Value;

/// Questions that one value is worth.
const PATIENCE: usize = 4000;

/// Takes members and items away, and makes texts short, for as long as the question is answered yes.
pub fn shrunk(value: &Value, mut shows: impl FnMut(&Value) -> bool) -> Value {
    let mut best = value.clone();
    let mut left = PATIENCE;
    loop {
        let mut paths = Vec::new();
        places(&best, &mut Vec::new(), &mut paths);
        let mut better = None;
        for path in paths {
            if left == 0 {
                return best;
            }
            left -= 1;
            let mut smaller = best.clone();
            if take_away(&mut smaller, &path) && shows(&smaller) {
                better = Some(smaller);
                break;
            }
        }
        match better {
            Some(smaller) => best = smaller,
            None => return best,
        }
    }
}

/// A way down: the number of the member or item at each step.
type Path = Vec<usize>;

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// Every place below the root, those near it first.
fn places(value: &Value, here: &mut Path, into: &mut Vec<Path>) {
    let below = children(value);
    for at in 0..below.len() {
        here.push(at);
        into.push(here.clone());
        here.pop();
    }
    for (at, child) in below.into_iter().enumerate() {
        here.push(at);
        places(child, here, into);
        here.pop();
    }
}

fn take_away(value: &mut Value, path: &[usize]) -> bool {
    let [at, rest @ ..] = path else { return false };
    if !rest.is_empty() {
        let child = match value {
            Value::Array(items) => items.get_mut(*at),
            Value::Object(members) => members.values_mut().nth(*at),
            _ => None,
        };
        return child.is_some_and(|child| take_away(child, rest));
    }
    match value {
        Value::Array(items) => {
            items.remove(*at);
        }
        Value::Object(members) => {
            let name = members.keys().nth(*at).cloned().unwrap_or_default();
            members.shift_remove(&name);
        }
        _ => return false,
    }
    true
}
