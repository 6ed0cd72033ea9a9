//! Signing requests and verifying their signatures.
//!
//! In: a [`Scheme`] (how requests are signed), secrets, and the headers and raw bytes of a
//! request. Out: [`Verified`] or a [`Refusal`] when receiving, the headers to add when sending.
//! It must not know payloads, events, routing, sockets or what a refusal is answered with.
//!
//! A scheme is one declarative record (`plan`), and one interpreter each for verifying
//! (`verifier`) and signing (`signing`) reads it: a new scheme is a new record.

mod fetch;
mod key;
mod plan;
mod refusal;
mod scheme;
mod secret;
mod signing;
mod verified;
mod verifier;

pub use fetch::{FetchError, FetchFuture, Fetcher, Wanted};
pub use key::SecretError;
pub use refusal::Refusal;
pub use scheme::Scheme;
pub use secret::Secret;
pub use signing::{SignError, Signing};
pub use verified::{Names, Verified};
pub use verifier::{Signed, Verifier};
