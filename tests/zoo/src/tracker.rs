//! A receiver of `specs/issues.yaml` written by hand, signed in the way of GitHub. In: requests. Out: statuses.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::GITHUB_SECRET;
use crate::fault::Fault;
use crate::read::{Checked, Reader, Refusal};
use crate::shop::LIMIT;

/// The application with this fault, or none.
pub fn router(fault: Option<Fault>) -> Router {
    Router::new().fallback(async move |request: Request| {
        let (head, body) = request.into_parts();
        match receive(Reader(fault), &head.headers, body).await {
            Ok(()) => (StatusCode::OK, String::new()),
            Err(Refusal { status, why }) => (status, why),
        }
    })
}

async fn receive(read: Reader, headers: &HeaderMap, body: Body) -> Checked {
    let refuse = |status, why: &str| Refusal { status, why: why.to_owned() };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = to_bytes(body, LIMIT).await.map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE, "too large"))?;
    if text(CONTENT_TYPE.as_str()).split(';').next() != Some("application/json") {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not JSON"));
    }
    if !is_signed(read, text("x-hub-signature-256"), &body) {
        return Err(refuse(StatusCode::UNAUTHORIZED, "not signed"));
    }
    let payload: Value = serde_json::from_slice(&body).map_err(|_| Refusal::bad("no JSON"))?;
    event(read, text("x-github-event"), &payload)
}

fn is_signed(read: Reader, given: &str, body: &[u8]) -> bool {
    let Some(given) = given.strip_prefix("sha256=") else { return read.has(Fault::OtherSchemeTaken) };
    let mut mac = Hmac::<Sha256>::new_from_slice(GITHUB_SECRET.as_bytes()).expect("any length will do");
    mac.update(body);
    let right: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    given == right
}

fn event(read: Reader, name: &str, payload: &Value) -> Checked {
    let action = payload.get("action").and_then(Value::as_str);
    if read.has(Fault::ActionDemanded) && action.is_none() {
        return read.no(payload, "no action");
    }
    match (name, action) {
        ("issues", Some("opened" | "closed")) => {
            let event = read.object(payload, &["action", "issue"])?;
            read.needs(event, "issue", |value| issue(read, value))
        }
        ("issues", Some(_)) if read.has(Fault::NewActionCrashes) => {
            panic!("an action that nobody told me of")
        }
        ("push", _) => push(read, payload),
        _ => Ok(()),
    }
}

fn issue(read: Reader, value: &Value) -> Checked {
    let issue = read.object(value, &["number", "title", "assignee"])?;
    read.needs(issue, "number", |number| read.whole(number, 1))?;
    read.needs(issue, "title", |title| read.text_of(title, 1, 256))?;
    read.may(issue, "assignee", |name| read.or_null(name, |name| read.text_of(name, 0, 40)))
}

fn push(read: Reader, payload: &Value) -> Checked {
    let event = read.object(payload, &["ref", "commits"])?;
    read.needs(event, "ref", |name| read.text_of(name, 0, 200))?;
    read.needs(event, "commits", |commits| {
        if commits.as_array().is_some_and(|commits| commits.len() > 20) {
            read.no(commits, "too many")?;
        }
        read.list(commits, 0, |commit| {
            let members = read.object(commit, &["id", "message"])?;
            read.needs(members, "id", |id| {
                let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
                let fits = id.as_str().is_none_or(|text| text.len() == 8 && text.chars().all(is_hex));
                if fits { read.text(id) } else { read.no(id, "no hash") }
            })?;
            read.needs(members, "message", |message| read.text_of(message, 0, 1000))
        })
    })
}
