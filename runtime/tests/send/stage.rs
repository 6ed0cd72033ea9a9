//! A file that is removed, a clock that can be set.

use hookwright::send::{Sender, SenderBuilder};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

pub(crate) use crate::shop::{created, document, paid, payload, until};

/// A folder that is removed when the test is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("hookwright-send-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
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

    pub(crate) fn path(&self) -> &Path {
        &self.0
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

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_800_000_000_000)))
    }

    /// Milliseconds since 1970.
    pub(crate) fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }

    pub(crate) fn forward(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub(crate) fn builder(&self) -> SenderBuilder {
        let clock = self.clone();
        builder().clock(move || SystemTime::UNIX_EPOCH + Duration::from_millis(clock.millis() as u64))
    }
}

/// A row that a test looks at by itself.
pub(crate) fn row<T, const N: usize>(
    folder: &Folder,
    sql: &str,
    read: impl Fn(&rusqlite::Row<'_>, usize) -> T,
) -> [T; N] {
    let connection = rusqlite::Connection::open(folder.file()).unwrap();
    connection.query_row(sql, [], |row| Ok(std::array::from_fn(|at| read(row, at)))).unwrap()
}

/// Numbers of a row; NULL is -1.
pub(crate) fn numbers<const N: usize>(folder: &Folder, sql: &str) -> [i64; N] {
    row(folder, sql, |row, at| row.get::<_, Option<i64>>(at).unwrap().unwrap_or(-1))
}

/// Long enough for the engine to have looked twice.
pub(crate) async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}
