//! kill -9 during accepted deliveries: whatever was acknowledged reaches its handler.
//!
//! A receiver with an inbox runs as a process of its own: this test's own file, started again. Senders deliver over
//! sockets and try again until they are acknowledged, as real ones do; meanwhile the process is killed at five random
//! points and started anew. `HOOKWRIGHT_KILL_DELIVERIES` says how many deliveries there are.

mod receiver;
mod sender;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sender::Senders;

/// Where the receiving process has its files; only that process has it set.
pub(crate) const FOLDER: &str = "HOOKWRIGHT_KILL_FOLDER";

/// As many as the bar asks for, which takes seconds.
const DELIVERIES: usize = 10_000;

const KILLS: usize = 5;

/// No test: what the receiving process runs.
#[test]
fn receiving_process() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        receiver::run(Path::new(&folder));
    }
}

#[test]
fn whatever_was_acknowledged_is_handled() {
    if std::env::var_os(FOLDER).is_some() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(kill_and_count());
}

async fn kill_and_count() {
    let deliveries = std::env::var("HOOKWRIGHT_KILL_DELIVERIES");
    let deliveries = deliveries.map_or(DELIVERIES, |text| text.parse().expect("a number"));
    let folder = Folder::new();
    let started = Instant::now();
    let mut receiver = Receiver::start(&folder.0);
    let senders = Arc::new(Senders::new(folder.0.clone(), deliveries));
    let sending = tokio::spawn(Arc::clone(&senders).send_all());
    let points = random_points(deliveries);
    for point in &points {
        while senders.acknowledged() < *point {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        receiver.kill();
        receiver = Receiver::start(&folder.0);
    }
    sending.await.expect("all are acknowledged");
    let accepted = started.elapsed();
    let handled = all_handled(&folder.0, deliveries).await;
    receiver.kill();
    let lost = (0..deliveries).filter(|n| !handled.contains_key(&sender::id(*n))).count();
    let repeats: usize = handled.values().map(|count| count - 1).sum();
    println!(
        "{deliveries} acknowledged in {accepted:.1?}, killed at {points:?}: lost {lost}, handled again {repeats}, \
         sent again {}",
        senders.resent()
    );
    assert_eq!(lost, 0, "acknowledged and never handled");
    assert_eq!(handled.len(), deliveries, "nothing is handled that nobody sent");
}

/// Waits until every delivery was handled, as long as there is any progress. Gives how often each was.
async fn all_handled(folder: &Path, deliveries: usize) -> HashMap<String, usize> {
    let mut progress = (Instant::now(), 0);
    loop {
        let handled = receiver::handled(folder);
        if handled.len() == deliveries || progress.0.elapsed() > Duration::from_secs(30) {
            return handled;
        }
        if handled.len() > progress.1 {
            progress = (Instant::now(), handled.len());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn random_points(deliveries: usize) -> Vec<usize> {
    let random = |n| usize::try_from(RandomState::new().hash_one(n) >> 33).expect("31 bits");
    let mut points: Vec<_> = (0..KILLS).map(|n| 1 + random(n) % (deliveries - 1)).collect();
    points.sort_unstable();
    points
}

/// The receiving process.
struct Receiver(Child);

impl Receiver {
    fn start(folder: &Path) -> Self {
        let own = std::env::current_exe().expect("this test");
        let mut command = Command::new(own);
        command.args(["--exact", "receiving_process", "--nocapture"]).env(FOLDER, folder);
        Self(command.stdout(Stdio::null()).spawn().expect("a process"))
    }

    /// SIGKILL, or what the system has in its place.
    fn kill(&mut self) {
        self.0.kill().expect("it runs");
        self.0.wait().expect("it has ended");
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A folder that is removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("hookwright-kill-{}", std::process::id()));
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
