//! `tuple!`: a struct with unnamed fields, for arrays whose first items have types of their own.

/// Implements `Decode`, `Serialize` and `Deserialize` for a struct with unnamed fields.
///
/// Each item has its index, a name for the macro's own use, its presence (as in `object!`) and, in brackets, checks.
/// Items that follow are `refuse`d, or `read rest` into a last field, a `Vec`, with checks of each in brackets.
/// Checks of the whole array may follow.
///
/// ```
/// use hookwright::{Json, Reading, read};
///
/// #[derive(Debug, PartialEq)]
/// pub struct Point(pub f64, pub f64, pub Option<String>, pub Vec<Json>);
/// hookwright::codegen::tuple! {
///     Point {
///         0 item_0: required [Minimum(-180.0)],
///         1 item_1: required,
///         2 item_2: optional,
///     }
///     others: read rest, checks [MinItems(2)]
/// }
///
/// let point = read::<Point>(br#"[8.5, 47.4, "home"]"#, Reading::Strict)?.value;
/// assert_eq!((point.0, point.2.as_deref(), point.3.len()), (8.5, Some("home"), 0));
/// assert_eq!(read::<Point>(b"[8.5]", Reading::Strict).unwrap_err()[0].keyword, "minItems");
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __tuple {
    (
        $type:ident {
            $($index:tt $item:ident: $presence:ident $([$($check:expr),* $(,)?])?),* $(,)?
        }
        others: $others:ident $($rest:ident)? $([$($other:expr),* $(,)?])? $(, checks [$($whole:expr),* $(,)?])? $(,)?
    ) => {
        impl $crate::codegen::Decode for $type {
            const KIND: ::core::option::Option<$crate::codegen::Kind> =
                ::core::option::Option::Some($crate::codegen::Kind::Array);

            fn decode(r: &mut $crate::codegen::Reader<'_>) -> ::core::result::Result<Self, $crate::codegen::Invalid> {
                let mut items = $crate::codegen::Items::open(r)?;
                $(let mut $item = ::core::option::Option::None;)*
                $(let mut $rest = ::std::vec::Vec::new();)?
                while items.next(r)? {
                    match items.index() {
                        $($index => items.take(r, &mut $item, $crate::__checks!($([$($check),*])?))?,)*
                        _ => $crate::__further!(items, r, $others $($rest)?, $crate::__checks!($([$($other),*])?)),
                    }
                }
                items.close(r, $crate::__checks!($([$($whole),*])?))?;
                ::core::result::Result::Ok(Self($($crate::__finish!($presence $item),)* $($rest,)?))
            }
        }

        impl $crate::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut seq = $crate::codegen::serde::Serializer::serialize_seq(serializer, ::core::option::Option::None)?;
                let Self($($item,)* $($rest,)?) = self;
                $($crate::codegen::presence::$presence::item(&mut seq, $item)?;)*
                $(for item in $rest {
                    $crate::codegen::serde::ser::SerializeSeq::serialize_element(&mut seq, item)?;
                })?
                $crate::codegen::serde::ser::SerializeSeq::end(seq)
            }
        }

        $crate::__deserialize!($type);
    };
}

/// What becomes of an item that follows those with places.
#[doc(hidden)]
#[macro_export]
macro_rules! __further {
    ($items:ident, $r:ident, refuse, $checks:expr) => {
        $items.refuse($r)?
    };
    ($items:ident, $r:ident, read $rest:ident, $checks:expr) => {
        $items.push($r, &mut $rest, $checks)?
    };
}
