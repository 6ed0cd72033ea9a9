//! Arrays, maps, and what can be null.
//!
//! In comes a reader before a value and the checks of its place; out goes the container. Checks of
//! items and of map values are applied while each is read, so that its place is known.

use super::check::{self, Check, Measure};
use super::object::Object;
use super::{Decode, Invalid, Member, Members, Reader};
use crate::json::{Broken, Kind};
use crate::types::{Map, Maybe};

/// An array that is being read.
#[derive(Debug)]
struct Items {
    count: usize,
    failed: bool,
}

impl Items {
    fn open(r: &mut Reader<'_>) -> Result<Self, Invalid> {
        if r.scan.space() != b'[' {
            return Err(r.mismatch("an array"));
        }
        r.open()?;
        Ok(Self { count: 0, failed: false })
    }

    /// Whether there is one more item, which the reader is then before.
    fn next(&mut self, r: &mut Reader<'_>) -> Result<bool, Invalid> {
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
        let start = r.start();
        let each = check::items(checks);
        let mut items = Items::open(r)?;
        let mut values = Self::new();
        while items.next(r)? {
            match T::checked(r, each) {
                Ok(value) => values.push(value),
                Err(Invalid) => items.failed(r)?,
            }
        }
        check::apply(r, start, Measure::Items(items.count), checks)?;
        if items.failed { Err(Invalid) } else { Ok(values) }
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Items(self.len())
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
}
