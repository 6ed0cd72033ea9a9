//! A folder for the sender's file, and waiting for what must come.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hookwright::send::SenderBuilder;
use hookwright_sockets::orders;

/// A folder that is removed when the test is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("hookwright-durable-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder of our own");
        Self(folder)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("webhooks.db")
    }

    /// Opens a sender in this folder, with plain HTTP allowed on this machine.
    pub(crate) async fn open<S: From<hookwright::send::Sender>>(&self, builder: SenderBuilder<S>) -> S {
        let address = format!("sqlite:{}", self.file().display());
        builder.allow_http_on_loopback().open(&address).await.expect("a file of our own")
    }

    pub(crate) async fn sender(&self) -> orders::Sender {
        self.open(orders::Sender::builder()).await
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Waits for what must come; a busy machine may take its time.
pub(crate) async fn until(what: &str, mut ready: impl AsyncFnMut() -> bool) {
    for _ in 0..3000 {
        if ready().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}: not within 30 s");
}
