//! One job: one attempt. In: the number of a delivery. Out: its end, which is always a success to the queue, since what is
//! next has a job of its own. It must not know SQL.

use std::sync::Arc;
use std::time::Duration;

use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::super::deliver::{Attempted, Destination, Parcel, attempt};
use super::super::observe::observe;
use super::super::operator;
use super::super::policy::Judgement;
use super::super::sender::Sender;
use super::engine::Engine;
use super::gate::{Entry, Leave};
use super::take::{Taken, Turn};
use crate::millis::millis;

/// What `hookwright_job` writes.
pub(super) struct Job {
    delivery: i64,
    endpoint: String,
}

/// What jobs are handed in this process.
#[derive(Clone, Debug)]
pub(super) struct Attached(pub(super) Arc<Engine>);

/// Why a job is to be run again: its delivery stays as it was.
type Again = &'static str;

const ABANDONED: Again = "the process stopped delivering";

impl TaskHandler for Job {
    const IDENTIFIER: &'static str = "hookwright_delivery";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        match context.get_ext::<Attached>() {
            Some(Attached(engine)) => engine.work(self).await,
            None => Err(ABANDONED),
        }
    }
}

impl Engine {
    async fn work(&self, job: Job) -> Result<(), Again> {
        let _flying = self.fly(job.delivery).await;
        let limit = self.base.destinations.limit(&job.endpoint).await;
        let leave = match self.base.gate.enter(&job.endpoint, limit) {
            Entry::Go(leave) => Some(leave),
            Entry::Wait(leave) => leave.await.ok(),
            Entry::Full => None,
        };
        let Some(leave) = leave else { return self.parking.park(job.delivery, false).await };
        match self.taking.take(job.delivery).await.ok_or(ABANDONED)? {
            Taken::Gone => Ok(()),
            Taken::Parked { behind } => {
                drop(leave);
                self.base.gate.is_parked(&job.endpoint);
                self.parking.park(job.delivery, behind).await
            }
            Taken::Go(turn) => self.deliver(*turn, leave).await,
        }
    }

    async fn deliver(&self, turn: Turn, leave: Leave) -> Result<(), Again> {
        let Turn { parcel, destination, slot } = turn;
        let mut wanted = self.wanted.clone();
        let attempted = tokio::select! {
            biased;
            attempted = self.attempt_at(slot, &parcel, &destination) => attempted,
            _ = wanted.changed() => return Err(ABANDONED),
        };
        drop(leave);
        let judged = self.recording.record(&parcel, &destination, attempted.clone()).await;
        let (judgement, now) = judged.ok_or(ABANDONED)?;
        observe(&parcel, &destination, &attempted, &judgement, now);
        self.tell(&parcel, &destination, &judgement).await;
        Ok(())
    }

    /// Attempts it when its slot has come, by the endpoint's rate.
    async fn attempt_at(&self, slot: Option<i64>, parcel: &Parcel, to: &Destination) -> Attempted {
        let now = millis(self.base.shared.store.now()).saturating_mul(1000);
        let early = slot.map_or(0, |slot| u64::try_from(slot.saturating_sub(now)).unwrap_or_default());
        if early >= 1000 {
            tokio::time::sleep(Duration::from_micros(early)).await;
        }
        attempt(&self.base.shared, parcel, to).await
    }

    async fn tell(&self, parcel: &Parcel, to: &Destination, judgement: &Judgement) {
        for event in operator::events(parcel, to, judgement) {
            Sender { shared: Arc::clone(&self.base.shared) }.tell_operator(&event).await;
        }
    }
}

impl<'de> Deserialize<'de> for Job {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let delivery = value["delivery"].as_i64();
        let endpoint = value["endpoint"].as_str().map(str::to_owned);
        let wrong = || D::Error::custom("a job has a `delivery` and an `endpoint`");
        let (delivery, endpoint) = delivery.zip(endpoint).ok_or_else(wrong)?;
        Ok(Self { delivery, endpoint })
    }
}

impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({ "delivery": self.delivery, "endpoint": self.endpoint }).serialize(serializer)
    }
}
