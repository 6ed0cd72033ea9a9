//! The one who delivers, in one of many processes. In: jobs that others add, too. Out: attempts, as many as may be under
//! way. It must not lose a delivery: each is pending, with a job or parked, until what came of it is written.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use graphile_worker::{LocalQueueConfig, Worker, WorkerOptions, WorkerRecoveryConfig};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::super::Error;
use super::super::deliver::{Delivering, Stop};
use super::super::deliveries::keep_house;
use super::super::sender::Shared;
use super::destinations::Destinations;
use super::gate::Gate;
use super::job::{Attached, Job};
use super::park::Parking;
use super::pool::Pool;
use super::record::Recording;
use super::sweep::sweep;
use super::take::Taking;

/// How often jobs are looked for that became due, beside being told of new ones.
const POLL: Duration = Duration::from_millis(250);

/// How often parked deliveries are looked for, and how long it takes to try again after a failure.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// Jobs that are done are removed together, as many as come within this time.
const COMPLETING: Duration = Duration::from_millis(5);

/// How often a second job of a delivery looks whether the first has ended: there hardly ever is one.
const SECOND_JOB: Duration = Duration::from_millis(20);

/// Attempts are ended by whoever dropped or stopped delivering, not by the worker.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// What all parts of delivering have in common.
pub(super) struct Base {
    pub(super) shared: Arc<Shared>,
    pub(super) pool: Pool,
    pub(super) gate: Arc<Gate>,
    pub(super) destinations: Destinations,
    pub(super) stop: Arc<Stop>,
    /// The database failed, so that jobs may have been taken of which nobody here knows.
    troubled: AtomicBool,
}

impl Base {
    pub(super) fn is_troubled(&self) -> bool {
        self.troubled.load(Ordering::Acquire)
    }

    pub(super) fn complain(&self, error: &Error) {
        self.troubled.store(true, Ordering::Release);
        tracing::error!(target: "hookwright", code = "sender::store", error = %error, "the sender's store failed");
    }
}

/// Delivering in this process.
pub(super) struct Engine {
    pub(super) base: Arc<Base>,
    pub(super) taking: Taking,
    pub(super) recording: Recording,
    pub(super) parking: Parking,
    /// Deliveries that this process is at.
    flying: Mutex<HashSet<i64>>,
    /// Whether delivering is still wanted; not where its task was aborted.
    pub(super) wanted: watch::Receiver<()>,
}

/// Starts delivering.
pub(crate) fn start(shared: Arc<Shared>, pool: Pool) -> Delivering {
    let stop = Arc::new(Stop::default());
    stop.set_active(true);
    tokio::spawn(keep_house(Arc::clone(&shared), Arc::clone(&stop)));
    let base = Arc::new(Base {
        gate: Gate::new(shared.settings.concurrency),
        destinations: Destinations::new(Arc::clone(&shared), pool.clone()),
        shared,
        pool,
        stop: Arc::clone(&stop),
        troubled: AtomicBool::new(false),
    });
    let (wanting, wanted) = watch::channel(());
    let engine = Arc::new(Engine {
        taking: Taking::new(&base),
        recording: Recording::new(&base),
        parking: Parking::new(&base),
        base,
        flying: Mutex::default(),
        wanted,
    });
    Delivering::new(stop, tokio::spawn(run(engine, wanting)))
}

/// Works until it is told to stop, then ends in good order. Holds `wanting`: whoever drops this future ends attempts.
async fn run(engine: Arc<Engine>, wanting: watch::Sender<()>) {
    let stop = Arc::clone(&engine.base.stop);
    // Those of before some trouble end what they have begun.
    let mut ending = JoinSet::new();
    let mut sweeping = tokio::spawn(sweep(Arc::clone(&engine.base)));
    while !stop.is_stopping() {
        let Some(worker) = engine.worker().await else { continue };
        let mut running = tokio::spawn({
            let worker = Arc::clone(&worker);
            async move { worker.run().await.map_err(|error| error.to_string()) }
        });
        tokio::select! {
            () = stop.told() => {}
            () = engine.in_trouble(worker.worker_id()) => {}
            ended = &mut running => {
                engine.worker_ended(ended.unwrap_or_else(|error| Err(error.to_string()))).await;
                continue;
            }
        }
        if stop.is_stopping() {
            engine.base.gate.close();
        }
        worker.request_shutdown();
        ending.spawn(running);
        while ending.try_join_next().is_some() {}
    }
    engine.base.gate.close();
    while ending.join_next().await.is_some() {}
    sweeping.abort();
    let _ = (&mut sweeping).await;
    drop(wanting);
}

impl Engine {
    /// A worker of the job queue; none where the database fails.
    async fn worker(self: &Arc<Self>) -> Option<Arc<Worker>> {
        self.base.troubled.store(false, Ordering::Release);
        let settings = &self.base.shared.settings;
        let recovery = WorkerRecoveryConfig::default()
            .heartbeat_interval(settings.lease / 4)
            .sweep_interval(settings.lease / 4)
            // It may have begun something just before it was due to say that it lives.
            .sweep_threshold(settings.lease + settings.lease / 4)
            .recovery_delay(Duration::ZERO);
        let queue = LocalQueueConfig::default().with_size((2 * settings.concurrency).clamp(32, 512));
        let options = WorkerOptions::default()
            .schema(&*self.base.pool.jobs)
            .pg_pool(self.base.pool.connections.clone())
            // As many may be under way as wait for it.
            .concurrency(2 * settings.concurrency)
            .poll_interval(POLL)
            .local_queue(queue.with_ttl(settings.lease))
            .complete_job_batch_delay(COMPLETING)
            .worker_recovery(recovery)
            .listen_os_shutdown_signals(false)
            .shutdown_grace_period(GRACE)
            .add_extension(Attached(Arc::clone(self)))
            .define_job::<Job>();
        match options.init().await {
            Ok(worker) => Some(Arc::new(worker)),
            Err(error) => {
                self.base.complain(&Error::Store(error.to_string()));
                self.pause().await;
                None
            }
        }
    }

    async fn worker_ended(&self, outcome: Result<(), String>) {
        if let Err(why) = outcome {
            self.base.complain(&Error::Store(why));
        }
        self.pause().await;
    }

    /// Waits a moment, unless it is to stop.
    pub(super) async fn pause(&self) {
        let _ = tokio::time::timeout(PAUSE, self.base.stop.told()).await;
    }

    /// Marks a delivery as one that this process is at. A second job of it waits until what came of the first is written.
    pub(super) async fn fly(&self, number: i64) -> Flying<'_> {
        while !self.flying().insert(number) {
            sleep(SECOND_JOB).await;
        }
        Flying { engine: self, number }
    }

    pub(super) fn is_flying(&self, number: i64) -> bool {
        self.flying().contains(&number)
    }

    fn flying(&self) -> MutexGuard<'_, HashSet<i64>> {
        self.flying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A delivery that this process is at, until this is dropped.
pub(super) struct Flying<'a> {
    engine: &'a Engine,
    number: i64,
}

impl Drop for Flying<'_> {
    fn drop(&mut self) {
        self.engine.flying().remove(&self.number);
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
