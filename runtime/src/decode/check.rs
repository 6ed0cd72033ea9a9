//! Checks: the keywords of JSON Schema that hold a decoded value to more than its type.
//!
//! In come what was decoded, its text and a static list of checks; out go violations that name the
//! limit. A check passes values of a kind that it does not concern, as in JSON Schema.

use std::cell::OnceCell;
use std::cmp::Ordering;

use super::pattern::Pattern;
use super::{Decode, Invalid, Kinds, Reader, Reading, refuse, rule};
use crate::json::{Tree, Work, names};

/// A keyword of JSON Schema and its argument.
///
/// Keywords that hold other schemas carry their checks, so that a whole schema can stand in a static
/// table. Most of a schema never does: the generated types and the checks of their members say it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Check {
    /// `minLength`, in Unicode code points.
    MinLength(u64),
    /// `maxLength`, in Unicode code points.
    MaxLength(u64),
    /// `pattern`
    Pattern(&'static Pattern),
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
    /// Checks of each item of an array: `items`.
    Items(&'static [Check]),
    /// Checks of each value of a map: `additionalProperties` where nothing else is declared.
    Members(&'static [Check]),
    /// `type`
    Type(Kinds),
    /// `required`
    Required(&'static [&'static str]),
    /// `dependentRequired`: a member, and those that must be there where it is.
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`: a member, and checks of the whole object where it is there.
    DependentSchemas(&'static [(&'static str, &'static [Check])]),
    /// `propertyNames`: checks of each name, as a string.
    PropertyNames(&'static [Check]),
    /// `properties`: checks of members by their names.
    Properties(&'static [(&'static str, &'static [Check])]),
    /// `patternProperties`: checks of the members whose names match.
    PatternProperties(&'static [(&'static Pattern, &'static [Check])]),
    /// `additionalProperties`: names and patterns of those declared, and checks of all others.
    AdditionalProperties(&'static [&'static str], &'static [&'static Pattern], &'static [Check]),
    /// `prefixItems`: checks of the first items, one by one.
    PrefixItems(&'static [&'static [Check]]),
    /// `items` beside `prefixItems`: how many items to leave out, and checks of each that follows.
    ItemsAfter(usize, &'static [Check]),
    /// `contains` with `minContains` and `maxContains`.
    Contains(&'static [Check], u64, u64),
    /// `not`
    Not(&'static [Check]),
    /// `anyOf`
    AnyOf(&'static [&'static [Check]]),
    /// `oneOf`
    OneOf(&'static [&'static [Check]]),
    /// `if`, `then`, `else`
    If(&'static [Check], &'static [Check], &'static [Check]),
    /// `$ref`: a table that stands elsewhere, since others use it too or it holds itself.
    Rule(&'static &'static [Check]),
    /// What a general validator decides: keywords that no table can express.
    #[cfg(feature = "schema")]
    Schema(&'static crate::decode::Schema),
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
    let subject = Subject::new(measure, r.since(start), r.work.clone());
    let mut verdict = Ok(());
    for check in checks {
        let tolerated = matches!(check, Check::Values([_, ..])) && r.reading() == Reading::Tolerant;
        // Where no more novelties are noted, nobody needs to know of one: a hostile list of a million would cost
        // a million comparisons with all that the document lists.
        if tolerated && r.is_full() || subject.holds(check) {
            continue;
        }
        if tolerated {
            r.novelty(start, "enum");
            continue;
        }
        verdict = Err(Invalid);
        if !r.collecting || !subject.work.spend(0) {
            break;
        }
        refuse(r, start, check, &subject);
        if r.dead {
            break;
        }
    }
    r.work = subject.work;
    if r.work.spend(0) { verdict } else { Err(r.exhausted()) }
}

/// Says what a check refuses, and where inside the value.
#[cold]
fn refuse(r: &mut Reader<'_>, start: usize, check: &Check, subject: &Subject<'_>) {
    #[cfg(feature = "schema")]
    if let Check::Schema(schema) = check {
        schema.explain(subject.raw, &mut |below, keyword, message| {
            r.invalid_below(start, below, keyword, format_args!("{message}"));
        });
        return;
    }
    let mut tell = |below: &str, check: &Check| {
        r.invalid_below(start, below, refuse::keyword(check), format_args!("{}", refuse::Expected(check)));
    };
    match subject.tree().filter(|_| rule::leads_deeper(check)) {
        Some(tree) => rule::Explain::new(&subject.work, &mut tell).one(check, tree),
        None => tell("", check),
    }
}

/// A value that is held against several checks: what it takes to look deeper is made once.
struct Subject<'a> {
    measure: Measure<'a>,
    raw: &'a str,
    tree: OnceCell<Option<Tree<'a>>>,
    work: Work,
}

impl<'a> Subject<'a> {
    fn new(measure: Measure<'a>, raw: &'a str, work: Work) -> Self {
        Self { measure, raw, tree: OnceCell::new(), work }
    }

    /// The value as a tree; what has been taken is JSON.
    fn tree(&self) -> Option<&Tree<'a>> {
        self.tree
            .get_or_init(|| {
                self.work.spend(self.raw.len() as u64);
                Tree::read(self.raw).ok()
            })
            .as_ref()
    }

    fn holds(&self, check: &Check) -> bool {
        match (check, self.measure) {
            (Check::Values(texts), _) if texts.contains(&self.raw) => true,
            (Check::Const(text), _) if *text == self.raw => true,
            // Nothing, or a single item: most arrays need no tree.
            (Check::UniqueItems, Measure::Items(0 | 1)) => true,
            // Each has been checked while it was read.
            (Check::Items(_), Measure::Items(_)) | (Check::Members(_), Measure::Members(_)) => true,
            #[cfg(feature = "schema")]
            (Check::Schema(schema), _) => schema.holds(self.raw),
            (_, measure) if rule::is_bound(check) && measure != Measure::Raw => measure_holds(check, measure),
            // Names suffice. A tree of the whole value, at each level of objects in objects, would cost a hundred
            // times what the body does.
            _ if rule::is_of_names(check) && self.tree.get().is_none() => {
                self.work.spend(self.raw.len() as u64 / 4);
                names(self.raw).is_none_or(|names| rule::names_hold(check, &names, &self.work))
            }
            _ => self.tree().is_some_and(|tree| rule::holds(check, tree, &self.work)),
        }
    }
}

/// Whether a value's own measure is within a bound.
pub(super) fn measure_holds(check: &Check, measure: Measure<'_>) -> bool {
    let count = |length: usize| length as u64;
    match (*check, measure) {
        (Check::Pattern(pattern), Measure::Text(text)) => pattern.matches(text),
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
