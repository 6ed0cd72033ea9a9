//! A receiver of `specs/orders.yaml` written by hand: verify, parse, check, handle once, answer. In: requests. Out:
//! answers. With one fault at most, each a switch where a stranger would make it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::read::{Checked, Reader, Refusal};
use crate::signature::Verifier;
use crate::{SECRET, payload};

/// The most bytes that it takes.
pub const LIMIT: usize = 64 * 1024;

/// Longer than tests allow.
pub const SLOW: Duration = Duration::from_millis(1500);

/// The receiver.
#[derive(Clone)]
pub struct Shop(Arc<Inner>);

struct Inner {
    fault: Option<Fault>,
    verifier: Verifier,
    seen: Mutex<HashSet<String>>,
    handled: AtomicUsize,
}

impl Shop {
    /// With this fault, or none.
    #[must_use]
    pub fn new(fault: Option<Fault>) -> Self {
        let verifier = Verifier::new(SECRET, fault);
        Self(Arc::new(Inner { fault, verifier, seen: Mutex::default(), handled: AtomicUsize::new(0) }))
    }

    /// The application.
    pub fn router(&self) -> Router {
        Router::new().fallback(receive).with_state(self.clone())
    }

    /// How many deliveries were handled.
    #[must_use]
    pub fn handled(&self) -> usize {
        self.0.handled.load(Ordering::SeqCst)
    }

    fn has(&self, fault: Fault) -> bool {
        self.0.fault == Some(fault)
    }

    async fn answer(&self, headers: &HeaderMap, body: Body) -> Result<Response, Refusal> {
        let limit = if self.has(Fault::NoLimit) { usize::MAX } else { LIMIT };
        let too_large = |_| Refusal { status: StatusCode::PAYLOAD_TOO_LARGE, why: "too large".to_owned() };
        let body = to_bytes(body, limit).await.map_err(too_large)?;
        self.takes_type(headers)?;
        let id = self.0.verifier.verify(headers, &body)?;
        let payload: Value = serde_json::from_slice(&body).map_err(|_| Refusal::bad("no JSON"))?;
        let event = payload["type"].as_str().unwrap_or_default();
        match payload::check(Reader(self.0.fault), event, &payload) {
            Some(checked) => checked?,
            None if self.has(Fault::NewEventCrashes) => panic!("an event that nobody told me of"),
            None => return Ok(StatusCode::NO_CONTENT.into_response()),
        }
        self.once(id).await?;
        Ok(self.acknowledged(event))
    }

    fn takes_type(&self, headers: &HeaderMap) -> Checked {
        let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = said.split(';').next().unwrap_or_default().trim();
        let compared = if self.has(Fault::ContentTypeCompared) { said } else { essence };
        if compared.eq_ignore_ascii_case("application/json") || self.has(Fault::AnyMediaType) {
            return Ok(());
        }
        Err(Refusal { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, why: "not JSON".to_owned() })
    }

    /// Handles a delivery, unless it was handled.
    async fn once(&self, id: String) -> Checked {
        if self.has(Fault::SlowAnswer) {
            tokio::time::sleep(SLOW).await;
        }
        let late = self.has(Fault::MemoryTooLate);
        let is_new = if late { !self.seen().contains(&id) } else { self.seen().insert(id.clone()) };
        if is_new || self.has(Fault::NoMemory) {
            // What a handler waits for: a database, another service.
            tokio::time::sleep(Duration::from_millis(u64::from(late) * 20)).await;
            self.0.handled.fetch_add(1, Ordering::SeqCst);
            self.seen().insert(id);
            return Ok(());
        }
        let refused = |status: StatusCode| Err(Refusal { status, why: "I have that".to_owned() });
        match self.0.fault {
            Some(Fault::RepetitionRefused) => refused(StatusCode::CONFLICT),
            Some(Fault::RepetitionCrashes) => refused(StatusCode::INTERNAL_SERVER_ERROR),
            _ => Ok(()),
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.0.seen.lock().expect("nobody panics with it")
    }

    /// The answer that the document declares.
    fn acknowledged(&self, event: &str) -> Response {
        match event {
            "order.created" if self.has(Fault::OtherStatus) => StatusCode::ACCEPTED.into_response(),
            "order.created" => StatusCode::OK.into_response(),
            "order.shipped" => StatusCode::ACCEPTED.into_response(),
            "order.cancelled" => {
                let parcels = if self.has(Fault::OtherBody) { json!("none") } else { json!(0) };
                let media_type =
                    if self.has(Fault::OtherAnswerType) { "text/plain" } else { "application/json" };
                ([(CONTENT_TYPE, media_type)], json!({ "parcels": parcels }).to_string()).into_response()
            }
            _ => StatusCode::NO_CONTENT.into_response(),
        }
    }
}

async fn receive(State(shop): State<Shop>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match shop.answer(&head.headers, body).await {
        Ok(response) => response,
        Err(Refusal { status, why }) => (status, why).into_response(),
    }
}
