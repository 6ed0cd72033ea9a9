//! Which version and which event a request is. In: a verified request. Out: its event, held against the event's own
//! method and media type. It must not know payload types or handlers.

use http::request::Parts;
use std::borrow::Cow;

use super::dispatch::{Found, Source};
use super::outcome::Named;
use super::pipeline::{Settled, Step, allow, check_media_type, original_uri, printable, refused};
use super::service::Core;
use super::version::Request;
use super::{VersionInfo, Versions, media_type, problem};
use crate::content::{self, Content};
use crate::event::EventInfo;

/// Which event a request is.
pub(super) struct Recognised {
    /// Its place in the document's table; beyond it for an event that the document does not have.
    pub(super) index: usize,
    pub(super) event: Option<&'static EventInfo>,
    pub(super) name: Option<String>,
    /// The name of its version, where there are several.
    pub(super) version: Option<&'static str>,
}

/// What was found, and in which version, where there are several.
type FoundIn = (Option<&'static VersionInfo>, Found);

/// Finds the event, and holds the request against the event's own method and media type.
pub(super) fn recognise(core: &Core, parts: &Parts, body: &[u8], told: &mut Named) -> Step<Recognised> {
    let (version, found) = find(core, parts, body).map_err(unsupported)?;
    let event = match &found {
        Found::Event(index) => core.events.get(*index),
        Found::Unknown(_) => None,
    };
    let name = event_name(event, &found);
    *told = Named { name: name.clone(), declared: event.map_or("", |event| event.name), version };
    if let Some(event) = event {
        let event = std::slice::from_ref(event);
        allow(event, parts)?;
        check_media_type(event, parts, body)?;
    }
    let index = if let Found::Event(index) = found { index } else { usize::MAX };
    Ok(Recognised { index, event, name, version: version.map(|version| version.name) })
}

/// What the request said is not told: it may be anything.
fn unsupported(versions: &'static Versions) -> Box<Settled> {
    let names: Vec<&str> = versions.versions.iter().map(|version| version.name).collect();
    refused("version::unknown", problem::unsupported(&names))
}

/// The event, where version and event are known.
pub(super) fn find_event(core: &Core, parts: &Parts, body: &[u8]) -> Found {
    find(core, parts, body).map_or(Found::Unknown(None), |(_, found)| found)
}

/// Fails where the version is none of ours.
fn find(core: &Core, parts: &Parts, body: &[u8]) -> Result<FoundIn, &'static Versions> {
    let json = key_body(core, parts, body);
    let source = Source { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body: &json };
    let Some(versions) = core.versions else { return Ok((None, core.dispatch.find(core.events, &source))) };
    let request = Request { uri: original_uri(parts), source };
    let routed = versions.route(core.events, &request);
    routed.map(|(version, found)| (Some(version), found)).ok_or(versions)
}

/// The body as a key looks into it: where it is a form, as the JSON that it stands for.
fn key_body<'b>(core: &Core, parts: &Parts, body: &'b [u8]) -> Cow<'b, [u8]> {
    if !core.looks_into_forms {
        return Cow::Borrowed(body);
    }
    let said = media_type::said(&parts.headers);
    let takes = |event: &&EventInfo| media_type::accepts(std::slice::from_ref(*event), &parts.headers, body);
    let content =
        core.events.iter().find(takes).map_or(Content::Plain, |event| media_type::content(event, said));
    // A body that can't be read names no event here; whatever event it is will say why.
    content::json(content, body, said).unwrap_or(Cow::Borrowed(body))
}

/// The document's name, or what the event called itself, made fit for a log.
fn event_name(event: Option<&EventInfo>, found: &Found) -> Option<String> {
    match (event, found) {
        (Some(event), _) => Some(event.name.to_owned()),
        (None, Found::Unknown(Some(name))) => Some(printable(name)),
        (None, _) => None,
    }
}
