//! `string_enum!`: an enum of strings.

/// Implements `Decode`, `Serialize`, `Deserialize`, `Display` and `as_str` for an enum of listed
/// strings.
///
/// `open` enums have a last variant `Unknown(hookwright::Unknown)`, or the one that is named behind
/// `open`; `closed` and `const` ones have none.
///
/// ```
/// use hookwright::{Reading, read};
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Status { Open, Closed, Unknown(hookwright::Unknown) }
/// hookwright::codegen::string_enum! { Status { "open" => Open, "closed" => Closed } open }
///
/// assert_eq!(read::<Status>(br#""closed""#, Reading::Strict)?.value, Status::Closed);
/// let new = read::<Status>(br#""lost""#, Reading::Tolerant)?;
/// assert_eq!((new.value.as_str(), new.novelties[0].keyword), ("lost", "enum"));
/// assert!(read::<Status>(br#""lost""#, Reading::Strict).is_err());
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($type:ident { $($text:literal => $variant:ident),* $(,)? } open) => {
        $crate::__string_enum! { $type { $($text => $variant),* } open Unknown }
    };
    ($type:ident { $($text:literal => $variant:ident),* $(,)? } open $unknown:ident) => {
        $crate::__listed_strings! {
            $type { $($text => $variant),* } Open, ::core::option::Option::Some(Self::$unknown),
            Self::$unknown(ref unknown) => $crate::codegen::unknown(unknown),
        }
    };
    ($type:ident { $($text:literal => $variant:ident),* $(,)? } closed) => {
        $crate::__listed_strings! { $type { $($text => $variant),* } Closed, ::core::option::Option::None, }
    };
    ($type:ident { $($text:literal => $variant:ident),* $(,)? } const) => {
        $crate::__listed_strings! { $type { $($text => $variant),* } Const, ::core::option::Option::None, }
    };
}

/// What all string enums have.
#[doc(hidden)]
#[macro_export]
macro_rules! __listed_strings {
    ($type:ident { $($text:literal => $variant:ident),* } $listing:ident, $unknown:expr, $($pattern:pat => $known:expr,)?) => {
        impl $type {
            /// The text that stands for the value in JSON.
            pub fn as_str(&self) -> &str {
                match *self {
                    $(Self::$variant => $text,)*
                    $($pattern => $known,)?
                }
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::codegen::Decode for $type {
            fn decode(r: &mut $crate::codegen::Reader<'_>) -> ::core::result::Result<Self, $crate::codegen::Invalid> {
                static WORDS: $crate::codegen::Words =
                    $crate::codegen::Words::new(&[$($text),*], $crate::codegen::Listing::$listing);
                const VARIANTS: &[$type] = &[$($type::$variant),*];
                WORDS.read(r, VARIANTS, $unknown)
            }

            $crate::__if_client! {
                fn holds(&self, checks: &'static [$crate::codegen::Check], _: u32) -> bool {
                    checks.is_empty() && ::core::matches!(*self, $(Self::$variant)|*)
                }
            }
        }

        impl $crate::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::__deserialize!($type);
    };
}
