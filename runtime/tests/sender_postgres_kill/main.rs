//! kill -9 of the sender, and of the server itself: whatever was accepted is delivered.
//!
//! The sender is a process of its own: this test's own file, started again. It is told what to accept, says what it has
//! accepted, and delivers meanwhile. The server is a throw-away cluster of this test's, since it is killed, too.
//! `HOOKWRIGHT_KILL_EVENTS` says how many events there are, `HOOKWRIGHT_KILL_ROUNDS` how often all is done.
#![allow(missing_docs, reason = "a test")]

#[path = "../sender_kill/application.rs"]
mod application;
mod child;
mod cluster;
#[path = "../sender_kill/sink.rs"]
mod sink;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant};

use application::Application;
use cluster::Cluster;
use sink::Sink;

/// Where the sending process has its store; only that process has it set.
const FOLDER: &str = "HOOKWRIGHT_KILL_FOLDER";

/// How long a dead process keeps its work to itself.
const LEASE: Duration = Duration::from_secs(1);

const KILLS: usize = 3;

/// Who is killed in a round.
#[derive(Clone, Copy, Debug)]
enum Victim {
    Sender,
    Server,
}

/// No test: what the sending process runs.
#[test]
fn sending_process() {
    if let Ok(address) = std::env::var(FOLDER) {
        child::run(&address);
    }
}

#[test]
fn what_was_accepted_is_delivered_though_the_sender_is_killed() {
    rounds(Victim::Sender);
}

#[test]
fn what_was_accepted_is_delivered_though_the_server_is_killed() {
    rounds(Victim::Server);
}

fn rounds(victim: Victim) {
    if std::env::var_os(FOLDER).is_some() {
        return;
    }
    let Some(mut cluster) = Cluster::new(&format!("{victim:?}").to_lowercase()) else { return };
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (events, rounds) = (number("HOOKWRIGHT_KILL_EVENTS", 1_500), number("HOOKWRIGHT_KILL_ROUNDS", 1));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for round in 1..=rounds {
        runtime.block_on(kill_and_count(&mut cluster, victim, round, events));
    }
}

async fn kill_and_count(cluster: &mut Cluster, victim: Victim, round: usize, events: usize) {
    let address = cluster.database(&format!("round_{round}"));
    let sink = Sink::new().await;
    let started = Instant::now();
    let mut application = Application::new(Path::new(&address), &sink.url, events);
    let points = random_points(events);
    for point in &points {
        application.accept_until(*point).await;
        match victim {
            Victim::Sender => application.kill(),
            Victim::Server => cluster.kill_and_restart(),
        }
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
        "{victim:?}, round {round}: {} accepted in {:.1?}, killed at {points:?}: lost {lost}, delivered again {}, the soonest after {soonest:.2?}",
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
            tokio::time::sleep(2 * LEASE).await;
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
