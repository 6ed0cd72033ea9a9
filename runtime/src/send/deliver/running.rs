//! Delivering, from the outside. In: an engine's task. Out: a handle that stops it. It must not know engines.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Deliveries at work in this process. Dropping this leaves them at it.
pub struct Delivering {
    stop: Arc<Stop>,
    task: JoinHandle<()>,
}

/// How an engine hears that it is to stop.
#[derive(Debug, Default)]
pub(in crate::send) struct Stop {
    stopping: AtomicBool,
    active: AtomicBool,
    told: Notify,
}

impl Stop {
    pub(in crate::send) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Says whether this process delivers, or waits for another one to end. Whether that is new.
    pub(in crate::send) fn set_active(&self, active: bool) -> bool {
        self.active.swap(active, Ordering::AcqRel) != active
    }

    /// Ready once the engine is to stop.
    pub(in crate::send) async fn told(&self) {
        while !self.is_stopping() {
            self.told.notified().await;
        }
    }

    fn tell(&self) {
        self.stopping.store(true, Ordering::Release);
        self.told.notify_one();
        self.told.notify_waiters();
    }
}

impl Delivering {
    pub(in crate::send) fn new(stop: Arc<Stop>, task: JoinHandle<()>) -> Self {
        Self { stop, task }
    }

    /// Whether this process delivers now. With SQLite one process does, and others wait for it to end.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.stop.active.load(Ordering::Acquire)
    }

    /// Starts nothing more and waits for attempts that are under way, for at most this long; then they are dropped, and
    /// will be made again. Whatever was not delivered stays in the store, for the next start or another process.
    pub async fn shutdown(mut self, grace: Duration) {
        self.stop.tell();
        if tokio::time::timeout(grace, &mut self.task).await.is_err() {
            self.task.abort();
            // Until it is gone it could still start something.
            let _ = (&mut self.task).await;
        }
    }

    /// Delivers until `stop` is ready, e.g. a signal; then as [`shutdown`](Self::shutdown), with 30 s.
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send) {
        stop.await;
        self.shutdown(Duration::from_secs(30)).await;
    }
}

impl fmt::Debug for Delivering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivering").field("stop", &self.stop).finish_non_exhaustive()
    }
}
