//! One request of a suite, before it is sent. In: a case, and what shall be wrong with it. Out: an HTTP request.
//! It must not know what answer is expected.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body_util::Full;
use serde_json::Value;
use std::time::SystemTime;

use super::Case;
use crate::Violations;
use crate::content::{self, Content};
use crate::event::EventInfo;
use crate::receive::{Dispatch, Part};
use crate::signature::{Signing, Unsigned};

/// What no document calls an event, and no sender a media type.
const UNKNOWN: &str = "hookwright-unknown-event";
const UNKNOWN_TYPE: HeaderValue = HeaderValue::from_static("application/x-hookwright-unknown");

#[derive(Clone)]
pub(super) struct Draft {
    method: Method,
    path: String,
    headers: HeaderMap,
    /// The payload as JSON, where it is written from JSON.
    json: Vec<u8>,
    /// The payload as it is sent.
    body: Vec<u8>,
    content: Content,
    media_type: &'static str,
}

impl Draft {
    /// The example as its sender would send it, without a signature.
    pub(super) fn new(case: &Case, event: Option<&EventInfo>, mount: &str) -> Result<Self, String> {
        let method = event.map_or("POST", |event| event.method);
        let mut headers = HeaderMap::new();
        let media_type = event.map_or("application/json", |event| event.media_type);
        if !media_type.is_empty() {
            headers.insert(CONTENT_TYPE, value(media_type)?);
        }
        let fixed = event.map_or(&[][..], |event| event.headers);
        for (name, text) in fixed.iter().chain(case.headers) {
            let name = HeaderName::try_from(*name).map_err(|_| format!("`{name}` is no header name"))?;
            headers.insert(name, value(text)?);
        }
        let draft = Self {
            method: method.parse().map_err(|_| format!("`{method}` is no method"))?,
            path: path(mount, case.path),
            headers,
            json: Vec::new(),
            body: Vec::new(),
            content: event.map_or(Content::Plain, |event| event.content),
            media_type,
        };
        draft.with(case.body.as_bytes().to_vec()).map_err(|violations| violations.to_string())
    }

    /// The same request with this payload, in the document's media type.
    fn with(mut self, json: Vec<u8>) -> Result<Self, Violations> {
        let written = content::write(self.content, self.media_type, json.clone())?;
        if let Some(said) = written.content_type.and_then(|said| HeaderValue::try_from(said).ok()) {
            self.headers.insert(CONTENT_TYPE, said);
        }
        Ok(Self { body: written.body, json, ..self })
    }

    /// The same meaning in other bytes: where ids are not signed, equal bytes would count as a repetition.
    pub(super) fn salted(mut self, salt: usize) -> Self {
        if self.content == Content::Plain && self.json().is_some() {
            self.body.extend(std::iter::repeat_n(b' ', salt));
        }
        self
    }

    pub(super) fn signed(
        mut self,
        by: &Signing,
        id: &str,
        at: SystemTime,
        base: &str,
    ) -> Result<Self, String> {
        let url = format!("{base}{}", self.path);
        let unsigned =
            Unsigned { id, method: &self.method, url: &url, headers: &self.headers, body: &self.body };
        let signature = by.sign(&unsigned, at).map_err(|error| error.to_string())?;
        self.headers.extend(signature);
        Ok(self)
    }

    /// One bit of the body flipped; an empty body gets a byte.
    pub(super) fn tampered(mut self) -> Self {
        match self.body.last_mut() {
            Some(byte) => *byte ^= 1,
            None => self.body.push(b' '),
        }
        self
    }

    pub(super) fn of_wrong_media_type(mut self) -> Self {
        self.headers.insert(CONTENT_TYPE, UNKNOWN_TYPE);
        self
    }

    pub(super) fn declared_as(mut self, length: u64) -> Self {
        self.headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        self
    }

    pub(super) fn grown_to(mut self, length: usize) -> Self {
        self.body.resize(length, b' ');
        self
    }

    /// The request as an event that the document does not have; none where every request is the one event.
    pub(super) fn of_unknown_event(mut self, dispatch: &Dispatch) -> Option<Self> {
        let part = match dispatch {
            Dispatch::Single(_) => return None,
            Dispatch::Path => &Part::Path,
            Dispatch::Key { parts, .. } => {
                parts.iter().find(|part| !matches!(part, Part::Text(_) | Part::Method))?
            }
        };
        match part {
            Part::Header(name) => {
                let name = HeaderName::try_from(*name).ok()?;
                self.headers.insert(name, HeaderValue::from_static(UNKNOWN));
            }
            Part::Pointer(pointer) => {
                let mut body = self.json()?;
                *body.pointer_mut(pointer)? = Value::from(UNKNOWN);
                self = self.with(body.to_string().into_bytes()).ok()?;
            }
            _ => {
                let parent = self.path.rsplit_once('/').map_or("", |(parent, _)| parent);
                self.path = format!("{parent}/{UNKNOWN}");
            }
        }
        Some(self)
    }

    /// The request with payloads that break, or may break, the schema: one of another kind, and one for each of the
    /// first members without it.
    pub(super) fn violating(&self) -> Vec<Self> {
        // A form has no way to be no object.
        let with = |body: &Value| self.clone().with(body.to_string().into_bytes()).ok();
        match self.json() {
            Some(Value::Object(members)) => {
                let without = |name: &String| {
                    let mut rest = members.clone();
                    rest.remove(name);
                    with(&Value::Object(rest))
                };
                let none = with(&Value::Array(Vec::new()));
                none.into_iter().chain(members.keys().take(8).filter_map(without)).collect()
            }
            Some(_) => with(&Value::Object(serde_json::Map::new())).into_iter().collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn has_body(&self) -> bool {
        !self.body.is_empty()
    }

    pub(super) fn request(self) -> Result<Request<Full<Bytes>>, String> {
        let mut request = Request::new(Full::new(Bytes::from(self.body)));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().map_err(|_| format!("`{}` is no path", self.path))?;
        *request.headers_mut() = self.headers;
        Ok(request)
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.json).ok()
    }
}

fn value(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text).map_err(|_| "a header value cannot be sent".to_owned())
}

/// A router nested at `/hooks` answers `/hooks`, not `/hooks/`.
fn path(mount: &str, path: &str) -> String {
    let mount = mount.trim_end_matches('/');
    match (mount.is_empty(), path) {
        (true, "") => "/".to_owned(),
        (false, "/") => mount.to_owned(),
        _ => format!("{mount}{path}"),
    }
}
