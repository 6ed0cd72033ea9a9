//! Single requests of a document's events, for tools: made, signed, shown, sent.
//!
//! In: a document, a payload, a URL. Out: a request as its sender would send it, and the answer to it. It must not know
//! what answer is expected.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri};
use http_body_util::Full;
use serde_json::Value;

use super::draft::Draft;
use super::{Document, Event, Shown};
use crate::client::{Client, SendError, id};
use crate::signature::{Secret, Signing, Unsigned};

/// Headers that belong to a connection, not to the request on it.
const OF_CONNECTIONS: [&str; 7] =
    ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/// A request that is ready to be sent, and can be sent again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Letter {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What came back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Came {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; cut off where it is longer than the client reads.
    pub body: Bytes,
    /// From the first byte to the last.
    pub took: Duration,
}

impl Letter {
    /// An event with this payload, not signed, as its sender would send it to a URL. What the event's own `security`
    /// demands is presented as far as it is among the credentials.
    ///
    /// # Errors
    /// Where the URL is none, or the payload can't be written in the document's media type.
    pub fn new(
        document: &Document,
        event: &Event,
        payload: &Value,
        url: &str,
        credentials: &[(String, Secret)],
    ) -> Result<Self, String> {
        let (origin, target) = parted(url)?;
        let mut draft = Draft::new(document, event, payload, target)?;
        if let Some(named) = document.naming(event, payload).filter(|_| !draft.is_of(document, event)) {
            draft = draft.with(named)?;
        }
        crate::client::present(credentials, event.info, &mut draft.headers, &mut draft.path)?;
        let Draft { method, path, headers, body, .. } = draft;
        Ok(Self { method, url: format!("{origin}{path}"), headers, body: body.into() })
    }

    /// A request as it once arrived, on its way to another URL: below its path, without what belonged to the connection.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn forwarded(arrival: &super::judge::Arrival, url: &str) -> Result<Self, String> {
        parted(url)?;
        let path = arrival.uri.path().trim_start_matches('/');
        let (base, own) = url.split_once('?').unwrap_or((url, ""));
        let base =
            if path.is_empty() { base.to_owned() } else { format!("{}/{path}", base.trim_end_matches('/')) };
        let queries = [own, arrival.uri.query().unwrap_or_default()];
        let query: Vec<&str> = queries.into_iter().filter(|query| !query.is_empty()).collect();
        let url = if query.is_empty() { base } else { format!("{base}?{}", query.join("&")) };
        let mut headers = arrival.headers.clone();
        of_the_request_alone(&mut headers);
        headers.remove(HOST);
        let (method, body) = (arrival.method.clone(), arrival.body.clone());
        Ok(Self { method, url, headers, body })
    }

    /// The same, with a header in place of those of its name.
    #[must_use]
    pub fn bearing(mut self, name: &HeaderName, value: http::HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The same, signed now, in place of a signature that it had.
    ///
    /// # Errors
    /// Where the id or the body can't be signed.
    pub fn signed(mut self, by: &Signing, id: &str) -> Result<Self, String> {
        let unsigned =
            Unsigned { id, method: &self.method, url: &self.url, headers: &self.headers, body: &self.body };
        let signature: HeaderMap =
            by.sign(&unsigned, SystemTime::now()).map_err(|error| error.to_string())?.into_iter().collect();
        for name in signature.keys() {
            self.headers.remove(name);
        }
        self.headers.extend(signature);
        Ok(self)
    }

    /// As people see it; [`Shown::curl`] repeats it.
    #[must_use]
    pub fn shown(&self) -> Shown {
        Shown::new(&self.method, self.url.clone(), &self.headers, &self.body)
    }

    /// Sends it as it stands: no header is added but those that HTTP needs.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send(&self, client: &Client) -> Result<Came, SendError> {
        client.check_url_text(&self.url)?;
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.url.parse().map_err(|_| SendError::Url("it is none"))?;
        *request.headers_mut() = self.headers.clone();
        let started = Instant::now();
        let (status, mut headers, body) = client.exchange(request).await?;
        of_the_request_alone(&mut headers);
        Ok(Came { status, headers, body, took: started.elapsed() })
    }
}

/// An id that no other delivery has.
///
/// # Errors
/// Where the system has no random numbers.
pub fn new_id() -> Result<String, SendError> {
    id::new(SystemTime::now())
}

/// Scheme and host of a URL, and what stands behind them. `{version}` may stand there.
fn parted(url: &str) -> Result<(&str, &str), String> {
    let wrong = || format!("`{url}` is no absolute URL, such as `http://localhost:3000/hooks`");
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (origin, target) = url.split_at(scheme.len() + 3 + end);
    let target = target.split('#').next().unwrap_or_default();
    origin.parse::<Uri>().map_err(|_| wrong())?;
    let parses = target.is_empty() || target.replace(['{', '}'], "").parse::<Uri>().is_ok();
    if parses && end > 0 { Ok((origin, target)) } else { Err(wrong()) }
}

fn of_the_request_alone(headers: &mut HeaderMap) {
    for name in OF_CONNECTIONS {
        headers.remove(name);
    }
    headers.remove(CONTENT_LENGTH);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_parted() {
        assert_eq!(
            parted("http://localhost:3000/{version}/hooks?x=1"),
            Ok(("http://localhost:3000", "/{version}/hooks?x=1"))
        );
        assert_eq!(parted("https://shop.example"), Ok(("https://shop.example", "")));
        for wrong in ["", "localhost:3000", "/hooks", "http://", "http:///x", "http://a b/"] {
            assert!(parted(wrong).is_err(), "{wrong}");
        }
    }
}
