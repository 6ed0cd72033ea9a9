//! A file that is removed, a clock that can be set.

use hookwright::send::{Sender, SenderBuilder};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

pub(crate) use crate::shop::{created, document, paid, payload, until};

/// A folder that is removed when the test is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("hookwright-manage-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("webhooks.db")
    }

    pub(crate) fn address(&self) -> String {
        format!("sqlite:{}", self.file().display())
    }

    pub(crate) async fn sender(&self) -> Sender {
        self.open(builder()).await
    }

    pub(crate) async fn open(&self, builder: SenderBuilder) -> Sender {
        builder.open(&self.address()).await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn builder() -> SenderBuilder {
    Sender::builder(document()).allow_http_on_loopback().lease(Duration::from_secs(1))
}

/// A clock that stands beside the system's, by as much as it was moved.
#[derive(Clone, Default)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn now(&self) -> SystemTime {
        let moved = self.0.load(Ordering::SeqCst);
        let distance = Duration::from_millis(moved.unsigned_abs());
        if moved < 0 { SystemTime::now() - distance } else { SystemTime::now() + distance }
    }

    pub(crate) fn forward(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as i64, Ordering::SeqCst);
    }

    pub(crate) fn builder(&self) -> SenderBuilder {
        let clock = self.clone();
        builder().clock(move || clock.now())
    }
}
