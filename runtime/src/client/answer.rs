//! Answers, and how typed ones are read.
//!
//! In: status, headers and body of a response. Out: an [`Answer`] with the value that the document
//! gives for that status. It must not know requests or sockets.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::SendError;
use crate::decode::{self, Decode, Reading};
use crate::violation::Violations;

/// What a receiver answered. Every status is an answer, redirects included: they are not followed.
#[derive(Clone, Debug)]
#[must_use = "an answer may be a refusal: see `accepted`"]
#[non_exhaustive]
pub struct Answer<T> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: Bytes,
    /// Whether the body was longer than the client reads, and cut off there: see
    /// [`Builder::truncate_answers`](super::Builder::truncate_answers).
    pub truncated: bool,
    /// The delivery's id, as it was sent.
    pub id: String,
    /// From the first byte to the last.
    pub elapsed: Duration,
    /// What the document says of this status; `None` where it says nothing, and where the body was cut off before it
    /// could be read.
    pub value: Option<T>,
}

impl<T> Answer<T> {
    /// Whether the receiver took the event: any 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// What the document says of the answer, where the receiver took the event.
    ///
    /// # Errors
    /// [`SendError::Refused`] where the status is no 2xx.
    pub fn accepted(self) -> Result<Option<T>, SendError> {
        if self.is_success() {
            return Ok(self.value);
        }
        Err(SendError::Refused { status: self.status, id: self.id })
    }
}

impl Answer<()> {
    pub(super) fn with<T>(self, value: Option<T>) -> Answer<T> {
        Answer {
            status: self.status,
            headers: self.headers,
            body: self.body,
            truncated: self.truncated,
            id: self.id,
            elapsed: self.elapsed,
            value,
        }
    }
}

/// A typed answer. Generated enums implement this by `codegen::read_answer!`.
pub trait FromResponse: Sized {
    /// The value for this status; `None` where the document does not list it.
    ///
    /// # Errors
    /// Where the status is listed and the body breaks its schema.
    fn from_response(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<Self>, Violations>;
}

/// A document without response bodies: any 2xx.
impl FromResponse for () {
    fn from_response(status: StatusCode, _: &HeaderMap, _: &[u8]) -> Result<Option<Self>, Violations> {
        Ok(status.is_success().then_some(()))
    }
}

/// Reads the body of a typed answer. Tolerant, as all reading from the outside.
///
/// # Errors
/// Where the body breaks its schema.
pub fn read_body<T: Decode>(body: &[u8]) -> Result<T, Violations> {
    decode::read(body, Reading::Tolerant).map(|read| read.value)
}

/// Implements [`FromResponse`] for a generated answer enum: the listed statuses by their variants,
/// `default` for every other, which the variant holds before the body. A 2xx that is not listed, or
/// that comes without the body which the document gives it, is `Acknowledged`.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_answer {
    (@whole $body:ident) => { true };
    (@whole $body:ident $type:ty) => { !$body.is_empty() };
    (@read $body:ident $variant:ident) => { Self::$variant };
    (@read $body:ident $variant:ident $type:ty) => {
        Self::$variant($crate::client::generated::read_body::<$type>($body)?)
    };
    (@rest $status:ident $body:ident) => {
        $status.is_success().then_some(Self::Acknowledged)
    };
    (@rest $status:ident $body:ident $variant:ident $($type:ty)?) => {
        if $status.is_success() && $body.is_empty() {
            ::core::option::Option::Some(Self::Acknowledged)
        } else {
            ::core::option::Option::Some(Self::$variant(
                $status.as_u16(),
                $($crate::client::generated::read_body::<$type>($body)?,)?
            ))
        }
    };
    ($name:ident { $($code:literal $variant:ident $(($type:ty))? $(as $media:literal)?),* $(,)? $(default $other:ident $(($other_type:ty))? $(as $other_media:literal)? $(,)?)? }) => {
        impl $crate::client::FromResponse for $name {
            fn from_response(
                status: $crate::client::generated::StatusCode,
                _: &$crate::client::generated::HeaderMap,
                body: &[u8],
            ) -> ::core::result::Result<
                ::core::option::Option<Self>,
                $crate::client::generated::Violations,
            > {
                ::core::result::Result::Ok(match status.as_u16() {
                    $($code if !status.is_success() || $crate::__read_answer!(@whole body $($type)?) => {
                        ::core::option::Option::Some($crate::__read_answer!(@read body $variant $($type)?))
                    })*
                    _ => $crate::__read_answer!(@rest status body $($other $($other_type)?)?),
                })
            }
        }
    };
}
