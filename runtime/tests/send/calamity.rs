//! What goes wrong around the sender: a file that is locked, a disk that is full, a clock that is set. Errors are clear,
//! and nothing that was accepted is lost.

use crate::sink::{Reply, Sink};
use crate::stage::{Clock, Folder, a_moment, builder, created, numbers, payload, until};
use hookwright::send::{NewEndpoint, Retry};
use hookwright::store::SqliteStore;
use std::collections::HashSet;
use std::time::Duration;

#[tokio::test]
async fn a_locked_file_is_said_and_passes() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let store = SqliteStore::open_waiting(folder.file(), Duration::from_millis(100)).await.unwrap();
    let sender = builder().on(store).await.unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = sender.deliver();
    sender.to("acme").accept(created(), &payload(1)).await.unwrap();
    until("the first arrives", async || sink.count() == 1).await;
    let other = rusqlite::Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = sender.to("acme").accept(created(), &payload(2)).await.unwrap_err();
    assert!(error.is_overloaded() && error.to_string().contains("locked"), "{error}");
    other.execute_batch("COMMIT").unwrap();
    sender.to("acme").accept(created(), &payload(3)).await.unwrap();
    until("the next arrives", async || sink.count() == 2).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    assert_eq!(numbers(&folder, "SELECT count(*) FROM hookwright_deliveries WHERE state = 'delivered'"), [2]);
}

#[tokio::test]
async fn an_hour_forth_and_an_hour_back_lose_nothing() {
    for jump in [3_600_000, -3_600_000] {
        let (folder, clock) = (Folder::new(), Clock::new());
        // The first attempt of each fails.
        let mut seen = HashSet::new();
        let sink =
            Sink::answering(move |arrival| Reply::status(if seen.insert(arrival.id()) { 500 } else { 204 }))
                .await;
        let retry = Retry::schedule([0, 10].map(Duration::from_secs)).unwrap().jitter(false);
        let sender = folder.open(clock.builder().retry(retry)).await;
        sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
        let delivering = sender.deliver();
        sender.to("acme").accept(created(), &payload(1)).await.unwrap();
        until("it is tried", async || sink.count() == 1).await;
        a_moment().await;
        clock.forward(jump);
        sender.to("acme").accept(created(), &payload(2)).await.unwrap();
        until("a new one is tried at once", async || sink.count() >= 2).await;
        a_moment().await;
        clock.forward(10_000);
        until("both arrive, the old one no later than it was due", async || {
            numbers(&folder, "SELECT count(*) FROM hookwright_deliveries WHERE state = 'delivered'") == [2]
        })
        .await;
        assert_eq!(sink.count(), 4);
        delivering.shutdown(Duration::from_secs(5)).await;
    }
}

/// A file system of its own that is small, and gone with the test. It takes Linux and its administrator.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn new(folder: &Folder) -> Option<Self> {
        let path = folder.path().join("small");
        std::fs::create_dir(&path).unwrap();
        let mut mount = std::process::Command::new("mount");
        let mount = mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&path).output();
        mount.is_ok_and(|done| done.status.success()).then_some(Self(path))
    }

    fn grow(&self) {
        let mut mount = std::process::Command::new("mount");
        assert!(mount.args(["-o", "remount,size=16m"]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_what_was_accepted_arrives_once() {
    let folder = Folder::new();
    let Some(disk) = SmallDisk::new(&folder) else {
        println!("SKIPPED: no small file system can be mounted here");
        return;
    };
    let sink = Sink::new().await;
    let sender = builder().open(&format!("sqlite:{}", disk.0.join("webhooks.db").display())).await.unwrap();
    sender.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = sender.deliver();
    let mut accepted = HashSet::new();
    let error = loop {
        match sender.to("acme").accept(created(), &large()).await {
            Ok(event) => accepted.insert(event.id),
            Err(error) => break error,
        };
        assert!(accepted.len() < 1_000, "the disk is never full");
    };
    assert!(error.to_string().contains("full"), "{error}");
    disk.grow();
    until("the next is accepted", async || match sender.to("acme").accept(created(), &large()).await {
        Ok(event) => accepted.insert(event.id),
        Err(_) => false,
    })
    .await;
    until("all arrive", async || sink.count() >= accepted.len()).await;
    a_moment().await;
    let arrived: Vec<String> = sink.arrivals().iter().map(crate::sink::Arrival::id).collect();
    assert_eq!(arrived.iter().cloned().collect::<HashSet<_>>(), accepted);
    assert_eq!(arrived.len(), accepted.len(), "nothing is sent twice");
    delivering.shutdown(Duration::from_secs(5)).await;
}

fn large() -> hookwright::Json {
    format!(r#"{{"type":"order.created","text":"{}"}}"#, "x".repeat(20_000)).parse().unwrap()
}

#[tokio::test]
async fn a_second_process_waits_and_takes_over() {
    let folder = Folder::new();
    let sink = Sink::new().await;
    let (first, second) = (folder.sender().await, folder.sender().await);
    first.endpoints("acme").create(NewEndpoint::new(&sink.url)).await.unwrap();
    let delivering = first.deliver();
    first.to("acme").accept(created(), &payload(1)).await.unwrap();
    until("the first delivers", async || sink.count() == 1).await;
    let waiting = second.deliver();
    a_moment().await;
    assert!(delivering.is_active() && !waiting.is_active());
    // Whoever accepts, the one who delivers finds it.
    second.to("acme").accept(created(), &payload(2)).await.unwrap();
    until("the first finds it", async || sink.count() == 2).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    second.to("acme").accept(created(), &payload(3)).await.unwrap();
    until("the second takes over", async || sink.count() == 3).await;
    assert!(waiting.is_active());
    waiting.shutdown(Duration::from_secs(5)).await;
    assert_eq!(sink.count(), 3);
}
