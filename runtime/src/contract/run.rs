//! One run: events side by side, outcomes as they come. In: a suite with what it tests. Out: a report.
//! It must not know what a check does.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::task::JoinSet;

use super::ask::Ask;
use super::check::Check;
use super::document::Event;
use super::report::{Failure, Outcome, Report, Verdict};
use super::sample::Coverage;
use super::suite::{Suite, Tested};
use super::trial::Trial;

/// Events at a time: enough to keep a receiver busy, few enough for one that runs on a laptop.
const WORKERS: usize = 8;

/// Failures that are made small; the others mostly fail for the same reason.
const SHRUNK: usize = 12;

/// What all events of a run share.
pub(super) struct Run {
    pub(super) suite: Suite,
    pub(super) ask: Arc<dyn Ask>,
    /// What is called, without its path.
    pub(super) origin: String,
    /// Whether the general checks were begun.
    pub(super) general: AtomicUsize,
    salt: AtomicU64,
    shrunk: AtomicUsize,
    lenient: Mutex<Lenient>,
}

/// Payloads that break the schema: how many were refused, and which were taken, of each event and check.
#[derive(Default)]
struct Lenient {
    refused: usize,
    taken: BTreeMap<(String, Check), Vec<Failure>>,
}

/// Taken payloads of an event and check that are kept while none was refused: a receiver that takes all of them has as
/// many as there are requests, and large ones.
const KEPT: usize = 5;

/// What came of one event.
pub(super) struct Done {
    pub(super) index: usize,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) coverage: Coverage,
}

impl Run {
    fn new(tested: Tested) -> Self {
        let Tested { mut suite, ask, origin } = tested;
        if suite.base.is_empty() {
            suite.base.clone_from(&origin);
        }
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            suite,
            ask,
            origin,
            general: AtomicUsize::new(0),
            // Another run starts elsewhere: a receiver that is still there has seen the bytes of this one.
            salt: AtomicU64::new(u64::try_from(time.as_millis()).unwrap_or_default() << 12),
            shrunk: AtomicUsize::new(0),
            lenient: Mutex::default(),
        }
    }

    /// A number that no other request has, in this run or another.
    pub(super) fn salt(&self) -> u64 {
        self.salt.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether one more failure may be made small.
    pub(super) fn may_shrink(&self) -> bool {
        self.shrunk.fetch_add(1, Ordering::Relaxed) < SHRUNK
    }

    /// A broken payload was refused.
    pub(super) fn note_refused(&self) {
        if let Ok(mut lenient) = self.lenient.lock() {
            lenient.refused += 1;
        }
    }

    /// A broken payload was taken.
    pub(super) fn note_taken(&self, event: &str, check: Check, failure: Failure) {
        if let Ok(mut lenient) = self.lenient.lock() {
            let is_lenient = lenient.refused == 0;
            let taken = lenient.taken.entry((event.to_owned(), check)).or_default();
            if !is_lenient || taken.len() < KEPT {
                taken.push(failure);
            }
        }
    }

    /// What is to be said of payloads that were taken, now that all were sent.
    fn settle(&self, outcomes: &mut [Outcome]) -> Vec<usize> {
        let Ok(mut lenient) = self.lenient.lock() else { return Vec::new() };
        let refused = lenient.refused;
        let mut changed = Vec::new();
        for (index, outcome) in outcomes.iter_mut().enumerate() {
            let key = (outcome.event.clone(), outcome.check);
            let Some(mut taken) = lenient.taken.remove(&key) else { continue };
            changed.push(index);
            match (&mut outcome.verdict, refused) {
                (Verdict::Failed(failures), _) => failures.append(&mut taken),
                (verdict, 0) => *verdict = Verdict::Skipped(LENIENT.into()),
                (verdict, _) => *verdict = Verdict::Failed(taken),
            }
        }
        changed
    }
}

const LENIENT: &str =
    "all payloads that break the schema are acknowledged, and the document does not say otherwise";

/// Runs a suite.
pub(super) async fn all(tested: Tested, mut tell: impl FnMut(&Outcome)) -> Report {
    let started = Instant::now();
    let run = Arc::new(Run::new(tested));
    let document = run.suite.document;
    let wanted: Vec<(usize, &'static Event)> =
        document.events.iter().enumerate().filter(|(_, event)| wants(&run.suite, event)).collect();
    let workers = if run.suite.count.is_some() { 1 } else { WORKERS };
    let mut waiting = wanted.into_iter();
    let mut set = JoinSet::new();
    let mut done: Vec<Done> = Vec::new();
    loop {
        while set.len() < workers
            && let Some((index, event)) = waiting.next()
        {
            set.spawn(Trial::new(Arc::clone(&run), index, event).all());
        }
        match set.join_next().await {
            Some(Ok(one)) => {
                one.outcomes.iter().for_each(&mut tell);
                done.push(one);
            }
            // A bug of ours: it must not look like a receiver that passed.
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            None => break,
        }
    }
    done.sort_by_key(|one| one.index);
    let mut report = Report { took: started.elapsed(), ..Report::default() };
    for one in done {
        report.coverage.add(&one.coverage);
        report.outcomes.extend(one.outcomes);
    }
    for changed in run.settle(&mut report.outcomes) {
        report.outcomes.get(changed).into_iter().for_each(&mut tell);
    }
    report.took = started.elapsed();
    report
}

fn wants(suite: &Suite, event: &Event) -> bool {
    suite.events.as_ref().is_none_or(|names| names.iter().any(|name| name == event.info.name))
}
