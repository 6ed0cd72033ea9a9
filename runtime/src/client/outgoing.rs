//! A request's body on its way out.
//!
//! In: bytes. Out: the same to a connection, and the time at which one took them. It must not know what they are.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use tokio::time::Instant;

/// When a connection began to send a request; not yet, while there is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Begun(Arc<OnceLock<Instant>>);

impl Begun {
    pub(super) fn at(&self) -> Option<Instant> {
        self.0.get().copied()
    }

    fn now(&self) {
        self.0.get_or_init(Instant::now);
    }
}

/// A body that says when it is taken.
#[derive(Debug)]
pub(super) struct Outgoing {
    bytes: Full<Bytes>,
    begun: Begun,
}

impl Outgoing {
    pub(super) fn new(bytes: Full<Bytes>, begun: Begun) -> Self {
        Self { bytes, begun }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.begun.now();
        Pin::new(&mut self.bytes).poll_frame(context)
    }

    /// Whoever writes a request asks this first, and asks no more of a body that is empty.
    fn is_end_stream(&self) -> bool {
        self.begun.now();
        self.bytes.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.bytes.size_hint()
    }
}
