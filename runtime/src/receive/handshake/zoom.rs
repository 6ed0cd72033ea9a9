//! Zoom's `endpoint.url_validation`. In: a verified body, the key that verified it. Out: the token and its tag.
//! It must not sign what could pass for the signed content of a delivery (`v0:{timestamp}:{body}`).

use http::StatusCode;
use serde_json::json;

use super::{Reply, Verdict, challenge, refusal};
use crate::json::lookup;

pub(super) fn asks(body: &[u8]) -> bool {
    lookup(body, "/event").as_deref() == Some("endpoint.url_validation")
}

pub(super) fn answer(body: &[u8], tag: impl Fn(&str) -> Option<String>) -> Verdict {
    let token = lookup(body, "/payload/plainToken").filter(|token| challenge::is_token(token));
    let token = token.ok_or_else(refusal::malformed)?;
    let tag = tag(&token).ok_or_else(|| refusal::stranger("handshake::refused"))?;
    let answer = json!({ "plainToken": token, "encryptedToken": tag }).to_string();
    Ok(challenge::unread(Reply::with_body(StatusCode::OK, "application/json", answer)))
}
