//! Which connections are open, and telling them to end. In: connections. Out: when the last one has ended.
//! It must not know what they carry.

use std::time::Duration;
use tokio::sync::watch;

/// All connections of a server.
pub(super) struct Tracker {
    stop: watch::Sender<bool>,
}

/// One connection's end of it. Dropping it says that the connection has ended.
pub(super) struct Told {
    stop: watch::Receiver<bool>,
}

impl Tracker {
    pub(super) fn new() -> Self {
        Self { stop: watch::Sender::new(false) }
    }

    pub(super) fn told(&self) -> Told {
        Told { stop: self.stop.subscribe() }
    }

    /// Tells all to end, and waits for them. Those that have not by then are aborted, and this says no.
    pub(super) async fn finish(self, grace: Duration) -> bool {
        self.stop.send_replace(true);
        tokio::time::timeout(grace, self.stop.closed()).await.is_ok()
    }
}

impl Told {
    /// Ready once the connection shall end after what it is doing.
    pub(super) async fn stopping(&mut self) {
        // A tracker that is gone has given up waiting.
        let _ = self.stop.wait_for(|stop| *stop).await;
    }

    /// Ready once nobody waits for the connection any more.
    pub(super) async fn abandoned(&mut self) {
        while self.stop.changed().await.is_ok() {}
    }
}
