//! How much work one body may cause.
//!
//! In come steps; out goes whether there is some left. Alternatives that are tried one after the other, and tables of
//! checks that lead back to themselves, can be made to take exponential time by a body that is built for it. What a
//! body may cost grows with its length; no real one comes near.

use std::cell::Cell;

use super::Invalid;
use super::reader::Reader;

/// Steps for each byte; reading a byte once is a step.
const PER_BYTE: u64 = 256;

/// Steps that even the shortest body may take.
const LEAST: u64 = 1 << 20;

/// The steps that are left.
#[derive(Clone, Debug)]
pub(crate) struct Work(Cell<u64>);

impl Work {
    /// What a body of this length may take.
    pub(crate) fn of(length: usize) -> Self {
        Self(Cell::new(LEAST + PER_BYTE * length as u64))
    }

    /// Takes steps away; false when none are left, now and from then on.
    #[inline]
    pub(crate) fn spend(&self, steps: u64) -> bool {
        self.0.set(self.0.get().saturating_sub(steps));
        self.0.get() > 0
    }
}

impl Reader<'_> {
    /// Ends the reading of a body that takes more work than it may.
    #[cold]
    pub(crate) fn exhausted(&mut self) -> Invalid {
        if self.collecting && !self.dead {
            let message = format_args!("the body must be one that can be checked in reasonable time");
            self.record.violation(None, "", "limit", message);
        }
        self.dead = true;
        Invalid
    }
}
