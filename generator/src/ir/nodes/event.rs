//! What is sent, how it is recognised, what is answered.
//!
//! In: nothing, these are data. Out: what `emit` writes down.

use super::{Content, Docs, Durable, FormField, Type, Use};

/// One webhook: what is sent, how it is recognised, what is answered.
#[derive(Clone, Debug)]
pub struct Event {
    /// The name as the document has it, unique: an element of `Event::NAMES`.
    pub name: String,
    /// The variant of the generated `Event` enum.
    pub variant: String,
    /// The method of the generated `Receiver` and `Client`.
    pub method: String,
    /// The last path segment under which the event arrives where the path tells events apart.
    pub path: String,
    /// The HTTP method, in capitals.
    pub http_method: String,
    /// The media type of the payload; empty where there is none.
    pub media_type: String,
    /// How the payload is written.
    pub content: Content,
    /// Further media types in which it may come, and how it is written in them.
    pub also: Vec<(String, Content)>,
    /// The type of the payload.
    pub payload: Use,
    /// The cfg feature behind which it stands.
    pub feature: Option<String>,
    /// Documentation, from summary and description.
    pub docs: Docs,
    /// Marked as deprecated in the document.
    pub deprecated: bool,
    /// What it was called in the version before, where the document says so.
    pub renamed_from: Option<String>,
    /// The status that acknowledges: the first 2xx that the document declares, else 200.
    pub success: u16,
    /// The typed answers, where the document has more to say than one empty 2xx.
    pub answers: Vec<Answer>,
    /// The name of the generated answer enum; set exactly when `answers` is not empty.
    pub answer_name: Option<String>,
    /// Headers that a sender must add for the receiver's dispatch.
    pub headers: Vec<(String, String)>,
    /// The type of the headers that the document declares, without those that something else writes.
    pub declared: Option<Type>,
    /// What its own `security` demands: one of these, all that is in it. The name, and how it is met, as a variant of
    /// the runtime's with its argument.
    pub security: Vec<Vec<(String, &'static str, Option<String>)>>,
    /// How the texts of these headers are read.
    pub header_form: Vec<FormField>,
    /// Such headers to test with.
    pub header_sample: Vec<(String, String)>,
    /// How it is sent durably; callbacks are not.
    pub durable: Option<Durable>,
    /// The runtime expression that gives the URL, for callbacks.
    pub callback: Option<String>,
    /// Payloads to show: the document's examples, or one sample made from the types.
    pub cases: Vec<Case>,
}

/// One declared answer of an event.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status; `None` is the document's `default`.
    pub status: Option<u16>,
    /// The variant of the answer enum.
    pub variant: String,
    /// The type of the body, where one is declared.
    pub body: Option<Type>,
    /// The media type of a body that is not JSON, or empty.
    pub media_type: String,
    /// Documentation.
    pub docs: Docs,
}

/// One payload to show.
#[derive(Clone, Debug)]
pub struct Case {
    /// The example's name, or `sample`.
    pub name: String,
    /// The payload as compact JSON.
    pub body: String,
}
