//! Checks of values as trees: keywords that hold other schemas, and whatever needs a look inside.
//!
//! In come a check and a tree; out goes whether it holds and, for people, the deepest places where it does not. It
//! must not know readers or generated types.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;

use super::Kinds;
use super::check::{Check, Measure, measure_holds};
use crate::json::{Decimal, Tree, Whole, Work};

/// What a check of a value costs, in steps of which reading a byte is one.
const STEPS: u64 = 4;

/// The members of an object, or their names alone.
type Members<K, V> = BTreeMap<K, V>;

/// Whether a bound is held against a value's own measure: its length, size or number.
pub(super) fn is_bound(check: &Check) -> bool {
    matches!(
        check,
        Check::MinLength(_)
            | Check::MaxLength(_)
            | Check::Pattern(_)
            | Check::Minimum(_)
            | Check::Maximum(_)
            | Check::ExclusiveMinimum(_)
            | Check::ExclusiveMaximum(_)
            | Check::MinItems(_)
            | Check::MaxItems(_)
            | Check::MinProperties(_)
            | Check::MaxProperties(_)
    )
}

/// Whether the names of an object's members suffice for a verdict.
pub(super) fn is_of_names(check: &Check) -> bool {
    matches!(
        check,
        Check::MinProperties(_)
            | Check::MaxProperties(_)
            | Check::AnyRequired(_)
            | Check::OneRequired(_)
            | Check::Required(_)
            | Check::DependentRequired(_)
            | Check::PropertyNames(_)
            | Check::AdditionalProperties(_, _, [Check::Values([])])
    )
}

/// Holds the names of an object's members against a check of [`is_of_names`].
pub(super) fn names_hold<K: Borrow<str> + Ord, V>(
    check: &Check,
    members: &Members<K, V>,
    work: &Work,
) -> bool {
    let has = |name: &&str| members.contains_key(*name);
    match *check {
        Check::AnyRequired(sets) => sets.iter().any(|set| set.iter().all(has)),
        Check::OneRequired(sets) => sets.iter().filter(|set| set.iter().all(has)).count() == 1,
        Check::Required(names) => names.iter().all(has),
        Check::DependentRequired(list) => {
            list.iter().all(|(name, needs)| !has(name) || needs.iter().all(has))
        }
        Check::PropertyNames(checks) => {
            members.keys().all(|name| all(checks, &Tree::String(Cow::Borrowed(name.borrow())), work))
        }
        Check::AdditionalProperties(known, patterns, _) => members.keys().all(|name| {
            let name = name.borrow();
            known.contains(&name) || patterns.iter().any(|pattern| pattern.matches(name))
        }),
        _ => measure_holds(check, Measure::Members(members.len())),
    }
}

/// Whether a value satisfies all checks.
pub(super) fn all(checks: &[Check], tree: &Tree<'_>, work: &Work) -> bool {
    checks.iter().all(|check| holds(check, tree, work))
}

/// Whether a value satisfies a check.
pub(super) fn holds(check: &Check, tree: &Tree<'_>, work: &Work) -> bool {
    if !work.spend(STEPS) {
        return false;
    }
    let is = |text: &&str| Tree::read(text).is_ok_and(|listed| listed == *tree);
    let fits = |checks: &&[Check]| all(checks, tree, work);
    match *check {
        Check::Values(texts) => texts.iter().any(is),
        Check::Const(text) => is(&text),
        Check::Type(kinds) => kinds.overlaps(kind(tree)),
        Check::Not(checks) => !all(checks, tree, work),
        Check::AnyOf(list) => list.iter().any(fits),
        Check::OneOf(list) => list.iter().filter(|checks| fits(checks)).take(2).count() == 1,
        Check::If(when, then, otherwise) => {
            all(if all(when, tree, work) { then } else { otherwise }, tree, work)
        }
        Check::Rule(rule) => all(rule, tree, work),
        #[cfg(feature = "schema")]
        Check::Schema(schema) => schema.holds_value(&tree.clone().into_value()),
        Check::MultipleOf(step) => match tree {
            Tree::Number(value, _) => value.is_multiple_of(&Decimal::new(&format!("{step:e}"))),
            _ => true,
        },
        Check::DependentSchemas(list) => list.iter().all(|(name, checks)| match tree {
            Tree::Object(members) => !members.contains_key(*name) || all(checks, tree, work),
            _ => true,
        }),
        _ => match tree {
            Tree::Array(items) => array_holds(check, items, work),
            Tree::Object(members) => object_holds(check, members, work),
            _ => measure_holds(check, measure(tree)),
        },
    }
}

fn array_holds(check: &Check, items: &[Tree<'_>], work: &Work) -> bool {
    match *check {
        Check::UniqueItems => are_unique(items),
        Check::Items(checks) => items.iter().all(|item| all(checks, item, work)),
        Check::ItemsAfter(count, checks) => items.iter().skip(count).all(|item| all(checks, item, work)),
        Check::PrefixItems(list) => items.iter().zip(list).all(|(item, checks)| all(checks, item, work)),
        Check::Contains(checks, least, most) => {
            let count = items.iter().filter(|item| all(checks, item, work)).count() as u64;
            (least..=most).contains(&count)
        }
        _ => measure_holds(check, Measure::Items(items.len())),
    }
}

fn object_holds(check: &Check, members: &Members<Cow<'_, str>, Tree<'_>>, work: &Work) -> bool {
    match *check {
        Check::Members(checks) => members.values().all(|value| all(checks, value, work)),
        Check::Properties(list) => {
            list.iter().all(|(name, checks)| members.get(*name).is_none_or(|value| all(checks, value, work)))
        }
        Check::PatternProperties(list) => list.iter().all(|(pattern, checks)| {
            members.iter().all(|(name, value)| !pattern.matches(name) || all(checks, value, work))
        }),
        Check::AdditionalProperties(names, patterns, checks) => members.iter().all(|(name, value)| {
            names.contains(&name.as_ref())
                || patterns.iter().any(|pattern| pattern.matches(name))
                || all(checks, value, work)
        }),
        _ => names_hold(check, members, work),
    }
}

/// The kind of a value.
fn kind(tree: &Tree<'_>) -> Kinds {
    match tree {
        Tree::Null => Kinds::NONE.null(),
        Tree::Bool(_) => Kinds::NONE.bool(),
        Tree::Number(value, _) if value.whole() == Whole::Fraction => Kinds::FRACTION,
        Tree::Number(..) => Kinds::NONE.integer(),
        Tree::String(_) => Kinds::NONE.string(),
        Tree::Array(_) => Kinds::NONE.array(),
        Tree::Object(_) => Kinds::NONE.object(),
    }
}

fn measure<'a>(tree: &'a Tree<'_>) -> Measure<'a> {
    match tree {
        Tree::Null | Tree::Bool(_) => Measure::Other,
        Tree::Number(decimal, token) => match decimal.whole() {
            Whole::Value(value) => Measure::Integer(value),
            // Far beyond the range, a double is infinite, which compares rightly with every limit.
            Whole::Fraction | Whole::Huge => token.0.parse().map_or(Measure::Other, Measure::Float),
        },
        Tree::String(text) => Measure::Text(text),
        Tree::Array(items) => Measure::Items(items.len()),
        Tree::Object(members) => Measure::Members(members.len()),
    }
}

/// Whether no two items are equal; sorted, so that many items cost little more than their number.
fn are_unique(items: &[Tree<'_>]) -> bool {
    let mut sorted: Vec<&Tree<'_>> = items.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// Whether a check that fails has places below the value to name.
pub(super) fn leads_deeper(check: &Check) -> bool {
    matches!(
        check,
        Check::Rule(_)
            | Check::If(..)
            | Check::Items(_)
            | Check::ItemsAfter(..)
            | Check::PrefixItems(_)
            | Check::Members(_)
            | Check::Properties(_)
            | Check::PatternProperties(_)
            | Check::AdditionalProperties(..)
            | Check::DependentSchemas(_)
    )
}

/// Finds the deepest places where checks fail.
pub(super) struct Explain<'w, 't> {
    /// The pointer below the value.
    at: String,
    work: &'w Work,
    /// Takes that pointer, and the check that fails there.
    tell: &'t mut dyn FnMut(&str, &Check),
}

impl<'w, 't> Explain<'w, 't> {
    /// At the value itself.
    pub(super) fn new(work: &'w Work, tell: &'t mut dyn FnMut(&str, &Check)) -> Self {
        Self { at: String::new(), work, tell }
    }

    /// Tells where a check fails that does not hold.
    pub(super) fn one(&mut self, check: &Check, tree: &Tree<'_>) {
        match (*check, tree) {
            (Check::Rule(rule), _) => self.all(rule, tree),
            (Check::If(when, then, otherwise), _) => {
                let fits = all(when, tree, self.work);
                self.all(if fits { then } else { otherwise }, tree);
            }
            (Check::DependentSchemas(list), Tree::Object(members)) => {
                for (_, checks) in list.iter().filter(|(name, _)| members.contains_key(*name)) {
                    self.all(checks, tree);
                }
            }
            (_, Tree::Array(items)) if leads_deeper(check) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), check, item_checks(check, index), item);
                }
            }
            (_, Tree::Object(members)) if leads_deeper(check) => {
                for (name, value) in members {
                    for checks in member_checks(check, name) {
                        self.below(name, check, checks, value);
                    }
                }
            }
            _ => (self.tell)(&self.at, check),
        }
    }

    fn all(&mut self, checks: &[Check], tree: &Tree<'_>) {
        for check in checks {
            if !holds(check, tree, self.work) {
                self.one(check, tree);
            }
        }
    }

    /// Tells what is wrong below a step; where nothing may stand there, the check that says so.
    fn below(&mut self, step: &str, check: &Check, checks: &[Check], tree: &Tree<'_>) {
        let length = self.at.len();
        self.at.push('/');
        self.at.push_str(&step.replace('~', "~0").replace('/', "~1"));
        match checks {
            [Check::Values([])] => (self.tell)(&self.at, check),
            _ => self.all(checks, tree),
        }
        self.at.truncate(length);
    }
}

/// The checks of one item.
fn item_checks(check: &Check, index: usize) -> &'static [Check] {
    match *check {
        Check::Items(checks) => checks,
        Check::ItemsAfter(count, checks) if index >= count => checks,
        Check::PrefixItems(list) => list.get(index).copied().unwrap_or_default(),
        _ => &[],
    }
}

/// The checks of one member.
fn member_checks(check: &Check, name: &str) -> Vec<&'static [Check]> {
    match *check {
        Check::Members(checks) => vec![checks],
        Check::Properties(list) => {
            list.iter().filter(|(known, _)| *known == name).map(|(_, checks)| *checks).collect()
        }
        Check::PatternProperties(list) => {
            list.iter().filter(|(pattern, _)| pattern.matches(name)).map(|(_, checks)| *checks).collect()
        }
        Check::AdditionalProperties(names, patterns, checks)
            if !names.contains(&name) && !patterns.iter().any(|pattern| pattern.matches(name)) =>
        {
            vec![checks]
        }
        _ => Vec::new(),
    }
}
