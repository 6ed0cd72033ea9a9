//! Two lists or scalars side by side: items, listed values, bounds, patterns, and conditions as they are written.
//!
//! Comes in: a pair of variants. Goes out: findings, and pairs of the items' schemas. It knows no members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::catalogue::Change;
use super::graph::Found;
use super::severity::Effect::{self, Changes, Narrows, Widens};
use super::side::{Part, Side, plain};
use super::variant::{ARRAY, BOOLEAN, FRACTION, NUMBER, OBJECT, STRING, Variant};
use super::walk::{Conj, Places, Walk};

/// Keywords that are compared as they are written, and the kinds that they speak of.
const CONDITIONS: &[(&str, u8)] = &[
    ("not", 127),
    ("if", 127),
    ("then", 127),
    ("else", 127),
    ("$dynamicRef", 127),
    ("contains", ARRAY),
    ("minContains", ARRAY),
    ("maxContains", ARRAY),
    ("unevaluatedItems", ARRAY),
    ("dependentRequired", OBJECT),
    ("dependentSchemas", OBJECT),
    ("dependencies", OBJECT),
    ("propertyNames", OBJECT),
    ("multipleOf", NUMBER),
];

/// A bound: the value, and whether the value itself is beyond it.
type Bound = (f64, bool);

impl<'s> Walk<'s> {
    pub(super) fn scalars(
        &mut self,
        node: usize,
        at: &Places<'s>,
        kind: u8,
        old: &Variant<'s>,
        new: &Variant<'s>,
    ) {
        let (before, after) = (old.values(kind), new.values(kind));
        if self.listed(node, at, kind, before.as_deref(), after.as_deref()) {
            if before.is_none() {
                self.listed_beyond(node, at, old, &after.unwrap_or_default());
            }
            return;
        }
        match kind {
            STRING => {
                self.bounds(node, at, &["minLength", "maxLength"], old, new);
                self.patterns(node, at, old, new);
                self.formats(node, at, old, new);
            }
            NUMBER => {
                self.bounds(node, at, &["minimum", "maximum"], old, new);
                self.formats(node, at, old, new);
            }
            _ => {}
        }
    }

    /// Listed values; true where the new document lists, so that nothing else needs to be asked.
    pub(super) fn listed(
        &mut self,
        node: usize,
        at: &Places<'s>,
        kind: u8,
        old: Option<&[&'s Value]>,
        new: Option<&[&'s Value]>,
    ) -> bool {
        let all = [Value::Bool(false), Value::Bool(true)];
        let both: Vec<&Value> = all.iter().collect();
        let (old, new) = match (old, new) {
            (None, None) => return false,
            // Both truth values are no list.
            (old, new) if kind == BOOLEAN => (Some(old.unwrap_or(&both)), Some(new.unwrap_or(&both))),
            lists => lists,
        };
        let (change, effect, message) = match (old, new) {
            (Some(old), Some(new)) => {
                self.lists(node, at, kind, old, new);
                return true;
            }
            (Some(_), None) => (Change::EnumOpened, Widens, "may be any value, and was one of a list"),
            _ => (Change::EnumClosed, Narrows, "is one of a list, and could be any value"),
        };
        self.of_list(node, at, (change, effect), message.to_owned(), kind != STRING);
        change == Change::EnumClosed
    }

    /// Values of two lists.
    fn lists(&mut self, node: usize, at: &Places<'s>, kind: u8, old: &[&Value], new: &[&Value]) {
        let prints = |list: &[&Value]| list.iter().map(|value| plain(value)).collect::<Vec<u64>>();
        let (known, now) = (prints(old), prints(new));
        let added: Vec<&Value> = new.iter().filter(|value| !known.contains(&plain(value))).copied().collect();
        let removed = old.iter().filter(|value| !now.contains(&plain(value)));
        // What is always the same tells alternatives apart; readers mind another one more than a further one of many.
        let sole = old.len() == 1;
        if let ([one], [other], false) = (old, new, added.is_empty()) {
            let message = format!("is `{}`, and was `{}`", shown(other), shown(one));
            return self.of_list(node, at, (Change::ConstChanged, Changes), message, true);
        }
        for value in added {
            let change = if sole { Change::ConstChanged } else { Change::EnumValueAdded };
            let message = format!("may be `{}`", shown(value));
            self.of_list(node, at, (change, Widens), message, kind != STRING || sole);
        }
        for value in removed {
            let message = format!("may not be `{}` any more", shown(value));
            self.of_list(node, at, (Change::EnumValueRemoved, Narrows), message, kind != STRING);
        }
    }

    /// Listed values of the new document that bounds or patterns of the old one refuse.
    fn listed_beyond(&mut self, node: usize, at: &Places<'s>, old: &Variant<'s>, values: &[&Value]) {
        for value in values {
            let change = if is_beyond(old, value) {
                Change::BoundLoosened
            } else if !fits_patterns(old, value) {
                Change::PatternChanged
            } else {
                continue;
            };
            let message = format!("may be `{}`, which was refused", shown(value));
            self.report(node, at, ["", "enum"], change, Widens, message);
        }
    }

    /// Notes a change of a list; `for_all` says that tolerant readers mind, too.
    fn of_list(
        &mut self,
        node: usize,
        at: &Places<'s>,
        what: (Change, Effect),
        message: String,
        for_all: bool,
    ) {
        let (old, new) = ((at.old.clone(), keyword(&at.old)), (at.new.clone(), keyword(&at.new)));
        let (change, effect) = what;
        self.graph.find(node, Found { change, effect, old, new, step: String::new(), message, for_all });
    }

    pub(super) fn arrays(&mut self, node: usize, at: &Places<'s>, old: &Variant<'s>, new: &Variant<'s>) {
        self.bounds(node, at, &["minItems", "maxItems"], old, new);
        let distinct = |variant: &Variant<'s>| {
            variant.with("uniqueItems").any(|part| part.get("uniqueItems") == Some(&Value::Bool(true)))
        };
        let keyword = ["uniqueItems", "uniqueItems"];
        match (distinct(old), distinct(new)) {
            (true, false) => {
                self.report(
                    node,
                    at,
                    keyword,
                    Change::BoundLoosened,
                    Widens,
                    "may hold an item twice".to_owned(),
                );
            }
            (false, true) => {
                self.report(
                    node,
                    at,
                    keyword,
                    Change::BoundTightened,
                    Narrows,
                    "may not hold an item twice".to_owned(),
                );
            }
            _ => {}
        }
        let first =
            |variant: &Variant<'s>| variant.parts.iter().map(|part| part.list("prefixItems").count()).max();
        let count = first(old).max(first(new)).unwrap_or(0);
        for index in 0..count {
            let below = self.pair(&item(old, index, &at.old), &item(new, index, &at.new));
            self.graph.edge(node, below, format!("/{index}"));
        }
        let below = self.pair(&item(old, usize::MAX, &at.old), &item(new, usize::MAX, &at.new));
        self.graph.edge(node, below, "/*".to_owned());
    }

    /// A lower and an upper bound.
    pub(super) fn bounds(
        &mut self,
        node: usize,
        at: &Places<'s>,
        keywords: &[&'static str; 2],
        old: &Variant<'s>,
        new: &Variant<'s>,
    ) {
        for (keyword, sign) in keywords.iter().zip([1.0, -1.0]) {
            let (was, is) = (bound(old, keyword, sign), bound(new, keyword, sign));
            if was == is {
                continue;
            }
            // Both as lower bounds: the greater one is the tighter one.
            let rank = |bound: Option<Bound>| {
                bound.map_or((f64::NEG_INFINITY, false), |(at, open)| (at * sign, open))
            };
            let tighter = rank(is).partial_cmp(&rank(was)) == Some(std::cmp::Ordering::Greater);
            let change = if tighter { Change::BoundTightened } else { Change::BoundLoosened };
            let effect = if tighter { Narrows } else { Widens };
            let words = |bound: Option<Bound>| match bound {
                None => "nothing".to_owned(),
                Some((at, false)) => format!("{at}"),
                Some((at, true)) => format!("{at} (exclusive)"),
            };
            let message = format!("`{keyword}` is {}, and was {}", words(is), words(was));
            self.report(node, &placed(at, old, new, keyword), [keyword, keyword], change, effect, message);
        }
    }

    fn patterns(&mut self, node: usize, at: &Places<'s>, old: &Variant<'s>, new: &Variant<'s>) {
        let all = |variant: &Variant<'s>| -> Vec<&'s str> {
            let mut all: Vec<&str> =
                variant.with("pattern").filter_map(|part| part.get("pattern")?.as_str()).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let (was, is) = (all(old), all(new));
        let gone = was.iter().any(|one| !is.contains(one));
        let came = is.iter().any(|one| !was.contains(one));
        if let Some(effect) = effect(came, gone) {
            let words = |list: &[&str]| {
                if list.is_empty() { "nothing".to_owned() } else { format!("`{}`", list.join("`, `")) }
            };
            let message = format!("`pattern` is {}, and was {}", words(&is), words(&was));
            let at = placed(at, old, new, "pattern");
            self.report(node, &at, ["pattern", "pattern"], Change::PatternChanged, effect, message);
        }
    }

    fn formats(&mut self, node: usize, at: &Places<'s>, old: &Variant<'s>, new: &Variant<'s>) {
        let of = |variant: &Variant<'s>| {
            variant.with("format").next().and_then(|part| part.get("format")?.as_str())
        };
        let (was, is) = (of(old), of(new));
        if was != is {
            let words =
                |format: Option<&str>| format.map_or("nothing".to_owned(), |format| format!("`{format}`"));
            let message = format!("`format` is {}, and was {}", words(is), words(was));
            let at = placed(at, old, new, "format");
            self.report(node, &at, ["format", "format"], Change::FormatChanged, Changes, message);
        }
    }

    /// What is compared as it is written.
    pub(super) fn conditions(
        &mut self,
        node: usize,
        at: &Places<'s>,
        kind: u8,
        old: &Variant<'s>,
        new: &Variant<'s>,
    ) {
        for (keyword, _) in CONDITIONS.iter().filter(|(_, of)| of & kind != 0) {
            let (was, is) = (prints(&self.old, old, keyword), prints(&self.new, new, keyword));
            let gone = was.iter().any(|one| one.is_none() || !is.contains(one));
            let came = is.iter().any(|one| one.is_none() || !was.contains(one));
            if let Some(effect) = effect(came, gone) {
                let message = format!("`{keyword}` says another thing");
                let at = placed(at, old, new, keyword);
                self.report(node, &at, [keyword, keyword], Change::ConditionChanged, effect, message);
            }
        }
    }
}

/// A demand that came narrows, one that went widens.
fn effect(came: bool, gone: bool) -> Option<Effect> {
    match (came, gone) {
        (false, false) => None,
        (true, false) => Some(Narrows),
        (false, true) => Some(Widens),
        (true, true) => Some(Changes),
    }
}

fn prints<'s>(side: &Side<'s>, variant: &Variant<'s>, keyword: &'static str) -> Vec<Option<u64>> {
    variant.with(keyword).filter_map(|part| Some(side.keyword(keyword, part.get(keyword)?))).collect()
}

/// The places where a keyword stands, as far as it does.
fn placed<'s>(at: &Places<'s>, old: &Variant<'s>, new: &Variant<'s>, keyword: &'static str) -> Places<'s> {
    Places {
        old: old.with(keyword).next().unwrap_or(&at.old).clone(),
        new: new.with(keyword).next().unwrap_or(&at.new).clone(),
    }
}

fn keyword(part: &Part<'_>) -> &'static str {
    if part.get("enum").is_some() { "enum" } else { "const" }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What holds for an item; `usize::MAX` is any behind the ones that have schemas of their own.
fn item<'s>(variant: &Variant<'s>, index: usize, at: &Part<'s>) -> Conj<'s> {
    let mut parts: Vec<Part<'s>> = variant
        .parts
        .iter()
        .filter_map(|part| part.list("prefixItems").nth(index).or_else(|| part.below("items")))
        .collect();
    let place = parts.first().unwrap_or(at).clone();
    parts.retain(|part| part.value != &Value::Bool(true));
    Conj { parts, at: place }
}

/// Whether a bound refuses a value.
fn is_beyond(variant: &Variant<'_>, value: &Value) -> bool {
    let (size, keywords) = match value {
        // No text is so long that its length is not exact.
        Value::String(text) => {
            (u32::try_from(text.chars().count()).ok().map(f64::from), ["minLength", "maxLength"])
        }
        other => (other.as_f64(), ["minimum", "maximum"]),
    };
    let Some(size) = size else { return false };
    keywords.into_iter().zip([1.0, -1.0]).any(|(keyword, sign)| {
        bound(variant, keyword, sign)
            .is_some_and(|(at, open)| size * sign < at * sign || (open && size == at))
    })
}

/// Whether a text fits every pattern; not where the engine at hand can't read one.
fn fits_patterns(variant: &Variant<'_>, value: &Value) -> bool {
    let Value::String(text) = value else { return true };
    let mut patterns = variant.with("pattern").filter_map(|part| part.get("pattern")?.as_str());
    patterns.all(|pattern| regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text)))
}

/// The tightest bound of all parts; `sign` is -1 for upper ones.
fn bound(variant: &Variant<'_>, keyword: &str, sign: f64) -> Option<Bound> {
    let exclusive = BTreeMap::from([("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]);
    let number = |part: &Part<'_>, keyword: &str| part.get(keyword).and_then(Value::as_f64);
    let mut all: Vec<Bound> = Vec::new();
    for part in &variant.parts {
        all.extend(number(part, keyword).map(|value| (value, false)));
        let name = exclusive.get(keyword);
        all.extend(name.and_then(|name| number(part, name)).map(|value| (value, true)));
    }
    // No count is below zero.
    let counts = !matches!(keyword, "minimum" | "maximum") && sign > 0.0;
    all.retain(|(value, _)| !(counts && *value <= 0.0));
    // For integers an exclusive bound is an inclusive one a step further.
    if variant.kinds & FRACTION == 0 {
        for (value, open) in &mut all {
            *value = match (*open, sign > 0.0) {
                (true, true) => value.floor() + 1.0,
                (true, false) => value.ceil() - 1.0,
                (false, true) => value.ceil(),
                (false, false) => value.floor(),
            };
            *open = false;
        }
    }
    let rank = |bound: &Bound| (bound.0 * sign, bound.1);
    all.into_iter()
        .max_by(|one, other| rank(one).partial_cmp(&rank(other)).unwrap_or(std::cmp::Ordering::Equal))
}
