//! The duplicate store of one process: bounded in number and time. In: keys and answers. Out: what was seen.
//! It must not grow with what strangers send: only verified deliveries reach it, and its size has a limit.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::{Begun, Claim, Duplicates, Key, StoreFuture};
use crate::receive::Reply;

/// Remembers deliveries in memory: 65,536 of them for 24 hours, unless told otherwise.
///
/// When it is full, the delivery that finished first is forgotten first. One in flight is never forgotten; if all
/// are in flight, the sender is told to come back. What finished is forgotten with the process: a receiver whose
/// handlers must never run twice keeps the delivery's id in its own database.
///
/// For schemes that sign a timestamp the time to live must exceed twice the tolerance. For schemes that sign none
/// (GitHub), it is the whole protection against replay.
#[derive(Debug)]
pub struct MemoryDuplicates {
    capacity: usize,
    time_to_live: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Which delivery a key belongs to.
    keys: HashMap<Key, u64>,
    deliveries: HashMap<u64, Delivery>,
    /// Finished deliveries in the order they finished, which is also the order in which they expire.
    finished: VecDeque<u64>,
    next: u64,
}

#[derive(Debug)]
struct Delivery {
    keys: Arc<[Key]>,
    answer: Option<(Arc<Reply>, SystemTime)>,
}

impl MemoryDuplicates {
    /// How many deliveries are remembered by default.
    pub const CAPACITY: usize = 65_536;
    /// How long a finished delivery is remembered by default.
    pub const TIME_TO_LIVE: Duration = Duration::from_secs(24 * 60 * 60);

    /// A store with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self { capacity: Self::CAPACITY, time_to_live: Self::TIME_TO_LIVE, state: Mutex::default() }
    }

    /// Sets how many deliveries are remembered.
    #[must_use]
    pub fn capacity(self, deliveries: usize) -> Self {
        Self { capacity: deliveries, ..self }
    }

    /// Sets how long a finished delivery is remembered.
    #[must_use]
    pub fn time_to_live(self, time_to_live: Duration) -> Self {
        Self { time_to_live, ..self }
    }

    /// No code of others runs under the lock, so a poisoned one still guards a whole state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claim(&self, keys: &Arc<[Key]>, now: SystemTime) -> Begun {
        let mut state = self.state();
        state.expire(now);
        if let Some(seen) = keys.iter().find_map(|key| state.keys.get(key)) {
            return match state.deliveries.get(seen).and_then(|delivery| delivery.answer.as_ref()) {
                Some((answer, _)) => Begun::Finished(Arc::clone(answer)),
                None => Begun::InFlight,
            };
        }
        if !state.make_room(self.capacity) {
            return Begun::Full;
        }
        Begun::First(state.insert(keys))
    }
}

impl Default for MemoryDuplicates {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    fn insert(&mut self, keys: &Arc<[Key]>) -> Claim {
        let number = self.next;
        self.next += 1;
        for key in keys.iter() {
            self.keys.insert(key.clone(), number);
        }
        self.deliveries.insert(number, Delivery { keys: Arc::clone(keys), answer: None });
        Claim { number, keys: Arc::clone(keys) }
    }

    fn finish(&mut self, number: u64, answer: Arc<Reply>, expires: SystemTime) {
        if let Some(delivery) = self.deliveries.get_mut(&number) {
            delivery.answer = Some((answer, expires));
            self.finished.push_back(number);
        }
    }

    fn remove(&mut self, number: u64) {
        if let Some(delivery) = self.deliveries.remove(&number) {
            for key in delivery.keys.iter() {
                self.keys.remove(key);
            }
        }
    }

    fn expire(&mut self, now: SystemTime) {
        while let Some(&oldest) = self.finished.front() {
            let answer = self.deliveries.get(&oldest).and_then(|delivery| delivery.answer.as_ref());
            if answer.is_some_and(|(_, expires)| *expires > now) {
                return;
            }
            self.finished.pop_front();
            self.remove(oldest);
        }
    }

    fn make_room(&mut self, capacity: usize) -> bool {
        while self.deliveries.len() >= capacity {
            let Some(oldest) = self.finished.pop_front() else { return false };
            self.remove(oldest);
        }
        true
    }
}

impl Duplicates for MemoryDuplicates {
    fn begin<'a>(&'a self, keys: Arc<[Key]>, now: SystemTime) -> StoreFuture<'a, Begun> {
        Box::pin(std::future::ready(Ok(self.claim(&keys, now))))
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: Arc<Reply>, now: SystemTime) -> StoreFuture<'a, ()> {
        // A time beyond what the clock can hold never comes, so such a delivery is forgotten by number alone.
        let expires =
            now.checked_add(self.time_to_live).unwrap_or(now + Duration::from_secs(u32::MAX.into()));
        self.state().finish(claim.number, answer, expires);
        Box::pin(std::future::ready(Ok(())))
    }

    fn release(&self, claim: &Claim) {
        self.state().remove(claim.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn keys(ids: &[&str]) -> Arc<[Key]> {
        ids.iter().map(|id| Key::Id((*id).into())).collect()
    }

    fn first(store: &MemoryDuplicates, ids: &[&str], now: SystemTime) -> Claim {
        match store.claim(&keys(ids), now) {
            Begun::First(claim) => claim,
            other => panic!("{ids:?}: {other:?}"),
        }
    }

    fn finish(store: &MemoryDuplicates, claim: &Claim, now: SystemTime) {
        drop(store.finish(claim, Arc::new(Reply::empty(StatusCode::ACCEPTED)), now));
    }

    #[test]
    fn one_shared_key_is_enough() {
        let store = MemoryDuplicates::new();
        let claim = first(&store, &["a", "b"], NOW);
        assert!(matches!(store.claim(&keys(&["c", "b"]), NOW), Begun::InFlight));
        finish(&store, &claim, NOW);
        assert!(matches!(store.claim(&keys(&["a"]), NOW), Begun::Finished(answer) if answer.status == 202));
        first(&store, &["c"], NOW);
    }

    #[test]
    fn released_and_expired_ids_are_free() {
        let store = MemoryDuplicates::new().time_to_live(Duration::from_secs(10));
        let claim = first(&store, &["a"], NOW);
        store.release(&claim);
        let claim = first(&store, &["a"], NOW);
        finish(&store, &claim, NOW);
        assert!(matches!(store.claim(&keys(&["a"]), NOW + Duration::from_secs(9)), Begun::Finished(_)));
        first(&store, &["a"], NOW + Duration::from_secs(10));
    }

    #[test]
    fn a_full_store_forgets_the_oldest_finished_alone() {
        let store = MemoryDuplicates::new().capacity(2);
        let a = first(&store, &["a"], NOW);
        first(&store, &["b"], NOW);
        assert!(matches!(store.claim(&keys(&["c"]), NOW), Begun::Full));
        finish(&store, &a, NOW);
        first(&store, &["c"], NOW);
        assert!(matches!(store.claim(&keys(&["b"]), NOW), Begun::InFlight));
        assert!(matches!(store.claim(&keys(&["a"]), NOW), Begun::Full));
    }
}
