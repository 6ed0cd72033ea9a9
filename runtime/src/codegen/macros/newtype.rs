//! `newtype!`: a name for a type that is no object, enum or union of its own.

/// Implements `Decode`, `Serialize` and `Deserialize` for a struct with one unnamed field, and
/// checks.
///
/// ```
/// use hookwright::{Reading, read};
///
/// #[derive(Debug, PartialEq)]
/// pub struct Tree(pub Vec<Tree>);
/// hookwright::codegen::newtype! { Tree [MaxItems(2)] }
///
/// assert_eq!(read::<Tree>(b"[[], []]", Reading::Strict)?.value.0.len(), 2);
/// assert_eq!(read::<Tree>(b"[[[], [], []]]", Reading::Strict).unwrap_err()[0].pointer, "/0");
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __newtype {
    ($type:ident $([$($check:expr),* $(,)?])?) => {
        impl $crate::codegen::Decode for $type {
            fn decode(r: &mut $crate::codegen::Reader<'_>) -> ::core::result::Result<Self, $crate::codegen::Invalid> {
                $crate::codegen::Decode::checked(r, $crate::__checks!($([$($check),*])?)).map(Self)
            }

            fn measure(&self) -> $crate::codegen::Measure<'_> {
                $crate::codegen::Decode::measure(&self.0)
            }

            $crate::__if_client! {
                fn holds(&self, checks: &'static [$crate::codegen::Check], room: u32) -> bool {
                    checks.is_empty()
                        && $crate::codegen::Decode::holds(&self.0, $crate::__checks!($([$($check),*])?), room)
                }
            }
        }

        impl $crate::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::codegen::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        $crate::__deserialize!($type);
    };
}
