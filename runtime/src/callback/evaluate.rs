//! Evaluating an expression.
//!
//! In: an [`Expression`] and the [`Original`] exchange. Out: a URL's text, or which part is
//! missing. It must not know whether that URL may be called.
//!
//! OpenAPI inserts values as they are. That is right for a value which is the URL, or its front:
//! the subscriber gave it to be called. A value that stands further back is data inside someone
//! else's URL, and as it is it could add query parameters, climb the path or change the host. So:
//! at the front a value is inserted as it is; behind that it is percent-encoded, all but the
//! unreserved characters; inside the authority it must be a host or a port.

use http::HeaderMap;
use serde_json::Value;

use super::grammar::{Expression, ExpressionError, Part, Reference, Source};
use super::original::Original;

/// What the text so far has come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Front,
    Authority,
    Behind,
}

impl Expression {
    /// The URL to call.
    ///
    /// # Errors
    /// Where a value is missing, is not text, number or boolean, stands several times, or would
    /// change the URL around it.
    pub fn evaluate(&self, original: &Original) -> Result<String, ExpressionError> {
        let mut url = String::new();
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => url.push_str(text),
                Part::Reference { at, reference } => {
                    let found = value(reference, original);
                    let inserted = found.and_then(|value| insert(&mut url, &value, self.goes_on(index)));
                    inserted.map_err(|reason| ExpressionError::new(*at, reason))?;
                }
            }
        }
        if !has_whole_port(&url) {
            return Err(ExpressionError::new(0, "what stands behind the host is no port"));
        }
        Ok(url)
    }

    /// Whether literal text directly behind this part belongs to the host, so that it ends it.
    fn goes_on(&self, index: usize) -> bool {
        matches!(self.parts.get(index + 1), Some(Part::Text(text)) if !text.starts_with(['/', '?', '#', ':']))
    }
}

/// Whether the authority ends with its host or with a port. HTTP stacks pass over a port that is no number, so that
/// `evil.example:1` before `.good.example` would be the host.
fn has_whole_port(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return true };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let behind = authority.rsplit_once(']').map_or(authority, |(_, behind)| behind);
    match behind.split_once(':') {
        Some((_, port)) => port.parse::<u16>().is_ok(),
        None => behind.len() == authority.len() || behind.is_empty(),
    }
}

fn position(url: &str) -> Position {
    if url.is_empty() {
        return Position::Front;
    }
    match url.split_once("://") {
        Some((_, rest)) if !rest.contains(['/', '?', '#']) => Position::Authority,
        _ => Position::Behind,
    }
}

/// Whether a value may stand where it does in the authority. Directly behind text of the host it could make another
/// host of it: `.evil.example`, or `pany` behind `.com`.
fn keeps_host(url: &str, value: &str, goes_on: bool) -> bool {
    if value.is_empty() || !url.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return true;
    }
    match value.strip_prefix(':') {
        Some(port) => !goes_on && port.bytes().all(|byte| byte.is_ascii_digit()),
        None => goes_on && !value.contains(['.', ':', '[', ']']),
    }
}

fn insert(url: &mut String, value: &str, goes_on: bool) -> Result<(), String> {
    match position(url) {
        Position::Front => url.push_str(value),
        Position::Authority => {
            let host = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
            if !value.chars().all(host) {
                return Err("the value stands in the URL's authority, and is no host or port".into());
            }
            if !keeps_host(url, value, goes_on) {
                return Err("the value stands right behind the URL's host, and would change it".into());
            }
            url.push_str(value);
        }
        Position::Behind if value == "." || value == ".." => {
            return Err("the value would climb the URL's path".into());
        }
        Position::Behind => encode(url, value),
    }
    Ok(())
}

fn encode(url: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push('%');
            let digits = [byte >> 4, byte & 15];
            url.extend(digits.map(|d| char::from(b"0123456789ABCDEF"[usize::from(d)])));
        }
    }
}

fn value(reference: &Reference, original: &Original) -> Result<String, String> {
    match reference {
        Reference::Url => Ok(original.url.clone()),
        Reference::Method => Ok(original.method.to_string()),
        Reference::StatusCode => Ok(response(original)?.status.as_str().to_owned()),
        Reference::Request(source) => request_value(source, original),
        Reference::Response(source) => {
            let response = response(original)?;
            match source {
                Source::Header(name) => header(&response.headers, name, "response"),
                Source::Body(pointer) => body(&response.body, pointer.as_deref(), "response"),
                Source::Query(_) | Source::Path(_) => Err("a response has no such part".into()),
            }
        }
    }
}

fn response(original: &Original) -> Result<&super::original::Response, String> {
    let response = original.response.as_ref();
    response.ok_or_else(|| "the original response was not given".to_owned())
}

fn request_value(source: &Source, original: &Original) -> Result<String, String> {
    match source {
        Source::Header(name) => header(&original.headers, name, "request"),
        Source::Query(name) => parameter(&original.query, name, "query"),
        Source::Path(name) => parameter(&original.path, name, "path"),
        Source::Body(pointer) => body(&original.body, pointer.as_deref(), "request"),
    }
}

/// One value, not the first of several: the provider may have checked another one.
fn only<T>(mut values: impl Iterator<Item = T>, what: impl Fn() -> String) -> Result<T, String> {
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (None, _) => Err(format!("the original {} is missing", what())),
        (Some(_), Some(_)) => Err(format!("the original {} stands several times", what())),
    }
}

fn parameter(pairs: &[(String, String)], name: &str, kind: &str) -> Result<String, String> {
    let values = pairs.iter().filter(|(key, _)| key == name);
    only(values, || format!("{kind} parameter `{name}`")).map(|(_, value)| value.clone())
}

fn header(headers: &HeaderMap, name: &str, side: &str) -> Result<String, String> {
    let value = only(headers.get_all(name).iter(), || format!("{side} header `{name}`"))?;
    let text = value.to_str().map(str::to_owned);
    text.map_err(|_| format!("the original {side} header `{name}` is not ASCII text"))
}

fn body(body: &[u8], pointer: Option<&str>, side: &str) -> Result<String, String> {
    let Some(pointer) = pointer else {
        let text = std::str::from_utf8(body).map(str::to_owned);
        return text.map_err(|_| format!("the original {side} body is not UTF-8 text"));
    };
    let value: Value =
        serde_json::from_slice(body).map_err(|_| format!("the original {side} body is not JSON"))?;
    match value.pointer(pointer) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Bool(truth)) => Ok(truth.to_string()),
        Some(Value::Null) => Err(format!("the original {side} body has null at `{pointer}`")),
        Some(_) => Err(format!("the original {side} body has no plain value at `{pointer}`")),
        None => Err(format!("the original {side} body has nothing at `{pointer}`")),
    }
}
