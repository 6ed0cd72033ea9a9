//! What no method of the receiver took: unknown and unhandled events, payloads with violations. In: the request as
//! it came. Out: all that the application needs to decide, and the refusal for when it decides so.
//! It must not decide itself: nothing is dropped that the application did not have in hand.

use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::incoming::Envelope;
use super::{Failure, Incoming, TraceContext, problem};
use crate::{Violation, Violations};

/// A verified delivery that no method of the receiver took.
///
/// `Ok(())` from `fallback` acknowledges it: with the event's own success status, or with 200 where the event is
/// unknown. Any [`Failure`] is answered as it says; [`refuse`](Self::refuse) makes one that names what is wrong.
#[derive(Clone, Debug)]
pub enum Unclaimed<E> {
    /// An event of the document whose method the receiver does not implement.
    Unhandled(Incoming<E>),
    /// An event that the document does not have.
    Unknown(UnknownEvent),
    /// An event of the document whose payload breaks its schema.
    Violating(Violating),
}

/// An event that the document does not have.
#[derive(Clone)]
pub struct UnknownEvent(pub(super) Arc<Envelope>);

/// An event whose payload breaks its schema.
#[derive(Clone)]
pub struct Violating {
    pub(super) envelope: Arc<Envelope>,
    pub(super) violations: Violations,
}

impl<E> Unclaimed<E> {
    /// The event's name: the document's, or what an unknown event called itself. None where the request named none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Unhandled(event) => Some(event.name()),
            Self::Unknown(event) => event.name(),
            Self::Violating(event) => Some(event.name()),
        }
    }

    /// The version that it was sent in, as [`Incoming::version`] has it.
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Unhandled(event) => event.version(),
            Self::Unknown(event) => event.version(),
            Self::Violating(event) => event.version(),
        }
    }

    /// The delivery's id, as [`Incoming::id`] has it.
    pub fn id(&self) -> &str {
        match self {
            Self::Unhandled(event) => event.id(),
            Self::Unknown(event) => event.id(),
            Self::Violating(event) => event.id(),
        }
    }

    /// The raw body.
    pub fn body(&self) -> &Bytes {
        match self {
            Self::Unhandled(event) => event.body(),
            Self::Unknown(event) => event.body(),
            Self::Violating(event) => event.body(),
        }
    }

    /// The request's headers.
    pub fn headers(&self) -> &HeaderMap {
        match self {
            Self::Unhandled(event) => event.headers(),
            Self::Unknown(event) => event.headers(),
            Self::Violating(event) => event.headers(),
        }
    }

    /// How the payload breaks its schema; empty for the other two kinds.
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Violating(event) => event.violations(),
            Self::Unhandled(_) | Self::Unknown(_) => &[],
        }
    }

    /// A failure that answers 422 with a problem document: the event's name and up to 20 violations, never a value.
    ///
    /// The delivery's id is free again afterwards, so a corrected payload under the same id is looked at anew.
    #[must_use]
    pub fn refuse(self) -> Failure {
        match self {
            Self::Unhandled(event) => refusal("The event is not handled here.", Some(event.name()), &[]),
            Self::Unknown(event) => event.refuse(),
            Self::Violating(event) => event.refuse(),
        }
    }
}

/// What both kinds of undecoded delivery have.
macro_rules! raw {
    ($type:ident, $envelope:tt) => {
        impl $type {
            /// The delivery's id, as [`Incoming::id`] has it.
            #[must_use]
            pub fn id(&self) -> &str {
                &self.$envelope.id
            }

            /// The version that it was sent in, as [`Incoming::version`] has it.
            #[must_use]
            pub fn version(&self) -> Option<&str> {
                self.$envelope.version
            }

            /// The raw body.
            #[must_use]
            pub fn body(&self) -> &Bytes {
                &self.$envelope.body
            }

            /// The request's headers.
            #[must_use]
            pub fn headers(&self) -> &HeaderMap {
                &self.$envelope.headers
            }

            /// The URL that the sender called, where the service knows its public address.
            #[must_use]
            pub fn url(&self) -> Option<&str> {
                self.$envelope.url.as_deref()
            }

            /// Who called, as [`Incoming::source`] has it.
            #[must_use]
            pub fn source(&self) -> Option<IpAddr> {
                self.$envelope.source
            }

            /// Whose delivery it is, as [`Incoming::tenant`] has it.
            #[must_use]
            pub fn tenant(&self) -> Option<&str> {
                self.$envelope.tenant.as_deref()
            }

            /// The trace that the sender continues, as [`Incoming::trace_context`] has it.
            #[must_use]
            pub fn trace_context(&self) -> Option<&TraceContext> {
                self.$envelope.trace.as_ref()
            }
        }

        /// Headers and the raw body stay out: they may hold what must not be logged.
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let name = self.$envelope.name.as_deref();
                f.debug_struct(stringify!($type))
                    .field("name", &name)
                    .field("id", &self.id())
                    .finish_non_exhaustive()
            }
        }
    };
}

raw!(UnknownEvent, 0);
raw!(Violating, envelope);

impl UnknownEvent {
    /// What the event called itself, if it did: at most 100 characters, with `?` for what cannot be printed.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// A failure that answers 422 and names the event.
    #[must_use]
    pub fn refuse(self) -> Failure {
        refusal("The event is not known here.", self.name(), &[])
    }
}

impl Violating {
    /// The event's name, as in the document.
    #[must_use]
    pub fn name(&self) -> &str {
        self.envelope.name.as_deref().unwrap_or_default()
    }

    /// How the payload breaks its schema: pointer, keyword and what was expected.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// A failure that answers 422 with the event's name and up to 20 violations, never a value.
    #[must_use]
    pub fn refuse(self) -> Failure {
        refusal("The payload breaks its schema.", Some(self.name()), &self.violations)
    }
}

fn refusal(detail: &str, event: Option<&str>, violations: &[Violation]) -> Failure {
    Failure::from_reply(problem::unprocessable(detail, event, violations), None)
}
