//! `rule!`: a table of checks with a name of its own, and what tables need of the runtime's features.

/// A static table of checks, whose names need no path.
///
/// ```
/// use hookwright::{Reading, read};
///
/// hookwright::codegen::rule! { SHORT [MinItems(1), MaxItems(2)] }
///
/// #[derive(Debug, PartialEq)]
/// pub struct Pair(pub Vec<i64>);
/// hookwright::codegen::newtype! { Pair [Rule(&SHORT)] }
///
/// assert!(read::<Pair>(b"[1, 2]", Reading::Strict).is_ok());
/// assert_eq!(read::<Pair>(b"[]", Reading::Strict).unwrap_err()[0].keyword, "minItems");
/// # Ok::<(), hookwright::Violations>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __rule {
    ($name:ident [$($check:expr),* $(,)?]) => {
        pub(super) static $name: &[$crate::codegen::Check] = {
            #[allow(unused_imports, reason = "a table may be empty, and few name kinds")]
            use $crate::codegen::{Check::*, kinds::*};
            &[$($check),*]
        };
    };
}

/// Says in words what the compiler would say of a missing name.
#[cfg(not(feature = "schema"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_schema {
    () => {
        ::core::compile_error!(
            "this document has schemas that only a general validator can check: \
             add the feature `schema` to the dependency `hookwright` in Cargo.toml"
        );
    };
}

/// The feature is there.
#[cfg(feature = "schema")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_schema {
    () => {};
}
