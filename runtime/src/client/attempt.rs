//! One attempt: one HTTP request, one answer.
//!
//! In: an event's record, a URL, a body, what the caller set. Out: an untyped [`Answer`]. It must
//! not know payload types: this code is compiled once for all documents.

use std::error::Error;
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};

use super::address::Allow;
use super::body::Body;
use super::resolver::{AllBlocked, Resolver};
use super::{Answer, Delivery, SendError, Shared, Terms, version};
use crate::event::EventInfo;
use crate::signature::Unsigned;

pub(super) type Connections = legacy::Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>;

/// The pool. It follows no redirects, knows no proxies, and resolves names through the guard.
pub(super) fn connections(roots: RootCertStore, allow: Allow) -> Connections {
    let mut http = HttpConnector::new_with_resolver(Resolver::new(allow));
    http.enforce_http(false);
    http.set_nodelay(true);
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls(roots))
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector)
}

fn tls(roots: RootCertStore) -> ClientConfig {
    let provider = rustls::crypto::ring::default_provider().into();
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for the default protocol versions");
    config.with_root_certificates(roots).with_no_client_auth()
}

impl Shared {
    pub(super) async fn attempt(
        &self,
        event: &EventInfo,
        url: &str,
        body: Body,
        delivery: &Delivery,
        terms: &Terms,
    ) -> Result<Answer<()>, SendError> {
        let uri = self.allow.check(&version::fill(terms.version, url))?;
        let uri = if self.by_path { below(&uri, event.path)? } else { uri };
        let host = uri.host().unwrap_or_default().to_owned();
        let id = delivery.id()?.into_owned();
        let request = self.request(event, uri, body, &id, delivery, terms)?;
        if let Some(check) = terms.check {
            check(request.headers()).map_err(SendError::Headers)?;
        }
        let started = Instant::now();
        let outcome = tokio::time::timeout(self.timeout, self.exchange(request, &host)).await;
        let elapsed = started.elapsed();
        let outcome =
            outcome.unwrap_or_else(|_| Err(SendError::Timeout { host: host.clone(), after: self.timeout }));
        log(event, &id, &host, elapsed, &outcome);
        let (parts, body) = outcome?;
        let (status, headers) = (parts.status, parts.headers);
        Ok(Answer { status, headers, body, id, elapsed, value: None })
    }

    fn request(
        &self,
        event: &EventInfo,
        mut uri: Uri,
        body: Body,
        id: &str,
        delivery: &Delivery,
        terms: &Terms,
    ) -> Result<Request<Full<Bytes>>, SendError> {
        let method = Method::from_bytes(event.method.as_bytes());
        let method = method.map_err(|_| SendError::Header(event.method.to_owned()))?;
        let now = delivery.timestamp.unwrap_or_else(SystemTime::now);
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, self.user_agent.clone());
        // Those of the caller go before the client's own, and behind what the document or the scheme fixes.
        headers.extend(terms.headers.clone());
        if !body.content_type.is_empty() {
            headers.insert(CONTENT_TYPE, value("content-type", &body.content_type)?);
        }
        for (name, text) in event.headers {
            let header = HeaderName::from_bytes(name.as_bytes());
            let header = header.map_err(|_| SendError::Header((*name).to_owned()))?;
            headers.insert(header, value(name, text)?);
        }
        if let Some(version) = terms.version {
            version::tell(version, &mut headers, &mut uri)?;
        }
        if let Some(traceparent) = &delivery.traceparent {
            headers.insert("traceparent", value("traceparent", traceparent)?);
        }
        self.credentials.present(event, &mut headers, &mut uri)?;
        let url = uri.to_string();
        let unsigned = Unsigned { id, method: &method, url: &url, headers: &headers, body: &body.bytes };
        headers.extend(terms.signing.sign(&unsigned, now)?);
        let mut request = Request::new(Full::new(body.bytes));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }

    pub(super) async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
        host: &str,
    ) -> Result<(http::response::Parts, Bytes), SendError> {
        let response = self.connections.request(request).await;
        let response = response.map_err(|error| no_response(error, host))?;
        let (parts, body) = response.into_parts();
        let status = parts.status;
        let body = Limited::new(body, self.answer_limit).collect().await;
        let body = body.map_err(|source| match source.is::<LengthLimitError>() {
            true => SendError::AnswerTooLarge { status, limit: self.answer_limit },
            false => SendError::Broken { host: host.to_owned(), source },
        })?;
        Ok((parts, body.to_bytes()))
    }
}

fn value(name: &str, text: &str) -> Result<HeaderValue, SendError> {
    HeaderValue::from_str(text).map_err(|_| SendError::Header(name.to_owned()))
}

/// The event's own path below the URL's, before its query.
fn below(uri: &Uri, segment: &str) -> Result<Uri, SendError> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}/{segment}{query}", uri.path().trim_end_matches('/'));
    let mut parts = uri.clone().into_parts();
    let path = path.parse().map_err(|_| SendError::Url("the event's path is none"))?;
    parts.path_and_query = Some(path);
    Uri::from_parts(parts).map_err(|_| SendError::Url("the event's path is none"))
}

fn no_response(error: legacy::Error, host: &str) -> SendError {
    let host = host.to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(inner) = cause {
        if inner.is::<AllBlocked>() {
            return SendError::Blocked { host };
        }
        cause = inner.source();
    }
    match error.is_connect() {
        true => SendError::Connect { host, source: error.into() },
        false => SendError::Broken { host, source: error.into() },
    }
}

fn log(
    event: &EventInfo,
    id: &str,
    host: &str,
    elapsed: std::time::Duration,
    outcome: &Result<(http::response::Parts, Bytes), SendError>,
) {
    let event = event.name;
    let milliseconds = elapsed.as_millis();
    match outcome {
        Ok((parts, _)) => {
            let status = parts.status.as_u16();
            tracing::debug!(target: "hookwright", event, id, host, status, milliseconds, "sent");
        }
        Err(error) => {
            tracing::debug!(target: "hookwright", event, id, host, %error, milliseconds, "not sent");
        }
    }
}
