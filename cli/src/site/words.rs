//! What a schema demands, in words.
//!
//! Comes in: a view of a schema. Goes out: short sentences, each perhaps with a piece of code. It must not know pages.

use serde::Serialize;
use serde_json::Value;

use super::view::{Others, View};

/// One demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Rule {
    /// The words.
    pub(super) words: String,
    /// What follows them as code; empty where nothing does.
    pub(super) code: String,
}

/// All that a value must be beside its type.
pub(super) fn rules(view: &View<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut say = |words: Option<String>| {
        rules.extend(words.map(|words| Rule { words, code: String::new() }));
    };
    say(range(view, ["minLength", "maxLength"], "character", "characters"));
    say(numbers(view));
    say(range(view, ["minItems", "maxItems"], "item", "items"));
    say(range(view, ["minProperties", "maxProperties"], "member", "members"));
    say(flag(view, "uniqueItems").then(|| "no item twice".to_owned()));
    say(flag(view, "readOnly").then(|| "read-only".to_owned()));
    say(flag(view, "writeOnly").then(|| "write-only".to_owned()));
    say(matches!(view.others, Others::Closed).then(|| "no other members".to_owned()));
    rules.extend(coded(view));
    rules.extend(of_members(view));
    rules
}

/// The demands that end with code.
fn coded(view: &View<'_>) -> Vec<Rule> {
    let code = |keyword: &str, words: &str| {
        let value = view.bounds.get(keyword)?;
        Some(Rule { words: words.to_owned(), code: short(value) })
    };
    let mut rules = Vec::new();
    rules.extend(code("multipleOf", "a multiple of"));
    rules.extend(code("pattern", "matches"));
    rules.extend(code("contentEncoding", "encoded as"));
    rules.extend(code("contentMediaType", "holds"));
    rules.extend(view.bounds.get("propertyNames").and_then(|names| {
        let pattern = names.get("pattern")?;
        Some(Rule { words: "names of members match".to_owned(), code: short(pattern) })
    }));
    rules.extend(code("not", "must not fit"));
    rules.extend(code("contains", "at least one item fits"));
    rules.extend(code("if", "more is demanded where it fits"));
    rules.extend(view.default.map(|value| Rule { words: "by default".to_owned(), code: short(value) }));
    rules
}

/// Which members must be there together, or instead of one another.
fn of_members(view: &View<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (exclusive, sets) in &view.sets {
        let each: Vec<String> = sets.iter().map(|set| set.join(" and ")).collect();
        let words = if *exclusive { "exactly one must be there:" } else { "at least one must be there:" };
        rules.push(Rule { words: words.to_owned(), code: each.join(" | ") });
    }
    let dependent = view.bounds.get("dependentRequired").and_then(|said| said.as_object());
    for (member, needs) in dependent.into_iter().flatten() {
        let needs: Vec<&str> = needs.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !needs.is_empty() {
            rules.push(Rule { words: format!("with “{member}” there must be"), code: needs.join(", ") });
        }
    }
    rules
}

fn flag(view: &View<'_>, keyword: &str) -> bool {
    view.bounds.get(keyword) == Some(&&Value::Bool(true))
}

/// `1 to 200 characters`, `at least 1 item`.
fn range(view: &View<'_>, [least, most]: [&str; 2], one: &str, many: &str) -> Option<String> {
    let bound = |keyword: &str| view.bounds.get(keyword).map(|value| short(value));
    let noun = |count: &str| if count == "1" { one.to_owned() } else { many.to_owned() };
    match (bound(least).filter(|least| least != "0"), bound(most)) {
        (Some(least), Some(most)) if least == most => Some(format!("exactly {least} {}", noun(&least))),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {many}")),
        (Some(least), None) => Some(format!("at least {least} {}", noun(&least))),
        (None, Some(most)) => Some(format!("at most {most} {}", noun(&most))),
        (None, None) => None,
    }
}

/// `0 to 100`, `more than 0`.
fn numbers(view: &View<'_>) -> Option<String> {
    let bound = |keyword: &str, words: &str| {
        view.bounds.get(keyword).map(|value| format!("{words} {}", short(value)))
    };
    if let (Some(least), Some(most)) = (view.bounds.get("minimum"), view.bounds.get("maximum")) {
        return Some(format!("{} to {}", short(least), short(most)));
    }
    let all = [
        bound("minimum", "at least"),
        bound("exclusiveMinimum", "more than"),
        bound("maximum", "at most"),
        bound("exclusiveMaximum", "less than"),
    ];
    let said: Vec<String> = all.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// A value in little room: texts without quotes, the beginning of what is long.
pub(super) fn short(value: &Value) -> String {
    const LONGEST: usize = 160;
    let text = match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::super::view::Definitions;
    use super::*;

    fn said(schema: &Value) -> Vec<String> {
        let shared = Map::new();
        let rules = rules(&View::of(schema, Definitions::new(&shared)));
        rules.into_iter().map(|rule| format!("{} {}", rule.words, rule.code).trim().to_owned()).collect()
    }

    #[test]
    fn bounds_are_said_in_words() {
        assert_eq!(said(&json!({"minLength": 3, "maxLength": 3})), ["exactly 3 characters"]);
        assert_eq!(said(&json!({"minItems": 1})), ["at least 1 item"]);
        assert_eq!(said(&json!({"minimum": 0, "maximum": 1.5})), ["0 to 1.5"]);
        assert_eq!(
            said(&json!({"exclusiveMinimum": 0, "multipleOf": 5})),
            ["more than 0", "a multiple of 5"]
        );
        assert_eq!(said(&json!({"pattern": "^a", "default": "ab"})), ["matches ^a", "by default ab"]);
        assert_eq!(
            said(
                &json!({"additionalProperties": false, "anyOf": [{"required": ["a"]}, {"required": ["b", "c"]}]})
            ),
            ["no other members", "at least one must be there: a | b and c"]
        );
    }
}
