//! From a payload to the body of a request.
//!
//! In: a payload and its event's record. Out: bytes and their media type, read back before anything is sent: a
//! sender never emits what its own document forbids. It must not know URLs, signatures or connections.

use std::any::Any;
use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;

use super::SendError;
use crate::content::{self, Content};
use crate::decode::sound::ROOM;
use crate::decode::{Decode, Reading};
use crate::event::EventInfo;
use crate::{NoPayload, RawBody, TextBody};

/// A body that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    /// Empty where there is nothing to say.
    pub(crate) content_type: Cow<'static, str>,
}

impl Body {
    /// One that somebody else has written, of the document's media type.
    pub(crate) fn ready(event: &EventInfo, bytes: Bytes) -> Self {
        Self { bytes, content_type: Cow::Borrowed(event.media_type) }
    }

    /// The body of a payload. Those that are not written from JSON are told by their type, since a trait for it
    /// could not also be implemented for all that serialises.
    pub(crate) fn of<P: Serialize + Decode + Any>(event: &EventInfo, payload: &P) -> Result<Self, SendError> {
        let any: &dyn Any = payload;
        if let Some(raw) = any.downcast_ref::<RawBody>() {
            return Ok(Self::ready(event, raw.clone().into_bytes()));
        }
        if let Some(text) = any.downcast_ref::<TextBody>() {
            return Ok(Self::text(event, text));
        }
        if any.is::<NoPayload>() {
            return Ok(Self::ready(event, Bytes::new()));
        }
        let mut json = Vec::with_capacity(1024);
        serde_json::to_writer(&mut json, payload).map_err(SendError::Payload)?;
        let written = content::write(event.content, event.media_type, json).map_err(SendError::Forbidden)?;
        let said = written.content_type.as_deref();
        let bytes = Bytes::from(written.body);
        // What a value says of itself costs a tenth of reading it back; tests hold the one against the other.
        let holds = event.content == Content::Plain && payload.holds(&[], ROOM);
        if !holds || cfg!(debug_assertions) {
            let read = content::read::<Box<P>>(event.content, &bytes, said, Reading::Strict);
            debug_assert!(
                !holds || read.is_ok(),
                "a value that holds is read again: {:?}",
                read.as_ref().err()
            );
            read.map_err(SendError::Forbidden)?;
        }
        let content_type = written.content_type.map_or(Cow::Borrowed(plain_type(event)), Cow::Owned);
        Ok(Self { bytes, content_type })
    }

    fn text(event: &EventInfo, text: &TextBody) -> Self {
        let content_type = match text.content_type() {
            "" => Cow::Borrowed(event.media_type),
            said => Cow::Owned(said.to_owned()),
        };
        Self { bytes: text.clone().into_bytes(), content_type }
    }
}

/// The document's media type; JSON's where it leaves it open.
fn plain_type(event: &EventInfo) -> &'static str {
    if event.content == Content::Plain && event.media_type.contains('*') {
        "application/json"
    } else {
        event.media_type
    }
}
