//! What arrived, and what became of it. In: requests as they are judged, their answers. Out: the same to whoever waits.
//! It must not know sockets.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use tokio::sync::watch;

use super::{Reply, Step};
use crate::contract::judge::retries::{Answered, Attempt};
use crate::contract::judge::{Arrival, Judgement};

/// One request, judged by itself.
#[derive(Debug)]
pub struct Arrived {
    /// The request.
    pub arrival: Arrival,
    /// What was found of it alone.
    pub judgement: Judgement,
    /// How many attempts of the same delivery came before.
    pub number: usize,
    /// The status by which the document acknowledges the event.
    pub success: u16,
    step: OnceLock<Step>,
    ended: OnceLock<SystemTime>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Record {
    inner: Mutex<Inner>,
    /// Changes with every request, answer and end.
    told: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Inner {
    arrived: Vec<Arc<Arrived>>,
    deliveries: Vec<Delivery>,
    last: Option<SystemTime>,
}

/// Which attempts get one after the other of a script's answers.
#[derive(Debug)]
struct Delivery {
    ids: Vec<String>,
    attempts: usize,
    /// The last attempt's place.
    last: usize,
}

impl Arrived {
    /// What it was answered with; none while that is not decided.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        self.step.get().map(|step| &step.reply)
    }

    /// When it was answered, or its sender went.
    #[must_use]
    pub fn ended(&self) -> Option<SystemTime> {
        self.ended.get().copied()
    }

    /// As retries are judged.
    #[must_use]
    pub fn attempt(&self) -> Attempt<'_> {
        let answer = self.reply().map_or(Answered::Nothing, |reply| reply.answered(self.success));
        Attempt {
            event: self.judgement.event,
            id: self.judgement.id.as_deref(),
            timestamp: self.judgement.timestamp,
            body: &self.arrival.body,
            begun: self.arrival.at,
            ended: self.ended(),
            answer,
        }
    }

    fn failed(&self) -> bool {
        self.reply().is_some_and(|reply| reply.answered(self.success).asks_for_a_retry())
    }
}

impl Record {
    pub(super) fn new() -> Self {
        Self { inner: Mutex::default(), told: watch::Sender::new(0) }
    }

    /// Keeps a request, and says how often its delivery was tried.
    pub(super) fn keep(&self, arrival: Arrival, judgement: Judgement, success: u16) -> Arc<Arrived> {
        let mut inner = self.lock();
        let number = inner.delivery(&arrival, &judgement);
        let (step, ended) = (OnceLock::new(), OnceLock::new());
        inner.last = Some(arrival.at);
        let arrived = Arc::new(Arrived { arrival, judgement, number, success, step, ended });
        inner.arrived.push(Arc::clone(&arrived));
        drop(inner);
        self.tell();
        arrived
    }

    pub(super) fn decide(&self, arrived: &Arrived, step: Step) {
        let _ = arrived.step.set(step);
        self.tell();
    }

    pub(super) fn end(&self, arrived: &Arrived) {
        let now = SystemTime::now();
        if arrived.ended.set(now).is_ok() {
            self.lock().last = Some(now);
            self.tell();
        }
    }

    pub(super) fn all(&self) -> Vec<Arc<Arrived>> {
        self.lock().arrived.clone()
    }

    /// When something last happened.
    pub(super) fn last(&self) -> Option<SystemTime> {
        self.lock().last
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }

    fn tell(&self) {
        self.told.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// What is kept is whole at any time, whoever panicked.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The delivery by its id; else one that failed with the same bytes.
    fn delivery(&mut self, arrival: &Arrival, judgement: &Judgement) -> usize {
        let (id, at) = (&judgement.id, self.arrived.len());
        let by_id = id.as_ref().and_then(|id| self.deliveries.iter().position(|one| one.ids.contains(id)));
        let known = by_id
            .or_else(|| self.deliveries.iter().rposition(|one| self.is_retried(one, arrival, judgement)));
        let index = known.unwrap_or_else(|| {
            self.deliveries.push(Delivery { ids: Vec::new(), attempts: 0, last: at });
            self.deliveries.len() - 1
        });
        let delivery = &mut self.deliveries[index];
        delivery.ids.extend(id.iter().filter(|id| !delivery.ids.contains(id)).cloned().collect::<Vec<_>>());
        let number = delivery.attempts;
        (delivery.attempts, delivery.last) = (number + 1, at);
        number
    }

    fn is_retried(&self, delivery: &Delivery, arrival: &Arrival, judgement: &Judgement) -> bool {
        self.arrived.get(delivery.last).is_some_and(|last| {
            last.failed() && last.judgement.event == judgement.event && last.arrival.body == arrival.body
        })
    }
}
