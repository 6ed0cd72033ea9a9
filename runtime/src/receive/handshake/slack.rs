//! Slack's `url_verification`. In: a verified body. Out: its challenge. It must not be asked before the signature is
//! good.

use super::{Verdict, challenge, refusal};
use crate::json::lookup;

pub(super) fn asks(body: &[u8]) -> bool {
    lookup(body, "/type").as_deref() == Some("url_verification")
}

pub(super) fn answer(body: &[u8]) -> Verdict {
    challenge::echo(&lookup(body, "/challenge").ok_or_else(refusal::malformed)?)
}
