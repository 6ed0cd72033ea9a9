//! What a reader has found: violations and novelties, by byte offset.
//!
//! In come offsets, keywords and messages while a body is read; out go [`Violations`] and
//! [`Novelty`]s with pointers. It must not know values.

use std::fmt;

use super::locate::locate;
use crate::violation::{MOST_VIOLATIONS, Novelty, Violation, Violations};

/// A violation whose pointer is not yet looked up.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The start of the value; `None` for the body.
    pub(crate) at: Option<usize>,
    /// The pointer from there to the place inside the value.
    pub(crate) below: String,
    pub(crate) keyword: &'static str,
    pub(crate) message: String,
    /// Where a union's closest alternative fails, and why.
    pub(crate) nearest: Option<Nearest>,
}

/// The alternative of a union that comes closest, and its first violation.
#[derive(Clone, Debug)]
pub(crate) struct Nearest {
    pub(crate) name: &'static str,
    pub(crate) at: usize,
    pub(crate) why: String,
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) violations: Vec<Found>,
    pub(crate) novelties: Vec<(usize, &'static str)>,
    pub(crate) full: bool,
}

impl Record {
    /// Notes a violation, up to the limit.
    pub(crate) fn violation(
        &mut self,
        at: Option<usize>,
        below: &str,
        keyword: &'static str,
        message: fmt::Arguments<'_>,
    ) {
        if self.violations.len() < MOST_VIOLATIONS {
            let (below, message) = (below.to_owned(), message.to_string());
            self.violations.push(Found { at, below, keyword, message, nearest: None });
        } else {
            self.full = true;
        }
    }

    /// Notes a novelty, up to the same limit: more of them tell nothing new.
    pub(crate) fn novelty(&mut self, at: usize, keyword: &'static str) {
        if self.novelties.len() < MOST_VIOLATIONS {
            self.novelties.push((at, keyword));
        }
    }

    pub(crate) fn into_violations(self, text: &str) -> Option<Violations> {
        let offsets: Vec<usize> = self
            .violations
            .iter()
            .flat_map(|found| [found.at, found.nearest.as_ref().map(|nearest| nearest.at)])
            .flatten()
            .collect();
        let mut pointers = locate(text, &offsets).into_iter();
        let list: Vec<Violation> =
            self.violations.into_iter().map(|found| resolved(found, &mut pointers)).collect();
        (!list.is_empty()).then(|| Violations::new(list, self.full))
    }

    pub(crate) fn into_novelties(self, text: &str) -> Vec<Novelty> {
        if self.novelties.is_empty() {
            return Vec::new();
        }
        let offsets: Vec<usize> = self.novelties.iter().map(|(at, _)| *at).collect();
        locate(text, &offsets)
            .into_iter()
            .zip(self.novelties)
            .map(|(pointer, (_, keyword))| Novelty::new(pointer, keyword))
            .collect()
    }
}

fn resolved(found: Found, pointers: &mut impl Iterator<Item = String>) -> Violation {
    let pointer = found.at.and_then(|_| pointers.next()).unwrap_or_default() + &found.below;
    let mut message = found.message;
    if let Some(nearest) = found.nearest {
        let place = pointers.next().filter(|place| !place.is_empty()).unwrap_or_else(|| "(body)".into());
        message =
            format!("{message}; `{}` comes closest and fails at {place}: {}", nearest.name, nearest.why);
    }
    Violation::new(pointer, found.keyword, message)
}
