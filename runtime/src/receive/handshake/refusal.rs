//! The answers that refuse a handshake. In: why. Out: the code for the log, and what the sender is told. It must not tell
//! a stranger how near he was.

use http::StatusCode;
use std::time::Duration;

use super::super::pipeline::{Settled, refused};
use super::super::problem;

/// How long a sender is told to wait before it asks again.
const COME_BACK: Duration = Duration::from_secs(30);

/// What the sender wrote can't be answered.
pub(super) fn malformed() -> Box<Settled> {
    refused("handshake::malformed", problem::plain(StatusCode::BAD_REQUEST, None))
}

/// Whoever it is, it is nobody who may ask; the same answer as to a wrong signature.
pub(super) fn stranger(code: &'static str) -> Box<Settled> {
    refused(code, problem::unauthorized())
}

/// Something of ours, or an address, did not answer: the sender shall try again.
pub(super) fn later(code: &'static str) -> Box<Settled> {
    refused(code, problem::plain(StatusCode::SERVICE_UNAVAILABLE, None).retry_after(COME_BACK))
}
