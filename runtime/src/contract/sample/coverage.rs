//! What samples cover of a schema, as counts and as a list of what is left.
//!
//! In come points that were hit and missed; out goes a line for people. It must not know how samples are made.

use std::fmt;

/// How many points of a kind there are, and how many were hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that a sample hits.
    pub hit: usize,
    /// Those that a value can hit.
    pub reachable: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.hit, self.reachable)
    }
}

/// What the samples of a schema cover. A point belongs to a place in the schema, so that schemas that hold themselves
/// have finitely many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Members: there, and, where they may be, not there; members that the schema does not name.
    pub properties: Tally,
    /// Values of `enum` and `const`, both truth values, kinds where a schema allows several, null among them.
    pub values: Tally,
    /// Branches of `oneOf` and `anyOf`, both sides of a condition.
    pub branches: Tally,
    /// Bounds: the outermost value that each lets through.
    pub bounds: Tally,
    /// What a value could hit and none does: the place in the schema, and what of it.
    pub missed: Vec<String>,
    /// What no value can hit, and is not counted: the place, what of it, and why.
    pub unreachable: Vec<String>,
}

impl Coverage {
    /// All points together.
    #[must_use]
    pub fn all(&self) -> Tally {
        let tallies = [self.properties, self.values, self.branches, self.bounds];
        tallies.into_iter().fold(Tally::default(), sum)
    }

    /// The part of the reachable points that is hit, of a hundred; 100 where nothing is to be hit.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "points are few")]
    pub fn percent(&self) -> f64 {
        let Tally { hit, reachable } = self.all();
        if reachable == 0 { 100.0 } else { 100.0 * hit as f64 / reachable as f64 }
    }

    /// Adds what the samples of another schema cover, for the line of a whole document.
    pub fn add(&mut self, other: &Self) {
        self.properties = sum(self.properties, other.properties);
        self.values = sum(self.values, other.values);
        self.branches = sum(self.branches, other.branches);
        self.bounds = sum(self.bounds, other.bounds);
        self.missed.extend(other.missed.iter().cloned());
        self.unreachable.extend(other.unreachable.iter().cloned());
    }
}

fn sum(one: Tally, other: Tally) -> Tally {
    Tally { hit: one.hit + other.hit, reachable: one.reachable + other.reachable }
}

/// One line: `properties 12/12, values 5/5, branches 2/2, bounds 7/8: 96.3 %`.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { properties, values, branches, bounds, .. } = self;
        write!(f, "properties {properties}, values {values}, branches {branches}, bounds {bounds}: ")?;
        let Tally { hit, reachable } = self.all();
        // 100 % is said of nothing less.
        if hit == reachable { f.write_str("100 %") } else { write!(f, "{:.1} %", self.percent().min(99.9)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_is_only_what_is_whole() {
        let mut coverage = Coverage::default();
        assert_eq!(coverage.to_string(), "properties 0/0, values 0/0, branches 0/0, bounds 0/0: 100 %");
        coverage.properties = Tally { hit: 9_999, reachable: 10_000 };
        coverage.add(&Coverage { bounds: Tally { hit: 1, reachable: 1 }, ..Coverage::default() });
        assert_eq!(
            coverage.to_string(),
            "properties 9999/10000, values 0/0, branches 0/0, bounds 1/1: 99.9 %"
        );
    }
}
