//! What type a value has, in words.
//!
//! Comes in: a view of a schema. Goes out: words, and the definition that they name. It must not know pages.

use serde::Serialize;
use serde_json::Value;

use super::view::{Definitions, Others, View};
use super::words::short;

/// A type in words: `array of ` and `Parcel`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Kind {
    /// What stands before the name.
    pub(super) before: String,
    /// The type, or the name of the definition.
    pub(super) name: String,
    /// Whether the name is that of a definition.
    pub(super) is_named: bool,
}

/// So deep an array of arrays is said.
const DEEPEST: usize = 4;

/// The type of a view in words.
pub(super) fn kind(view: &View<'_>, definitions: Definitions<'_>) -> Kind {
    said(view, definitions, 0)
}

fn said(view: &View<'_>, definitions: Definitions<'_>, deep: usize) -> Kind {
    let word = |name: String| Kind { name, ..Kind::default() };
    if view.impossible {
        return word("nothing".to_owned());
    }
    if let (Some(name), true) = (view.name, has_shape(view)) {
        return Kind { name: name.to_owned(), is_named: true, ..Kind::default() };
    }
    let below = |before: &str, schema: &Value| {
        if deep >= DEEPEST {
            return word(format!("{before}…"));
        }
        let below = said(&View::of(schema, definitions), definitions, deep + 1);
        Kind { before: format!("{before}{}", below.before), ..below }
    };
    if let Some(choice) = view.choices.first() {
        return word(alternatives(&choice.of, definitions, deep));
    }
    if let (Others::Like(schema), true) = (view.others, view.members.is_empty() && view.patterns.is_empty()) {
        return below("map of name to ", schema);
    }
    match (view.types.as_slice(), view.items) {
        (["array"] | [], Some(items)) => below("array of ", items),
        ([], None) => word(untyped(view)),
        ([one], _) => word(scalar(one, view)),
        (several, _) => word(several.join(" or ")),
    }
}

/// Whether a view has something that a name stands for better than its type does.
fn has_shape(view: &View<'_>) -> bool {
    !view.members.is_empty() || !view.choices.is_empty() || !view.patterns.is_empty()
}

fn scalar(kind: &str, view: &View<'_>) -> String {
    match view.bounds.get("format").and_then(|format| format.as_str()) {
        Some(format) => format!("{kind} ({format})"),
        None => kind.to_owned(),
    }
}

/// The type of a schema that says none.
fn untyped(view: &View<'_>) -> String {
    let of_value = |value: &&Value| match value {
        Value::String(_) => "string",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => "null",
    };
    match &view.values {
        Some(values) => {
            let mut kinds: Vec<&str> = values.iter().map(of_value).collect();
            kinds.dedup();
            if kinds.is_empty() { "null".to_owned() } else { kinds.join(" or ") }
        }
        None if !view.members.is_empty() => "object".to_owned(),
        None if !view.first_items.is_empty() => "array".to_owned(),
        None => match view.bounds.get("format") {
            Some(format) => format!("any value ({})", short(format)),
            None => "any value".to_owned(),
        },
    }
}

/// Alternatives by their names, as long as they are few.
fn alternatives(of: &[&Value], definitions: Definitions<'_>, deep: usize) -> String {
    if deep >= DEEPEST || of.len() > 4 {
        return format!("one of {}", of.len());
    }
    let each = of.iter().map(|schema| {
        let kind = said(&View::of(schema, definitions), definitions, deep + 1);
        format!("{}{}", kind.before, kind.name)
    });
    let mut names: Vec<String> = Vec::new();
    for name in each {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn types_are_said_in_words() {
        let shared = Map::from_iter([
            ("Money".to_owned(), json!({"type": "object", "properties": {"amount": {}}})),
            ("Code".to_owned(), json!({"type": "string", "enum": ["a"]})),
        ]);
        let definitions = Definitions::new(&shared);
        let said = |schema: &Value| {
            let kind = kind(&View::of(schema, definitions), definitions);
            format!("{}{}", kind.before, kind.name)
        };
        assert_eq!(said(&json!({"type": "array", "items": {"$ref": "#/$defs/Money"}})), "array of Money");
        assert_eq!(said(&json!({"$ref": "#/$defs/Code"})), "string");
        assert_eq!(said(&json!({"type": ["string", "null"], "format": "date"})), "string (date)");
        assert_eq!(said(&json!({"additionalProperties": {"type": "integer"}})), "map of name to integer");
        assert_eq!(
            said(&json!({"oneOf": [{"$ref": "#/$defs/Money"}, {"type": "string"}]})),
            "Money or string"
        );
        assert_eq!(said(&json!({"const": 7})), "integer");
        assert_eq!(said(&json!({})), "any value");
        assert_eq!(said(&json!(false)), "nothing");
    }
}
