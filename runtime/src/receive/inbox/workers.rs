//! The workers. In: an inbox and a service. Out: handlers at work, as many as the inbox allows. It must not lose a
//! delivery: each is on the disk until its handler is done.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::super::Outcome;
use super::super::outcome::attempted;
use super::super::service::Core;
use super::Inbox;
use super::attempt::{Attempted, End, attempt};
use super::rows::{self, Taken};
use crate::store::{Lease, millis};

/// How often the file is looked at for what other processes have accepted, and after a failure of the store.
const LOOK: Duration = Duration::from_secs(1);

/// How long [`Workers::run_until`] waits for handlers.
const GRACE: Duration = Duration::from_secs(30);

/// The workers of an inbox, which do nothing until they are started.
///
/// One process works at a time; it says so in the file every few seconds. A second one accepts, manages, waits, and takes
/// over when the first gives up or has been silent for as long as the [lease](Inbox::lease).
#[must_use = "accepted deliveries wait in the file until somebody starts workers"]
pub struct Workers {
    core: Arc<Core>,
    inbox: Inbox,
}

/// Workers at work. Dropping this leaves them at it.
pub struct Running {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// What there is to do after all that can be done now.
enum Filled {
    /// Nothing for this time, unless somebody says otherwise.
    Until(Duration),
    /// Another process works.
    NotOurs,
}

struct Shared {
    core: Arc<Core>,
    inbox: Inbox,
    lease: Lease,
    stopping: AtomicBool,
    /// Ends the waiting of workers that are not the ones who work.
    stop: Notify,
}

impl Workers {
    pub(super) fn new(core: Arc<Core>, inbox: Inbox) -> Self {
        Self { core, inbox }
    }

    /// Starts the workers, as tasks of the runtime that this is called in.
    ///
    /// # Panics
    /// Outside of a runtime of tokio, as `tokio::spawn` does.
    pub fn start(self) -> Running {
        let lease = Lease::new(&format!("inbox:{}", self.inbox.namespace), self.inbox.lease);
        let (core, inbox) = (self.core, self.inbox);
        let shared =
            Arc::new(Shared { core, inbox, lease, stopping: AtomicBool::new(false), stop: Notify::new() });
        Running { task: tokio::spawn(Arc::clone(&shared).work()), shared }
    }

    /// Works until `stop` is ready, e.g. a signal; then finishes what runs, for at most 30 s.
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send) {
        let running = self.start();
        stop.await;
        running.shutdown(GRACE).await;
    }
}

impl Running {
    /// Takes no more deliveries and finishes those that are being handled, for at most this long; then their handlers
    /// are dropped. Whatever was not done stays in the file, for the next start or another process.
    ///
    /// Stop the server before, so that nothing is accepted that nobody handles until then.
    pub async fn shutdown(mut self, grace: Duration) {
        self.shared.stopping.store(true, Ordering::Release);
        self.shared.inbox.wake.notify_one();
        self.shared.stop.notify_one();
        if timeout(grace, &mut self.task).await.is_err() {
            self.task.abort();
            // Until it is gone it could still take something.
            let _ = (&mut self.task).await;
        }
        let lease = self.shared.lease.clone();
        let work = move |connection: &_| lease.give_back(connection);
        if let Err(error) = self.shared.inbox.store.write("to give back the lease", work).await {
            complain(&error);
        }
    }
}

impl Shared {
    async fn work(self: Arc<Self>) {
        // Dropping the set drops the handlers.
        let mut attempts = JoinSet::new();
        while !self.stopping.load(Ordering::Acquire) {
            let filled = self.fill(&mut attempts).await.unwrap_or_else(|error| {
                complain(&error);
                Filled::Until(LOOK)
            });
            let _ = match filled {
                Filled::Until(time) => timeout(time, self.inbox.wake.notified()).await,
                // Who wakes workers means those who work.
                Filled::NotOurs => timeout(self.patience(), self.stop.notified()).await,
            };
        }
        while attempts.join_next().await.is_some() {}
    }

    /// Takes deliveries for all handlers that are free, once half of them are: a transaction for each would be too dear.
    async fn fill(self: &Arc<Self>, attempts: &mut JoinSet<()>) -> Result<Filled, crate::store::Error> {
        while attempts.try_join_next().is_some() {}
        let slots = self.inbox.concurrency;
        let room = if attempts.len() * 2 <= slots { slots - attempts.len() } else { 0 };
        let Some((taken, next)) = self.take(room).await? else { return Ok(Filled::NotOurs) };
        let full = taken.len() == room;
        for row in taken {
            attempts.spawn(Arc::clone(self).handle(row));
        }
        // Whoever is done says so, and then there is room.
        if full && !attempts.is_empty() {
            return Ok(Filled::Until(self.patience()));
        }
        let now = millis((self.core.clock)());
        let until = next.map_or(0, |due| u64::try_from(due.saturating_sub(now)).unwrap_or_default());
        let until = next.map_or(LOOK, |_| Duration::from_millis(until));
        Ok(Filled::Until(until.min(self.patience())))
    }

    /// The lease must be prolonged well before it lapses.
    fn patience(&self) -> Duration {
        LOOK.min(self.inbox.lease / 4)
    }

    /// Prolongs the lease and takes what is due; none where another process works.
    async fn take(&self, room: usize) -> Result<Option<(Vec<Taken>, Option<i64>)>, crate::store::Error> {
        let (lease, namespace) = (self.lease.clone(), Arc::clone(&self.inbox.namespace));
        let (now, attempts) = ((self.core.clock)(), self.inbox.attempts);
        let work = move |connection: &_| {
            let Some(new) = lease.hold(connection, now)? else { return Ok(None) };
            if new {
                rows::recover(connection, &namespace, millis(now), attempts)?;
            }
            let taken = rows::take(connection, &namespace, millis(now), room)?;
            Ok(Some((taken, rows::next_due(connection, &namespace)?)))
        };
        self.inbox.store.write("to take deliveries", work).await
    }

    async fn handle(self: Arc<Self>, row: Taken) {
        let started = Instant::now();
        let done = attempt(Arc::clone(&self.core), &row).await;
        let dead = done.end == End::Never || row.attempt >= self.inbox.attempts;
        let code = match done.end {
            End::Done => done.code,
            _ if dead => "inbox::dead",
            _ => "inbox::retry",
        };
        self.record(&row, &done, dead).await;
        let outcome = Outcome {
            code,
            event: done.named.name,
            version: done.named.version.map(|version| version.name),
            id: (!row.id.is_empty()).then_some(row.id),
            source: row.request.source.as_deref().and_then(|source| source.parse().ok()),
            status: done.status,
            elapsed: started.elapsed(),
            novelties: done.novelties,
            violations: done.violations,
        };
        attempted(&outcome, done.named.declared, self.core.observer.as_ref());
        self.inbox.wake.notify_one();
    }

    /// Writes down what became of it. While the store fails there is no point in going on; once the workers stop, the
    /// delivery stays as one that was interrupted.
    async fn record(&self, row: &Taken, done: &Attempted, dead: bool) {
        let (number, attempt, end) = (row.number, row.attempt, done.end);
        let now = (self.core.clock)();
        let due = match end {
            End::Again(asked) if !dead => {
                now.checked_add(self.inbox.backoff.delay(attempt, asked)).unwrap_or(now)
            }
            _ => now,
        };
        let state = if dead { rows::DEAD } else { rows::WAITING };
        loop {
            let (code, error) = (done.code, done.error.clone());
            let work = move |connection: &_| match end {
                End::Done => rows::done(connection, number),
                _ => rows::failed(connection, (number, attempt), (state, millis(due)), code, &error),
            };
            let Err(error) = self.inbox.store.write("to record an attempt", work).await else { return };
            complain(&error);
            if self.stopping.load(Ordering::Acquire) {
                return;
            }
            sleep(LOOK).await;
        }
    }
}

fn complain(error: &crate::store::Error) {
    tracing::error!(target: "hookwright", code = "inbox::store", error = %error, "the inbox's file failed");
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").field("inbox", &self.inbox).finish_non_exhaustive()
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("inbox", &self.shared.inbox).finish_non_exhaustive()
    }
}
