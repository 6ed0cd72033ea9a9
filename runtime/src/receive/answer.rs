//! A handler's typed answer. In: what the handler returned. Out: a [`Reply`] with the document's own status.
//! It must not know the request, nor the handler.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use super::delivery::success_status;
use super::{Failure, Reply};
use crate::event::EventInfo;
use crate::{RawBody, TextBody};

/// What a handler may return: `()` for the document's own success, or a generated enum where the document
/// declares bodies or several successes.
pub trait Answer: Sized + Send {
    /// The answer as it goes to the sender.
    ///
    /// # Errors
    /// When the body cannot be serialised.
    fn into_reply(self, event: &EventInfo) -> Result<Reply, Failure>;

    /// The answer when `fallback` took the event instead of its own method: the document's success, no body.
    fn acknowledged() -> Self;
}

impl Answer for () {
    fn into_reply(self, event: &EventInfo) -> Result<Reply, Failure> {
        Ok(Reply::empty(success_status(event)))
    }

    fn acknowledged() -> Self {}
}

/// For [`answer!`](crate::codegen::answer): a reply by the number that stands in the document.
#[doc(hidden)]
#[must_use]
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An answer's body that is not JSON.
pub trait RawAnswer {
    /// The bytes, and the media type where the body says it.
    fn parts(&self) -> (Bytes, &str);
}

impl RawAnswer for TextBody {
    fn parts(&self) -> (Bytes, &str) {
        (self.clone().into_bytes(), self.content_type())
    }
}

impl RawAnswer for RawBody {
    fn parts(&self) -> (Bytes, &str) {
        (self.clone().into_bytes(), "")
    }
}

/// For [`answer!`](crate::codegen::answer): a reply with a body that is not JSON, under its own media type, else
/// the document's.
#[doc(hidden)]
pub fn raw_reply<T: RawAnswer>(code: u16, body: &T, media_type: &'static str) -> Reply {
    let (bytes, said) = body.parts();
    let reply = Reply::with_body(status(code), media_type, bytes);
    match HeaderValue::from_str(said) {
        Ok(said) if !said.is_empty() => reply.header(CONTENT_TYPE, said),
        _ => reply,
    }
}

/// Makes a generated enum an [`Answer`]: each variant with its status, those with a body as JSON, or `as` the media
/// type that the document gives it.
/// `default` is the document's answer for every other status, which the variant holds before the body.
/// The enum also has the variant `Acknowledged`, which is the document's success without a body.
#[doc(hidden)]
#[macro_export]
macro_rules! __answer {
    (@pattern $body:ident $variant:ident) => { Self::$variant };
    (@pattern $body:ident $variant:ident $type:ty) => { Self::$variant($body) };
    (@reply $body:ident $status:literal) => {
        ::core::result::Result::Ok($crate::codegen::Reply::empty($crate::codegen::status($status)))
    };
    (@reply $body:ident $status:literal $type:ty as $media:literal) => {
        ::core::result::Result::Ok($crate::codegen::raw_reply($status, &*$body, $media))
    };
    (@reply $body:ident $status:literal $type:ty) => {
        $crate::codegen::Reply::json($crate::codegen::status($status), &$body)
    };
    (@other $code:ident $body:ident $variant:ident) => { Self::$variant($code) };
    (@other $code:ident $body:ident $variant:ident $type:ty) => { Self::$variant($code, $body) };
    (@reply_other $code:ident $body:ident) => {
        ::core::result::Result::Ok($crate::codegen::Reply::empty($crate::codegen::status($code)))
    };
    (@reply_other $code:ident $body:ident $type:ty as $media:literal) => {
        ::core::result::Result::Ok($crate::codegen::raw_reply($code, &*$body, $media))
    };
    (@reply_other $code:ident $body:ident $type:ty) => {
        $crate::codegen::Reply::json($crate::codegen::status($code), &$body)
    };
    ($name:ident { $($status:literal $variant:ident $(($type:ty))? $(as $media:literal)?),* $(,)? $(default $other:ident $(($other_type:ty))? $(as $other_media:literal)? $(,)?)? }) => {
        impl $crate::codegen::Answer for $name {
            fn into_reply(
                self,
                event: &$crate::codegen::EventInfo,
            ) -> ::core::result::Result<$crate::codegen::Reply, $crate::Failure> {
                match self {
                    $($crate::codegen::answer!(@pattern body $variant $($type)?) =>
                        $crate::codegen::answer!(@reply body $status $($type)? $(as $media)?),)*
                    $($crate::codegen::answer!(@other code body $other $($other_type)?) =>
                        $crate::codegen::answer!(@reply_other code body $($other_type)? $(as $other_media)?),)?
                    Self::Acknowledged => $crate::codegen::Answer::into_reply((), event),
                }
            }

            fn acknowledged() -> Self {
                Self::Acknowledged
            }
        }
    };
}
