//! A document as its contract: events, how each travels, what each must look like.
//!
//! In: JSON that the generator wrote. Out: tables like those of generated code, and schemas. It must not know what is
//! tested or sent.

use http::{HeaderMap, Method, Uri};
use serde::Deserialize;
use serde_json::Value;

use super::leaked;
use super::sample::{Schema, Schemas};
use crate::event::EventInfo;
use crate::receive::{Dispatch, Found, Part, Source};
use crate::signature::Scheme;
use crate::signature::template::Template;
use std::sync::OnceLock;

/// The webhooks of a document, read at run time.
///
/// Generated code has the text of one in `contract::DOCUMENT`; the command makes it from a document.
pub struct Document {
    /// `info.title`.
    pub title: &'static str,
    /// `info.version`, or the version's name.
    pub version: &'static str,
    /// How deliveries are signed, where the document says so.
    pub scheme: Option<Scheme>,
    /// How requests say the version, where it is one of several.
    pub said: Option<Said>,
    /// The kinds of handshakes that senders ask for, each with the sender's origin where the document names it.
    pub handshakes: Vec<&'static str>,
    /// When deliveries are tried again.
    pub retry: Option<Retry>,
    /// The events, in document order.
    pub events: Vec<Event>,
    /// The same as static tables.
    pub(super) infos: &'static [EventInfo],
    pub(super) dispatch: &'static Dispatch,
    schemas: Schemas,
}

/// How requests say their version.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Said {
    /// Headers and their values.
    #[serde(borrow)]
    pub headers: Vec<(&'static str, &'static str)>,
    /// Parameters of the query.
    #[serde(borrow)]
    pub query: Vec<(&'static str, &'static str)>,
    /// Parameters of the media type.
    #[serde(borrow)]
    pub media_type_parameters: Vec<(&'static str, &'static str)>,
    /// A member of the payload, by JSON Pointer.
    pub pointer: Option<&'static str>,
    /// What stands for `{version}` in a URL; empty where the path says nothing.
    pub path_segment: &'static str,
}

/// When deliveries are tried again.
#[derive(Clone, Debug, Deserialize)]
pub struct Retry {
    /// The longest delay before each attempt, the first included, in milliseconds.
    pub schedule: Vec<u64>,
    /// Whether delays are random between nothing and the schedule's.
    pub jitter: bool,
    /// After how many milliseconds of failures an endpoint is disabled.
    pub disable_after: Option<u64>,
}

/// One event.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// How it travels.
    #[serde(borrow, deserialize_with = "leaked::one")]
    pub info: &'static EventInfo,
    /// The payload's schema; none where nothing, or anything, is sent.
    pub schema: Option<Value>,
    /// The document's examples.
    pub examples: Vec<Example>,
    /// Declared headers to send with it.
    #[serde(borrow)]
    pub declared: Vec<(&'static str, &'static str)>,
    /// The declared headers that must be there, in lower case.
    #[serde(borrow)]
    pub required: Vec<&'static str>,
    /// The declared answers.
    pub answers: Vec<Answer>,
}

/// One example of a payload.
#[derive(Clone, Debug, Deserialize)]
pub struct Example {
    /// Its name.
    pub name: &'static str,
    /// The payload.
    pub value: Value,
}

/// One declared answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer {
    /// The status; `None` is `default`.
    pub status: Option<u16>,
    /// The media type of its body; empty where there is none.
    pub media_type: &'static str,
    /// The body's schema.
    pub schema: Option<Value>,
}

/// What the generator writes.
#[derive(Deserialize)]
struct Written {
    title: &'static str,
    version: &'static str,
    scheme: Option<WrittenScheme>,
    said: Option<Said>,
    #[serde(borrow)]
    handshakes: Vec<&'static str>,
    retry: Option<Retry>,
    #[serde(borrow, deserialize_with = "leaked::one")]
    dispatch: &'static Dispatch,
    events: Vec<Event>,
    #[serde(rename = "$defs")]
    definitions: Value,
}

#[derive(Deserialize)]
enum WrittenScheme {
    Preset(&'static str),
    Template(#[serde(borrow, deserialize_with = "leaked::one")] &'static Template),
}

impl Document {
    /// Reads what the generator wrote, by `Contract::to_json` of hookwright-build.
    ///
    /// What is read stays in memory: it is to be read once.
    ///
    /// # Errors
    /// Where it is not such a text, or of another release.
    pub fn from_json(contract: Value) -> Result<Self, String> {
        let contract: &'static Value = Box::leak(Box::new(contract));
        let written = Written::deserialize(contract).map_err(|error| format!("no contract: {error}"))?;
        let infos: Vec<EventInfo> = written.events.iter().map(|event| *event.info).collect();
        Ok(Self {
            title: written.title,
            version: written.version,
            scheme: written.scheme.as_ref().map(scheme).transpose()?,
            said: written.said,
            handshakes: written.handshakes,
            retry: written.retry,
            infos: infos.leak(),
            dispatch: written.dispatch,
            schemas: Schemas::new(written.definitions),
            events: written.events,
        })
    }

    /// The same from a text.
    ///
    /// # Errors
    /// Where it is not such a text, or of another release.
    pub fn from_text(contract: &str) -> Result<Self, String> {
        let value = serde_json::from_str(contract).map_err(|error| format!("no contract: {error}"))?;
        Self::from_json(value)
    }

    /// The event of this name.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.info.name == name)
    }

    /// The schema of an event's payload, ready for samples and verdicts; none where nothing or anything is sent.
    ///
    /// # Errors
    /// Where the schema cannot be compiled: a pattern that no engine reads.
    pub fn schema(&self, event: &Event) -> Result<Option<Schema>, String> {
        event.schema.as_ref().map(|schema| self.schemas.schema(schema)).transpose()
    }

    /// The schema of an answer's body, likewise.
    ///
    /// # Errors
    /// Where the schema cannot be compiled.
    pub fn answer_schema(&self, answer: &Answer) -> Result<Option<Schema>, String> {
        answer.schema.as_ref().map(|schema| self.schemas.schema(schema)).transpose()
    }

    /// The payload with its event's name where requests say it, for schemas that leave it open; none where no request
    /// says its event by one member of the payload.
    #[must_use]
    pub fn naming(&self, event: &Event, payload: &Value) -> Option<Value> {
        let Dispatch::Key { parts, table, .. } = self.dispatch else { return None };
        let mut open = parts.iter().filter(|part| !matches!(part, Part::Text(_) | Part::Method));
        let (Some(Part::Pointer(pointer)), None) = (open.next(), open.next()) else { return None };
        let index = self.infos.iter().position(|info| info.name == event.info.name)?;
        let (key, _) = table.iter().find(|(_, at)| *at == index)?;
        let mut payload = payload.clone();
        *payload.pointer_mut(pointer)? = Value::from(*key);
        Some(payload)
    }

    /// Which event a request is; the name of one that the document does not have, where the request bears any.
    ///
    /// # Errors
    /// The name that it bears, or none.
    pub fn find(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<&Event, Option<String>> {
        match self.dispatch.find(self.infos, &Source { method, uri, headers, body }) {
            Found::Event(index) => self.events.get(index).ok_or(None),
            Found::Unknown(name) => Err(name),
        }
    }
}

/// The document of a generated module, read when it is first asked for.
#[doc(hidden)]
pub struct Generated {
    text: &'static str,
    read: OnceLock<Document>,
}

impl Generated {
    /// Nothing is read yet.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, read: OnceLock::new() }
    }

    /// The document.
    ///
    /// # Panics
    /// Where the text is of another release of the generator.
    pub fn get(&'static self) -> &'static Document {
        self.read
            .get_or_init(|| Document::from_text(self.text).expect("generator and runtime are of one release"))
    }
}

fn scheme(written: &WrittenScheme) -> Result<Scheme, String> {
    match written {
        WrittenScheme::Preset(name) => {
            Scheme::preset(name).ok_or_else(|| format!("the scheme `{name}` needs the feature `asymmetric`"))
        }
        WrittenScheme::Template(template) => Ok(Scheme::template(template)),
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("title", &self.title).field("events", &self.events.len()).finish()
    }
}
