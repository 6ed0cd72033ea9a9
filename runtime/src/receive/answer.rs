//! A handler's typed answer. In: what the handler returned. Out: a [`Reply`] with the document's own status.
//! It must not know the request, nor the handler.

use http::StatusCode;

use super::delivery::success_status;
use super::{Failure, Reply};
use crate::event::EventInfo;

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

/// Makes a generated enum an [`Answer`]: each variant with its status, those with a body as JSON.
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
    (@reply $body:ident $status:literal $type:ty) => {
        $crate::codegen::Reply::json($crate::codegen::status($status), &$body)
    };
    (@other $code:ident $body:ident $variant:ident) => { Self::$variant($code) };
    (@other $code:ident $body:ident $variant:ident $type:ty) => { Self::$variant($code, $body) };
    (@reply_other $code:ident $body:ident) => {
        ::core::result::Result::Ok($crate::codegen::Reply::empty($crate::codegen::status($code)))
    };
    (@reply_other $code:ident $body:ident $type:ty) => {
        $crate::codegen::Reply::json($crate::codegen::status($code), &$body)
    };
    ($name:ident { $($status:literal $variant:ident $(($type:ty))?),* $(,)? $(default $other:ident $(($other_type:ty))? $(,)?)? }) => {
        impl $crate::codegen::Answer for $name {
            fn into_reply(
                self,
                event: &$crate::codegen::EventInfo,
            ) -> ::core::result::Result<$crate::codegen::Reply, $crate::Failure> {
                match self {
                    $($crate::codegen::answer!(@pattern body $variant $($type)?) =>
                        $crate::codegen::answer!(@reply body $status $($type)?),)*
                    $($crate::codegen::answer!(@other code body $other $($other_type)?) =>
                        $crate::codegen::answer!(@reply_other code body $($other_type)?),)?
                    Self::Acknowledged => $crate::codegen::Answer::into_reply((), event),
                }
            }

            fn acknowledged() -> Self {
                Self::Acknowledged
            }
        }
    };
}
