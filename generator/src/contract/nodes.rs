//! What tools are told of a document, as plain data.

use serde_json::{Map, Value};

use crate::ir::nodes::{Content, Dispatch, Handshake, Retry, Scheme, Source};

/// A document as its webhooks' contract.
#[derive(Clone, Debug)]
pub struct Contract {
    /// `info.title`.
    pub title: String,
    /// `info.version`, or the name of the version where the document is one of several.
    pub version: String,
    /// `info.description`, as it stands there: CommonMark.
    pub description: String,
    /// How a request says that it is of this version, where the document is one of several.
    pub said: Option<Said>,
    /// How deliveries are signed.
    pub scheme: Option<Scheme>,
    /// The handshakes that senders ask for.
    pub handshakes: Vec<Handshake>,
    /// When deliveries are tried again.
    pub retry: Option<Retry>,
    /// How a request tells its event.
    pub dispatch: Dispatch,
    /// The events, in document order.
    pub events: Vec<Event>,
    /// What schemas refer to as `#/$defs/NAME`, under the document's names, with annotations.
    pub definitions: Map<String, Value>,
}

/// How requests say their version.
#[derive(Clone, Debug)]
pub struct Said {
    /// Where the receiver looks, in the order of precedence.
    pub sources: Vec<Source>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Parameters of the query.
    pub query: Vec<(String, String)>,
    /// Parameters of the media type.
    pub media_type_parameters: Vec<(String, String)>,
    /// A member of the payload, by JSON Pointer.
    pub pointer: Option<String>,
    /// What stands for `{version}` in an endpoint's URL; empty where the path says nothing.
    pub path_segment: String,
    /// Since when the version is deprecated, in seconds since 1970.
    pub deprecated: Option<i64>,
    /// When it ends, likewise.
    pub sunset: Option<i64>,
}

/// One webhook.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name, unique.
    pub name: String,
    /// `summary`.
    pub summary: String,
    /// `description`: CommonMark.
    pub description: String,
    /// `tags`.
    pub tags: Vec<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The HTTP method, in capitals.
    pub http_method: String,
    /// The last segment of the path, where paths tell events apart.
    pub path: String,
    /// The method of the generated receiver and client.
    pub method: String,
    /// The generated variant of `Event`.
    pub variant: String,
    /// The generated type of the payload, where it has a name of its own.
    pub payload_type: Option<String>,
    /// The generated type of the answers, where there is one.
    pub answer_type: Option<String>,
    /// The runtime expression of the URL, for callbacks.
    pub callback: Option<String>,
    /// The media type of the payload; empty where there is none.
    pub media_type: String,
    /// How the payload is written.
    pub content: Content,
    /// Further media types, and how it is written in them.
    pub also: Vec<(String, Content)>,
    /// The payload's schema (JSON Schema 2020-12); none where nothing or anything is sent. It has `$defs` of its own
    /// where dynamic references make it stand alone.
    pub schema: Option<Value>,
    /// The document's examples.
    pub examples: Vec<Example>,
    /// A payload made from the schema, to show where the document has no example.
    pub sample: Option<Value>,
    /// Headers with which a sender tells this event from others, by lower-case names.
    pub headers: Vec<(String, String)>,
    /// The headers and parameters that the document declares.
    pub parameters: Vec<Parameter>,
    /// Declared headers to test with.
    pub header_sample: Vec<(String, String)>,
    /// The status that acknowledges.
    pub success: u16,
    /// The declared answers.
    pub answers: Vec<Answer>,
    /// What its own `security` demands: one of these, all that is in it. The name, and how it is met, as a variant of
    /// the runtime's with its argument.
    pub security: Vec<Vec<(String, &'static str, Option<String>)>>,
}

/// One example of a payload.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The payload.
    pub value: Value,
}

/// One declared parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `header`, `query`, `path` or `cookie`.
    pub location: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub description: String,
    /// Its schema, as [`Event::schema`].
    pub schema: Option<Value>,
}

/// One declared answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status; `None` is `default`.
    pub status: Option<u16>,
    /// `description`.
    pub description: String,
    /// The media type of its body; empty where there is none.
    pub media_type: String,
    /// The body's schema, as [`Event::schema`].
    pub schema: Option<Value>,
}
