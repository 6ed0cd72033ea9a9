//! The trials of one union value.
//!
//! In come the alternatives that guards have left and the outcome of each trial; out goes which to
//! try next, and the verdict. It holds no value, so that it is compiled once for all unions.

use super::union::{Candidates, Union};
use super::{Invalid, Reader, Reading};
use crate::json::{Nearest, Place, Record};

/// What is being done with the next candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// There is one candidate, and it is read as if there were no union.
    Direct,
    /// Each candidate is tried strictly.
    Strict,
    /// None has matched strictly; the first that matches tolerantly counts.
    Tolerant,
    /// None has matched; each is read once more to find the one that comes closest.
    Explain,
    Over,
}

/// The state between two trials.
#[derive(Debug)]
pub(super) struct Choice {
    table: &'static Union,
    candidates: Vec<usize>,
    /// Whether the document's discriminator names the first candidate.
    hinted: bool,
    stage: Stage,
    /// The next candidate.
    next: usize,
    place: Place,
    matches: usize,
    /// The first match and where its value ends.
    matched: Option<(usize, usize)>,
    /// The number of violations of the closest alternative so far, and the first of them.
    nearest: Option<(usize, Nearest)>,
    /// The reader's own record while an alternative is explained.
    aside: Record,
}

impl Choice {
    pub(super) fn new(r: &mut Reader<'_>, table: &'static Union) -> Self {
        r.start();
        let place = r.place();
        let mut hinted = false;
        let (mut stage, mut candidates) = match table.candidates(r) {
            Candidates::None => (Stage::Over, Vec::new()),
            Candidates::One(index) => (Stage::Direct, vec![index]),
            Candidates::Several { all, hinted: first } => {
                hinted = first;
                (Stage::Strict, all)
            }
        };
        if stage == Stage::Strict
            && let Some(known) = r.trials.known(key(table, &place))
        {
            stage = if known.is_some() { Stage::Direct } else { Stage::Over };
            candidates = known.into_iter().collect();
        }
        Self {
            table,
            candidates,
            hinted,
            stage,
            next: 0,
            place,
            matches: 0,
            matched: None,
            nearest: None,
            aside: Record::default(),
        }
    }

    /// The alternative to read next.
    pub(super) fn next(&mut self, r: &mut Reader<'_>) -> Option<usize> {
        while self.next == self.candidates.len() && self.stage != Stage::Over {
            self.advance(r);
        }
        match self.stage {
            Stage::Over => return None,
            Stage::Direct => {}
            Stage::Strict | Stage::Tolerant => {
                r.trials.depth += 1;
                r.collecting = false;
                if self.stage == Stage::Strict {
                    r.reading = Reading::Strict;
                }
            }
            Stage::Explain => {
                r.trials.depth += 1;
                self.aside = std::mem::take(&mut r.record);
            }
        }
        self.next += 1;
        self.candidates.get(self.next - 1).copied()
    }

    /// Goes on to the next stage when all candidates have been read in one.
    fn advance(&mut self, r: &Reader<'_>) {
        // Inside a trial nobody listens.
        let explains = r.collecting && r.trials.depth == 0;
        self.next = 0;
        self.stage = match self.stage {
            Stage::Strict if self.matches > 0 => Stage::Over,
            Stage::Strict if r.reading == Reading::Tolerant => Stage::Tolerant,
            Stage::Strict | Stage::Tolerant if explains => Stage::Explain,
            _ => Stage::Over,
        };
    }

    /// Takes the outcome of reading one alternative; says whether its value is the one to keep.
    pub(super) fn settle(&mut self, r: &mut Reader<'_>, index: usize, matches: bool) -> bool {
        let trial = !matches!(self.stage, Stage::Direct | Stage::Over);
        if trial && !r.work.spend((r.scan.at - self.place.at) as u64) {
            r.exhausted();
            self.stage = Stage::Over;
            return false;
        }
        match self.stage {
            Stage::Direct | Stage::Over => {
                self.stage = Stage::Over;
                self.matches = 1;
                return matches;
            }
            Stage::Strict => {
                self.count(r, index, matches);
                r.back(&self.place);
            }
            Stage::Tolerant if matches => {
                self.count(r, index, matches);
                r.keep(&self.place);
            }
            Stage::Tolerant => r.back(&self.place),
            Stage::Explain => {
                self.explain(r, index);
                r.back(&self.place);
            }
        }
        r.trials.depth -= 1;
        matches && self.matches == 1
    }

    /// Counts a match; `oneOf` needs to know of a second one, but tolerantly the first counts, and so does the one
    /// that the discriminator names: by JSON Schema it decides nothing, but the sender means it.
    fn count(&mut self, r: &Reader<'_>, index: usize, matches: bool) {
        if !matches {
            return;
        }
        self.matches += 1;
        self.matched = self.matched.or(Some((index, r.scan.at)));
        let meant =
            self.hinted && self.place.reading == Reading::Tolerant && self.candidates.first() == Some(&index);
        let needed = if self.table.exactly_one && self.stage == Stage::Strict && !meant { 2 } else { 1 };
        if self.matches == needed {
            self.stage = Stage::Over;
        }
    }

    /// Compares an alternative's violations with those of the closest before it.
    fn explain(&mut self, r: &mut Reader<'_>, index: usize) {
        let record = std::mem::replace(&mut r.record, std::mem::take(&mut self.aside));
        let count = record.violations.len();
        let closer = self.nearest.as_ref().is_none_or(|(fewest, _)| count < *fewest);
        let first = record.violations.into_iter().next().filter(|_| closer);
        if let (Some(first), Some(alternative)) = (first, self.table.alternatives.get(index)) {
            let why = format!("{}: {}", first.keyword, first.message);
            self.nearest = Some((count, Nearest { name: alternative.name, at: first.at.unwrap_or(0), why }));
        }
    }

    /// The verdict: behind the value that matched, with its start, or a violation.
    pub(super) fn finish(self, r: &mut Reader<'_>) -> Result<usize, Invalid> {
        let allowed = if self.table.exactly_one { self.matches == 1 } else { self.matches > 0 };
        let matched = self.matched.filter(|_| allowed);
        if self.candidates.len() > 1 {
            r.trials.settle(key(self.table, &self.place), matched.map(|(index, _)| index));
        }
        if let Some((_, end)) = matched {
            r.scan.at = end;
        }
        if allowed { Ok(self.place.at) } else { Err(self.refuse(r)) }
    }

    #[cold]
    fn refuse(self, r: &mut Reader<'_>) -> Invalid {
        if !r.collecting {
            return Invalid;
        }
        let all = self.table.alternatives.len();
        let message = match self.candidates.len() {
            0 if r.trials.depth == 0 => self.table.unfit(r),
            _ if self.matches > 1 => format!("exactly one of {all} alternatives must match, and several do"),
            _ => format!("none of {all} alternatives matches"),
        };
        r.refuse_nearest(self.table.keyword(), &message, self.nearest.map(|(_, nearest)| nearest))
    }
}

fn key(table: &'static Union, place: &Place) -> (usize, usize, Reading) {
    place.key(std::ptr::from_ref(table).addr())
}
