//! One request, before it is sent. In: an event and a payload. Out: an HTTP request, right or spoilt.
//! It must not know what answer is expected.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use serde_json::Value;
use std::time::SystemTime;

use super::document::{Document, Event};
use crate::content::{self, Content};
use crate::receive::{Dispatch, Part};
use crate::signature::{Signing, Unsigned};

/// What no document calls an event, and no sender a media type.
const UNKNOWN: &str = "hookwright-unknown-event";
const UNKNOWN_TYPE: HeaderValue = HeaderValue::from_static("application/x-hookwright-unknown");

/// A request that is not signed yet, or is.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) method: Method,
    /// Path and query.
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    /// The payload as it is sent.
    pub(super) body: Vec<u8>,
    /// The payload as a value, where it is written from one.
    pub(super) payload: Value,
    content: Content,
    media_type: &'static str,
}

impl Draft {
    /// The payload as its sender would send it, without a signature. `mount` may hold `{version}`.
    pub(super) fn new(
        document: &Document,
        event: &Event,
        payload: &Value,
        mount: &str,
    ) -> Result<Self, String> {
        let info = event.info;
        let mut headers = HeaderMap::new();
        if !info.media_type.is_empty() {
            headers.insert(CONTENT_TYPE, value(info.media_type)?);
        }
        let said = document.said.iter().flat_map(|said| &said.headers);
        for (name, text) in event.declared.iter().chain(info.headers).chain(said) {
            let name = HeaderName::try_from(*name).map_err(|_| format!("`{name}` is no header name"))?;
            headers.insert(name, value(text)?);
        }
        let method = info.method.parse().map_err(|_| format!("`{}` is no method", info.method))?;
        let mut draft = Self {
            method,
            path: path(document, event, mount),
            headers,
            payload: Value::Null,
            body: Vec::new(),
            content: info.content,
            media_type: info.media_type,
        };
        draft.say_version(document)?;
        let mut payload = payload.clone();
        if let Some(pointer) = document.said.as_ref().and_then(|said| said.pointer)
            && let Some(place) = payload.pointer_mut(pointer)
        {
            *place = Value::from(document.version);
        }
        draft.with(payload)
    }

    /// Parameters of the media type that say the version.
    fn say_version(&mut self, document: &Document) -> Result<(), String> {
        let parameters = document.said.iter().flat_map(|said| &said.media_type_parameters);
        for (name, text) in parameters {
            if let Some(media_type) = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
                let extended = value(&format!("{media_type}; {name}={text}"))?;
                self.headers.insert(CONTENT_TYPE, extended);
            }
        }
        Ok(())
    }

    /// A request that is no delivery.
    pub(super) fn plain(method: Method, path: String, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { method, path, headers, body, payload: Value::Null, content: Content::Plain, media_type: "" }
    }

    /// The same request with this payload, in the document's media type.
    pub(super) fn with(mut self, payload: Value) -> Result<Self, String> {
        if self.media_type.is_empty() {
            return Ok(self);
        }
        let json = payload.to_string().into_bytes();
        let written = content::write(self.content, self.media_type, json)
            .map_err(|violations| violations.to_string())?;
        if let Some(said) = written.content_type.and_then(|said| HeaderValue::try_from(said).ok()) {
            self.headers.insert(CONTENT_TYPE, said);
        }
        Ok(Self { body: written.body, payload, ..self })
    }

    /// The same request with these bytes for a body.
    pub(super) fn with_bytes(self, body: Vec<u8>) -> Self {
        Self { body, ..self }
    }

    /// The payload as its receiver reads it: a form has no null, and no number that is not a text.
    pub(super) fn as_read(&self) -> Option<Value> {
        let said = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let json = content::json(self.content, &self.body, said).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// Whether the body is JSON as it stands.
    pub(super) fn is_json(&self) -> bool {
        self.content == Content::Plain && content::is_json(self.media_type)
    }

    /// The same meaning in other bytes: where ids are not signed, equal bytes would count as a repetition.
    pub(super) fn salted(mut self, mut salt: u64) -> Self {
        const BLANKS: [u8; 4] = *b" \n\t\r";
        if self.is_json() {
            while salt > 0 {
                self.body.push(BLANKS[(salt % 4) as usize]);
                salt /= 4;
            }
        }
        self
    }

    /// The headers of its signature.
    pub(super) fn signature(
        &self,
        by: &Signing,
        id: &str,
        at: SystemTime,
        base: &str,
    ) -> Result<HeaderMap, String> {
        let url = format!("{base}{}", self.path);
        let unsigned =
            Unsigned { id, method: &self.method, url: &url, headers: &self.headers, body: &self.body };
        let headers = by.sign(&unsigned, at).map_err(|error| error.to_string())?;
        Ok(headers.into_iter().collect())
    }

    /// The same request with these headers, in place of what it has under the same names.
    pub(super) fn bearing(mut self, headers: HeaderMap) -> Self {
        for name in headers.keys() {
            self.headers.remove(name);
        }
        self.headers.extend(headers);
        self
    }

    pub(super) fn without(mut self, name: &HeaderName) -> Self {
        self.headers.remove(name);
        self
    }

    pub(super) fn of_wrong_media_type(mut self) -> Self {
        self.headers.insert(CONTENT_TYPE, UNKNOWN_TYPE);
        self
    }

    pub(super) fn grown_to(mut self, length: usize) -> Self {
        self.body.resize(length.max(self.body.len()), b' ');
        self
    }

    /// The request as events that the document does not have, one for each part that says its event; none where every
    /// request is the one event.
    pub(super) fn of_unknown_events(&self, dispatch: &Dispatch) -> Vec<(String, Self)> {
        let parts: Vec<&Part> = match dispatch {
            Dispatch::Single(_) => Vec::new(),
            Dispatch::Path => vec![&Part::Path],
            Dispatch::Key { parts, .. } => parts.iter().collect(),
        };
        parts.into_iter().filter_map(|part| self.clone().saying_unknown(part)).collect()
    }

    fn saying_unknown(mut self, part: &Part) -> Option<(String, Self)> {
        let place = match part {
            Part::Text(_) | Part::Method => return None,
            Part::Header(name) => {
                let header = HeaderName::try_from(*name).ok()?;
                self.headers.insert(header, HeaderValue::from_static(UNKNOWN));
                format!("the header `{name}`")
            }
            Part::Pointer(pointer) => {
                let mut payload = self.payload.clone();
                *payload.pointer_mut(pointer)? = Value::from(UNKNOWN);
                self = self.with(payload).ok()?;
                format!("the member {pointer}")
            }
            _ => {
                let parent = self.path.rsplit_once('/').map_or("", |(parent, _)| parent);
                self.path = format!("{parent}/{UNKNOWN}");
                "the path".to_owned()
            }
        };
        Some((format!("{place} says `{UNKNOWN}`"), self))
    }

    /// Whether the document takes it for this event.
    pub(super) fn is_of(&self, document: &Document, event: &Event) -> bool {
        let Ok(uri) = self.path.parse::<Uri>() else { return false };
        document
            .find(&self.method, &uri, &self.headers, &self.body)
            .is_ok_and(|found| std::ptr::eq(found, event))
    }

    pub(super) fn request(self) -> Result<Request<Bytes>, String> {
        let mut request = Request::new(Bytes::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().map_err(|_| format!("`{}` is no path", self.path))?;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

fn value(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text).map_err(|_| "a header value cannot be sent".to_owned())
}

/// The path below the mount, with the event and the version where they stand in it.
fn path(document: &Document, event: &Event, mount: &str) -> String {
    let (mount, query) = mount.split_once('?').unwrap_or((mount, ""));
    let mut path = match document.dispatch {
        Dispatch::Path => format!("{}/{}", mount.trim_end_matches('/'), event.info.path),
        _ if mount.is_empty() => "/".to_owned(),
        // Whoever says `/hooks/` means it: a router nested at `/hooks` answers that alone.
        _ => mount.to_owned(),
    };
    let mut query = query.to_owned();
    if let Some(said) = &document.said {
        path = path.replace("{version}", said.path_segment);
        for (name, text) in &said.query {
            let mark = if query.is_empty() { "" } else { "&" };
            query = format!("{query}{mark}{name}={text}");
        }
    }
    if query.is_empty() { path } else { format!("{path}?{query}") }
}
