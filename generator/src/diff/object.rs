//! Two objects side by side: members that came, went, are demanded or not, and what may stand beside them.
//!
//! Comes in: a pair of variants. Goes out: findings, and pairs of the members' schemas. It knows no other kind.

use serde_json::Value;

use super::catalogue::Change;
use super::graph::Found;
use super::severity::Effect::{self, Changes, Narrows, Widens};
use super::side::Part;
use super::variant::Variant;
use super::walk::{Conj, Places, Walk};
use crate::document::escape;

/// What an object says of one member.
struct Member<'s> {
    conj: Conj<'s>,
    declared: bool,
    required: bool,
    /// Whether it may not be there.
    never: bool,
}

impl<'s> Variant<'s> {
    fn member(&self, name: &str, at: &Part<'s>) -> Member<'s> {
        let mut parts = Vec::new();
        let mut place = None;
        for part in &self.parts {
            if let Some(own) = part.named("properties", name) {
                place.get_or_insert_with(|| own.clone());
                parts.push(own);
            } else if let Some(rest) = part.below("additionalProperties") {
                parts.push(rest);
            }
        }
        let declared = place.is_some();
        if !declared {
            parts.extend(self.unevaluated());
        }
        let never = parts.iter().any(|part| part.value == &Value::Bool(false));
        parts.retain(|part| part.value != &Value::Bool(true));
        let conj = Conj { parts, at: place.unwrap_or_else(|| at.clone()) };
        Member { conj, declared, required: self.required().contains(name), never }
    }

    fn unevaluated(&self) -> impl Iterator<Item = Part<'s>> {
        self.parts.iter().filter_map(|part| part.below("unevaluatedProperties"))
    }

    /// What holds for members that are not declared.
    fn rest(&self, at: &Part<'s>) -> Conj<'s> {
        let mut parts: Vec<Part<'s>> =
            self.parts.iter().filter_map(|part| part.below("additionalProperties")).collect();
        parts.extend(self.unevaluated());
        parts.retain(|part| part.value != &Value::Bool(true));
        let place = parts.first().unwrap_or(at).clone();
        Conj { parts, at: place }
    }
}

fn is_closed(conj: &Conj<'_>) -> bool {
    conj.parts.iter().any(|part| part.value == &Value::Bool(false))
}

impl<'s> Walk<'s> {
    pub(super) fn objects(&mut self, node: usize, at: &Places<'s>, old: &Variant<'s>, new: &Variant<'s>) {
        let mut names = old.declared();
        names.extend(new.declared());
        names.extend(old.required());
        names.extend(new.required());
        for name in names {
            self.members(node, at, name, &old.member(name, &at.old), &new.member(name, &at.new));
        }
        self.bounds(node, at, &["minProperties", "maxProperties"], old, new);
        self.patterns_of_names(node, at, old, new);
        let (old, new) = (old.rest(&at.old), new.rest(&at.new));
        let keyword = ["additionalProperties", "additionalProperties"];
        match (is_closed(&old), is_closed(&new)) {
            (true, true) => {}
            (true, false) => {
                let message = "may have members that are not declared".to_owned();
                self.report(node, at, keyword, Change::ObjectOpened, Widens, message);
            }
            (false, true) => {
                let message = "may not have members that are not declared".to_owned();
                self.report(node, at, keyword, Change::ObjectClosed, Narrows, message);
            }
            (false, false) => {
                let below = self.pair(&old, &new);
                self.graph.edge(node, below, "/*".to_owned());
            }
        }
    }

    fn members(&mut self, node: usize, at: &Places<'s>, name: &str, old: &Member<'s>, new: &Member<'s>) {
        let step = format!("/{}", escape(name));
        let mut note = |change, effect, message: String| {
            let place = |member: &Member<'s>| (member.conj.at.clone(), "");
            let (old, new) = (place(old), place(new));
            let step = step.clone();
            self.graph.find(node, Found { change, effect, old, new, step, message, for_all: false });
        };
        match (old.declared, new.declared) {
            (true, false) if !new.required => {
                let (change, effect, message) = match (old.required, new.never) {
                    (true, never) => {
                        let effect = if never { Changes } else { Widens };
                        (Change::FieldRemoved, effect, format!("`{name}` was removed, and was required"))
                    }
                    (false, true) => (Change::OptionalFieldRemoved, Narrows, format!("`{name}` was removed")),
                    (false, false) => (Change::OptionalFieldRemoved, Widens, format!("`{name}` was removed")),
                };
                note(change, effect, message);
                if !new.never && !new.conj.parts.is_empty() {
                    let below = self.pair(&old.conj, &new.conj);
                    self.graph.edge(node, below, step);
                }
                return;
            }
            (false, true) if !old.required => {
                return self.member_added(node, at, name, old, new);
            }
            _ => {}
        }
        match (old.required, new.required) {
            (true, false) => {
                note(Change::FieldOptional, Widens, format!("`{name}` may be missing, and was required"));
            }
            (false, true) => {
                note(Change::FieldRequired, Narrows, format!("`{name}` is required, and was optional"));
            }
            _ => {}
        }
        let below = self.pair(&old.conj, &new.conj);
        self.graph.edge(node, below, step);
    }

    fn member_added(&mut self, node: usize, at: &Places<'s>, name: &str, old: &Member<'s>, new: &Member<'s>) {
        let step = format!("/{}", escape(name));
        let how = if new.required { "required" } else { "optional" };
        let (change, effect): (Change, Effect) = match (old.never, new.required) {
            (true, _) => (Change::ClosedFieldAdded, Widens),
            (false, true) => (Change::RequiredFieldAdded, Narrows),
            (false, false) => (Change::FieldAdded, Narrows),
        };
        let message = format!("`{name}` was added, {how}");
        let (was, is) = ((at.old.clone(), ""), (new.conj.at.clone(), ""));
        self.graph.find(
            node,
            Found { change, effect, old: was, new: is, step: step.clone(), message, for_all: false },
        );
        // A map's values had a schema before they had names.
        if !old.never && !old.conj.parts.is_empty() {
            let below = self.pair(&old.conj, &new.conj);
            self.graph.edge(node, below, step);
        }
    }

    /// `patternProperties`, by the text of the pattern.
    fn patterns_of_names(&mut self, node: usize, at: &Places<'s>, old: &Variant<'s>, new: &Variant<'s>) {
        let all = |variant: &Variant<'s>| -> Vec<(&'s str, Part<'s>)> {
            let maps = variant
                .parts
                .iter()
                .filter_map(|part| Some((part, part.get("patternProperties")?.as_object()?)));
            let named = maps.flat_map(|(part, map)| map.keys().map(|name| (name.as_str(), part.clone())));
            named.filter_map(|(name, part)| Some((name, part.named("patternProperties", name)?))).collect()
        };
        let (olds, news) = (all(old), all(new));
        for (pattern, one) in &olds {
            match news.iter().find(|(other, _)| other == pattern) {
                Some((_, other)) => {
                    let below = self.pair(&Conj::one(one.clone()), &Conj::one(other.clone()));
                    self.graph.edge(node, below, "/*".to_owned());
                }
                None => self.condition(node, at, &format!("`patternProperties` has no `{pattern}` any more")),
            }
        }
        for (pattern, _) in news.iter().filter(|(one, _)| !olds.iter().any(|(other, _)| other == one)) {
            self.condition(node, at, &format!("`patternProperties` has `{pattern}`"));
        }
    }
}
