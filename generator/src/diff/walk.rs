//! Two schemas side by side: which kinds of values each takes, and what must be compared below.
//!
//! Comes in: pairs of schemas. Goes out: a graph of what differs. Each pair is compared once; one that is met again
//! while it is being compared is taken to hold. It knows no events and no severities.

use std::collections::HashMap;

use super::catalogue::Change;
use super::graph::{Found, Graph};
use super::severity::Effect;
use super::side::{Part, Side};
use super::variant::{self, ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, Variant};

/// Parts that must all hold of one value, and where it is said that there is such a value.
#[derive(Clone)]
pub(super) struct Conj<'s> {
    pub(super) parts: Vec<Part<'s>>,
    pub(super) at: Part<'s>,
}

impl<'s> Conj<'s> {
    pub(super) fn one(part: Part<'s>) -> Self {
        Self { parts: vec![part.clone()], at: part }
    }

    fn key(&self) -> Vec<usize> {
        addresses(&self.parts)
    }
}

fn addresses(parts: &[Part<'_>]) -> Vec<usize> {
    let mut all: Vec<usize> = parts.iter().map(Part::address).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A pair of variants, or of lists of them, with the places of the values.
#[derive(Clone)]
pub(super) struct Places<'s> {
    pub(super) old: Part<'s>,
    pub(super) new: Part<'s>,
}

type Key = (Vec<usize>, Vec<usize>, u8);

/// The comparison of two documents' schemas.
pub(super) struct Walk<'s> {
    pub(super) old: Side<'s>,
    pub(super) new: Side<'s>,
    pub(super) graph: Graph<'s>,
    pairs: HashMap<Key, usize>,
}

impl<'s> Walk<'s> {
    pub(super) fn new(old: Side<'s>, new: Side<'s>) -> Self {
        Self { old, new, graph: Graph::default(), pairs: HashMap::new() }
    }

    /// The node of a pair of schemas.
    pub(super) fn pair(&mut self, old: &Conj<'s>, new: &Conj<'s>) -> usize {
        let old = Conj {
            parts: old.parts.iter().map(|part| landed(&self.old, part)).collect(),
            at: old.at.clone(),
        };
        let new = Conj {
            parts: new.parts.iter().map(|part| landed(&self.new, part)).collect(),
            at: new.at.clone(),
        };
        let key = (old.key(), new.key(), 0);
        if let Some(known) = self.pairs.get(&key) {
            return *known;
        }
        let node = self.graph.open();
        self.pairs.insert(key, node);
        if !self.is_same(&old, &new) {
            self.compare(node, &old, &new);
        }
        node
    }

    fn is_same(&self, old: &Conj<'s>, new: &Conj<'s>) -> bool {
        match (old.parts.as_slice(), new.parts.as_slice()) {
            ([], []) => true,
            ([one], [other]) => {
                let (one, other) = (self.old.print(one.value), self.new.print(other.value));
                one.is_some() && one == other
            }
            _ => false,
        }
    }

    fn compare(&mut self, node: usize, old: &Conj<'s>, new: &Conj<'s>) {
        let at = Places { old: old.at.clone(), new: new.at.clone() };
        if self.compare_derived(node, old, new) {
            return;
        }
        let variants = (variant::variants(&self.old, &old.parts), variant::variants(&self.new, &new.parts));
        let (Some(olds), Some(news)) = variants else {
            return self.condition(node, &at, "a union with too many combinations to be compared differs");
        };
        self.kinds(node, &at, &olds, &news);
        for kind in [BOOLEAN, STRING, NUMBER, OBJECT, ARRAY] {
            let of_kind = |all: &[Variant<'s>]| -> Vec<Variant<'s>> {
                all.iter().filter(|variant| variant.kinds & kind != 0).cloned().collect()
            };
            let (olds, news) = (of_kind(&olds), of_kind(&news));
            if !olds.is_empty() && !news.is_empty() {
                self.compare_variants(node, &at, kind, olds, news);
            }
        }
    }

    /// Schemas that are the bases of others: the others are compared by their tags.
    fn compare_derived(&mut self, node: usize, old: &Conj<'s>, new: &Conj<'s>) -> bool {
        let ([one], [other]) = (old.parts.as_slice(), new.parts.as_slice()) else { return false };
        let (olds, news) = (self.old.derived(one), self.new.derived(other));
        if olds.is_empty() || news.is_empty() {
            return false;
        }
        let at = Places { old: one.clone(), new: other.clone() };
        for (tag, key) in olds {
            let counterpart = news.iter().find(|(other, _)| other == tag);
            match counterpart.map(|(_, other)| (self.old.target(key), self.new.target(other))) {
                Some((Some(one), Some(other))) => {
                    let below = self.pair_of_variants(
                        &at,
                        OBJECT,
                        &self.whole(&one, true),
                        &self.whole(&other, false),
                    );
                    self.graph.edge(node, below, String::new());
                }
                Some(_) => {}
                None => self.alternative(node, &at, tag, Effect::Narrows),
            }
        }
        for (tag, _) in news.iter().filter(|(tag, _)| !olds.iter().any(|(other, _)| other == tag)) {
            self.alternative(node, &at, tag, Effect::Widens);
        }
        true
    }

    /// A schema as one variant, where it has but one.
    fn whole(&self, part: &Part<'s>, is_old: bool) -> Variant<'s> {
        let side = if is_old { &self.old } else { &self.new };
        let all = variant::variants(side, std::slice::from_ref(part)).unwrap_or_default();
        let fallback = Variant { kinds: OBJECT, parts: vec![part.clone()], name: String::new() };
        all.into_iter().next().unwrap_or(fallback)
    }

    /// Which kinds of values came and went.
    fn kinds(&mut self, node: usize, at: &Places<'s>, olds: &[Variant<'s>], news: &[Variant<'s>]) {
        let sum = |all: &[Variant<'s>]| all.iter().fold(0, |sum, variant| sum | variant.kinds);
        let (old, new) = (sum(olds), sum(news));
        let (added, removed) = (new & !old, old & !new);
        // Null beside other kinds is one change of the type.
        if added == NULL {
            self.report(
                node,
                at,
                ["type", "type"],
                Change::NullAdded,
                Effect::Widens,
                "may be null".to_owned(),
            );
        }
        if removed == NULL {
            let message = "may not be null any more".to_owned();
            self.report(node, at, ["type", "type"], Change::NullRemoved, Effect::Narrows, message);
        }
        let added = if added == NULL { 0 } else { added };
        let removed = if removed == NULL { 0 } else { removed };
        let words = variant::names_of;
        let (change, effect, message) = match (added, removed) {
            (0, 0) => return,
            (0, removed) if removed.count_ones() > 3 && new != 0 => {
                (Change::TypeNarrowed, Effect::Narrows, format!("is {}, and was {}", words(new), words(old)))
            }
            (added, 0) if old & !NULL != 0 => (
                Change::TypeWidened,
                Effect::Widens,
                format!("may be {} beside {}", words(added), words(old)),
            ),
            (0, removed) if new & !NULL != 0 => {
                (Change::TypeNarrowed, Effect::Narrows, format!("may not be {} any more", words(removed)))
            }
            (added, 0) => (Change::TypeWidened, Effect::Widens, format!("may be {}", words(added))),
            (0, removed) => {
                (Change::TypeNarrowed, Effect::Narrows, format!("may not be {} any more", words(removed)))
            }
            _ => (Change::TypeChanged, Effect::Changes, format!("is {}, and was {}", words(new), words(old))),
        };
        self.report(node, at, ["type", "type"], change, effect, message);
    }

    /// The node of a pair of variants, as far as one kind of values goes.
    pub(super) fn pair_of_variants(
        &mut self,
        at: &Places<'s>,
        kind: u8,
        old: &Variant<'s>,
        new: &Variant<'s>,
    ) -> usize {
        let key = (addresses(&old.parts), addresses(&new.parts), kind);
        if let Some(known) = self.pairs.get(&key) {
            return *known;
        }
        let node = self.graph.open();
        self.pairs.insert(key, node);
        let place =
            |variant: &Variant<'s>, otherwise: &Part<'s>| variant.parts.first().unwrap_or(otherwise).clone();
        let at = Places { old: place(old, &at.old), new: place(new, &at.new) };
        match kind {
            OBJECT => self.objects(node, &at, old, new),
            ARRAY => self.arrays(node, &at, old, new),
            _ => self.scalars(node, &at, kind, old, new),
        }
        self.conditions(node, &at, kind, old, new);
        node
    }

    /// Notes something; keywords are those that the places point at, where they are there.
    pub(super) fn report(
        &mut self,
        node: usize,
        at: &Places<'s>,
        keywords: [&'static str; 2],
        change: Change,
        effect: Effect,
        message: String,
    ) {
        let (old, new) = ((at.old.clone(), keywords[0]), (at.new.clone(), keywords[1]));
        let found = Found { change, effect, old, new, step: String::new(), message, for_all: false };
        self.graph.find(node, found);
    }

    pub(super) fn condition(&mut self, node: usize, at: &Places<'s>, message: &str) {
        self.report(node, at, ["", ""], Change::ConditionChanged, Effect::Changes, message.to_owned());
    }

    pub(super) fn alternative(&mut self, node: usize, at: &Places<'s>, name: &str, effect: Effect) {
        let name = if name.is_empty() { String::new() } else { format!(" `{name}`") };
        let (change, message) = match effect {
            Effect::Narrows => (Change::AlternativeRemoved, format!("the alternative{name} was removed")),
            _ => (Change::AlternativeAdded, format!("may be a new alternative{name}")),
        };
        self.report(node, at, ["", ""], change, effect, message);
    }
}

/// Where references lead that stand alone.
fn landed<'s>(side: &Side<'s>, part: &Part<'s>) -> Part<'s> {
    let mut part = part.clone();
    for _ in 0..40 {
        let Some(keywords) = part.value.as_object() else { break };
        let alone = keywords.keys().filter(|keyword| super::side::asserts(keyword)).count() == 1;
        let key = keywords.get("$ref").and_then(serde_json::Value::as_str);
        match key.filter(|_| alone).and_then(|key| side.target(key)) {
            Some(target) => part = target,
            None => break,
        }
    }
    part
}
