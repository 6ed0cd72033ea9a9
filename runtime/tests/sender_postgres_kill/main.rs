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
#[path = "../sender_kill/count.rs"]
mod count;
#[path = "../sender_kill/sink.rs"]
mod sink;

use std::path::Path;

use application::Application;
use cluster::Cluster;
use count::{asked_for, count, random_points};
use sink::Sink;

/// Where the sending process has its store; only that process has it set.
const FOLDER: &str = "HOOKWRIGHT_KILL_FOLDER";

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
    let (events, rounds) = asked_for(1_500);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for round in 1..=rounds {
        runtime.block_on(kill_and_count(&mut cluster, victim, round, events));
    }
}

async fn kill_and_count(cluster: &mut Cluster, victim: Victim, round: usize, events: usize) {
    let address = cluster.database(&format!("round_{round}"));
    let sink = Sink::new().await;
    let mut application = Application::new(Path::new(&address), &sink.url, events);
    let points = random_points(events);
    for point in &points {
        application.accept_until(*point).await;
        match victim {
            Victim::Sender => application.kill(),
            Victim::Server => cluster.kill_and_restart(),
        }
    }
    count(&format!("{victim:?}, round {round}"), &mut application, &sink, events, &points).await;
}
