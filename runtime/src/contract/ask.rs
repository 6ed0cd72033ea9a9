//! Who is asked: a service in this process, or a URL.
//!
//! In: requests. Out: their whole answers with the time that they took, or why there is none. It must not know what is
//! tested.

use std::fmt::Display;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use crate::client::Client;
use crate::signature::Signing;

pub(super) type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// One answer.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) took: Duration,
}

/// Whoever answers requests. The future borrows nothing, so that two can be on their way at once.
pub(super) trait Ask: Send + Sync {
    fn ask(&self, request: Request<Bytes>) -> Pending<Result<Answered, String>>;
}

/// A service in this process.
pub(super) struct InProcess<S>(Mutex<S>);

impl<S> InProcess<S> {
    pub(super) fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Ask for InProcess<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Display,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Display,
{
    fn ask(&self, request: Request<Bytes>) -> Pending<Result<Answered, String>> {
        let mut service = match self.0.lock() {
            Ok(service) => service.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        Box::pin(async move {
            // A task of its own: a handler that panics is a finding, and no end of the tests. Its time begins when it does:
            // on one thread it waits for whoever makes samples.
            let task = tokio::spawn(async move {
                let started = Instant::now();
                let answer = whole(&mut service, request.map(Full::new)).await;
                answer.map(|(status, headers, body)| Answered {
                    status,
                    headers,
                    body,
                    took: started.elapsed(),
                })
            });
            task.await.map_err(|error| format!("the service broke off: {error}"))?
        })
    }
}

async fn whole<S, B>(
    service: &mut S,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, HeaderMap, Bytes), String>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>>,
    S::Error: Display,
    B: Body,
    B::Error: Display,
{
    std::future::poll_fn(|context| service.poll_ready(context)).await.map_err(|error| error.to_string())?;
    let response = service.call(request).await.map_err(|error| error.to_string())?;
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    Ok((head.status, head.headers, body))
}

/// A receiver at a URL, in whatever language.
pub(super) struct Remote {
    client: Client,
    origin: Uri,
}

impl Remote {
    /// The operator names the URL himself, so that it may be inside and without TLS.
    pub(super) fn new(origin: Uri, timeout: Duration) -> Self {
        let builder = Client::builder(Signing::unsigned()).timeout(timeout).connect_timeout(timeout);
        let client = builder.allow_private_addresses().allow_http_on_loopback().truncate_answers().build();
        Self { client, origin }
    }

    fn addressed(&self, mut request: Request<Bytes>) -> Result<Request<Bytes>, String> {
        let mut parts = self.origin.clone().into_parts();
        parts.path_and_query = request.uri().path_and_query().cloned();
        let uri = Uri::from_parts(parts).map_err(|error| error.to_string())?;
        let host = uri.authority().map_or("", |authority| authority.as_str());
        let host = HeaderValue::from_str(host).map_err(|error| error.to_string())?;
        request.headers_mut().insert(HOST, host);
        *request.uri_mut() = uri;
        Ok(request)
    }
}

impl Ask for Remote {
    fn ask(&self, request: Request<Bytes>) -> Pending<Result<Answered, String>> {
        let (client, request) = (self.client.clone(), self.addressed(request));
        Box::pin(async move {
            let request = request?;
            let started = Instant::now();
            let (status, headers, body) =
                client.exchange(request.map(Full::new)).await.map_err(|error| error.to_string())?;
            Ok(Answered { status, headers, body, took: started.elapsed() })
        })
    }
}
