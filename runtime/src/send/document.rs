//! What durable sending knows of a document. In: what generated code hands over. Out: events by name, and their payloads
//! in other versions. It must not know payload types.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::{Retry, RetryInfo};
use crate::event::{EventInfo, SentVersion};
use crate::signature::Scheme;

/// One document, as its generated module describes it. Fields may be added: fill in the rest from the default.
#[derive(Clone, Default)]
pub struct Document {
    /// Its events.
    pub events: &'static [EventInfo],
    /// How deliveries are signed; none where the application says so itself.
    pub scheme: Option<Scheme>,
    /// When deliveries are tried again, where it says so.
    pub retry: Option<RetryInfo>,
    /// The versions that endpoints may be pinned to; empty where there is but one.
    pub versions: &'static [SentVersion],
    /// The one that its events are of, and that endpoints get which are pinned to none.
    pub current: Option<&'static SentVersion>,
    /// How payloads become those of other versions.
    pub converter: Option<Arc<dyn Convert>>,
}

/// Makes payloads of one version those of another. Generated code implements it, over what only the application knows.
pub trait Convert: Send + Sync {
    /// The event and its payload in a version; none where that version has no such event, or it can't be said there.
    ///
    /// # Errors
    /// What went wrong, in words without values of the payload.
    fn convert(&self, kept: &Kept<'_>, version: &str) -> Result<Option<Converted>, String>;
}

/// An event as it was accepted.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'k> {
    /// Its name.
    pub event: &'k str,
    /// Its payload.
    pub payload: &'k Bytes,
    /// How that is written.
    pub content_type: &'k str,
}

/// An event in another version.
#[derive(Clone, Debug)]
pub struct Converted {
    /// What that version calls it, and how it travels there.
    pub event: &'static EventInfo,
    /// Its payload.
    pub payload: Bytes,
    /// How that is written.
    pub content_type: String,
}

impl Document {
    pub(super) fn event(&self, name: &str) -> Option<&'static EventInfo> {
        self.events.iter().find(|event| event.name == name)
    }

    pub(super) fn version(&self, name: &str) -> Option<&'static SentVersion> {
        self.versions.iter().find(|version| version.name == name)
    }

    pub(super) fn retry(&self) -> Retry {
        self.retry.as_ref().map_or_else(Retry::default, Retry::of)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.events.iter().map(|event| event.name).collect();
        f.debug_struct("Document")
            .field("events", &names)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}
