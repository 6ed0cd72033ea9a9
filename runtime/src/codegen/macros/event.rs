//! `event!`: the enum of all events of a document.

/// Gives an enum of boxed payloads `NAMES`, `name`, `from_slice` and `Serialize`. Events whose body is
/// not JSON are read `by` the table of the events' records.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub enum Event { Ping(Box<i64>), Gone(Box<hookwright::NoPayload>) }
/// hookwright::codegen::event! { Event { 0 "ping" Ping, 1 "order.gone" Gone } }
///
/// assert_eq!(Event::NAMES, ["ping", "order.gone"]);
/// assert_eq!(Event::from_slice("ping", b"7")?, Event::Ping(Box::new(7)));
/// assert_eq!(Event::from_slice("ping", b"{}").unwrap_err()[0].keyword, "type");
/// assert!(Event::from_slice("pong", b"7").is_err());
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __event {
    (@read $body:ident $index:literal) => { $crate::codegen::strict($body) };
    (@read $body:ident $index:literal $table:ident) => { $crate::codegen::coded(&$table[$index], $body) };
    ($type:ident { $($(#[$gate:meta])* $index:literal $name:literal $variant:ident $(by $table:ident)?),* $(,)? }) => {
        impl $type {
            /// The names of all events, in the document's order.
            pub const NAMES: &'static [&'static str] = &[$($(#[$gate])* $name),*];

            /// The name of this event.
            pub fn name(&self) -> &'static str {
                match *self {
                    $($(#[$gate])* Self::$variant(_) => $name,)*
                }
            }

            /// Reads the payload of the event called `name`, with exactly JSON Schema's verdict.
            pub fn from_slice(
                name: &str,
                body: &[u8],
            ) -> ::core::result::Result<Self, $crate::codegen::Violations> {
                match name {
                    $($(#[$gate])* $name => $crate::codegen::event!(@read body $index $($table)?).map(Self::$variant),)*
                    _ => $crate::codegen::no_event(body),
                }
            }
        }

        impl $crate::codegen::serde::Serialize for $type {
            // With all its events behind features that are off, there is nothing to serialise.
            #[allow(unused_variables)]
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match *self {
                    $($(#[$gate])* Self::$variant(ref payload) => $crate::codegen::serde::Serialize::serialize(payload, serializer),)*
                }
            }
        }
    };
}
