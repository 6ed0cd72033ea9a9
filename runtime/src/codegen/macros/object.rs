//! `object!`: a struct with its members.

/// Implements `Decode`, `Serialize` and `Deserialize` for a struct.
///
/// Each member has its index, its name in JSON, its field, its presence (`required`, `optional` for
/// `Option<T>`, `maybe` for `Maybe<T>`) and, in brackets, checks. Other members are `ignore`d,
/// `refuse`d, `keep FIELD` (a `Map<Json>`) or `read FIELD` (a `Map<T>`, with checks of each value
/// in brackets). Checks of the whole object may follow.
///
/// ```
/// use hookwright::{Map, Maybe, Reading, read};
///
/// #[derive(Debug, PartialEq)]
/// pub struct Order {
///     pub id: String,
///     pub note: Option<String>,
///     pub discount: Maybe<f64>,
///     pub labels: Map<String>,
/// }
/// hookwright::codegen::object! {
///     Order {
///         0 "id" id: required [MinLength(1)],
///         1 "note" note: optional,
///         2 "discount" discount: maybe,
///     }
///     others: read labels [MaxLength(9)], checks [MaxProperties(9)]
/// }
///
/// let order = read::<Order>(br#"{"id": "1", "discount": null, "colour": "red"}"#, Reading::Strict)?.value;
/// assert_eq!((order.note, order.discount, &*order.labels["colour"]), (None, Maybe::Null, "red"));
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (
        $type:ident {
            $($index:literal $name:literal $field:ident: $presence:ident $([$($check:expr),* $(,)?])?),* $(,)?
        }
        others: $others:ident $($into:ident)? $([$($other:expr),* $(,)?])? $(, checks [$($whole:expr),* $(,)?])? $(,)?
    ) => {
        impl $crate::codegen::Decode for $type {
            const KIND: ::core::option::Option<$crate::codegen::Kind> =
                ::core::option::Option::Some($crate::codegen::Kind::Object);

            fn decode(r: &mut $crate::codegen::Reader<'_>) -> ::core::result::Result<Self, $crate::codegen::Invalid> {
                static MEMBERS: $crate::codegen::Members =
                    $crate::codegen::Members::new(&[$($crate::codegen::Member::$presence($name)),*]);
                let mut object = $crate::codegen::Object::open(r, &MEMBERS)?;
                $(let mut $field = ::core::option::Option::None;)*
                let mut others = $crate::codegen::others::$others::none();
                while let ::core::option::Option::Some(place) = object.next(r)? {
                    // One `?` for all arms: one for each member is most of what a big document costs to compile.
                    match place {
                        $($index => $crate::codegen::presence::take(
                            r, &mut object, &mut $field, $crate::__checks!($([$($check),*])?),
                        ),)*
                        _ => $crate::codegen::others::$others::take(
                            r, &mut object, &mut others, $crate::__checks!($([$($other),*])?),
                        ),
                    }?;
                }
                object.close(r, $crate::__checks!($([$($whole),*])?))?;
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__finish!($presence $field),)*
                    $($into: others,)?
                })
            }

            $crate::__if_client! {
                // What is kept of other members could bear the names of these, so that it is left to the reader.
                fn holds(&self, checks: &'static [$crate::codegen::Check], room: u32) -> bool {
                    let mut asked = $crate::codegen::Asked::new(checks, room, $crate::__no_checks!($([$($whole),*])?));
                    $(asked.others(self.$into.len());)?
                    $(asked.member(&self.$field, $crate::__checks!($([$($check),*])?));)*
                    asked.holds()
                }
            }
        }

        impl $crate::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut writer = $crate::codegen::Writer::new(serializer);
                $(writer.$presence($name, &self.$field);)*
                $(writer.others(&self.$into);)?
                writer.end()
            }
        }

        $crate::__deserialize!($type);
    };
}

/// The field from its place. Plain matches, since the frames of decoders add up where types hold
/// themselves.
#[doc(hidden)]
#[macro_export]
macro_rules! __finish {
    (required $place:ident) => {
        match $place {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => return ::core::result::Result::Err($crate::codegen::Invalid),
        }
    };
    (optional $place:ident) => {
        $place
    };
    (maybe $place:ident) => {
        match $place {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => $crate::Maybe::Absent,
        }
    };
}

/// A static list of checks, whose names need no path.
#[doc(hidden)]
#[macro_export]
macro_rules! __checks {
    () => { &[] };
    ([]) => { &[] };
    ([$($check:expr),+]) => {{
        #[allow(unused_imports, reason = "few tables name kinds")]
        use $crate::codegen::{Check::*, kinds::*};
        static CHECKS: &[$crate::codegen::Check] = &[$($check),+];
        CHECKS
    }};
}

/// Whether there are none.
#[doc(hidden)]
#[macro_export]
macro_rules! __no_checks {
    () => {
        true
    };
    ([]) => {
        true
    };
    ([$($check:expr),+]) => {
        false
    };
}

/// `Deserialize` by way of `Decode`.
#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($type:ident) => {
        impl<'de> $crate::codegen::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}
