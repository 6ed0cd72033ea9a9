//! kill -9 of the sender: whatever was accepted is delivered.
//!
//! The sender is a process of its own: this test's own file, started again. It is told what to accept, says what it has
//! accepted, delivers meanwhile, and is killed at random points. `HOOKWRIGHT_KILL_EVENTS` says how many events there
//! are, `HOOKWRIGHT_KILL_ROUNDS` how often all is done.
#![allow(missing_docs, reason = "a test")]

mod application;
mod child;
mod sink;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use application::Application;
use sink::Sink;

/// Where the sending process has its file; only that process has it set.
const FOLDER: &str = "HOOKWRIGHT_KILL_FOLDER";

/// How long a dead process keeps its work to itself.
const LEASE: Duration = Duration::from_secs(1);

const KILLS: usize = 3;

/// No test: what the sending process runs.
#[test]
fn sending_process() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        child::run(Path::new(&folder));
    }
}

#[test]
fn whatever_was_accepted_is_delivered() {
    if std::env::var_os(FOLDER).is_some() {
        return;
    }
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (events, rounds) = (number("HOOKWRIGHT_KILL_EVENTS", 3_000), number("HOOKWRIGHT_KILL_ROUNDS", 1));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for round in 1..=rounds {
        runtime.block_on(kill_and_count(round, events));
    }
}

async fn kill_and_count(round: usize, events: usize) {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let started = Instant::now();
    let mut application = Application::new(&folder.0, &sink.url, events);
    let points = random_points(events);
    for point in &points {
        application.accept_until(*point).await;
        application.kill();
    }
    application.accept_until(events).await;
    let accepted = application.accepted();
    let arrived = all_arrived(&sink, accepted.len()).await;
    application.kill();
    let lost = accepted.values().filter(|id| !arrived.contains_key(*id)).count();
    let unknown = arrived.keys().filter(|id| !accepted.values().any(|known| known == *id)).count();
    let repeats: Vec<Duration> =
        arrived.values().flat_map(|times| times.windows(2).map(|two| two[1] - two[0])).collect();
    let soonest = repeats.iter().min().copied();
    println!(
        "round {round}: {} accepted in {:.1?}, killed at {points:?}: lost {lost}, delivered again {}, the soonest after {soonest:.2?}",
        accepted.len(),
        started.elapsed(),
        repeats.len(),
    );
    assert_eq!((accepted.len(), lost, unknown), (events, 0, 0));
    assert!(soonest.is_none_or(|soonest| soonest >= LEASE), "within the lease");
}

/// Waits until every event has arrived, as long as there is any progress.
async fn all_arrived(sink: &Sink, events: usize) -> HashMap<String, Vec<Instant>> {
    let mut progress = (Instant::now(), 0);
    loop {
        let arrived = sink.arrived();
        if arrived.len() >= events || progress.0.elapsed() > Duration::from_secs(30) {
            // A moment more, for what should not come.
            tokio::time::sleep(LEASE).await;
            return sink.arrived();
        }
        if arrived.len() > progress.1 {
            progress = (Instant::now(), arrived.len());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn random_points(events: usize) -> Vec<usize> {
    let random = |n| usize::try_from(RandomState::new().hash_one(n) >> 33).expect("31 bits");
    let mut points: Vec<_> = (0..KILLS).map(|n| 1 + random(n) % (events - 1)).collect();
    points.sort_unstable();
    points
}

/// A folder that is removed when the round is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("hookwright-sender-kill-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
