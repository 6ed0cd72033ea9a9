//! Reading a request's body under a limit. In: any `http_body::Body`. Out: its bytes, or why not.
//! It must not know what the bytes mean. Time limits are the server's, which owns the connection.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body::Body;
use http_body_util::BodyExt;
use std::pin::pin;

/// Why a body could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    TooLarge,
    Broken,
}

/// The whole body. A declared length over the limit is refused at once, an undeclared one while reading.
pub(super) async fn read<B: Body>(headers: &HeaderMap, body: B, limit: usize) -> Result<Bytes, Unread> {
    if declared(headers).is_some_and(|length| length > limit as u64)
        || body.size_hint().lower() > limit as u64
    {
        return Err(Unread::TooLarge);
    }
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unread::Broken)?;
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

/// A length that cannot be read counts as too large; servers have refused such requests already.
fn declared(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get(CONTENT_LENGTH)?;
    Some(value.to_str().ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX))
}
