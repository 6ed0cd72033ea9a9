//! The process that is killed: a receiver with an inbox, whose handler notes what it gets.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hookwright::receive::Inbox;
use hookwright::{Failure, Incoming};
use hookwright_sockets::orders::{OrderCreated, Receiver, Unclaimed, Webhooks};

use super::sender::SECRET;

const NOTES: &str = "handled.log";

/// Receives until it is killed.
pub(crate) fn run(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let inbox = Inbox::open(folder.join("inbox.db")).await.expect("an inbox");
        let short = Duration::from_millis(20);
        let inbox = inbox.lease(Duration::from_millis(200)).delays(short, short);
        let notes = OpenOptions::new().create(true).append(true).open(folder.join(NOTES)).expect("notes");
        let service = Webhooks::new(Partner(Arc::new(notes))).secret(SECRET).expect("a good secret");
        let (service, workers) = service.inbox(&inbox);
        let _working = workers.start();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = tokio::net::TcpListener::bind(any).await.expect("a free port");
        say_where(folder, listener.local_addr().expect("an address"));
        axum::serve(listener, service.router()).await.expect("it serves");
    });
}

/// Senders never see half of an address.
fn say_where(folder: &Path, address: SocketAddr) {
    let draft = folder.join(format!("address.{}", std::process::id()));
    std::fs::write(&draft, address.to_string()).expect("a draft");
    std::fs::rename(draft, folder.join("address")).expect("an address");
}

/// Where the process that was started last listens.
pub(crate) fn address(folder: &Path) -> Option<SocketAddr> {
    std::fs::read_to_string(folder.join("address")).ok()?.parse().ok()
}

/// How often each delivery was handled.
pub(crate) fn handled(folder: &Path) -> HashMap<String, usize> {
    let text = std::fs::read_to_string(folder.join(NOTES)).unwrap_or_default();
    let mut counts = HashMap::new();
    for id in text.lines() {
        *counts.entry(id.to_owned()).or_default() += 1;
    }
    counts
}

struct Partner(Arc<File>);

impl Receiver for Partner {
    async fn order_created(&self, event: Incoming<OrderCreated>) -> Result<(), Failure> {
        // Some fail at first, so that the process is also killed while they wait for another attempt.
        if event.attempt() == 1 && event.id().ends_with("7") {
            return Err(Failure::from("not yet"));
        }
        // One write to the end of the file is whole or is not there.
        (&*self.0).write_all(format!("{}\n", event.id()).as_bytes())?;
        Ok(())
    }

    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}
