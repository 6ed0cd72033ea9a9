//! Media types. In: a request's headers and what the document declares. Out: yes or no.
//! It must not know the payload beyond whether there is one.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::content::{Content, is_json};
use crate::event::EventInfo;

const APPLICATION_JSON: &str = "application/json";

/// Whether a request's media type is one that some of these events declares.
pub(crate) fn accepts(events: &[EventInfo], headers: &HeaderMap, body: &[u8]) -> bool {
    match content_type(headers) {
        ContentType::Missing => body.is_empty(),
        ContentType::Unreadable => false,
        ContentType::Is(got) => body.is_empty() || events.iter().any(|event| event_takes(event, got)),
    }
}

enum ContentType<'a> {
    Missing,
    Unreadable,
    Is(&'a str),
}

/// Type and subtype without parameters. Two headers that disagree are unreadable: nobody can say which one counts.
fn content_type(headers: &HeaderMap) -> ContentType<'_> {
    let mut found = ContentType::Missing;
    for value in headers.get_all(CONTENT_TYPE) {
        let Some(essence) = value.to_str().ok().and_then(essence) else { return ContentType::Unreadable };
        match found {
            ContentType::Is(first) if !first.eq_ignore_ascii_case(essence) => return ContentType::Unreadable,
            _ => found = ContentType::Is(essence),
        }
    }
    found
}

fn essence(value: &str) -> Option<&str> {
    // What nearly all requests and documents say needs no taking apart.
    if value == APPLICATION_JSON {
        return Some(value);
    }
    let essence = value.split(';').next()?.trim();
    let (kind, subtype) = essence.split_once('/')?;
    (!kind.is_empty() && !subtype.is_empty()).then_some(essence)
}

/// An event without a payload takes whatever body comes along, since nothing reads it.
fn event_takes(event: &EventInfo, got: &str) -> bool {
    event.media_type.is_empty()
        || matches(event.media_type, got)
        || event.also.iter().any(|also| also.content.is_readable() && matches(also.media_type, got))
}

/// The `Content-Type` with its parameters.
pub(crate) fn said(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// How a body of this `Content-Type` is written, where the event takes it.
pub(crate) fn content(event: &EventInfo, said: Option<&str>) -> Content {
    if event.also.is_empty() {
        return event.content;
    }
    let Some(got) = said.and_then(essence).filter(|got| !matches(event.media_type, got)) else {
        return event.content;
    };
    let also = event.also.iter().find(|also| matches(also.media_type, got));
    also.map_or(event.content, |also| also.content)
}

fn matches(declared: &str, got: &str) -> bool {
    if declared == got {
        return true;
    }
    let declared = essence(declared).unwrap_or(declared);
    if declared == "*/*" || declared.eq_ignore_ascii_case(got) || (is_json(declared) && is_json(got)) {
        return true;
    }
    let family = |text: &str| text.split_once('/').map(|(kind, _)| kind.to_ascii_lowercase());
    declared.ends_with("/*") && family(declared) == family(got)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: EventInfo = EventInfo {
        name: "a",
        path: "a",
        method: "POST",
        media_type: "application/json",
        success: 200,
        ..EventInfo::PLAIN
    };
    const TEXT: EventInfo = EventInfo { media_type: "text/*", ..JSON };

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (CONTENT_TYPE, http::HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn json_in_all_its_names() {
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json"] {
            assert!(accepts(&[JSON], &headers(&[good]), b"{}"), "{good}");
        }
        for bad in ["text/json", "application/jsonp", "json", "/", "application/x-www-form-urlencoded", ""] {
            assert!(!accepts(&[JSON], &headers(&[bad]), b"{}"), "{bad}");
        }
    }

    #[test]
    fn a_body_needs_a_type() {
        assert!(!accepts(&[JSON], &headers(&[]), b"{}"));
        assert!(accepts(&[JSON], &headers(&[]), b""));
        assert!(!accepts(&[JSON], &headers(&["application/json", "text/plain"]), b"{}"));
    }

    #[test]
    fn ranges_and_other_types() {
        assert!(accepts(&[TEXT], &headers(&["text/xml"]), b"<a/>"));
        assert!(!accepts(&[TEXT], &headers(&["application/json"]), b"{}"));
        assert!(accepts(&[JSON, TEXT], &headers(&["text/xml"]), b"<a/>"));
    }
}
