//! kill -9 of the sender: whatever was accepted is delivered.
//!
//! The sender is a process of its own: this test's own file, started again. It is told what to accept, says what it has
//! accepted, delivers meanwhile, and is killed at random points. `HOOKWRIGHT_KILL_EVENTS` says how many events there
//! are, `HOOKWRIGHT_KILL_ROUNDS` how often all is done.
#![allow(missing_docs, reason = "a test")]

mod application;
mod child;
mod count;
mod sink;

use std::path::{Path, PathBuf};

use application::Application;
use count::{asked_for, count, random_points};
use sink::Sink;

/// Where the sending process has its file; only that process has it set.
const FOLDER: &str = "HOOKWRIGHT_KILL_FOLDER";

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
    let (events, rounds) = asked_for(3_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for round in 1..=rounds {
        runtime.block_on(kill_and_count(round, events));
    }
}

async fn kill_and_count(round: usize, events: usize) {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let mut application = Application::new(&folder.0, &sink.url, events);
    let points = random_points(events);
    for point in &points {
        application.accept_until(*point).await;
        application.kill();
    }
    count(&format!("round {round}"), &mut application, &sink, events, &points).await;
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
