//! Parts of generated code that stand or fall with a feature of this crate.
//!
//! Generated code cannot ask which features its runtime was built with; a macro that expands to
//! nothing can. Who only receives then builds no HTTP client and no TLS.

/// Keeps its input where the feature `client` is on.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_client {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Drops its input where the feature `client` is off.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_client {
    ($($tokens:tt)*) => {};
}

/// Keeps its input where a store of durable sending is switched on.
#[cfg(any(feature = "sender-sqlite", feature = "sender-postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_sender {
    ($($item:item)*) => { $($item)* };
}

/// Drops its input where none is.
#[cfg(not(any(feature = "sender-sqlite", feature = "sender-postgres")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_sender {
    ($($item:item)*) => {};
}

/// Keeps its input where the feature `contract` is on.
#[cfg(feature = "contract")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_contract {
    ($($item:item)*) => { $($item)* };
}

/// Drops its input where the feature `contract` is off.
#[cfg(not(feature = "contract"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_contract {
    ($($item:item)*) => {};
}

/// Nothing, where messages of several parts can be read.
#[cfg(feature = "multipart")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_multipart {
    () => {};
}

/// Says what is missing.
#[cfg(not(feature = "multipart"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_multipart {
    () => {
        ::core::compile_error!(
            "a body of this document is `multipart/…`: switch on the feature `multipart` of the crate `hookwright` \
             (in Cargo.toml: hookwright = { version = \"…\", features = [\"multipart\"] })"
        );
    };
}

/// Nothing, where keys can come in pairs.
#[cfg(feature = "asymmetric")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_asymmetric {
    () => {};
}

/// Says what is missing.
#[cfg(not(feature = "asymmetric"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_asymmetric {
    () => {
        ::core::compile_error!(
            "the signatures of this document need key pairs: switch on the feature `asymmetric` of the crate `hookwright` \
             (in Cargo.toml: hookwright = { version = \"…\", features = [\"asymmetric\"] })"
        );
    };
}

/// Takes in what a build script generated: `include_webhooks!("orders")` is `pub mod orders`.
///
/// The module is named like the document's file, or as `Generator::name` says.
#[macro_export]
macro_rules! include_webhooks {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
