//! What a sender emits, held against its document.
//!
//! In: a document's versions, a verifier, requests as they arrived. Out: every fault of a request, each under a stable
//! name ([`catalogue`]), and those that only show over several attempts ([`retries`]). It must not know sockets, nor
//! answer anything.

mod arrival;
mod body;
mod codes;
mod event;
mod fault;
pub mod retries;
mod signature;

pub use arrival::{Arrival, Line};
pub use codes::{Code, catalogue};
pub use event::nearest;
pub use fault::Fault;

use std::sync::OnceLock;

use super::sample::Schema;
use super::{Document, Event};
use crate::signature::Verifier;

/// No sender's body is longer, unless told otherwise.
const LIMIT: usize = 1024 * 1024;

/// Holds requests against a document.
///
/// ```
/// use hookwright::contract::Document;
/// use hookwright::contract::judge::{Arrival, Judge};
///
/// # fn judge(document: &'static Document, arrival: Arrival) {
/// let judge = Judge::new([document]);
/// for fault in judge.judge(&arrival).faults {
///     println!("{fault}");
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Judge {
    documents: Vec<Known>,
    verifier: Option<Verifier>,
    url: Option<String>,
    limit: usize,
}

/// A document, and the schemas of its events, built when they are first needed.
#[derive(Debug)]
struct Known {
    document: &'static Document,
    built: Vec<OnceLock<Option<Schema>>>,
}

/// What was found of one request.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The event, where it is one of the document's.
    pub event: Option<&'static str>,
    /// The version, where the document has several.
    pub version: Option<&'static str>,
    /// The delivery's id, as the request says it.
    pub id: Option<String>,
    /// When it was signed, in milliseconds since 1970, as the request says it.
    pub timestamp: Option<i64>,
    /// Whether a signature was looked at, and is good.
    pub is_verified: bool,
    /// All that is wrong with it.
    pub faults: Vec<Fault>,
}

impl Judge {
    /// By the versions of a document, oldest first; one, where it has no versions. Nothing is verified.
    #[must_use]
    pub fn new(documents: impl IntoIterator<Item = &'static Document>) -> Self {
        let documents = documents.into_iter().map(Known::new).collect();
        Self { documents, verifier: None, url: None, limit: LIMIT }
    }

    /// Sets what verifies signatures.
    #[must_use]
    pub fn verifier(self, verifier: Verifier) -> Self {
        Self { verifier: Some(verifier), ..self }
    }

    /// Sets the URL that senders were told, for schemes that sign it. Without it, that of `Host`.
    #[must_use]
    pub fn public_url(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// Sets how long a body may be, in bytes; 1 MiB otherwise.
    #[must_use]
    pub fn limit(self, bytes: usize) -> Self {
        Self { limit: bytes, ..self }
    }

    /// The documents.
    pub fn documents(&self) -> impl Iterator<Item = &'static Document> {
        self.documents.iter().map(|known| known.document)
    }

    /// How long a body may be.
    pub(crate) fn most(&self) -> usize {
        self.limit
    }

    /// Every fault of one request, in the order in which a receiver would find them.
    #[must_use]
    pub fn judge(&self, arrival: &Arrival) -> Judgement {
        let mut judgement = Judgement::default();
        if arrival.body.len() > self.limit {
            let most = format!("the body has {} bytes, and {} are taken", arrival.body.len(), self.limit);
            judgement.faults.push(Fault::new("limit::body", most));
        }
        self.signature(arrival, &mut judgement);
        let Some((known, event)) = self.event(arrival, &mut judgement) else { return judgement };
        judgement.event = Some(event.info.name);
        event::faults(arrival, event, &mut judgement.faults);
        body::faults(arrival, event, known.schema(event), &mut judgement.faults);
        judgement
    }
}

impl Known {
    fn new(document: &'static Document) -> Self {
        let built = document.events.iter().map(|_| OnceLock::new()).collect();
        Self { document, built }
    }

    /// The generator has tried the schema; one that can't be built judges nothing.
    fn schema(&self, event: &Event) -> Option<&Schema> {
        let at = self.document.events.iter().position(|one| std::ptr::eq(one, event))?;
        let build = || self.document.schema(event).ok().flatten();
        self.built.get(at)?.get_or_init(build).as_ref()
    }
}

impl Judgement {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.faults.is_empty()
    }

    /// Whether a fault of this code was found.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.faults.iter().any(|fault| fault.code == code)
    }
}
