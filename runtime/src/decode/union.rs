//! Unions: which of several alternatives a value is.
//!
//! In come a reader before a value and a static table of guards; out goes the alternative that
//! matches. Guards look at the value's kind and at a tag; where they leave one alternative it is
//! read at once, where they leave several each is tried.

use std::borrow::Cow;

use super::check::{self, Check, Measure};
use super::choice::Choice;
use super::{Invalid, Reader};
use crate::json::{Decimal, Whole};

/// A set of JSON kinds; whole numbers count as a kind of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// Numbers with a fractional part.
    pub(super) const FRACTION: Self = Self(8);

    /// Every kind.
    pub const ANY: Self = Self(127);

    /// And null.
    pub const fn null(self) -> Self {
        Self(self.0 | 1)
    }

    /// And booleans.
    pub const fn bool(self) -> Self {
        Self(self.0 | 2)
    }

    /// And whole numbers.
    pub const fn integer(self) -> Self {
        Self(self.0 | 4)
    }

    /// And all numbers.
    pub const fn number(self) -> Self {
        Self(self.0 | 12)
    }

    /// And strings.
    pub const fn string(self) -> Self {
        Self(self.0 | 16)
    }

    /// And arrays.
    pub const fn array(self) -> Self {
        Self(self.0 | 32)
    }

    /// And objects.
    pub const fn object(self) -> Self {
        Self(self.0 | 64)
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds' names.
    pub(super) fn names(self) -> Vec<&'static str> {
        let number = if self.0 & 8 == 0 { "integer" } else { "number" };
        let all = [(1, "null"), (2, "boolean"), (12, number), (16, "string"), (32, "array"), (64, "object")];
        all.into_iter().filter(|(bits, _)| self.0 & bits != 0).map(|(_, name)| name).collect()
    }

    /// The kind of the value that a reader is before.
    pub(crate) fn of(r: &mut Reader<'_>) -> Self {
        match r.scan.space() {
            b'n' => Self::NONE.null(),
            b't' | b'f' => Self::NONE.bool(),
            b'"' => Self::NONE.string(),
            b'[' => Self::NONE.array(),
            b'{' => Self::NONE.object(),
            b'-' | b'0'..=b'9' if is_whole(r) => Self::NONE.integer(),
            b'-' | b'0'..=b'9' => Self::FRACTION,
            _ => Self::NONE,
        }
    }
}

fn is_whole(r: &Reader<'_>) -> bool {
    let mut scan = r.scan.clone();
    let Ok(number) = scan.number() else { return false };
    let token =
        std::str::from_utf8(scan.bytes.get(number.start..number.end).unwrap_or_default()).unwrap_or_default();
    number.plain.is_some() || Decimal::new(token).whole() != Whole::Fraction
}

/// A member whose value tells alternatives apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub(super) member: &'static str,
    values: &'static [&'static str],
}

/// One alternative of a union, and what a value must look like to be it.
#[derive(Clone, Copy, Debug)]
pub struct Alternative {
    pub(super) name: &'static str,
    pub(super) kinds: Kinds,
    pub(super) tag: Option<Tag>,
    pub(super) hint: Option<Tag>,
}

impl Alternative {
    /// An alternative for values of some kinds.
    pub const fn new(name: &'static str, kinds: Kinds) -> Self {
        Self { name, kinds, tag: None, hint: None }
    }

    /// The same, for objects whose `member` is one of these strings.
    pub const fn tag(self, member: &'static str, values: &'static [&'static str]) -> Self {
        Self { tag: Some(Tag { member, values }), ..self }
    }

    /// The same, tried first for objects whose `member` is one of these strings. It proves nothing: the document
    /// says so in a `discriminator`, its schemas do not.
    pub const fn hint(self, member: &'static str, values: &'static [&'static str]) -> Self {
        Self { hint: Some(Tag { member, values }), ..self }
    }
}

/// A union and its alternatives.
#[derive(Debug)]
pub struct Union {
    pub(super) exactly_one: bool,
    pub(super) alternatives: &'static [Alternative],
    /// Checks of the value, whichever alternative it is.
    checks: &'static [Check],
}

impl Union {
    /// `oneOf`: exactly one alternative must match.
    pub const fn one_of(alternatives: &'static [Alternative]) -> Self {
        Self { exactly_one: true, alternatives, checks: &[] }
    }

    /// `anyOf`: the first alternative that matches counts.
    pub const fn any_of(alternatives: &'static [Alternative]) -> Self {
        Self { exactly_one: false, alternatives, checks: &[] }
    }

    /// The same with checks of the value, whichever alternative it is.
    pub const fn checks(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    pub(super) fn keyword(&self) -> &'static str {
        if self.exactly_one { "oneOf" } else { "anyOf" }
    }

    /// Why no guard fits: the value's kind, or its tag.
    pub(super) fn unfit(&self, r: &mut Reader<'_>) -> String {
        let kind = Kinds::of(r);
        let tag = self
            .alternatives
            .iter()
            .filter(|alternative| alternative.kinds.overlaps(kind))
            .find_map(|alternative| alternative.tag);
        if let Some(tag) = tag {
            return format!(
                "the member `{}` must be a string that names one of {} alternatives",
                tag.member,
                self.alternatives.len()
            );
        }
        let kinds = self.alternatives.iter().fold(Kinds::NONE, |all, alternative| all.or(alternative.kinds));
        format!("{} is expected", kinds.names().join(" or "))
    }

    /// The alternatives whose guard fits the value that the reader is before.
    pub(super) fn candidates(&'static self, r: &mut Reader<'_>) -> Candidates {
        let kind = Kinds::of(r);
        let mut tags = Tags::default();
        let mut fitting = (0_usize..).zip(self.alternatives).filter(|(_, alternative)| {
            alternative.kinds.overlaps(kind) && alternative.tag.is_none_or(|tag| tags.is(r, tag))
        });
        let Some((first, _)) = fitting.next() else { return Candidates::None };
        let mut all: Vec<usize> = fitting.map(|(index, _)| index).collect();
        if all.is_empty() {
            return Candidates::One(first);
        }
        all.insert(0, first);
        // Where the document has a discriminator, a tag that fits is its value.
        let discriminates = self.alternatives.iter().any(|alternative| alternative.hint.is_some());
        let meant = |alternative: &Alternative| {
            discriminates && alternative.tag.is_some() || tags.hints(r, alternative)
        };
        let hints: Vec<bool> = self.alternatives.iter().map(meant).collect();
        all.sort_by_key(|index| !hints[*index]);
        Candidates::Several { hinted: hints[all[0]], all }
    }
}

/// What the guards leave.
#[derive(Debug)]
pub(super) enum Candidates {
    None,
    One(usize),
    /// Those that the document hints at come first, and `hinted` says that there are such.
    Several {
        all: Vec<usize>,
        hinted: bool,
    },
}

/// The tag that was looked up last; mostly all alternatives have the same.
#[derive(Default)]
struct Tags<'a>(Option<(&'static str, Option<Cow<'a, str>>)>);

impl<'a> Tags<'a> {
    /// Whether the document would try the alternative first.
    fn hints(&mut self, r: &Reader<'a>, alternative: &Alternative) -> bool {
        alternative.hint.is_some_and(|hint| self.is(r, hint))
    }

    fn is(&mut self, r: &Reader<'a>, tag: Tag) -> bool {
        if self.0.as_ref().is_none_or(|(member, _)| *member != tag.member) {
            self.0 = Some((tag.member, r.peek_member(tag.member)));
        }
        matches!(&self.0, Some((_, Some(value))) if tag.values.contains(&value.as_ref()))
    }
}

/// Takes a value that is one of several alternatives. `read` takes the alternative of an index.
pub fn union<T>(
    r: &mut Reader<'_>,
    table: &'static Union,
    read: fn(&mut Reader<'_>, usize) -> Result<T, Invalid>,
) -> Result<T, Invalid> {
    let mut choice = Choice::new(r, table);
    let mut found = None;
    while let Some(index) = choice.next(r) {
        let value = read(r, index);
        if choice.settle(r, index, value.is_ok()) {
            found = value.ok();
        }
    }
    let start = choice.finish(r)?;
    if !table.checks.is_empty() {
        check::apply(r, start, Measure::Raw, table.checks)?;
    }
    found.ok_or(Invalid)
}
