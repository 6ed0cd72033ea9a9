//! Which version and event a request is, and whether it travels as that event does. In: a request, the documents. Out:
//! the event, and what is wrong. It must not look at payloads beyond what names the event.

use std::borrow::Cow;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::{Arrival, Fault, Judge, Judgement, Known};
use crate::content::{self, Content};
use crate::contract::{Document, Event, Said};
use crate::event::EventInfo;
use crate::receive::media_type;

impl Judge {
    /// The event, in the version that the request says.
    pub(super) fn event(&self, arrival: &Arrival, judgement: &mut Judgement) -> Option<(&Known, &Event)> {
        let known = self.version(arrival, judgement)?;
        let document = known.document;
        let body = json(document, arrival);
        match document.find(&arrival.method, &arrival.uri, &arrival.headers, &body) {
            Ok(event) => Some((known, event)),
            Err(name) => {
                judgement.faults.push(unknown(document, name));
                if !document.events.iter().any(|event| event.info.method == arrival.method.as_str()) {
                    let message = format!("no event is sent by {}", arrival.method);
                    judgement.faults.push(Fault::new("method", message));
                }
                None
            }
        }
    }

    fn version(&self, arrival: &Arrival, judgement: &mut Judgement) -> Option<&Known> {
        if self.documents.len() <= 1 {
            return self.documents.first();
        }
        let said =
            |known: &&Known| known.document.said.as_ref().is_some_and(|said| says(said, known, arrival));
        if let Some(known) = self.documents.iter().rev().find(said) {
            judgement.version = Some(known.document.version);
            return Some(known);
        }
        // Versions that only their events tell apart: the newest that has the event.
        let finds = |known: &&Known| {
            let document = known.document;
            document.find(&arrival.method, &arrival.uri, &arrival.headers, &json(document, arrival)).is_ok()
        };
        let newest = self.documents.iter().rev();
        let silent = |known: &&Known| known.document.said.as_ref().is_none_or(is_silent);
        if let Some(known) = newest.clone().filter(silent).find(finds) {
            judgement.version = Some(known.document.version);
            return Some(known);
        }
        let names: Vec<&str> = self.documents.iter().map(|known| known.document.version).collect();
        let message = "the request says none of the document's versions";
        let help = format!("there are {}", names.join(", "));
        judgement.faults.push(Fault::new("version::unknown", message).help(help));
        newest.clone().find(finds).or(self.documents.last())
    }
}

/// Whether a request says this version.
fn says(said: &Said, known: &Known, arrival: &Arrival) -> bool {
    if is_silent(said) {
        return false;
    }
    let text = arrival.uri.query().unwrap_or_default();
    let in_query = |(name, value): &(&str, &str)| {
        text.split('&')
            .any(|pair| pair.split_once('=').is_some_and(|(key, given)| key == *name && given == *value))
    };
    let in_type = |(name, value): &(&str, &str)| {
        let given = arrival.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        given.split(';').skip(1).any(|parameter| {
            let pair = parameter.trim().split_once('=');
            pair.is_some_and(|(key, given)| {
                key.eq_ignore_ascii_case(name) && given.trim_matches('"') == *value
            })
        })
    };
    let in_body = |pointer: &str| {
        crate::json::lookup(&arrival.body, pointer).is_some_and(|value| value == known.document.version)
    };
    let path =
        |segment: &str| segment.is_empty() || arrival.uri.path().split('/').any(|part| part == segment);
    said.headers.iter().all(|(name, value)| arrival.header(name).is_some_and(|given| given.trim() == *value))
        && said.query.iter().all(in_query)
        && said.media_type_parameters.iter().all(in_type)
        && said.pointer.is_none_or(in_body)
        && path(said.path_segment)
}

/// Whether nothing but the events and their media types tells the version.
fn is_silent(said: &Said) -> bool {
    said.headers.is_empty()
        && said.query.is_empty()
        && said.media_type_parameters.is_empty()
        && said.pointer.is_none()
        && said.path_segment.is_empty()
}

/// The body as names of events are looked for in it: of a form, the JSON that it stands for.
fn json<'a>(document: &Document, arrival: &'a Arrival) -> Cow<'a, [u8]> {
    if !document.events.iter().any(|event| event.info.may_be_a_form()) {
        return Cow::Borrowed(&arrival.body);
    }
    let said = media_type::said(&arrival.headers);
    let takes = |event: &&Event| takes(event.info, arrival);
    let content = document
        .events
        .iter()
        .find(takes)
        .map_or(Content::Plain, |event| media_type::content(event.info, said));
    content::json(content, &arrival.body, said).unwrap_or(Cow::Borrowed(&arrival.body))
}

fn takes(event: &'static EventInfo, arrival: &Arrival) -> bool {
    media_type::accepts(std::slice::from_ref(event), &arrival.headers, &arrival.body)
}

fn unknown(document: &Document, name: Option<String>) -> Fault {
    let Some(name) = name else {
        return Fault::new("event::missing", "the request bears no event's name")
            .help("say the event where the document says that it stands");
    };
    let names = document.events.iter().map(|event| event.info.name);
    let near = nearest(&name, names);
    let shown: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let fault = Fault::new("event::unknown", format!("the document has no event `{shown}`"));
    if near.is_empty() { fault } else { fault.help(format!("did you mean `{}`?", near.join("`, `"))) }
}

/// Names that are like one that is none of them, the nearest first; at most three.
#[must_use]
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let most = (name.chars().count() / 3).max(2);
    let mut near: Vec<(usize, &str)> =
        names.map(|known| (distance(name, known), known)).filter(|(far, _)| *far <= most).collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

/// How many characters must change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, one) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let swapped = corner + usize::from(one != *other);
            corner = row[j + 1];
            row[j + 1] = swapped.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// What is wrong with how the event travels.
pub(super) fn faults(arrival: &Arrival, event: &Event, faults: &mut Vec<Fault>) {
    let info = event.info;
    if info.method != arrival.method.as_str() {
        let message = format!("`{}` is sent by {}, not by {}", info.name, info.method, arrival.method);
        faults.push(Fault::new("method", message));
    }
    if arrival.headers.contains_key(CONTENT_ENCODING) {
        faults.push(Fault::new("body::coding", "the body is sent under `Content-Encoding`"));
    }
    if !takes(info, arrival) {
        faults.push(of_media_type(arrival, info));
    }
    if let Some(charset) = charset(arrival).filter(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
        let shown: String = charset.chars().take(40).collect();
        faults.push(Fault::new("body::charset", format!("`Content-Type` says the charset `{shown}`")));
    }
    for (name, value) in info.headers {
        if arrival.header(name).is_none_or(|given| !given.trim().eq_ignore_ascii_case(value)) {
            faults.push(Fault::new("event::header", format!("`{name}: {value}` is missing")));
        }
    }
    let missing = |name: &&&str| arrival.headers.get(**name).is_none_or(|value| value.is_empty());
    for name in event.required.iter().filter(missing) {
        if !faults.iter().any(|fault| fault.code == "signature::missing" && fault.message.contains(*name)) {
            faults.push(Fault::new("header::missing", format!("`{name}` is required, and missing")));
        }
    }
}

fn of_media_type(arrival: &Arrival, info: &EventInfo) -> Fault {
    let declared = format!("the document declares `{}`", info.media_type);
    match arrival.header(CONTENT_TYPE.as_str()) {
        None => Fault::new("media_type", format!("`Content-Type` is missing; {declared}")),
        Some(said) => {
            let shown: String = said.chars().filter(|c| !c.is_control()).take(80).collect();
            Fault::new("media_type", format!("`Content-Type` is `{shown}`; {declared}"))
        }
    }
}

fn charset(arrival: &Arrival) -> Option<&str> {
    let said = arrival.header(CONTENT_TYPE.as_str())?;
    if !content::is_json(said) {
        return None;
    }
    let parameters = said.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
    charsets.next().map(|(_, value)| value.trim_matches('"'))
}
