//! Calls that handshakes ask for. In: an address that was found to be the sender's own. Out: that it was called, or that
//! the sender shall come back. It must not let strangers make many of them at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::pipeline::Step;
use super::refusal;
use crate::signature::{Fetcher, Wanted};

/// How many calls a service makes at once: endpoints are verified now and then.
const MOST: usize = 8;

/// What calls, and how many calls there are.
#[derive(Clone, Default)]
pub(super) struct Calls {
    fetcher: Option<Arc<dyn Fetcher>>,
    running: Arc<AtomicUsize>,
}

/// A call that is being made; dropped with its request, it counts no more.
struct Running<'c>(&'c AtomicUsize);

impl Calls {
    pub(super) fn by(&mut self, fetcher: Arc<dyn Fetcher>) {
        self.fetcher = Some(fetcher);
    }

    pub(super) async fn make(&self, url: String) -> Step<()> {
        let later = || refusal::later("handshake::unreachable");
        let Some(fetcher) = &self.fetcher else {
            tracing::error!(target: "hookwright", "a handshake wants a call, and the service has no `handshake_calls`");
            return Err(later());
        };
        let _running = Running::start(&self.running).ok_or_else(later)?;
        fetcher.fetch(&Wanted::Confirmation { url }).await.map(drop).map_err(|error| {
            tracing::warn!(target: "hookwright", code = "handshake::unreachable", error = %error, "a handshake's call failed");
            later()
        })
    }
}

impl<'c> Running<'c> {
    fn start(running: &'c AtomicUsize) -> Option<Self> {
        let one = Self(running);
        (running.fetch_add(1, Ordering::Relaxed) < MOST).then_some(one)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
