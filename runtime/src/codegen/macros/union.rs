//! `union!`: an enum of alternatives.

/// Implements `Decode`, `Serialize` and `Deserialize` for an enum of `one_of` or `any_of`
/// alternatives.
///
/// Each alternative has its index, its variant, the JSON kinds that it may be (`null bool integer
/// number string array object`, joined by `|`), perhaps a `tag` (a member, and the strings by which
/// it chooses this alternative), perhaps a `hint` (the same, where it only says which to try first)
/// and, in brackets, checks. Checks of the whole value may follow.
///
/// ```
/// use hookwright::{Reading, read};
///
/// #[derive(Debug, PartialEq)]
/// pub enum Amount { Cents(i64), Text(Box<String>) }
/// hookwright::codegen::union! { Amount one_of {
///     0 Cents: integer,
///     1 Text: string [MaxLength(5)],
/// } }
///
/// assert_eq!(read::<Amount>(b"250", Reading::Strict)?.value, Amount::Cents(250));
/// assert_eq!(read::<Amount>(b"true", Reading::Strict).unwrap_err()[0].message, "integer or string is expected");
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    ($type:ident $mode:ident {
        $($index:literal $variant:ident: $($kind:ident)|+ $(tag $tag:literal [$($value:literal),* $(,)?])? $(hint $hint:literal [$($hinted:literal),* $(,)?])? $([$($check:expr),* $(,)?])?),*
        $(,)?
    } $(, checks [$($whole:expr),* $(,)?])?) => {
        impl $crate::codegen::Decode for $type {
            fn decode(r: &mut $crate::codegen::Reader<'_>) -> ::core::result::Result<Self, $crate::codegen::Invalid> {
                static UNION: $crate::codegen::Union = $crate::codegen::Union::$mode(&[
                    $($crate::codegen::Alternative::new(
                        ::core::stringify!($variant),
                        $crate::codegen::Kinds::NONE$(.$kind())+,
                    )$(.tag($tag, &[$($value),*]))?$(.hint($hint, &[$($hinted),*]))?,)*
                ])$(.checks($crate::__checks!([$($whole),*])))?;
                $crate::codegen::union(r, &UNION, |r, index| match index {
                    $($index => $crate::codegen::Decode::checked(r, $crate::__checks!($([$($check),*])?)).map(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::codegen::Invalid),
                })
            }
        }

        impl $crate::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match *self {
                    $(Self::$variant(ref payload) => $crate::codegen::serde::Serialize::serialize(payload, serializer),)*
                }
            }
        }

        $crate::__deserialize!($type);
    };
}
