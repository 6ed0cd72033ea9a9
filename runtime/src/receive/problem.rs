//! Problem documents (RFC 9457). In: a status and what may be said outside. Out: a [`Reply`].
//! It must not know why a request was refused: the inside code never leaves the process.

use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::Reply;
use crate::Violation;

/// More violations than this help nobody, and a hostile payload must not inflate the answer.
const LISTED: usize = 20;

/// Nor do more bytes of pointers, which are as long as the names of members that the sender chose; the first is told.
const POINTERS: usize = 8 * 1024;

/// A problem that has nothing to say beyond its status and one sentence.
pub(super) fn plain(status: StatusCode, detail: Option<&str>) -> Reply {
    let mut problem = json!({ "title": title(status), "status": status.as_u16() });
    if let Some(detail) = detail {
        problem["detail"] = detail.into();
    }
    reply(status, &problem)
}

/// The one answer to every signature refusal: who tries keys learns nothing from it.
pub(super) fn unauthorized() -> Reply {
    plain(StatusCode::UNAUTHORIZED, Some("The request could not be verified."))
        .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Signature"))
}

/// 400 for a version that is not known here: those that are, never the one that was asked for.
pub(super) fn unsupported(supported: &[&str]) -> Reply {
    let status = StatusCode::BAD_REQUEST;
    let detail = "The version is not supported here.";
    let problem = json!({ "title": title(status), "status": status.as_u16(), "detail": detail, "supported": supported });
    reply(status, &problem)
}

/// 422 for an event that was refused: its name, and where the payload breaks its schema: what was expected there,
/// never what stood there.
pub(super) fn unprocessable(detail: &str, event: Option<&str>, violations: &[Violation]) -> Reply {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut problem = json!({ "title": title(status), "status": status.as_u16(), "detail": detail });
    if let Some(event) = event {
        problem["event"] = event.into();
    }
    if !violations.is_empty() {
        let mut length = 0;
        let short = |violation: &&Violation| {
            let first = length == 0;
            length += violation.pointer.len() + 1;
            first || length <= POINTERS
        };
        problem["violations"] = violations.iter().take(LISTED).take_while(short).map(listed).collect();
    }
    reply(status, &problem)
}

fn listed(violation: &Violation) -> Value {
    json!({ "pointer": violation.pointer, "keyword": violation.keyword, "message": violation.message })
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        status => status.canonical_reason().unwrap_or("Error"),
    }
}

fn reply(status: StatusCode, problem: &Value) -> Reply {
    Reply::with_body(status, "application/problem+json", problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(pointer: &str) -> usize {
        let violations = vec![Violation::new(pointer, "type", "a string is expected"); 50];
        let reply = unprocessable("", None, &violations);
        let problem: Value = serde_json::from_slice(&reply.body).unwrap();
        problem["violations"].as_array().unwrap().len()
    }

    #[test]
    fn a_payload_does_not_inflate_the_answer() {
        assert_eq!(listed(""), 20);
        assert_eq!(listed("/items/0/price"), 20);
        assert_eq!(listed(&"/long".repeat(400)), 4);
        assert_eq!(listed(&"/long".repeat(10_000)), 1);
    }
}
