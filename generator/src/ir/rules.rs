//! Schemas as tables of checks: what a type cannot express.
//!
//! In comes a schema; out go the checks that say all of it. A whole schema becomes one where it stands below a
//! keyword that no type expresses (`not`, `if`, `contains`, …); elsewhere only such keywords do. What no table can
//! say goes to a general validator, as a schema of its own: see `bundle`.

use serde_json::{Map, Value};

use super::conj::{self, Located};
use super::ecma::Refusal;
use super::lowering::Lowering;
use super::nodes::{Check, Checks, Pattern, Rule};
use super::scalar;

/// Keywords that hold schemas of the same value.
const IN_PLACE: &[&str] = &["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];

/// Applicators whose annotations depend on the value.
const CONDITIONAL: &[&str] = &["anyOf", "oneOf", "if", "dependentSchemas", "contains", "$dynamicRef"];

impl<'a> Lowering<'a> {
    /// All that a schema demands.
    pub(super) fn demands(&mut self, schema: &Located<'a>) -> Checks {
        self.compile(schema, &mut Vec::new())
    }

    /// All that a conjunction demands; references and `allOf` are its further members.
    pub(super) fn demands_of_all(&mut self, all: &[Located<'a>]) -> Checks {
        let mut found = Checks::new();
        for part in all {
            let own = self.own_words(part, &mut Vec::new());
            add(&mut found, own);
        }
        found
    }

    fn compile(&mut self, part: &Located<'a>, open: &mut Vec<&'a str>) -> Checks {
        let mut found = self.reference(part, open);
        for branch in part.branches("allOf") {
            let inner = self.compile(&branch, open);
            add(&mut found, inner);
        }
        let own = self.own_words(part, open);
        add(&mut found, own);
        found
    }

    /// What a schema says itself, without `$ref` and `allOf`.
    fn own_words(&mut self, part: &Located<'a>, open: &mut Vec<&'a str>) -> Checks {
        if part.value == &Value::Bool(false) {
            return vec![Check::never()];
        }
        let mut found = Checks::new();
        if let Some(types) = part.get("type") {
            found.push(Check::Type(conj::type_kinds(types)));
        }
        found.extend(scalar::checks(self, std::slice::from_ref(part), super::nodes::Kinds::ANY));
        found.extend(self.members(part));
        found.extend(self.object_words(part));
        found.extend(self.items(part));
        found.extend(self.prefix_words(part));
        found.extend(self.array_words(part));
        for (keyword, make) in [("anyOf", Check::AnyOf as fn(Vec<Checks>) -> Check), ("oneOf", Check::OneOf)]
        {
            let branches: Vec<Checks> =
                part.branches(keyword).iter().map(|branch| self.compile(branch, open)).collect();
            if !branches.is_empty() {
                found.push(make(branches));
            }
        }
        found.extend(self.general(part, open));
        found
    }

    /// `not` and `if` of a conjunction.
    pub(super) fn general_words(&mut self, all: &[Located<'a>]) -> Checks {
        let mut found = Checks::new();
        for part in all {
            let here = self.general(part, &mut Vec::new());
            add(&mut found, here);
            if let Some(key) = part.get("$ref").and_then(Value::as_str)
                && !self.api.schemas.contains_key(key)
            {
                add(&mut found, vec![self.validator_of(&serde_json::json!({ "$ref": key }))]);
            }
        }
        found
    }

    fn general(&mut self, part: &Located<'a>, open: &mut Vec<&'a str>) -> Checks {
        let mut found = Checks::new();
        if let Some(not) = self.below(part, "not", open) {
            found.push(if not.is_empty() { Check::never() } else { Check::Not(not) });
        }
        if let Some(when) = self.below(part, "if", open) {
            let then = self.below(part, "then", open).unwrap_or_default();
            let otherwise = self.below(part, "else", open).unwrap_or_default();
            if !(then.is_empty() && otherwise.is_empty()) {
                found.push(Check::If(when, then, otherwise));
            }
        }
        found
    }

    /// The checks of a schema below a keyword, of the same value.
    fn below(&mut self, part: &Located<'a>, keyword: &str, open: &mut Vec<&'a str>) -> Option<Checks> {
        let value = part.get(keyword)?;
        Some(self.compile(&part.child(keyword, value), open))
    }

    /// The checks of a schema below a keyword, of a part of the value.
    fn inside(&mut self, part: &Located<'a>, keyword: &str) -> Option<Checks> {
        self.below(part, keyword, &mut Vec::new())
    }

    /// A reference: a table of its own, unless it leads back to a schema that is being written out.
    fn reference(&mut self, part: &Located<'a>, open: &mut Vec<&'a str>) -> Checks {
        let Some(key) = part.get("$ref").and_then(Value::as_str) else { return Checks::new() };
        let api = self.api;
        let Some(target) = api.schemas.get(key) else {
            return vec![self.validator_of(&serde_json::json!({ "$ref": key }))];
        };
        if open.contains(&key) {
            return Checks::new();
        }
        if open.is_empty() || !self.leads_back(key, open) {
            return vec![Check::Rule(self.rule(key))];
        }
        open.push(key);
        let found = self.compile(&Located::root(target), open);
        open.pop();
        found
    }

    /// Whether a schema refers in place to one of those that are open.
    fn leads_back(&self, key: &'a str, open: &[&'a str]) -> bool {
        let mut seen = vec![key];
        let mut at = 0;
        while let Some(key) = seen.get(at).copied() {
            at += 1;
            let Some(schema) = self.api.schemas.get(key) else { continue };
            let mut found = Vec::new();
            references_in_place(schema.schema.as_value(), &mut found);
            for next in found {
                if open.contains(&next) {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                }
            }
        }
        false
    }

    /// The table of a referenced schema, made on first use.
    fn rule(&mut self, key: &'a str) -> usize {
        if let Some(index) = self.rule_of.get(key) {
            return *index;
        }
        let index = self.rules.len();
        self.rule_of.insert(key, index);
        let Some(target) = self.api.schemas.get(key) else { return index };
        self.rules.push(Rule { name: target.name.clone(), checks: Checks::new() });
        let checks = self.compile(&Located::root(target), &mut vec![key]);
        self.rules[index].checks = checks;
        index
    }

    /// `properties`, `required` and `additionalProperties`, which types express elsewhere.
    fn members(&mut self, part: &Located<'a>) -> Checks {
        let mut found = Checks::new();
        let properties = self.named(part, "properties");
        if !properties.is_empty() {
            found.push(Check::Properties(properties));
        }
        let required = texts(part.get("required"));
        if !required.is_empty() {
            found.push(Check::Required(required));
        }
        if part.get("patternProperties").is_none() {
            found.extend(self.additional(part, Vec::new()));
        }
        found
    }

    /// `additionalProperties`, beside the patterns that it leaves out.
    fn additional(&mut self, part: &Located<'a>, patterns: Vec<Pattern>) -> Option<Check> {
        let checks = self.inside(part, "additionalProperties").filter(|checks| !checks.is_empty())?;
        let names = part.get("properties").and_then(Value::as_object).map(names).unwrap_or_default();
        Some(Check::AdditionalProperties(names, patterns, checks))
    }

    /// Schemas by name, those that demand nothing left out.
    fn named(&mut self, part: &Located<'a>, keyword: &str) -> Vec<(String, Checks)> {
        let Some(Value::Object(map)) = part.get(keyword) else { return Vec::new() };
        let base = part.child(keyword, &Value::Null);
        let each = map.iter().map(|(name, schema)| (name.clone(), self.demands(&base.child(name, schema))));
        each.filter(|(_, checks)| !checks.is_empty()).collect()
    }

    /// The keywords of objects that no struct expresses.
    pub(super) fn object_words(&mut self, part: &Located<'a>) -> Checks {
        let mut found = Checks::new();
        if let Some(Value::Object(map)) = part.get("dependentRequired") {
            let list = map.iter().map(|(name, needs)| (name.clone(), texts(Some(needs))));
            found.push(Check::DependentRequired(list.collect()));
        }
        let dependent = self.named(part, "dependentSchemas");
        if !dependent.is_empty() {
            found.push(Check::DependentSchemas(dependent));
        }
        if let Some(checks) = self.inside(part, "propertyNames").filter(|checks| !checks.is_empty()) {
            found.push(Check::PropertyNames(checks));
        }
        found.extend(self.pattern_words(part));
        found.extend(self.unevaluated_properties(part));
        found
    }

    fn pattern_words(&mut self, part: &Located<'a>) -> Checks {
        let Some(Value::Object(map)) = part.get("patternProperties") else { return Checks::new() };
        let base = part.child("patternProperties", &Value::Null);
        let mut list = Vec::with_capacity(map.len());
        for (source, schema) in map {
            match self.pattern(part, "patternProperties", source) {
                Ok(pattern) => list.push((pattern, self.demands(&base.child(source, schema)))),
                Err(Refusal::Engine) => return self.validator(part).into_iter().collect(),
                Err(Refusal::Invalid(_)) => {}
            }
        }
        let patterns = list.iter().map(|(pattern, _)| pattern.clone()).collect();
        let mut found = vec![Check::PatternProperties(list)];
        found.extend(self.additional(part, patterns));
        found
    }

    /// `unevaluatedProperties`: where no alternative or condition stands beside it, what is evaluated is known.
    fn unevaluated_properties(&mut self, part: &Located<'a>) -> Option<Check> {
        let checks = self.inside(part, "unevaluatedProperties").filter(|checks| !checks.is_empty())?;
        let parts = conj::flatten(self.api, part);
        if parts.iter().any(is_conditional) {
            return self.validator(part);
        }
        let evaluates_all = |other: &Located<'_>| {
            other.get("additionalProperties").is_some()
                || (!other.is(part) && other.get("unevaluatedProperties").is_some())
        };
        if parts.iter().any(evaluates_all) {
            return None;
        }
        let (mut known, mut patterns) = (Vec::new(), Vec::new());
        for other in &parts {
            known.extend(other.get("properties").and_then(Value::as_object).map(names).unwrap_or_default());
            for source in
                other.get("patternProperties").and_then(Value::as_object).map(names).unwrap_or_default()
            {
                match self.pattern(other, "patternProperties", &source) {
                    Ok(pattern) => patterns.push(pattern),
                    Err(_) => return self.validator(part),
                }
            }
        }
        Some(Check::AdditionalProperties(known, patterns, checks))
    }

    /// `items`, which types express elsewhere.
    pub(super) fn items(&mut self, part: &Located<'a>) -> Option<Check> {
        if part.get("prefixItems").is_some() {
            return None;
        }
        self.inside(part, "items").filter(|checks| !checks.is_empty()).map(Check::Items)
    }

    /// `prefixItems`, and `items` beside it.
    pub(super) fn prefix_words(&mut self, part: &Located<'a>) -> Checks {
        let mut found = Checks::new();
        let prefix: Vec<Checks> =
            part.branches("prefixItems").iter().map(|branch| self.demands(branch)).collect();
        if !prefix.is_empty() {
            let length = prefix.len();
            found.push(Check::PrefixItems(prefix));
            let rest = self.inside(part, "items").filter(|checks| !checks.is_empty());
            found.extend(rest.map(|checks| Check::ItemsAfter(length, checks)));
        }
        found
    }

    /// The keywords of arrays that neither a list nor a tuple expresses.
    pub(super) fn array_words(&mut self, part: &Located<'a>) -> Checks {
        let mut found = Checks::new();
        if let Some(checks) = self.inside(part, "contains") {
            let bound = |keyword: &str| conj::number_of(part, keyword).map(scalar::count);
            found.push(Check::Contains(checks, bound("minContains").unwrap_or(1), bound("maxContains")));
        }
        found.extend(self.unevaluated_items(part));
        found
    }

    fn unevaluated_items(&mut self, part: &Located<'a>) -> Option<Check> {
        let checks = self.inside(part, "unevaluatedItems").filter(|checks| !checks.is_empty())?;
        let parts = conj::flatten(self.api, part);
        if parts.iter().any(is_conditional) {
            return self.validator(part);
        }
        let evaluates_all = |other: &Located<'_>| {
            other.get("items").is_some() || (!other.is(part) && other.get("unevaluatedItems").is_some())
        };
        if parts.iter().any(evaluates_all) {
            return None;
        }
        let known = parts.iter().map(|other| other.branches("prefixItems").len()).max().unwrap_or(0);
        Some(Check::ItemsAfter(known, checks))
    }
}

/// Adds checks that are not there yet.
fn add(found: &mut Checks, more: Checks) {
    for check in more {
        if !found.contains(&check) {
            found.push(check);
        }
    }
}

/// Whether what a schema evaluates depends on the value. Keywords that have been dealt with count too.
fn is_conditional(part: &Located<'_>) -> bool {
    part.keywords().is_some_and(|keywords| CONDITIONAL.iter().any(|word| keywords.contains_key(*word)))
}

/// The references of a schema to what the same value must satisfy.
fn references_in_place<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    let Some(keywords) = value.as_object() else { return };
    found.extend(keywords.get("$ref").and_then(Value::as_str));
    for below in IN_PLACE.iter().filter_map(|keyword| keywords.get(*keyword)) {
        match below {
            Value::Array(list) => list.iter().for_each(|schema| references_in_place(schema, found)),
            schema => references_in_place(schema, found),
        }
    }
    let dependent = keywords.get("dependentSchemas").and_then(Value::as_object);
    dependent.into_iter().flatten().for_each(|(_, schema)| references_in_place(schema, found));
}

fn names(map: &Map<String, Value>) -> Vec<String> {
    map.keys().cloned().collect()
}

/// The texts of a list.
fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
