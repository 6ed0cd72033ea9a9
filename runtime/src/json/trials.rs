//! What trials have already told.
//!
//! In come a value's offset and the union that tried it; out goes which alternative it was. A union
//! inside a union would otherwise be tried again for every alternative around it, at a cost that
//! grows exponentially with the nesting.

use std::collections::HashMap;

use super::Reading;

/// A union, by the address of its table, at a value's offset, in a reading.
pub(crate) type Key = (usize, usize, Reading);

/// The outcome of trials inside trials.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    /// How many trials the reader is inside of.
    pub(crate) depth: u32,
    known: HashMap<Key, Option<usize>>,
}

impl Trials {
    /// The alternative that `key` is known to be, or that it is known to be none.
    pub(crate) fn known(&self, key: Key) -> Option<Option<usize>> {
        if self.depth == 0 { None } else { self.known.get(&key).copied() }
    }

    /// Remembers an outcome while trials go on, and forgets all when the outermost has ended.
    pub(crate) fn settle(&mut self, key: Key, outcome: Option<usize>) {
        if self.depth == 0 {
            self.known.clear();
        } else {
            self.known.insert(key, outcome);
        }
    }
}
