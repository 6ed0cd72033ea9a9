//! Checks: the keywords of JSON Schema that hold a decoded value to more than its type.
//!
//! In come what was decoded, its text and a static list of checks; out go violations that name the
//! limit. A check passes values of a kind that it does not concern, as in JSON Schema.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Decode, Invalid, Reader, Reading};
use crate::json::{Decimal, Tree, Whole, names};

/// A keyword of JSON Schema and its argument.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Check {
    /// `minLength`, in Unicode code points.
    MinLength(u64),
    /// `maxLength`, in Unicode code points.
    MaxLength(u64),
    /// `minimum`
    Minimum(f64),
    /// `maximum`
    Maximum(f64),
    /// `exclusiveMinimum`
    ExclusiveMinimum(f64),
    /// `exclusiveMaximum`
    ExclusiveMaximum(f64),
    /// `multipleOf`
    MultipleOf(f64),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems`
    UniqueItems,
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// `enum`, each value as a JSON text. In a tolerant reading other values are novelties.
    Values(&'static [&'static str]),
    /// `const`, as a JSON text.
    Const(&'static str),
    /// `anyOf` of bare `required`: the members of at least one set.
    AnyRequired(&'static [&'static [&'static str]]),
    /// `oneOf` of bare `required`: the members of exactly one set.
    OneRequired(&'static [&'static [&'static str]]),
    /// Checks of each item of an array.
    Items(&'static [Check]),
    /// Checks of each value of a map.
    Members(&'static [Check]),
}

/// What checks look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure<'a> {
    /// A string.
    Text(&'a str),
    /// A whole number.
    Integer(i128),
    /// A number.
    Float(f64),
    /// An array of so many items, which have been checked.
    Items(usize),
    /// An object of so many members, which have been checked.
    Members(usize),
    /// Something that only `enum` and `const` concern.
    Other,
    /// Whatever the text says.
    Raw,
}

/// The checks of each item.
pub(super) fn items(checks: &'static [Check]) -> &'static [Check] {
    checks
        .iter()
        .find_map(|check| if let Check::Items(each) = check { Some(*each) } else { None })
        .unwrap_or_default()
}

/// The checks of each member's value.
pub(super) fn members(checks: &'static [Check]) -> &'static [Check] {
    checks
        .iter()
        .find_map(|check| if let Check::Members(each) = check { Some(*each) } else { None })
        .unwrap_or_default()
}

/// Takes a value and holds it against checks.
pub(super) fn decode<T: Decode>(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<T, Invalid> {
    let start = r.start();
    let value = T::decode(r)?;
    apply(r, start, value.measure(), checks)?;
    Ok(value)
}

/// How many members of different names an object has, by its text.
#[cold]
pub(super) fn count(raw: &str) -> usize {
    names(raw).map_or(0, |names| names.len())
}

/// Holds the value that started at `start`, and has been taken, against checks.
pub(super) fn apply(
    r: &mut Reader<'_>,
    start: usize,
    measure: Measure<'_>,
    checks: &'static [Check],
) -> Result<(), Invalid> {
    let raw = r.since(start);
    let mut verdict = Ok(());
    for check in checks {
        // Where no more novelties are noted, nobody needs to know of one: a hostile list of a million would cost
        // a million comparisons with all that the document lists.
        let needless = matches!(check, Check::Values(_)) && r.reading() == Reading::Tolerant && r.is_full();
        if needless || holds(check, measure, raw) {
            continue;
        }
        if matches!(check, Check::Values(_)) && r.reading() == Reading::Tolerant {
            r.novelty(start, "enum");
            continue;
        }
        verdict = Err(refuse(r, start, check));
        if !r.collecting || r.dead {
            break;
        }
    }
    verdict
}

fn holds(check: &Check, measure: Measure<'_>, raw: &str) -> bool {
    match (check, measure) {
        (Check::Values(texts), _) if texts.contains(&raw) => true,
        (Check::Const(text), _) if *text == raw => true,
        // Nothing, or a single item: most arrays need no tree.
        (Check::UniqueItems, Measure::Items(0 | 1)) => true,
        // Names suffice. A tree of the whole value, at each level of objects in objects, would cost a hundred times
        // what the body does.
        (Check::MinProperties(_) | Check::MaxProperties(_), Measure::Raw) => {
            names(raw).is_none_or(|names| measure_holds(check, Measure::Members(names.len())))
        }
        (Check::AnyRequired(sets), Measure::Raw) => {
            names(raw).is_none_or(|names| whole_sets(sets, &names) > 0)
        }
        (Check::OneRequired(sets), Measure::Raw) => {
            names(raw).is_none_or(|names| whole_sets(sets, &names) == 1)
        }
        (Check::MultipleOf(_) | Check::UniqueItems | Check::Values(_) | Check::Const(_), _)
        | (_, Measure::Raw) => {
            // What has been taken is JSON.
            Tree::read(raw).is_ok_and(|tree| tree_holds(check, &tree))
        }
        (Check::Items(_) | Check::Members(_), _) => true,
        _ => measure_holds(check, measure),
    }
}

fn tree_holds(check: &Check, tree: &Tree<'_>) -> bool {
    let is = |text: &&str| Tree::read(text).is_ok_and(|listed| listed == *tree);
    match (check, tree) {
        (Check::Values(texts), _) => texts.iter().any(is),
        (Check::Const(text), _) => is(text),
        (Check::MultipleOf(step), Tree::Number(value, _)) => {
            value.is_multiple_of(&Decimal::new(&format!("{step:e}")))
        }
        (Check::UniqueItems, Tree::Array(items)) => are_unique(items),
        (Check::AnyRequired(sets), Tree::Object(members)) => whole_sets(sets, members) > 0,
        (Check::OneRequired(sets), Tree::Object(members)) => whole_sets(sets, members) == 1,
        (Check::Items(checks), Tree::Array(items)) => {
            items.iter().all(|item| checks.iter().all(|check| tree_holds(check, item)))
        }
        (Check::Members(checks), Tree::Object(members)) => {
            members.values().all(|value| checks.iter().all(|check| tree_holds(check, value)))
        }
        (Check::MultipleOf(_) | Check::UniqueItems | Check::Items(_) | Check::Members(_), _) => true,
        _ => measure_holds(check, measure(tree)),
    }
}

/// How many sets of names an object has all members of.
fn whole_sets<K: Borrow<str> + Ord, V>(sets: &[&[&str]], members: &BTreeMap<K, V>) -> usize {
    sets.iter().filter(|set| set.iter().all(|name| members.contains_key(*name))).count()
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

fn measure_holds(check: &Check, measure: Measure<'_>) -> bool {
    let count = |length: usize| length as u64;
    match (*check, measure) {
        (Check::MinLength(limit), Measure::Text(text)) => count(text.chars().count()) >= limit,
        // A text has at most as many characters as bytes, so most are never counted.
        (Check::MaxLength(limit), Measure::Text(text)) => {
            count(text.len()) <= limit || count(text.chars().count()) <= limit
        }
        (Check::Minimum(limit), value) => compare(value, limit).is_none_or(Ordering::is_ge),
        (Check::Maximum(limit), value) => compare(value, limit).is_none_or(Ordering::is_le),
        (Check::ExclusiveMinimum(limit), value) => compare(value, limit).is_none_or(Ordering::is_gt),
        (Check::ExclusiveMaximum(limit), value) => compare(value, limit).is_none_or(Ordering::is_lt),
        (Check::MinItems(limit), Measure::Items(length)) => count(length) >= limit,
        (Check::MaxItems(limit), Measure::Items(length)) => count(length) <= limit,
        (Check::MinProperties(limit), Measure::Members(length)) => count(length) >= limit,
        (Check::MaxProperties(limit), Measure::Members(length)) => count(length) <= limit,
        _ => true,
    }
}

/// The order of a number and a limit; `None` for what is no number.
fn compare(measure: Measure<'_>, limit: f64) -> Option<Ordering> {
    match measure {
        Measure::Float(value) => value.partial_cmp(&limit),
        // Integers that a double holds are compared as doubles, others as integers.
        Measure::Integer(value) if value.unsigned_abs() <= 1 << 53 => (value as f64).partial_cmp(&limit),
        Measure::Integer(value) => {
            let floor = limit.floor();
            // The cast saturates, which is right for limits beyond 128 bits.
            let whole = value.cmp(&(floor as i128));
            Some(if whole.is_eq() && limit > floor { Ordering::Less } else { whole })
        }
        _ => None,
    }
}

/// Whether no two items are equal; sorted, so that many items cost little more than their number.
fn are_unique(items: &[Tree<'_>]) -> bool {
    let mut sorted: Vec<&Tree<'_>> = items.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

#[cold]
fn refuse(r: &mut Reader<'_>, start: usize, check: &Check) -> Invalid {
    match *check {
        Check::MinLength(n) => {
            r.invalid(start, "minLength", format_args!("at least {n} characters are expected"))
        }
        Check::MaxLength(n) => {
            r.invalid(start, "maxLength", format_args!("at most {n} characters are expected"))
        }
        Check::Minimum(n) => r.invalid(start, "minimum", format_args!("at least {n} is expected")),
        Check::Maximum(n) => r.invalid(start, "maximum", format_args!("at most {n} is expected")),
        Check::ExclusiveMinimum(n) => {
            r.invalid(start, "exclusiveMinimum", format_args!("more than {n} is expected"))
        }
        Check::ExclusiveMaximum(n) => {
            r.invalid(start, "exclusiveMaximum", format_args!("less than {n} is expected"))
        }
        Check::MultipleOf(n) => r.invalid(start, "multipleOf", format_args!("a multiple of {n} is expected")),
        Check::MinItems(n) => r.invalid(start, "minItems", format_args!("at least {n} items are expected")),
        Check::MaxItems(n) => r.invalid(start, "maxItems", format_args!("at most {n} items are expected")),
        Check::UniqueItems => {
            r.invalid(start, "uniqueItems", format_args!("no two equal items are expected"))
        }
        Check::MinProperties(n) => {
            r.invalid(start, "minProperties", format_args!("at least {n} members are expected"))
        }
        Check::MaxProperties(n) => {
            r.invalid(start, "maxProperties", format_args!("at most {n} members are expected"))
        }
        Check::Values([]) => r.invalid(start, "not", format_args!("the schema lets no value stand here")),
        Check::Values(texts) => {
            r.invalid(start, "enum", format_args!("{} is expected", one_of(texts.iter().copied())))
        }
        Check::Const(text) => r.invalid(start, "const", format_args!("{text} is expected")),
        Check::AnyRequired(sets) => {
            r.invalid(start, "anyOf", format_args!("at least one of {} is expected", named(sets)))
        }
        Check::OneRequired(sets) => {
            r.invalid(start, "oneOf", format_args!("exactly one of {} is expected", named(sets)))
        }
        // They are only held against raw values, whose inner places are not known.
        Check::Items(_) => r.invalid(start, "items", format_args!("an item breaks the checks of the array")),
        Check::Members(_) => {
            r.invalid(start, "additionalProperties", format_args!("a member breaks the checks of the map"))
        }
    }
}

/// Sets of member names, as people write them.
fn named(sets: &[&[&str]]) -> String {
    let set =
        |names: &&[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" with ");
    sets.iter().map(set).collect::<Vec<_>>().join(", ")
}

/// The first few of what the document lists.
pub(super) fn one_of(listed: impl ExactSizeIterator<Item = impl std::fmt::Display>) -> String {
    const SHOWN: usize = 8;
    let more = listed.len().saturating_sub(SHOWN);
    let mut text = String::from(if listed.len() > 1 { "one of " } else { "" });
    for (index, value) in listed.take(SHOWN).enumerate() {
        // Writing into a string cannot fail.
        let _ = write!(text, "{}{value}", if index > 0 { ", " } else { "" });
    }
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}
