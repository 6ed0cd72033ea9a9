//! The endpoint: acknowledges everything and notes when each event came.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

type Arrivals = Arc<Mutex<HashMap<String, Vec<Instant>>>>;

pub(crate) struct Sink {
    pub(crate) url: String,
    arrivals: Arrivals,
}

impl Sink {
    pub(crate) async fn new() -> Self {
        let arrivals = Arrivals::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hooks", listener.local_addr().expect("it has one"));
        let app = axum::Router::new().fallback(take).with_state(Arc::clone(&arrivals));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, arrivals }
    }

    /// When each event came.
    pub(crate) fn arrived(&self) -> HashMap<String, Vec<Instant>> {
        self.arrivals.lock().expect("nobody panics").clone()
    }
}

async fn take(State(arrivals): State<Arrivals>, headers: HeaderMap) -> StatusCode {
    let id = headers["webhook-id"].to_str().expect("text").to_owned();
    arrivals.lock().expect("nobody panics").entry(id).or_default().push(Instant::now());
    StatusCode::NO_CONTENT
}
