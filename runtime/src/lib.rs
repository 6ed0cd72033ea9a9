//! What generated webhook code calls.

pub mod callback;
#[cfg(feature = "client")]
pub mod client;
pub mod event;
pub mod signature;
