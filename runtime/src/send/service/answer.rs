//! Answers. In: a status, JSON. Out: a response that no cache keeps. It must not know problems.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

/// An answer of JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response<Full<Bytes>> {
    // Records of ours have no maps with keys that JSON can't write.
    let body = serde_json::to_vec(value).unwrap_or_default();
    with_body(status, "application/json", body)
}

/// An answer that has nothing to say.
pub(super) fn nothing() -> Response<Full<Bytes>> {
    let mut response = with_body(StatusCode::NO_CONTENT, "", Vec::new());
    response.headers_mut().remove(CONTENT_TYPE);
    response
}

pub(super) fn with_body(
    status: StatusCode,
    media_type: &'static str,
    body: Vec<u8>,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
