//! Two unions side by side: which alternative of one is which of the other.
//!
//! Comes in: variants of one kind. Goes out: pairs of them, and findings for those that have no counterpart. Equal ones
//! are paired first, then those with the same tag or name, then those that include each other; an odd one out of each
//! side is a pair, too.

use std::collections::BTreeMap;

use serde_json::Value;

use super::severity::Effect::{self, Narrows, Widens};
use super::side::{Side, asserts};
use super::variant::{BOOLEAN, FOLLOWED, NUMBER, STRING, Variant};
use super::walk::{Places, Walk};

/// Pairs of alternatives that are tried one by one.
const TRIALS: usize = 400;

/// Alternatives that have no counterpart yet.
struct Open<'s> {
    olds: Vec<Variant<'s>>,
    news: Vec<Variant<'s>>,
    pairs: Vec<(Variant<'s>, Variant<'s>)>,
}

impl<'s> Open<'s> {
    /// Pairs those that belong together, where there is but one such.
    fn pair(&mut self, belong: impl Fn(&Variant<'s>, &Variant<'s>) -> bool, only_sole: bool) {
        let mut at = 0;
        while let Some(old) = self.olds.get(at) {
            let mut found = (0..self.news.len()).filter(|other| belong(old, &self.news[*other]));
            let first = found.next().filter(|_| !only_sole || found.next().is_none());
            let rivals = first
                .map_or(0, |first| self.olds.iter().filter(|rival| belong(rival, &self.news[first])).count());
            match first {
                Some(other) if !only_sole || rivals == 1 => {
                    let pair = (self.olds.remove(at), self.news.remove(other));
                    self.pairs.push(pair);
                }
                _ => at += 1,
            }
        }
    }
}

impl<'s> Walk<'s> {
    pub(super) fn compare_variants(
        &mut self,
        node: usize,
        at: &Places<'s>,
        kind: u8,
        olds: Vec<Variant<'s>>,
        news: Vec<Variant<'s>>,
    ) {
        let (olds, news) = (merged(olds, kind), merged(news, kind));
        if let ([old], [new]) = (olds.as_slice(), news.as_slice()) {
            let below = self.pair_of_variants(at, kind, old, new);
            return self.graph.edge(node, below, String::new());
        }
        if [BOOLEAN, STRING, NUMBER].contains(&kind)
            && let (Some(old), Some(new)) = (all_listed(&olds, kind), all_listed(&news, kind))
        {
            self.listed(node, at, kind, Some(&old), Some(&new));
            return;
        }
        let mut open = Open { olds, news, pairs: Vec::new() };
        let (left, right) = (&self.old, &self.new);
        let same = |one: &Variant<'s>, other: &Variant<'s>| {
            let prints = (print(left, one), print(right, other));
            prints.0.is_some() && prints.0 == prints.1
        };
        open.pair(same, false);
        open.pair(|one, other| tagged_alike(&tags(one), &tags(other)), true);
        open.pair(|one, other| !one.name.is_empty() && one.name == other.name, true);
        self.try_all(at, kind, &mut open);
        if open.olds.len() == 1 && open.news.len() == 1 {
            open.pair(|_, _| true, false);
        }
        for (old, new) in &open.pairs {
            let below = self.pair_of_variants(at, kind, old, new);
            self.graph.edge(node, below, String::new());
        }
        self.odd(node, at, kind, &open);
    }

    /// Pairs those that include each other.
    fn try_all(&mut self, at: &Places<'s>, kind: u8, open: &mut Open<'s>) {
        if open.olds.len() * open.news.len() > TRIALS {
            return;
        }
        let mut index = 0;
        while let Some(old) = open.olds.get(index).cloned() {
            let found = (0..open.news.len()).find(|other| {
                let below = self.pair_of_variants(at, kind, &old, &open.news[*other]);
                self.graph.is_clean(below, |_| true)
            });
            match found {
                Some(other) => {
                    let pair = (open.olds.remove(index), open.news.remove(other));
                    open.pairs.push(pair);
                }
                None => index += 1,
            }
        }
    }

    /// What has no counterpart, unless something on the other side includes it.
    fn odd(&mut self, node: usize, at: &Places<'s>, kind: u8, open: &Open<'s>) {
        let olds = open.olds.iter().chain(open.pairs.iter().map(|(old, _)| old));
        let news = open.news.iter().chain(open.pairs.iter().map(|(_, new)| new));
        let (olds, news): (Vec<&Variant<'s>>, Vec<&Variant<'s>>) = (olds.collect(), news.collect());
        for new in &open.news {
            let mut included = false;
            for old in olds.iter().take(TRIALS) {
                let below = self.pair_of_variants(at, kind, old, new);
                included |= self.graph.is_clean(below, Effect::widens);
            }
            if !included {
                let at = self.place(at, None, Some(new));
                self.alternative(node, &at, &new.name, Widens);
            }
        }
        for old in &open.olds {
            let mut included = false;
            for new in news.iter().take(TRIALS) {
                let below = self.pair_of_variants(at, kind, old, new);
                included |= self.graph.is_clean(below, Effect::narrows);
            }
            if !included {
                let at = self.place(at, Some(old), None);
                self.alternative(node, &at, &old.name, Narrows);
            }
        }
    }

    #[expect(clippy::unused_self, reason = "it reads better beside its callers")]
    fn place(&self, at: &Places<'s>, old: Option<&Variant<'s>>, new: Option<&Variant<'s>>) -> Places<'s> {
        Places {
            old: old.and_then(|old| old.parts.last()).unwrap_or(&at.old).clone(),
            new: new.and_then(|new| new.parts.last()).unwrap_or(&at.new).clone(),
        }
    }
}

/// Where one alternative takes every value of the kind, the others say nothing.
fn merged(mut all: Vec<Variant<'_>>, kind: u8) -> Vec<Variant<'_>> {
    let free = |variant: &Variant<'_>| {
        variant.kinds & kind == kind
            && variant.parts.iter().all(|part| {
                let mut keywords = part.value.as_object().into_iter().flat_map(|keywords| keywords.keys());
                keywords.all(|keyword| {
                    !asserts(keyword) || keyword == "type" || FOLLOWED.contains(&keyword.as_str())
                })
            })
    };
    match all.iter().position(free) {
        Some(at) => vec![all.swap_remove(at)],
        None => all,
    }
}

/// All values that alternatives list, where all of them do.
fn all_listed<'s>(all: &[Variant<'s>], kind: u8) -> Option<Vec<&'s Value>> {
    let lists: Option<Vec<Vec<&'s Value>>> = all.iter().map(|variant| variant.values(kind)).collect();
    Some(lists?.concat())
}

/// The fingerprint of what a variant's parts say themselves.
fn print<'s>(side: &Side<'s>, variant: &Variant<'s>) -> Option<u64> {
    let mut sum = u64::from(variant.kinds);
    for part in &variant.parts {
        let keywords = part.value.as_object()?;
        sum = sum.wrapping_add(side.keywords(keywords, FOLLOWED)?);
    }
    Some(sum)
}

/// Members that can be but one text.
fn tags<'s>(variant: &Variant<'s>) -> BTreeMap<&'s str, &'s str> {
    let mut all = BTreeMap::new();
    for part in &variant.parts {
        for (name, member) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let listed = member.get("enum").and_then(Value::as_array).filter(|list| list.len() == 1);
            let one = member.get("const").or_else(|| listed.and_then(|list| list.first()));
            if let Some(text) = one.and_then(Value::as_str) {
                all.insert(name.as_str(), text);
            }
        }
    }
    all
}

fn tagged_alike(one: &BTreeMap<&str, &str>, other: &BTreeMap<&str, &str>) -> bool {
    let mut shared = one.iter().filter_map(|(name, tag)| Some((tag, other.get(name)?))).peekable();
    shared.peek().is_some() && shared.all(|(one, other)| one == other)
}
