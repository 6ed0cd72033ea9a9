//! Reading a request's body under limits. In: any `http_body::Body`. Out: its bytes, or why not.
//! It must not know what the bytes mean.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body::{Body, Frame};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::time::{Sleep, sleep_until};

/// Why a body could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    TooLarge,
    TooSlow,
    Broken,
}

/// The whole body. A declared length over the limit is refused at once, an undeclared one while reading.
pub(crate) async fn read<B: Body>(
    headers: &HeaderMap,
    body: B,
    limit: usize,
    time: Option<Duration>,
) -> Result<Bytes, Unread> {
    if declared(headers).is_some_and(|length| length > limit as u64)
        || body.size_hint().lower() > limit as u64
    {
        return Err(Unread::TooLarge);
    }
    let mut body = pin!(body);
    let mut deadline = Deadline::new(time);
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = poll_fn(|context| next(body.as_mut(), &mut deadline, context)).await? {
        let Ok(mut data) = frame.into_data() else { continue };
        if data.remaining() > limit - first.len().max(rest.len()) {
            return Err(Unread::TooLarge);
        }
        // Most bodies come as one frame, which is then passed on without a copy.
        if first.is_empty() && rest.is_empty() {
            first = data.copy_to_bytes(data.remaining());
        } else {
            rest.extend_from_slice(&std::mem::take(&mut first));
            rest.put(data);
        }
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

/// The next frame, if it comes in time.
fn next<B: Body>(
    body: Pin<&mut B>,
    deadline: &mut Deadline,
    context: &mut Context<'_>,
) -> Poll<Result<Option<Frame<B::Data>>, Unread>> {
    match body.poll_frame(context) {
        Poll::Ready(frame) => Poll::Ready(frame.transpose().map_err(|_| Unread::Broken)),
        Poll::Pending => deadline.poll(context).map(|()| Err(Unread::TooSlow)),
    }
}

/// When a body has to be there. Most are before anybody waits, and need no timer.
struct Deadline {
    at: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    fn new(time: Option<Duration>) -> Self {
        Self { at: time.and_then(|time| Instant::now().checked_add(time)), timer: None }
    }

    /// Ready once it has passed.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(at) = self.at else { return Poll::Pending };
        if Instant::now() >= at {
            return Poll::Ready(());
        }
        if self.timer.is_none() && Handle::try_current().is_ok() {
            self.timer = Some(Box::pin(sleep_until(at.into())));
        }
        self.timer.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(context))
    }
}

/// A length that cannot be read counts as too large; servers have refused such requests already.
fn declared(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get(CONTENT_LENGTH)?;
    Some(value.to_str().ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX))
}
