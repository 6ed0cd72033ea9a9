//! Arrays, maps, and what can be null.
//!
//! In comes a reader before a value and the checks of its place; out goes the container. Checks of
//! items and of map values are applied while each is read, so that its place is known.

use super::check::{self, Check, Measure};
use super::object::Object;
use super::{Decode, Invalid, Member, Members, Reader, sound};
use crate::json::{Broken, Kind};
use crate::types::{Map, Maybe};

/// An array that is being read.
#[derive(Debug)]
pub struct Items {
    start: usize,
    count: usize,
    failed: bool,
}

impl Items {
    /// Opens the array that the reader is before.
    pub fn open(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        if r.scan.space() != b'[' {
            return Err(r.mismatch("an array"));
        }
        let start = r.scan.at;
        r.open()?;
        Ok(Self { start, count: 0, failed: false })
    }

    /// The index of the item that the reader is before.
    pub fn index(&self) -> usize {
        self.count.saturating_sub(1)
    }

    /// Takes an item into its place.
    pub fn take<T: Decode>(
        &mut self,
        r: &mut Reader<'_>,
        place: &mut Option<T>,
        checks: &'static [Check],
    ) -> Result<(), Invalid> {
        match T::checked(r, checks) {
            Ok(value) => {
                *place = Some(value);
                Ok(())
            }
            Err(Invalid) => self.failed(r),
        }
    }

    /// Takes an item behind those that have places.
    pub fn push<T: Decode>(
        &mut self,
        r: &mut Reader<'_>,
        rest: &mut Vec<T>,
        checks: &'static [Check],
    ) -> Result<(), Invalid> {
        match T::checked(r, checks) {
            Ok(value) => {
                rest.push(value);
                Ok(())
            }
            Err(Invalid) => self.failed(r),
        }
    }

    /// Refuses an item behind those that have places.
    pub fn refuse(&mut self, r: &mut Reader<'_>) -> Result<(), Invalid> {
        r.refuse("items", format_args!("no further items are expected"));
        self.failed(r)
    }

    /// Ends the array behind its last item.
    pub fn close(self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Invalid> {
        check::apply(r, self.start, Measure::Items(self.count), checks)?;
        if self.failed { Err(Invalid) } else { Ok(()) }
    }

    /// Whether there is one more item, which the reader is then before.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator could not borrow the reader for one step only"
    )]
    pub fn next(&mut self, r: &mut Reader<'_>) -> Result<bool, Invalid> {
        match r.scan.space() {
            b']' => {
                r.scan.at += 1;
                r.depth -= 1;
                return Ok(false);
            }
            b',' if self.count > 0 => {
                r.scan.at += 1;
                if r.scan.space() == b']' {
                    return Err(r.broken(Broken::Syntax("a JSON value is expected")));
                }
            }
            _ if self.count > 0 => return Err(r.broken(Broken::Syntax("a comma or `]` is expected"))),
            _ => {}
        }
        self.count += 1;
        Ok(true)
    }

    /// An item is invalid: the first pass ends, the second goes on.
    fn failed(&mut self, r: &Reader<'_>) -> Result<(), Invalid> {
        self.failed = true;
        if r.collecting && !r.dead { Ok(()) } else { Err(Invalid) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    const KIND: Option<Kind> = Some(Kind::Array);

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Self::checked(r, &[])
    }

    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        let each = check::items(checks);
        let mut items = Items::open(r)?;
        let mut values = Self::new();
        while items.next(r)? {
            items.push(r, &mut values, each)?;
        }
        items.close(r, checks).map(|()| values)
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Items(self.len())
    }

    fn holds(&self, checks: &'static [Check], room: u32) -> bool {
        let each = check::items(checks);
        let Some(room) = room.checked_sub(1) else { return false };
        sound::is_bound_around(self.measure(), checks) && self.iter().all(|item| item.holds(each, room))
    }
}

impl<T: Decode> Decode for Map<T> {
    const KIND: Option<Kind> = Some(Kind::Object);

    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Self::checked(r, &[])
    }

    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        static NONE: Members = Members::new(&[] as &[Member]);
        let each = check::members(checks);
        let start = r.start();
        let mut object = Object::open(r, &NONE)?;
        let mut values = Self::new();
        while object.next(r)?.is_some() {
            super::others::read::take(r, &mut object, &mut values, each)?;
        }
        // Members that have failed are no values, but they count; and of equal names only one does.
        let count = if object.has_failed() { check::count(r.since(start)) } else { values.len() };
        let verdict = check::apply(r, start, Measure::Members(count), checks);
        object.close(r, &[])?;
        verdict.map(|()| values)
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Members(self.len())
    }

    fn holds(&self, checks: &'static [Check], room: u32) -> bool {
        let each = check::members(checks);
        let Some(room) = room.checked_sub(1) else { return false };
        sound::is_bound_around(self.measure(), checks) && self.values().all(|value| value.holds(each, room))
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Self::checked(r, &[])
    }

    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        if r.null()? { Ok(None) } else { T::checked(r, checks).map(Some) }
    }

    fn measure(&self) -> Measure<'_> {
        self.as_ref().map_or(Measure::Other, T::measure)
    }

    fn holds(&self, checks: &'static [Check], room: u32) -> bool {
        self.as_ref().is_none_or(|value| value.holds(checks, room))
    }
}

impl<T: Decode> Decode for Maybe<T> {
    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        Self::checked(r, &[])
    }

    fn checked(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Invalid> {
        if r.null()? { Ok(Self::Null) } else { T::checked(r, checks).map(Self::Value) }
    }

    fn measure(&self) -> Measure<'_> {
        self.value().map_or(Measure::Other, T::measure)
    }

    fn holds(&self, checks: &'static [Check], room: u32) -> bool {
        self.value().is_none_or(|value| value.holds(checks, room))
    }
}
