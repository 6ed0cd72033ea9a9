//! An endpoint that notes what it gets and answers as it is told.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Arrival {
    pub(crate) fn id(&self) -> String {
        self.headers["webhook-id"].to_str().unwrap().to_owned()
    }
}

/// How a request is answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) after: Duration,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), after: Duration::ZERO, body: String::new() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    pub(crate) fn body(self, body: &str) -> Self {
        Self { body: body.to_owned(), ..self }
    }
}

type Rule = Box<dyn FnMut(&Arrival) -> Reply + Send>;

#[derive(Clone)]
struct Shared {
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    rule: Arc<Mutex<Rule>>,
}

pub(crate) struct Sink {
    pub(crate) url: String,
    shared: Shared,
    serving: JoinHandle<()>,
}

impl Sink {
    /// Acknowledges everything.
    pub(crate) async fn new() -> Self {
        Self::answering(|_| Reply::status(204)).await
    }

    pub(crate) async fn answering(rule: impl FnMut(&Arrival) -> Reply + Send + 'static) -> Self {
        let shared = Shared { arrivals: Arc::default(), rule: Arc::new(Mutex::new(Box::new(rule))) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let app = axum::Router::new().fallback(take).with_state(shared.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, shared, serving }
    }

    pub(crate) fn answer(&self, rule: impl FnMut(&Arrival) -> Reply + Send + 'static) {
        *self.shared.rule.lock().unwrap() = Box::new(rule);
    }

    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.shared.arrivals.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.shared.arrivals.lock().unwrap().len()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let arrival = Arrival { headers, body };
    let reply = (shared.rule.lock().unwrap())(&arrival);
    shared.arrivals.lock().unwrap().push(arrival);
    tokio::time::sleep(reply.after).await;
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}
