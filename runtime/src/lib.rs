//! What generated webhook code calls.

pub mod event;
pub mod signature;
