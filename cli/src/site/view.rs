//! A schema as people see it: references followed, `allOf` put together, null taken out of unions.
//!
//! Comes in: a schema of a contract. Goes out: a [`View`], whose parts are schemas again. It must not know words or pages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// So many references are followed to get to one schema; whoever writes more means a circle.
const FARTHEST: usize = 32;

/// What `$ref`s lead to.
#[derive(Clone, Copy)]
pub(super) struct Definitions<'a> {
    shared: &'a Map<String, Value>,
    own: Option<&'a Map<String, Value>>,
}

impl<'a> Definitions<'a> {
    /// The definitions of a contract.
    pub(super) fn new(shared: &'a Map<String, Value>) -> Self {
        Self { shared, own: None }
    }

    /// The same below a schema, which may have its own.
    pub(super) fn of(self, schema: &'a Value) -> Self {
        Self { own: schema.get("$defs").and_then(Value::as_object).or(self.own), ..self }
    }

    /// The definition that a schema refers to, by its name.
    pub(super) fn target(self, schema: &'a Value) -> Option<(&'a str, &'a Value)> {
        let name = schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
        let found =
            self.own.and_then(|own| own.get_key_value(name)).or_else(|| self.shared.get_key_value(name));
        found.map(|(name, schema)| (name.as_str(), schema))
    }
}

/// What members may be that are not declared.
#[derive(Clone, Copy, Default)]
pub(super) enum Others<'a> {
    /// Anything; nothing is said of them.
    #[default]
    Open,
    /// There are none.
    Closed,
    /// What this schema says.
    Like(&'a Value),
}

/// Alternatives of which a value fits one.
pub(super) struct Choice<'a> {
    /// The alternatives, null left out.
    pub(super) of: Vec<&'a Value>,
    /// The member that tells them apart.
    pub(super) told_by: Option<&'a str>,
}

/// A schema as people see it.
#[derive(Default)]
pub(super) struct View<'a> {
    /// The definition that it is.
    pub(super) name: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// The types, without null; empty where any may come.
    pub(super) types: Vec<&'a str>,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) default: Option<&'a Value>,
    /// The only values that fit, from `const` or `enum`, without null.
    pub(super) values: Option<Vec<&'a Value>>,
    /// Members in their order; one may be described at several places.
    pub(super) members: Vec<(&'a str, &'a Value)>,
    pub(super) required: BTreeSet<&'a str>,
    pub(super) patterns: Vec<(&'a str, &'a Value)>,
    pub(super) others: Others<'a>,
    pub(super) first_items: Vec<&'a Value>,
    pub(super) items: Option<&'a Value>,
    pub(super) choices: Vec<Choice<'a>>,
    /// Keywords that bound the value, for words.
    pub(super) bounds: BTreeMap<&'a str, &'a Value>,
    /// Whether it is `false`: nothing fits.
    pub(super) impossible: bool,
    /// Sets of members of which one set at least, or exactly one, must be there.
    pub(super) sets: Vec<(bool, Vec<Vec<&'a str>>)>,
}

impl<'a> View<'a> {
    /// Looks at a schema.
    pub(super) fn of(schema: &'a Value, definitions: Definitions<'a>) -> Self {
        let mut view = Self::default();
        view.take(schema, definitions, 0);
        if view.name.is_some() && view.choices.is_empty() && view.is_patchwork(schema) {
            view.name = None;
        }
        view
    }

    /// Whether it is put together of several schemas, so that it has no one's name.
    fn is_patchwork(&self, schema: &Value) -> bool {
        schema.get("allOf").and_then(Value::as_array).is_some_and(|all| all.len() > 1)
            || schema.get("properties").is_some() && schema.get("$ref").is_some()
    }

    fn take(&mut self, schema: &'a Value, definitions: Definitions<'a>, far: usize) {
        let Value::Object(keywords) = schema else {
            self.impossible |= schema == &Value::Bool(false);
            return;
        };
        if far > FARTHEST {
            return;
        }
        if let Some((name, target)) = definitions.target(schema) {
            self.name = self.name.or(Some(name));
            self.take(target, definitions, far + 1);
        }
        for below in list(keywords, "allOf") {
            self.take(below, definitions, far + 1);
        }
        self.take_annotations(keywords);
        self.take_types(keywords);
        self.take_members(keywords);
        self.take_items(keywords);
        for (keyword, exclusive) in [("oneOf", true), ("anyOf", false)] {
            self.take_choice(keywords, keyword, exclusive, (definitions, far));
        }
        for (keyword, value) in keywords {
            if BOUNDS.contains(&keyword.as_str()) {
                self.bounds.insert(keyword, value);
            }
        }
    }

    fn take_annotations(&mut self, keywords: &'a Map<String, Value>) {
        let text = |keyword: &str| keywords.get(keyword).and_then(Value::as_str);
        self.title = text("title").unwrap_or(self.title);
        self.description = text("description").unwrap_or(self.description);
        self.deprecated |= keywords.get("deprecated") == Some(&Value::Bool(true));
        self.default = keywords.get("default").or(self.default);
    }

    fn take_types(&mut self, keywords: &'a Map<String, Value>) {
        let said: Vec<&str> = match keywords.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        self.nullable |= said.contains(&"null");
        let fresh: Vec<&str> = said.into_iter().filter(|kind| *kind != "null").collect();
        if !fresh.is_empty() {
            self.types = fresh;
        }
        let values: Option<Vec<&Value>> = match (keywords.get("const"), keywords.get("enum")) {
            (Some(one), _) => Some(vec![one]),
            (None, Some(Value::Array(several))) => Some(several.iter().collect()),
            _ => None,
        };
        if let Some(values) = values {
            self.nullable |= values.iter().any(|value| value.is_null()) && self.types.is_empty();
            self.values = Some(values.into_iter().filter(|value| !value.is_null()).collect());
        }
    }

    fn take_members(&mut self, keywords: &'a Map<String, Value>) {
        let object = |keyword: &str| keywords.get(keyword).and_then(Value::as_object).into_iter().flatten();
        for (name, schema) in object("properties") {
            match self.members.iter_mut().find(|(known, _)| known == name) {
                Some(known) => known.1 = schema,
                None => self.members.push((name, schema)),
            }
        }
        self.required.extend(list(keywords, "required").filter_map(Value::as_str));
        self.patterns.extend(object("patternProperties").map(|(name, schema)| (name.as_str(), schema)));
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match keywords.get(keyword) {
                Some(Value::Bool(false)) => self.others = Others::Closed,
                Some(schema @ Value::Object(said)) if !said.is_empty() => self.others = Others::Like(schema),
                _ => {}
            }
        }
    }

    fn take_items(&mut self, keywords: &'a Map<String, Value>) {
        let first: Vec<&Value> = list(keywords, "prefixItems").collect();
        if !first.is_empty() {
            self.first_items = first;
        }
        if let Some(items @ Value::Object(_)) = keywords.get("items") {
            self.items = Some(items);
        }
    }

    fn take_choice(
        &mut self,
        keywords: &'a Map<String, Value>,
        keyword: &str,
        exclusive: bool,
        (definitions, far): (Definitions<'a>, usize),
    ) {
        let all: Vec<&Value> = list(keywords, keyword).collect();
        let sets: Option<Vec<Vec<&str>>> = all.iter().map(|schema| only_required(schema)).collect();
        if let Some(sets) = sets.filter(|sets| !sets.is_empty()) {
            self.sets.push((exclusive, sets));
            return;
        }
        let of: Vec<&Value> = all.iter().copied().filter(|schema| !is_null(schema)).collect();
        self.nullable |= of.len() < all.len();
        match of.as_slice() {
            [] => {}
            [one] => self.take(one, definitions, far + 1),
            _ => {
                let told_by =
                    keywords.get("discriminator").and_then(|said| said.get("propertyName")?.as_str());
                self.choices.push(Choice { of, told_by });
            }
        }
    }
}

/// Keywords that bound a value.
const BOUNDS: &[&str] = &[
    "contains",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "propertyNames",
    "readOnly",
    "uniqueItems",
    "writeOnly",
];

fn list<'a>(keywords: &'a Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    keywords.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
        || schema.get("const") == Some(&Value::Null)
        || schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().all(Value::is_null) && !all.is_empty())
}

/// The members that a schema demands, where it says nothing else.
fn only_required(schema: &Value) -> Option<Vec<&str>> {
    let keywords = schema.as_object().filter(|keywords| {
        keywords.contains_key("required")
            && keywords
                .keys()
                .all(|keyword| matches!(keyword.as_str(), "required" | "type" | "title" | "description"))
    })?;
    Some(list(keywords, "required").filter_map(Value::as_str).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_a_mark_and_no_alternative() {
        let shared =
            Map::from_iter([("Money".to_owned(), json!({"type": "object", "description": "Cash."}))]);
        let definitions = Definitions::new(&shared);
        let schema = json!({"oneOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]});
        let view = View::of(&schema, definitions);
        assert!(view.nullable && view.choices.is_empty());
        assert_eq!((view.name, view.description, view.types), (Some("Money"), "Cash.", vec!["object"]));
    }

    #[test]
    fn what_all_of_says_is_put_together() {
        let shared =
            Map::from_iter([("Base".to_owned(), json!({"required": ["a"], "properties": {"a": {}}}))]);
        let schema =
            json!({"allOf": [{"$ref": "#/$defs/Base"}, {"properties": {"b": {}, "a": {"type": "string"}}}]});
        let view = View::of(&schema, Definitions::new(&shared));
        assert_eq!(view.members.iter().map(|one| one.0).collect::<Vec<_>>(), ["a", "b"]);
        assert!(view.required.contains("a") && view.name.is_none());
    }

    #[test]
    fn a_circle_of_references_ends() {
        let shared = Map::from_iter([("A".to_owned(), json!({"allOf": [{"$ref": "#/$defs/A"}]}))]);
        let schema = json!({"$ref": "#/$defs/A"});
        assert_eq!(View::of(&schema, Definitions::new(&shared)).name, Some("A"));
    }
}
