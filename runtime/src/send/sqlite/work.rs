//! One attempt, from the first byte to the row. In: a delivery that is under way. Out: its end. It must not choose what is
//! sent next.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

use super::super::deliver::{Attempted, Destination, Parcel, Stop, attempt};
use super::super::observe::observe;
use super::super::operator;
use super::super::policy::{Health, Judgement, Next, judge};
use super::super::sender::{Sender, Shared};
use super::super::tables::NEVER;
use super::deliver::complain;
use super::record::{Record, record};
use super::steady::Steady;
use crate::chance::chance;
use crate::store::SqliteStore;

/// An attempt that is over and written down.
pub(super) struct Ended {
    pub(super) endpoint: String,
    pub(super) number: i64,
    pub(super) due: i64,
    pub(super) disabled: bool,
}

/// One attempt, from the first byte to the row.
pub(super) struct Work {
    pub(super) shared: Arc<Shared>,
    pub(super) store: SqliteStore,
    pub(super) stop: Arc<Stop>,
    pub(super) destination: Arc<Destination>,
    pub(super) health: Arc<Mutex<Health>>,
    pub(super) clock: Steady,
    pub(super) next_slot: Option<i64>,
}

impl Work {
    pub(super) async fn run(self, parcel: Parcel) -> Ended {
        let attempted = attempt(&self.shared, &parcel, &self.destination).await;
        let now = self.clock.now();
        let attempts = parcel.attempts.saturating_add(1);
        let (judgement, changed) = self.judge(attempts, &attempted, now);
        observe(&parcel, &self.destination, &attempted, &judgement, now);
        let record = Record {
            number: parcel.number,
            endpoint: self.destination.id.clone(),
            attempts,
            attempted,
            judgement,
            health: (changed || judgement.disable.is_some()).then_some(judgement.health),
            next_slot: self.next_slot,
            now,
        };
        let moved = self.record(record).await;
        self.tell(&parcel, &judgement).await;
        let due = match judgement.next {
            Next::At(due) => due,
            _ if moved => now,
            _ => NEVER,
        };
        let endpoint = self.destination.id.clone();
        Ended { endpoint, number: parcel.number, due, disabled: judgement.disable.is_some() }
    }

    /// Judges by the endpoint's health as it is now, since others are under way, too.
    fn judge(&self, attempts: u32, attempted: &Attempted, now: i64) -> (Judgement, bool) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *health;
        let judgement = judge(&self.destination.retry, attempts, attempted.came, before, now, chance());
        *health = judgement.health;
        (judgement, before != judgement.health)
    }

    /// Writes it down. While the store fails, the delivery counts as under way, so that it is not made again.
    async fn record(&self, entry: Record) -> bool {
        let entry = Arc::new(entry);
        loop {
            let written = Arc::clone(&entry);
            let work = move |connection: &rusqlite::Connection| record(connection, &written);
            match self.store.write("to record an attempt", work).await {
                Ok(moved) => return moved,
                Err(error) => complain(&error.into()),
            }
            if self.stop.is_stopping() {
                return false;
            }
            sleep(Duration::from_secs(1)).await;
        }
    }

    async fn tell(&self, parcel: &Parcel, judgement: &Judgement) {
        for event in operator::events(parcel, &self.destination, judgement) {
            Sender { shared: Arc::clone(&self.shared) }.tell_operator(&event).await;
        }
    }
}
