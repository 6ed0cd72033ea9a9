//! The memory of a fetcher.
//!
//! In: what is wanted, what came of it, the time. Out: what is known, or who may ask. It must not ask anybody itself.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::sync::Mutex as Flight;

use crate::signature::{Refusal, Wanted};

/// Entries at once, those that failed included.
const MOST: usize = 128;
/// How long what was fetched is taken as it is.
const FRESH: Duration = Duration::from_secs(3600);
/// How long what can't be fetched anew is used on.
const STALE: Duration = Duration::from_secs(24 * 3600);
/// How long nobody asks again for what could not be had. It is the window of [`MOST_FAILED`], too.
const RETRY: Duration = Duration::from_secs(60);
/// Fetches that may fail in a window, of all addresses together.
const MOST_FAILED: u32 = 30;

#[derive(Default)]
pub(super) struct Cache {
    entries: HashMap<Wanted, Entry>,
    /// Since when fetches are counted.
    window: Option<SystemTime>,
    /// Those that have not come back well.
    spent: u32,
}

#[derive(Default)]
struct Entry {
    kept: Option<(Bytes, SystemTime)>,
    failed: Option<SystemTime>,
    flight: Arc<Flight<()>>,
}

/// What there is for a request.
pub(super) enum Found {
    Bytes(Bytes),
    /// Nothing: whoever locks this first fetches it.
    Flight(Arc<Flight<()>>),
}

impl Cache {
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn usable(&self, wanted: &Wanted, now: SystemTime) -> Option<Bytes> {
        let (bytes, since) = self.entries.get(wanted)?.kept.as_ref()?;
        is_within(STALE, *since, now).then(|| bytes.clone())
    }

    pub(super) fn find(&mut self, wanted: &Wanted, now: SystemTime) -> Result<Found, Refusal> {
        if let Some(known) = self.known(wanted, now) {
            return known.map(Found::Bytes);
        }
        if !self.entries.contains_key(wanted) {
            self.make_room()?;
        }
        Ok(Found::Flight(self.entries.entry(wanted.clone()).or_default().flight.clone()))
    }

    /// For whoever has locked the flight: what is known by now, or `None` where he has to fetch it.
    pub(super) fn start(&mut self, wanted: &Wanted, now: SystemTime) -> Option<Result<Bytes, Refusal>> {
        if let Some(known) = self.known(wanted, now) {
            return Some(known);
        }
        if self.window.is_none_or(|since| !is_within(RETRY, since, now)) {
            (self.window, self.spent) = (Some(now), 0);
        }
        if self.spent >= MOST_FAILED {
            return Some(self.usable(wanted, now).ok_or(Refusal::Unavailable));
        }
        // Given back where it comes back well; whoever goes away meanwhile has spent it.
        self.spent += 1;
        None
    }

    pub(super) fn finish(
        &mut self,
        wanted: &Wanted,
        fetched: Option<Bytes>,
        now: SystemTime,
    ) -> Result<Bytes, Refusal> {
        let entry = self.entries.entry(wanted.clone()).or_default();
        match fetched {
            Some(bytes) => {
                self.spent = self.spent.saturating_sub(1);
                (entry.kept, entry.failed) = (Some((bytes.clone(), now)), None);
                Ok(bytes)
            }
            None => {
                entry.failed = Some(now);
                self.usable(wanted, now).ok_or(Refusal::Unavailable)
            }
        }
    }

    /// What needs no fetch: fresh bytes; or bytes that are not, or none, where fetching has just failed.
    fn known(&self, wanted: &Wanted, now: SystemTime) -> Option<Result<Bytes, Refusal>> {
        let entry = self.entries.get(wanted)?;
        match &entry.kept {
            Some((bytes, since)) if is_within(FRESH, *since, now) => Some(Ok(bytes.clone())),
            _ if entry.failed.is_some_and(|since| is_within(RETRY, since, now)) => {
                Some(self.usable(wanted, now).ok_or(Refusal::Unavailable))
            }
            _ => None,
        }
    }

    /// What is in flight stays; what failed goes before what is kept.
    fn make_room(&mut self) -> Result<(), Refusal> {
        if self.entries.len() < MOST {
            return Ok(());
        }
        let idle = self.entries.iter().filter(|(_, entry)| Arc::strong_count(&entry.flight) == 1);
        let oldest = idle.min_by_key(|(_, entry)| entry.kept.as_ref().map(|(_, since)| *since));
        let oldest = oldest.map(|(wanted, _)| wanted.clone()).ok_or(Refusal::Unavailable)?;
        self.entries.remove(&oldest);
        Ok(())
    }
}

/// Whether two points in time are closer than this; clocks are set back sometimes.
fn is_within(limit: Duration, since: SystemTime, now: SystemTime) -> bool {
    now.duration_since(since).unwrap_or_else(|ahead| ahead.duration()) < limit
}
