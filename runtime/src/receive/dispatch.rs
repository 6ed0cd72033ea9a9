//! Which event a request is. In: static tables of generated code, a request's parts. Out: an index into the events.
//! It must not decode payloads: one scan to a pointer at most, and one look into a sorted table.

use http::{HeaderMap, Method, Uri};
use std::borrow::Cow;

use crate::event::EventInfo;

/// Where a request's event name stands. Generated code holds one of these in a constant.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub enum Dispatch {
    /// The document has one event.
    Single(usize),
    /// The last segment of the path names the event, by `EventInfo::path`.
    Path,
    /// A key put together from parts of the request.
    Key {
        /// What every key has.
        #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
        parts: &'static [Part],
        /// What may follow, group by group. The longest key that the table knows wins, so that
        /// `{header:X-GitHub-Event}` with the group `-{json:/action}` finds `issues-opened` before `issues`.
        #[cfg_attr(
            feature = "contract",
            serde(borrow, deserialize_with = "crate::contract::leaked::slices")
        )]
        optional: &'static [&'static [Part]],
        /// Whether case is ignored and `_` counts as `-`. The table's keys are then folded already.
        fold: bool,
        /// Keys and event indices, sorted by the bytes of the key.
        #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
        table: &'static [(&'static str, usize)],
    },
}

/// One part of a dispatch key.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
#[non_exhaustive]
pub enum Part {
    /// Text between the others.
    Text(&'static str),
    /// The value of a header, by its lower-case name. A header that comes twice with different values has none.
    Header(&'static str),
    /// The scalar at a JSON Pointer (RFC 6901) in the payload.
    Pointer(&'static str),
    /// The last segment of the path, percent-decoded.
    Path,
    /// The request's method.
    Method,
}

/// The parts of a request that dispatch may look at.
pub(crate) struct Source<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// What dispatch found: an event, or the name of one that the document does not have, if the request bore any.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Event(usize),
    Unknown(Option<String>),
}

impl Dispatch {
    /// Whether a part of the key stands in the body.
    pub(super) fn looks_into_the_body(&self) -> bool {
        let Self::Key { parts, optional, .. } = self else { return false };
        let mut all = parts.iter().chain(optional.iter().copied().flatten());
        all.any(|part| matches!(part, Part::Pointer(_)))
    }

    pub(crate) fn find(&self, events: &[EventInfo], source: &Source<'_>) -> Found {
        match *self {
            Self::Single(index) => Found::Event(index),
            Self::Path => by_path(events, source),
            Self::Key { parts, optional, fold, table } => by_key(parts, optional, fold, table, source),
        }
    }
}

fn by_path(events: &[EventInfo], source: &Source<'_>) -> Found {
    let segment = last_segment(source.uri);
    match events.iter().position(|event| event.path == segment) {
        Some(index) => Found::Event(index),
        None => Found::Unknown((!segment.is_empty()).then(|| segment.into_owned())),
    }
}

fn by_key(
    parts: &[Part],
    optional: &[&[Part]],
    fold: bool,
    table: &[(&str, usize)],
    source: &Source<'_>,
) -> Found {
    let mut key = String::with_capacity(64);
    if source.append(parts, &mut key).is_none() {
        return Found::Unknown(None);
    }
    let mut ends = Vec::with_capacity(optional.len() + 1);
    ends.push(key.len());
    for group in optional {
        if source.append(group, &mut key).is_none() {
            break;
        }
        ends.push(key.len());
    }
    key.truncate(ends.last().copied().unwrap_or(0));
    let folded = if fold { Cow::Owned(folded(&key)) } else { Cow::Borrowed(key.as_str()) };
    let look_up = |end: &usize| table.binary_search_by_key(&&folded[..*end], |(key, _)| key).ok();
    match ends.iter().rev().find_map(look_up) {
        Some(at) => Found::Event(table[at].1),
        None => Found::Unknown(Some(key)),
    }
}

/// Folding changes bytes for bytes, so that ends stay where they are.
fn folded(key: &str) -> String {
    key.chars().map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
}

impl Source<'_> {
    /// Appends all parts, or none where the request lacks one.
    fn append(&self, parts: &[Part], key: &mut String) -> Option<()> {
        let start = key.len();
        for part in parts {
            match self.text(*part) {
                Some(text) => key.push_str(&text),
                None => {
                    key.truncate(start);
                    return None;
                }
            }
        }
        Some(())
    }

    fn text(&self, part: Part) -> Option<Cow<'_, str>> {
        match part {
            Part::Text(text) => Some(Cow::Borrowed(text)),
            Part::Header(name) => header(self.headers, name).map(Cow::Borrowed),
            Part::Pointer(pointer) => crate::json::lookup(self.body, pointer),
            Part::Path => Some(last_segment(self.uri)),
            Part::Method => Some(Cow::Borrowed(self.method.as_str())),
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // Looking a name up would read and hash it first, which costs more than all names that requests have.
    let mut values = headers.iter().filter(|(key, _)| key.as_str() == name).map(|(_, value)| value);
    let first = values.next()?;
    values.all(|value| value == first).then(|| first.to_str().ok().map(str::trim))?
}

/// The last segment of the path, percent-decoded where that gives text.
fn last_segment(uri: &Uri) -> Cow<'_, str> {
    let path = uri.path();
    let segment = path.rsplit_once('/').map_or(path, |(_, segment)| segment);
    if !segment.contains('%') {
        return Cow::Borrowed(segment);
    }
    let decoded = percent_decoded(segment).and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.map_or(Cow::Borrowed(segment), Cow::Owned)
}

fn percent_decoded(segment: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GITHUB: Dispatch = Dispatch::Key {
        parts: &[Part::Header("x-github-event")],
        optional: &[&[Part::Text("-"), Part::Pointer("/action")]],
        fold: true,
        table: &[("issue-comment-created", 0), ("issues-opened", 1), ("ping", 2)],
    };

    const EVENT: EventInfo = EventInfo {
        name: "e",
        path: "e",
        method: "POST",
        media_type: "application/json",
        success: 200,
        ..EventInfo::PLAIN
    };

    fn find(dispatch: &Dispatch, uri: &'static str, header: Option<&'static str>, body: &str) -> Found {
        let events = ["a", "b c"].map(|path| EventInfo { path, ..EVENT });
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            headers.insert("x-github-event", http::HeaderValue::from_static(value));
        }
        let source = Source {
            method: &Method::POST,
            uri: &Uri::from_static(uri),
            headers: &headers,
            body: body.as_bytes(),
        };
        dispatch.find(&events, &source)
    }

    #[test]
    fn keys_are_folded_and_optional_parts_fall_away() {
        let github = |header, body| find(&GITHUB, "/", header, body);
        assert_eq!(github(Some("issue_comment"), r#"{"action":"Created"}"#), Found::Event(0));
        assert_eq!(github(Some("ping"), r#"{"zen":"x"}"#), Found::Event(2));
        assert_eq!(github(Some("ping"), r#"{"action":"x"}"#), Found::Event(2));
        assert_eq!(github(Some("issues"), r#"{"action":"x"}"#), Found::Unknown(Some("issues-x".into())));
        assert_eq!(github(None, r#"{"action":"x"}"#), Found::Unknown(None));
    }

    #[test]
    fn paths_are_decoded() {
        assert_eq!(find(&Dispatch::Path, "/hooks/a", None, ""), Found::Event(0));
        assert_eq!(find(&Dispatch::Path, "/hooks/b%20c?x=/a", None, ""), Found::Event(1));
        assert_eq!(find(&Dispatch::Path, "/hooks/%zz", None, ""), Found::Unknown(Some("%zz".into())));
        assert_eq!(find(&Dispatch::Path, "/hooks/", None, ""), Found::Unknown(None));
        assert_eq!(find(&Dispatch::Single(1), "/", None, ""), Found::Event(1));
    }

    #[test]
    fn a_header_that_disagrees_with_itself_names_nothing() {
        let mut headers = HeaderMap::new();
        headers.append("x", http::HeaderValue::from_static("a"));
        assert_eq!(header(&headers, "x"), Some("a"));
        headers.append("x", http::HeaderValue::from_static("b"));
        assert_eq!(header(&headers, "x"), None);
    }
}
