//! Work on its way to a thread that owns a connection. In: closures, from any thread and any runtime. Out: their
//! results. It must not know transactions: how work is run is the thread's.

use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::sync::oneshot;

use super::connect::{Role, connect};
use super::error::{Cause, Error};
use super::{reader, writer};

/// So much work may wait; more would only hide that the disk can't keep up.
const WAITING: usize = 16_384;

/// The way to one thread.
#[derive(Clone)]
pub(super) struct Queue {
    path: Arc<Path>,
    sender: mpsc::Sender<Box<dyn Job>>,
    waiting: Arc<AtomicUsize>,
}

/// Work that was handed over. It is run, and later told whether what it did has come to stay.
pub(super) trait Job: Send {
    /// Whether the work went well. It is called once.
    fn run(&mut self, connection: &Connection) -> bool;

    /// Hands the result to whoever waits; `lost` says why the transaction came to nothing.
    fn tell(self: Box<Self>, lost: Option<&Cause>);
}

/// The receiving end.
pub(super) struct Jobs {
    receiver: mpsc::Receiver<Box<dyn Job>>,
    waiting: Arc<AtomicUsize>,
}

impl Jobs {
    /// Waits for work; none once nobody can send any.
    pub(super) fn next(&self) -> Option<Box<dyn Job>> {
        let job = self.receiver.recv().ok()?;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    /// Work that is there already.
    pub(super) fn another(&self) -> Option<Box<dyn Job>> {
        let job = self.receiver.try_recv().ok()?;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }
}

impl Queue {
    /// Starts the thread, which opens the file.
    pub(super) async fn open(path: &Arc<Path>, busy: Duration, role: Role) -> Result<Self, Error> {
        let failed = |cause| Error::new(path, "to open", cause);
        let (sender, receiver) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let jobs = Jobs { receiver, waiting: Arc::clone(&waiting) };
        let (opened, opening) = oneshot::channel();
        let file = Arc::clone(path);
        let thread = std::thread::Builder::new().name("hookwright-store".to_owned());
        let work = move || match connect(&file, busy, role) {
            Ok(connection) => {
                // Who gave up waiting has dropped the queue, too, so that the thread ends.
                let _ = opened.send(Ok(()));
                match role {
                    Role::Writer => writer::run(&connection, &jobs),
                    Role::Reader => reader::run(&connection, &jobs),
                }
            }
            Err(cause) => drop(opened.send(Err(cause))),
        };
        thread.spawn(work).map_err(|error| failed(Cause::Thread(Arc::new(error))))?;
        opening.await.unwrap_or(Err(Cause::Closed)).map_err(failed)?;
        Ok(Self { path: Arc::clone(path), sender, waiting })
    }

    pub(super) async fn call<T, F>(&self, doing: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let failed = |cause| Error::new(&self.path, doing, cause);
        let (reply, outcome) = oneshot::channel();
        let job = Call { work: Some(work), outcome: None, reply };
        self.send(Box::new(job)).map_err(failed)?;
        outcome.await.unwrap_or(Err(Cause::Closed)).map_err(failed)
    }

    pub(super) fn hand_over<F>(&self, doing: &'static str, work: F)
    where
        F: FnOnce(&Connection) -> rusqlite::Result<()> + Send + 'static,
    {
        let log = Error::new(&self.path, doing, Cause::Closed);
        let job = Errand { work: Some(work), failed: None, log };
        if let Err(cause) = self.send(Box::new(job)) {
            complain(&Error::new(&self.path, doing, cause));
        }
    }

    fn send(&self, job: Box<dyn Job>) -> Result<(), Cause> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Cause::Overloaded);
        }
        self.sender.send(job).map_err(|_| Cause::Closed)
    }
}

fn complain(error: &Error) {
    tracing::warn!(target: "hookwright", code = "store", error = %error, "the store failed");
}

/// Work whose caller waits.
struct Call<T, F> {
    work: Option<F>,
    outcome: Option<rusqlite::Result<T>>,
    reply: oneshot::Sender<Result<T, Cause>>,
}

impl<T, F> Job for Call<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        self.outcome = self.work.take().map(|work| work(connection));
        matches!(self.outcome, Some(Ok(_)))
    }

    fn tell(self: Box<Self>, lost: Option<&Cause>) {
        let told = match (self.outcome, lost) {
            (Some(Err(error)), _) => Err(error.into()),
            (_, Some(lost)) => Err(lost.clone()),
            (Some(Ok(value)), None) => Ok(value),
            (None, None) => Err(Cause::Closed),
        };
        // Nobody waits any more: a request was dropped. What was done is done.
        let _ = self.reply.send(told);
    }
}

/// Work that nobody waits for.
struct Errand<F> {
    work: Option<F>,
    failed: Option<Cause>,
    log: Error,
}

impl<F: FnOnce(&Connection) -> rusqlite::Result<()> + Send> Job for Errand<F> {
    fn run(&mut self, connection: &Connection) -> bool {
        let outcome = self.work.take().map(|work| work(connection));
        self.failed = outcome.and_then(Result::err).map(Cause::from);
        self.failed.is_none()
    }

    fn tell(self: Box<Self>, lost: Option<&Cause>) {
        if let Some(cause) = self.failed.as_ref().or(lost) {
            complain(&self.log.because(cause));
        }
    }
}
