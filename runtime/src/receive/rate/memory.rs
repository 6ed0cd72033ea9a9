//! What is known of each key, in bounded room. In: keys. Out: their states, the ones used least lately forgotten.
//! It must not grow with the number of keys.

use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Keys in each generation. Of two, that is at most 131,072 keys: some 5 MiB.
const GENERATION: usize = 65_536;

/// Two generations of states. A full one becomes the old one, and what was old is forgotten, so that a stranger with
/// many addresses costs no memory. Forgetting is to the benefit of the forgotten: their count begins anew.
#[derive(Default)]
pub(super) struct Memory {
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<u64, InMemoryState>,
    old: HashMap<u64, InMemoryState>,
}

impl Generations {
    fn state(&mut self, key: u64) -> &InMemoryState {
        if self.young.len() >= GENERATION && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        let old = &mut self.old;
        self.young.entry(key).or_insert_with(|| old.remove(&key).unwrap_or_default())
    }
}

impl StateStore for Memory {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        // No code of others runs under the lock, so a poisoned one still guards a whole state.
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.state(*key).measure_and_replace(&NotKeyed::NonKey, measure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_strangers_need_no_more_room_and_the_busy_are_remembered() {
        let mut generations = Generations::default();
        let count = |state: &InMemoryState| {
            let up = |before: Option<Nanos>| {
                let next = before.map_or(0, Nanos::as_u64) + 1;
                Ok::<_, ()>((next, std::time::Duration::from_nanos(next).into()))
            };
            state.measure_and_replace(&NotKeyed::NonKey, up).unwrap()
        };
        for stranger in 1..1_000_000 {
            generations.state(stranger);
            if stranger % 50_000 == 0 {
                assert_eq!(count(generations.state(0)), stranger / 50_000);
            }
            assert!(generations.young.len() <= GENERATION && generations.old.len() <= GENERATION);
        }
    }
}
