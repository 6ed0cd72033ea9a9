//! Events that are told apart by path, in a service that is mounted below another path, and without axum.

use super::orders::{EVENTS, Event, OrderCancelled, OrderCreated, Unclaimed};
use bytes::Bytes;
use hookwright::codegen::{self, Call, Delivery, Dispatch, EventInfo, Fallback};
use hookwright::{Failure, Incoming, Service, Setup};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use tower_service::Service as _;

/// Handlers that answer with their own event's success.
struct ByPath;

impl codegen::Routes for ByPath {
    type Event = Event;
    const EVENTS: &'static [EventInfo] = EVENTS;
    const DISPATCH: &'static Dispatch = &Dispatch::Path;

    fn call(&self, event: usize, delivery: Delivery) -> Call<'_> {
        match event {
            0 => codegen::call(self, delivery, |_: Incoming<OrderCreated>| async { Ok::<(), Failure>(()) }),
            1 => codegen::call(self, delivery, |_: Incoming<OrderCancelled>| async { Ok::<(), Failure>(()) }),
            _ => codegen::unclaimed(self, delivery),
        }
    }

    fn fallback(&self, unclaimed: Unclaimed) -> Fallback<'_> {
        Box::pin(async move { Err(unclaimed.refuse()) })
    }
}

fn request(path: &str) -> Request<Full<Bytes>> {
    let body = r#"{"type":"any","id":"o1"}"#;
    let request = Request::post(path).header("content-type", "application/json");
    request.body(Full::from(body)).unwrap()
}

#[tokio::test]
async fn the_last_segment_names_the_event() {
    let service = Setup::new(ByPath).unsigned();
    let mut app = axum::Router::<()>::new().nest("/hooks", service.router());
    for (path, status) in
        [("order.created", 201), ("order.cancelled", 204), ("order%2ecancelled", 204), ("no", 422)]
    {
        let response = app.call(request(&format!("/hooks/{path}"))).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{path}");
    }
    assert_eq!(app.call(request("/hooks")).await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_tower_stack_needs_no_axum() {
    let mut service: Service<ByPath> = Setup::new(ByPath).unsigned();
    let response = service.call(request("/anywhere/order.moved")).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["event"], "order.moved");
}
