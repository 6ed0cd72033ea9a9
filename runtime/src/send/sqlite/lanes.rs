//! What the delivering process knows of one endpoint. In: rows, attempts that begin and end, the time. Out: how many
//! deliveries may start, and when to look again. It must not know the file or sockets.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::deliver::{Destination, Parcel};
use super::super::endpoint::Rate;
use super::super::policy::Health;
use super::super::tables::NEVER;
use super::take::Taken;

/// One endpoint's deliveries.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) destination: Arc<Destination>,
    /// Shared with attempts, which judge by it and change it.
    pub(super) health: Arc<Mutex<Health>>,
    rate: Option<Rate>,
    /// Microseconds since 1970.
    next_slot: i64,
    under_way: HashSet<i64>,
    ready: VecDeque<Parcel>,
    /// When something is due that is neither ready nor under way.
    next_due: i64,
}

/// What to do for an endpoint now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Read so many due deliveries, those under way included.
    Read(usize),
    /// Start so many of those that are ready.
    Start(usize),
    /// Look again at this time.
    At(i64),
    /// Wait until an attempt ends.
    Wait,
}

impl Lane {
    pub(super) fn new(
        destination: Destination,
        health: Health,
        rate: Option<Rate>,
        next_slot: i64,
        next_due: i64,
    ) -> Self {
        Self {
            destination: Arc::new(destination),
            health: Arc::new(Mutex::new(health)),
            rate,
            next_slot,
            under_way: HashSet::new(),
            ready: VecDeque::new(),
            next_due,
        }
    }

    /// The same endpoint after a change: what is under way stays so, what was ready is read again.
    pub(super) fn changed(self, before: &Self) -> Self {
        Self { under_way: before.under_way.clone(), next_slot: self.next_slot.max(before.next_slot), ..self }
    }

    pub(super) fn health(&self) -> Health {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something is due at this time.
    pub(super) fn due(&mut self, at: i64) {
        self.next_due = self.next_due.min(at);
    }

    /// What to do now, where so many attempts may start in all.
    pub(super) fn step(&self, now: i64, room: usize) -> Step {
        let health = self.health();
        if health.is_blocked(now) {
            let until = health.blocked_until.unwrap_or(now);
            return if self.wants() == NEVER { Step::Wait } else { Step::At(until.max(self.wants())) };
        }
        let most = if health.is_half_open(now) { 1 } else { self.destination.concurrency };
        let free = most.saturating_sub(self.under_way.len()).min(room);
        if free == 0 {
            return Step::Wait;
        }
        if self.ready.is_empty() {
            return match self.next_due {
                NEVER => Step::Wait,
                due if due > now => Step::At(due),
                // As many again, so that half of the reads are saved.
                _ => Step::Read(self.under_way.len() + free + most),
            };
        }
        match self.slots(now, free) {
            0 => Step::At(self.next_slot.saturating_add(999) / 1000),
            slots => Step::Start(slots.min(self.ready.len())),
        }
    }

    /// When there is something to be sent.
    fn wants(&self) -> i64 {
        if self.ready.is_empty() { self.next_due } else { i64::MIN }
    }

    /// How many the rate allows now. Attempts are evenly spread: one at a time, unless their distance is less than what
    /// the clock tells.
    fn slots(&self, now: i64, most: usize) -> usize {
        let Some(interval) = self.rate.map(interval) else { return most };
        let now = now.saturating_mul(1000);
        let free = now.saturating_add(999).saturating_sub(self.next_slot.max(now));
        if free < 0 { 0 } else { usize::try_from(free / interval.max(1) + 1).unwrap_or(1).min(most) }
    }

    /// Takes in what was read.
    pub(super) fn fill(&mut self, taken: Taken) {
        let under_way = &self.under_way;
        self.ready.extend(taken.parcels.into_iter().filter(|parcel| !under_way.contains(&parcel.number)));
        self.next_due = taken.next_due;
    }

    /// Starts one; with a rate, the slot after it.
    pub(super) fn start(&mut self, now: i64) -> Option<(Parcel, Option<i64>)> {
        let parcel = self.ready.pop_front()?;
        self.under_way.insert(parcel.number);
        let slot = self.rate.map(|rate| {
            self.next_slot = self.next_slot.max(now.saturating_mul(1000)).saturating_add(interval(rate));
            self.next_slot
        });
        Some((parcel, slot))
    }

    /// One has ended and is written down; it is due again at this time, or never.
    pub(super) fn end(&mut self, number: i64, due: i64) {
        self.under_way.remove(&number);
        self.due(due);
    }
}

/// Microseconds between two attempts.
fn interval(rate: Rate) -> i64 {
    let period = i64::try_from(rate.period.as_micros()).unwrap_or(i64::MAX);
    period / i64::from(rate.events.get())
}
