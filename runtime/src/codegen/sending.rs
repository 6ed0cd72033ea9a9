//! What generated senders have in common: a macro for all of it that is no event's, and how payloads change versions.
//!
//! In: an event as it was accepted. Out: the same as another version has it. It must not know which versions there are.

use std::any::Any;

use serde::Serialize;

use crate::client::body::Body;
use crate::content;
use crate::decode::{Decode, Reading};
use crate::event::EventInfo;
use crate::send::{Converted, Kept};

/// An event of a version in which it is written as it was accepted.
///
/// # Errors
/// Never: it is of one form with [`converted`].
pub fn same(kept: &Kept<'_>, event: &'static EventInfo) -> Result<Option<Converted>, String> {
    let (payload, content_type) = (kept.payload.clone(), kept.content_type.to_owned());
    Ok(Some(Converted { event, payload, content_type }))
}

/// An event by the steps that lead to another version; none where one of them says that it can't be said there.
///
/// # Errors
/// Where the payload is not what the document says any more, or what comes of it is not what that version says.
pub fn converted<P, Q>(
    kept: &Kept<'_>,
    from: &EventInfo,
    event: &'static EventInfo,
    steps: impl FnOnce(P) -> Option<Q>,
) -> Result<Option<Converted>, String>
where
    P: Decode,
    Q: Serialize + Decode + Any,
{
    let said = Some(kept.content_type);
    // It was held against the document when it was accepted, which may have been a deployment ago.
    let read = content::read::<Box<P>>(from.content, kept.payload, said, Reading::Tolerant);
    let payload = read.map_err(|violations| violations.to_string())?;
    let Some(there) = steps(*payload.value) else { return Ok(None) };
    let body = Body::of(event, &there).map_err(|error| error.to_string())?;
    let content_type = body.content_type.into_owned();
    Ok(Some(Converted { event, payload: body.bytes, content_type }))
}

/// The parts of a generated sender that no event has a say in: `Sender`, `To` and `Batch`.
#[doc(hidden)]
#[macro_export]
macro_rules! __sender {
    ($(#[$more:meta])*) => {
        /// Sends events durably: each is accepted for a tenant, in one transaction with its deliveries to all of the
        /// tenant's endpoints that want it, and tried again until it is acknowledged or given up.
        $(#[$more])*
        #[derive(Clone, Debug)]
        pub struct Sender {
            inner: $crate::send::Sender,
        }

        impl Sender {
            /// A sender of this document's events around one that is open already.
            #[must_use]
            pub fn with(inner: $crate::send::Sender) -> Self {
                Self { inner }
            }

            /// This sender, for the events of one tenant: they reach its endpoints, and nobody else's.
            pub fn to(&self, tenant: impl ::core::convert::Into<::std::string::String>) -> To {
                To { inner: self.inner.to(tenant) }
            }

            /// The endpoints of one tenant: registered, changed, disabled, deleted, their secrets rotated.
            #[must_use]
            pub fn endpoints(
                &self,
                tenant: impl ::core::convert::Into<::std::string::String>,
            ) -> $crate::send::Endpoints {
                self.inner.endpoints(tenant)
            }

            /// The store, to look at deliveries and manage them.
            #[must_use]
            pub fn store(&self) -> &$crate::send::Store {
                self.inner.store()
            }

            /// Begins to deliver in this process, as tasks of the runtime that this is called in; see
            /// [`Sender::deliver`](hookwright::send::Sender::deliver).
            ///
            /// # Panics
            ///
            /// Outside of a runtime of tokio.
            #[must_use = "keep it to stop delivering in good order"]
            pub fn deliver(&self) -> $crate::send::Delivering {
                self.inner.deliver()
            }
        }

        impl ::core::convert::From<$crate::send::Sender> for Sender {
            fn from(inner: $crate::send::Sender) -> Self {
                Self::with(inner)
            }
        }

        /// A sender for one tenant's events: a method for each. What is set here is of the next event alone.
        ///
        /// An event is on the disk when its method returns. By the method that ends in `_in` it is accepted within a
        /// transaction of the application's own: if and when that commits.
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct To {
            inner: $crate::send::To,
        }

        impl To {
            /// An event of this key is accepted once: again with the same payload, it is the same event; with another
            /// payload it is an error.
            pub fn idempotency_key(self, key: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self { inner: self.inner.idempotency_key(key) }
            }

            /// At endpoints that are FIFO, this event goes out after all that were accepted before under the same key.
            pub fn ordering_key(self, key: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self { inner: self.inner.ordering_key(key) }
            }

            /// The W3C trace context that attempts pass on in `traceparent`.
            pub fn traceparent(self, traceparent: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self { inner: self.inner.traceparent(traceparent) }
            }

            /// The headers that the document declares for the event.
            ///
            /// # Errors
            ///
            /// When one of them can't stand in a header.
            pub fn headers<H: $crate::DeclaredHeaders>(
                self,
                headers: &H,
            ) -> ::core::result::Result<Self, $crate::send::Error> {
                ::core::result::Result::Ok(Self { inner: self.inner.headers(headers)? })
            }

            /// Several events, accepted together or not at all.
            pub fn batch(self) -> Batch {
                Batch { inner: self.inner.batch() }
            }
        }

        /// Events of one tenant that are accepted together or not at all: a method adds each.
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct Batch {
            inner: $crate::send::Batch,
        }

        impl Batch {
            /// The idempotency key of the next event alone.
            pub fn idempotency_key(
                &mut self,
                key: impl ::core::convert::Into<::std::string::String>,
            ) -> &mut Self {
                self.inner.idempotency_key(key);
                self
            }

            /// The ordering key of the events that are added from here on.
            pub fn ordering_key(
                &mut self,
                key: impl ::core::convert::Into<::std::string::String>,
            ) -> &mut Self {
                self.inner.ordering_key(key);
                self
            }

            /// The trace context of the events that are added from here on.
            pub fn traceparent(
                &mut self,
                traceparent: impl ::core::convert::Into<::std::string::String>,
            ) -> &mut Self {
                self.inner.traceparent(traceparent);
                self
            }

            /// The declared headers of the events that are added from here on.
            ///
            /// # Errors
            ///
            /// When one of them can't stand in a header.
            pub fn headers<H: $crate::DeclaredHeaders>(
                &mut self,
                headers: &H,
            ) -> ::core::result::Result<&mut Self, $crate::send::Error> {
                self.inner.headers(headers)?;
                ::core::result::Result::Ok(self)
            }

            /// Accepts all of them, in the order in which they were added.
            ///
            /// # Errors
            ///
            /// When the store fails, or an idempotency key was used for another event. Nothing was accepted then.
            pub async fn accept(
                self,
            ) -> ::core::result::Result<::std::vec::Vec<$crate::send::Accepted>, $crate::send::Error> {
                self.inner.accept().await
            }

            /// Accepts all of them within a transaction of the application's own.
            pub fn accept_in<T: $crate::send::Transaction>(self, transaction: T) -> T::AcceptingAll {
                self.inner.accept_in(transaction)
            }
        }
    };
}

/// The methods of a generated sender: for each row the event by itself, in a transaction of the application's own, and in
/// a batch.
#[doc(hidden)]
#[macro_export]
macro_rules! __sends {
    ($events:path {$(
        $(#[doc = $doc:literal])*
        $(#[cfg($($cfg:tt)*)])?
        $method:ident, $within:ident: $payload:ty $(, headers $headers:ty)? => $index:literal;
    )*}) => {
        impl To {$(
            $(#[doc = $doc])*
            ///
            /// # Errors
            ///
            /// As [`To::accept`](hookwright::send::To::accept).
            $(#[cfg($($cfg)*)])?
            pub async fn $method(
                &self,
                event: &$payload,
            ) -> ::core::result::Result<$crate::send::Accepted, $crate::send::Error> {
                // What is demanded is said of a copy: the caller's own stays as it is.
                $crate::__sends!(@declaring self.inner $(, clone() $headers)?)
                    .accept(&$events[$index], event)
                    .await
            }

            #[doc = concat!("`", stringify!($method), "` within a transaction of the application's own.")]
            $(#[cfg($($cfg)*)])?
            pub fn $within<Tx: $crate::send::Transaction>(
                &self,
                transaction: Tx,
                event: &$payload,
            ) -> Tx::Accepting {
                $crate::__sends!(@declaring self.inner $(, clone() $headers)?)
                    .accept_in(transaction, &$events[$index], event)
            }
        )*}

        impl Batch {$(
            #[doc = concat!("Adds `", stringify!($method), "`.")]
            ///
            /// # Errors
            ///
            /// As [`Batch::add`](hookwright::send::Batch::add).
            $(#[cfg($($cfg)*)])?
            pub fn $method(
                &mut self,
                event: &$payload,
            ) -> ::core::result::Result<&mut Self, $crate::send::Error> {
                $crate::__sends!(@declaring self.inner $(, $headers)?).add(&$events[$index], event)?;
                ::core::result::Result::Ok(self)
            }
        )*}
    };
    (@declaring $inner:expr) => { $inner };
    (@declaring $inner:expr, clone() $headers:ty) => { $inner.clone().declaring::<$headers>() };
    (@declaring $inner:expr, $headers:ty) => { $inner.declaring::<$headers>() };
}
