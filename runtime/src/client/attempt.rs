//! One attempt: one HTTP request, one answer.
//!
//! In: an event's record, a URL, a body, what the caller set. Out: an untyped [`Answer`]. It must
//! not know payload types: this code is compiled once for all documents.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};
use http_body_util::Full;

use super::body::Body;
use super::exchange::Exchanged;
use super::{Answer, Delivery, SendError, Shared, Terms, header, version};
use crate::event::EventInfo;
use crate::signature::Unsigned;

/// Most requests have fewer headers.
const HEADERS: usize = 12;

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
        let outcome = self.exchange(request, &host).await;
        let elapsed = started.elapsed();
        log(event, &id, &host, elapsed, &outcome);
        let Exchanged { parts, body, truncated } = outcome?;
        let (status, headers) = (parts.status, parts.headers);
        Ok(Answer { status, headers, body, truncated, id, elapsed, value: None })
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
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(USER_AGENT, self.user_agent.clone());
        // Those of the caller go before the client's own, and behind what the document or the scheme fixes.
        headers.extend(terms.headers.clone());
        if !body.content_type.is_empty() {
            headers.insert(CONTENT_TYPE, header::value("content-type", &body.content_type)?);
        }
        for (name, text) in event.headers {
            headers.insert(header::name(name)?, header::value(name, text)?);
        }
        if let Some(version) = terms.version {
            version::tell(version, &mut headers, &mut uri)?;
        }
        if let Some(traceparent) = &delivery.traceparent {
            headers.insert("traceparent", header::value("traceparent", traceparent)?);
        }
        self.credentials.present(event, &mut headers, &mut uri)?;
        let url = if terms.signing.signs_url() { uri.to_string() } else { String::new() };
        let unsigned = Unsigned { id, method: &method, url: &url, headers: &headers, body: &body.bytes };
        headers.extend(terms.signing.sign(&unsigned, now)?);
        let mut request = Request::new(Full::new(body.bytes));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }
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

fn log(event: &EventInfo, id: &str, host: &str, elapsed: Duration, outcome: &Result<Exchanged, SendError>) {
    let event = event.name;
    let milliseconds = elapsed.as_millis();
    match outcome {
        Ok(exchanged) => {
            let status = exchanged.parts.status.as_u16();
            tracing::debug!(target: "hookwright", event, id, host, status, milliseconds, "sent");
        }
        Err(error) => {
            let class = error.class();
            tracing::debug!(target: "hookwright", event, id, host, class, %error, milliseconds, "not sent");
        }
    }
}
