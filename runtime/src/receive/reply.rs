//! The answer to a request, whole and in memory. In: a status and perhaps a body. Out: an HTTP response.
//! It must not know who gave the answer, so that the duplicate store can keep any of them.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use http_body_util::Full;
use std::time::Duration;

use super::Failure;

/// What goes back to the sender: status, headers and the whole body.
///
/// It is kept by the [duplicate store](super::Duplicates), so that a repeated delivery gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: StatusCode,
    /// The headers; `Content-Length` is the server's job.
    pub headers: HeaderMap,
    /// The body, empty for none.
    pub body: Bytes,
}

impl Reply {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// An answer whose body is `value` as JSON.
    ///
    /// # Errors
    /// When the value refuses to be serialised; the sender then gets a plain 500.
    pub fn json<T: serde::Serialize + ?Sized>(status: StatusCode, value: &T) -> Result<Self, Failure> {
        let body = serde_json::to_vec(value)?;
        Ok(Self::with_body(status, "application/json", body))
    }

    /// An answer with a body of the given media type.
    #[must_use]
    pub fn with_body(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::with_capacity(1);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        Self { status, headers, body: body.into() }
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The same answer, telling the sender when to come back. Part of a second counts as a whole one.
    #[must_use]
    pub fn retry_after(self, delay: Duration) -> Self {
        let seconds = delay.as_secs().saturating_add(u64::from(delay.subsec_nanos() > 0));
        self.header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
