//! The exchange that a callback's expressions speak of.
//!
//! In: what the provider's API received and answered when someone subscribed. Out: single values
//! by name. It must not know the grammar of expressions.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// The original request, and its response where expressions need it.
///
/// ```
/// use hookwright::callback::{Expression, Original};
///
/// let original = Original::new(http::Method::POST, "https://api.example/subscriptions")
///     .body(r#"{"callbackUrl": "https://subscriber.example/hook"}"#);
/// let expression = Expression::parse("{$request.body#/callbackUrl}/events")?;
/// assert_eq!(expression.evaluate(&original)?, "https://subscriber.example/hook/events");
/// # Ok::<(), hookwright::callback::ExpressionError>(())
/// ```
#[derive(Clone)]
pub struct Original {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) path: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) response: Option<Response>,
}

#[derive(Clone)]
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Original {
    /// A request to this URL; its query parameters are read from it.
    #[must_use]
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        let url = url.into();
        Self {
            method,
            query: query(&url),
            url,
            path: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            response: None,
        }
    }

    /// The value of a path parameter, decoded.
    #[must_use]
    pub fn path_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.path.push((name.into(), value.into()));
        self
    }

    /// The request's headers.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// The request's raw body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// What the request was answered.
    #[must_use]
    pub fn response(mut self, status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        self.response = Some(Response { status, headers, body: body.into() });
        self
    }
}

/// Whose request it was and what it said stays out: headers carry credentials, URLs and bodies secrets.
impl fmt::Debug for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Original")
            .field("method", &self.method)
            .field("status", &self.response.as_ref().map(|response| response.status))
            .finish_non_exhaustive()
    }
}

fn query(url: &str) -> Vec<(String, String)> {
    let url = url.split('#').next().unwrap_or_default();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Form decoding: `+` is a space, `%41` is `A`; a `%` that starts no escape stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escape = (byte == b'%').then(|| escaped(bytes.get(at + 1..at + 3)?)).flatten();
        at += if escape.is_some() { 3 } else { 1 };
        out.push(match (escape, byte) {
            (Some(escaped), _) => escaped,
            (None, b'+') => b' ',
            (None, byte) => byte,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn escaped(digits: &[u8]) -> Option<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let byte = value(*digits.first()?)? * 16 + value(*digits.get(1)?)?;
    u8::try_from(byte).ok()
}
