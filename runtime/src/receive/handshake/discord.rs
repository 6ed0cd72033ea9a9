//! Discord's PING. In: a verified body. Out: what Discord expects. It must not take an event of theirs for one: webhook
//! events have `type` 1 and an `event`, interactions that are no PING a `type` of 2 and more.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};

use super::{Reply, challenge};
use crate::json;

pub(super) fn asks(body: &[u8]) -> bool {
    let number = json::lookup(body, "/type").filter(|number| matches!(&**number, "0" | "1"));
    number.is_some()
        && json::is_number(body, "/type")
        && !json::has(body, "/event")
        && !json::has(body, "/data")
}

pub(super) fn answer(body: &[u8]) -> Reply {
    if json::lookup(body, "/type").as_deref() == Some("0") {
        let plain = HeaderValue::from_static("application/json");
        return Reply::empty(StatusCode::NO_CONTENT).header(CONTENT_TYPE, plain);
    }
    challenge::unread(Reply::with_body(StatusCode::OK, "application/json", r#"{"type":1}"#))
}
