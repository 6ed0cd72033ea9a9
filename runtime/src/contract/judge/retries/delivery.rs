//! Which attempts are of one delivery. In: attempts. Out: groups of them, and faults where ids do not say it. It must
//! not know schedules.

use std::collections::HashMap;
use std::time::SystemTime;

use super::{Attempt, Fault};

/// One event on its way to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its attempts, as indices.
    pub attempts: Vec<usize>,
    /// What is still to come.
    pub state: State,
}

/// What is still to come of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Settled,
    /// Another attempt, until this time.
    Open {
        /// The time.
        until: SystemTime,
    },
}

/// Groups attempts by their ids. What failed and did not come again under its id, but with the same bytes under another,
/// is one delivery all the same.
pub(super) fn group(attempts: &[Attempt<'_>], faults: &mut Vec<(usize, Fault)>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (at, attempt) in attempts.iter().enumerate() {
        let known = match attempt.id {
            Some(id) => by_id.get(id).copied(),
            None => unnamed(attempts, &groups, at),
        };
        match known {
            Some(group) => groups[group].push(at),
            None => {
                by_id.extend(attempt.id.map(|id| (id, groups.len())));
                groups.push(vec![at]);
            }
        }
    }
    join(attempts, groups, faults)
}

/// Without ids, equal bytes after a failure are a retry.
fn unnamed(attempts: &[Attempt<'_>], groups: &[Vec<usize>], at: usize) -> Option<usize> {
    groups.iter().rposition(|group| {
        group.last().is_some_and(|last| attempts[*last].id.is_none() && is_continued(attempts, *last, at))
    })
}

/// Whether a later attempt looks like the retry of an earlier one.
fn is_continued(attempts: &[Attempt<'_>], earlier: usize, later: usize) -> bool {
    let (earlier, later) = (&attempts[earlier], &attempts[later]);
    earlier.answer.asks_for_a_retry()
        && earlier.event == later.event
        && earlier.body == later.body
        && earlier.ended.is_none_or(|ended| ended <= later.begun)
}

fn join(
    attempts: &[Attempt<'_>],
    groups: Vec<Vec<usize>>,
    faults: &mut Vec<(usize, Fault)>,
) -> Vec<Vec<usize>> {
    let mut joined: Vec<Vec<usize>> = Vec::new();
    for group in groups {
        let first = group[0];
        let abandoned = joined.iter().position(|earlier: &Vec<usize>| {
            earlier.last().is_some_and(|last| *last < first && is_continued(attempts, *last, first))
        });
        match abandoned {
            Some(earlier) => {
                let name = |at: usize| attempts[at].id.unwrap_or("none").to_owned();
                let last = joined[earlier].last().copied().unwrap_or_default();
                let message = format!("the id is `{}`, and was `{}` before", name(first), name(last));
                faults.push((first, Fault::new("retry::id_changed", message)));
                joined[earlier].extend(group);
            }
            None => joined.push(group),
        }
    }
    joined
}
