//! Which deliveries were seen before. In: the keys of a verified delivery. Out: whether to handle it, wait, or
//! repeat the recorded answer. It must not know payloads, events or signatures.

#[cfg(feature = "sqlite")]
pub(crate) mod claims;
mod memory;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod name;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::MemoryDuplicates;
#[cfg(feature = "postgres")]
pub use postgres::PostgresDuplicates;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteDuplicates;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use super::Reply;

/// What identifies a delivery. Two deliveries are the same when they share one key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The id that the sender gave it, which stays the same over retries.
    Id(Arc<str>),
    /// A digest that names the signed bytes under one secret: where the signature does not cover the id, a replay may bear a new one.
    Signed([u8; 32]),
}

/// A stable text for stores outside the process: `id:` and the id, or `signed:` and the digest in hexadecimal.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "id:{id}"),
            Self::Signed(digest) => {
                f.write_str("signed:")?;
                digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A delivery that is being handled, as its store knows it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The store's own number for it.
    pub number: u64,
    /// The keys under which it was claimed.
    pub keys: Arc<[Key]>,
}

/// What a store says to a delivery.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Begun {
    /// Nobody has seen it: handle it, then [finish](Duplicates::finish) or [release](Duplicates::release) the claim.
    First(Claim),
    /// It is being handled right now: the sender shall come back.
    InFlight,
    /// It was handled: this is what it was answered.
    Finished(Arc<Reply>),
    /// The store is full of deliveries in flight: the sender shall come back.
    Full,
}

/// Why a store could not say. The sender is then told to come back.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// What a store's methods return.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A memory of deliveries. [`MemoryDuplicates`] serves one process, `SqliteDuplicates` (feature `sqlite`) all of a
/// machine, also over restarts, `PostgresDuplicates` (feature `postgres`) many machines; another can be written against
/// this trait.
///
/// `begin` must be atomic over all keys: of two deliveries that share a key, one alone may get [`Begun::First`].
pub trait Duplicates: Send + Sync + 'static {
    /// Claims a delivery, or says what became of it.
    fn begin<'a>(&'a self, keys: Arc<[Key]>, now: SystemTime) -> StoreFuture<'a, Begun>;

    /// Records the answer to a claimed delivery.
    fn finish<'a>(&'a self, claim: &'a Claim, answer: Arc<Reply>, now: SystemTime) -> StoreFuture<'a, ()>;

    /// Frees a claimed delivery, so that a retry is handled like a first attempt. It runs while a request is
    /// dropped and must not block; a store that needs a round trip hands it over, or lets claims lapse.
    fn release(&self, claim: &Claim);
}

/// A claim that frees itself: on a failure, a panic, or when the request is dropped half-way.
pub(super) struct Held {
    store: Arc<dyn Duplicates>,
    claim: Option<Claim>,
}

impl Held {
    pub(super) fn new(store: Arc<dyn Duplicates>, claim: Claim) -> Self {
        Self { store, claim: Some(claim) }
    }

    /// Records the answer. Until the store has it, dropping this still frees the claim.
    pub(super) async fn finish(mut self, answer: Arc<Reply>, now: SystemTime) -> Result<(), StoreError> {
        if let Some(claim) = &self.claim {
            self.store.finish(claim, answer, now).await?;
        }
        self.claim = None;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.store.release(&claim);
        }
    }
}
