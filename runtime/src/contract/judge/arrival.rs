//! A request as it arrived. In: a server's parts. Out: plain data that can be kept, written to a line and read again.
//! It must not know what the request means.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde::{Deserialize, Serialize};

/// A request as it arrived, byte for byte.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The method.
    pub method: Method,
    /// The target, as the sender wrote it.
    pub uri: Uri,
    /// The headers, in their order.
    pub headers: HeaderMap,
    /// The body; cut off where it was longer than what is taken.
    pub body: Bytes,
    /// When its last byte came.
    pub at: SystemTime,
}

/// The same in a line of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// When it came, in milliseconds since 1970.
    pub at: u64,
    /// The method.
    pub method: String,
    /// The target.
    pub uri: String,
    /// The headers: names and values, a character for each byte.
    pub headers: Vec<(String, String)>,
    /// The body as text, where it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The body in base64, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

impl Arrival {
    /// As a line of a record.
    #[must_use]
    pub fn line(&self) -> Line {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            // Latin-1 has a character for every byte, so that each value can be read back.
            (name.as_str().to_owned(), value.as_bytes().iter().map(|byte| char::from(*byte)).collect())
        };
        let text = std::str::from_utf8(&self.body).ok().map(str::to_owned);
        let base64 = text.is_none().then(|| Base64::encode_string(&self.body));
        Line {
            at: millis(self.at),
            method: self.method.to_string(),
            uri: self.uri.to_string(),
            headers: self.headers.iter().map(header).collect(),
            text,
            base64,
        }
    }

    /// From a line of a record.
    ///
    /// # Errors
    /// Where a part of it can't stand in a request.
    pub fn from_line(line: Line) -> Result<Self, String> {
        let mut headers = HeaderMap::new();
        for (name, value) in line.headers {
            let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
            let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
            let name: HeaderName = name.parse().map_err(|_| format!("`{name}` is no header's name"))?;
            headers.append(&name, value.ok_or_else(|| format!("`{name}` has a value that none can have"))?);
        }
        let body = match (line.text, line.base64) {
            (Some(text), _) => Bytes::from(text),
            (None, Some(text)) => Base64::decode_vec(&text).map_err(|_| "`base64` is none")?.into(),
            (None, None) => Bytes::new(),
        };
        Ok(Self {
            method: line.method.parse().map_err(|_| format!("`{}` is no method", line.method))?,
            uri: line.uri.parse().map_err(|_| format!("`{}` is no target", line.uri))?,
            headers,
            body,
            at: UNIX_EPOCH.checked_add(Duration::from_millis(line.at)).ok_or("no clock goes so far")?,
        })
    }

    /// A header's value as text; none where it is no text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Milliseconds since 1970.
pub(super) fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
