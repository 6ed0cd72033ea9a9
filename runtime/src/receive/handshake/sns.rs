//! Amazon SNS' confirmation of a subscription. In: a verified body. Out: 200, once the address in it was called.
//! It must not call any other host, nor subscribe again what somebody has unsubscribed.

use http::StatusCode;

use super::calls::Calls;
use super::{Reply, Verdict, host, refusal};
use crate::json::lookup;
use crate::signature::amazon::is_sns;

pub(super) fn asks(body: &[u8]) -> bool {
    matches!(lookup(body, "/Type").as_deref(), Some("SubscriptionConfirmation" | "UnsubscribeConfirmation"))
}

pub(super) async fn answer(body: &[u8], calls: &Calls) -> Verdict {
    if lookup(body, "/Type").as_deref() == Some("SubscriptionConfirmation") {
        let url = lookup(body, "/SubscribeURL").ok_or_else(refusal::malformed)?;
        let url = host::pinned(&url, false, is_sns).ok_or_else(|| refusal::stranger("handshake::host"))?;
        calls.make(url).await?;
    }
    Ok(Reply::empty(StatusCode::OK))
}
