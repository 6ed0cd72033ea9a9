//! An object that is being read, member by member.
//!
//! In comes a reader before an object and the table of its declared members; out go their places,
//! one after the other. Senders write members in one order: the one that came next the last time is
//! tried first, and only then is a name looked up.

use super::check::{self, Check, Measure};
use super::members::{Index, Members};
use super::{Invalid, Reader};
use crate::json::{Broken, Text};

/// The place of a member that is not declared.
const OTHER: usize = usize::MAX;

/// An object that is being read.
#[derive(Debug)]
pub struct Object {
    members: &'static Members,
    index: &'static Index,
    /// The declared member before.
    last: Option<usize>,
    first: bool,
    failed: bool,
    start: usize,
    seen: usize,
    name: Text,
}

impl Object {
    /// Opens the object that the reader is before.
    pub fn open(r: &mut Reader<'_>, members: &'static Members) -> Result<Self, Invalid> {
        if r.scan.space() != b'{' {
            return Err(r.mismatch("an object"));
        }
        let start = r.scan.at;
        r.open()?;
        let seen = r.seen.len();
        if r.collecting {
            r.seen.resize(seen + members.list.len(), false);
        }
        let index = members.index();
        Ok(Self {
            members,
            index,
            last: None,
            first: true,
            failed: false,
            start,
            seen,
            name: Text::default(),
        })
    }

    /// Goes before the value of the next member and gives the member's place; `None` at the end of
    /// the object.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator could not borrow the reader for one step only"
    )]
    pub fn next(&mut self, r: &mut Reader<'_>) -> Result<Option<usize>, Invalid> {
        match r.scan.space() {
            b',' if !self.first => {
                r.scan.at += 1;
                r.scan.space();
            }
            b'}' => {
                r.scan.at += 1;
                r.depth -= 1;
                return Ok(None);
            }
            _ if !self.first => return Err(r.broken(Broken::Syntax("a comma or `}` is expected"))),
            _ => {}
        }
        self.first = false;
        let place = self.index.after(self.last);
        let ahead = r.scan.bytes.get(r.scan.at..).unwrap_or_default();
        match self.index.starts(place, ahead) {
            Some(length) => {
                r.scan.at += length;
                self.found(r, place);
                Ok(Some(place))
            }
            None => self.look_up(r),
        }
    }

    /// The same for a name that was not expected, or that has white space before its colon.
    #[inline(never)]
    fn look_up(&mut self, r: &mut Reader<'_>) -> Result<Option<usize>, Invalid> {
        match r.scan.name() {
            Ok(name) => self.name = name,
            Err(broken) => return Err(r.broken(broken)),
        }
        let place = self.index.find(&r.text_of(self.name));
        if let Some(place) = place {
            self.index.learn(self.last, place);
            self.found(r, place);
        }
        Ok(Some(place.unwrap_or(OTHER)))
    }

    #[inline]
    fn found(&mut self, r: &mut Reader<'_>, place: usize) {
        self.last = Some(place);
        if r.collecting
            && let Some(seen) = r.seen.get_mut(self.seen + place)
        {
            *seen = true;
        }
    }

    /// The name of the member at hand, where it is not declared.
    pub(crate) fn name(&self, r: &Reader<'_>) -> String {
        r.text_of(self.name).into_owned()
    }

    /// A member is invalid: the first pass ends, the second goes on.
    #[cold]
    pub fn failed(&mut self, r: &Reader<'_>) -> Result<(), Invalid> {
        self.failed = true;
        if r.collecting && !r.dead { Ok(()) } else { Err(Invalid) }
    }

    /// Whether a member was invalid.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Ends the object behind its last member. Members that are missing are named while violations
    /// are collected; the first pass finds them out by their empty places.
    pub fn close(mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Invalid> {
        if r.collecting {
            self.missing(r);
        }
        if !checks.is_empty() {
            check::apply(r, self.start, Measure::Raw, checks)?;
        }
        if self.failed { Err(Invalid) } else { Ok(()) }
    }

    #[cold]
    fn missing(&mut self, r: &mut Reader<'_>) {
        for (place, member) in self.members.list.iter().enumerate() {
            if member.required && r.seen.get(self.seen + place) == Some(&false) {
                self.failed = true;
                r.invalid(self.start, "required", format_args!("the member `{}` is missing", member.name));
            }
        }
        r.seen.truncate(self.seen);
    }
}
