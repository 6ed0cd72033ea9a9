//! A receiver of `specs/features/handshake.yaml` that answers for its endpoint. In: requests. Out: answers.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::SECRET;
use crate::fault::Fault;
use crate::read::{Reader, Refusal};
use crate::shop::LIMIT;
use crate::signature::Verifier;

/// Who may send.
const ORIGIN: &str = "events.example.com";

/// The application with this fault, or none.
pub fn router(fault: Option<Fault>) -> Router {
    let verifier = Arc::new(Verifier::new(SECRET, fault));
    Router::new().fallback(async move |request: Request| {
        let (head, body) = request.into_parts();
        match receive(Reader(fault), &verifier, &head, body).await {
            Ok(response) => response,
            Err(Refusal { status, why }) => (status, why).into_response(),
        }
    })
}

async fn receive(read: Reader, verifier: &Verifier, head: &Parts, body: Body) -> Result<Response, Refusal> {
    let refuse = |status, why: &str| Refusal { status, why: why.to_owned() };
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if head.method == Method::OPTIONS && !read.has(Fault::OptionsRefused) {
        let consent = [("webhook-allowed-origin", ORIGIN), ("webhook-allowed-rate", "120")];
        return Ok(if text("webhook-request-origin") == ORIGIN {
            consent.into_response()
        } else {
            StatusCode::OK.into_response()
        });
    }
    if head.method != Method::POST {
        return Err(refuse(StatusCode::METHOD_NOT_ALLOWED, "POST alone"));
    }
    let body = to_bytes(body, LIMIT).await.map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE, "too large"))?;
    if text(CONTENT_TYPE.as_str()).split(';').next() != Some("application/json") {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not JSON"));
    }
    verifier.verify(&head.headers, &body)?;
    let payload: Value = serde_json::from_slice(&body).map_err(|_| Refusal::bad("no JSON"))?;
    if payload.get("type").and_then(Value::as_str) == Some("url_verification") {
        let challenge = payload.get("challenge").and_then(Value::as_str).unwrap_or_default().to_owned();
        let told = if read.has(Fault::ChallengeForgotten) { String::new() } else { challenge };
        return Ok(told.into_response());
    }
    let event = read.object(&payload, &["number"])?;
    read.needs(event, "number", |number| read.whole(number, i64::MIN))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
