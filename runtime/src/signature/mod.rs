//! Signing requests and verifying their signatures.
//!
//! In: a [`Scheme`] (how requests are signed), secrets, and the headers and raw bytes of a
//! request. Out: [`Verified`] or a [`Refusal`] when receiving, the headers to add when sending.
//! It must not know payloads, events, routing, sockets or what a refusal is answered with.
//!
//! Most schemes are one declarative record each ([`template`]); what no record can express is a kind of its own.

#[cfg(feature = "asymmetric")]
mod asymmetric;
mod encoding;
mod fetch;
mod key;
mod provider;
mod refusal;
mod scheme;
mod secret;
mod secret_error;
mod signing;
pub mod template;
mod verified;
mod verifier;

pub use fetch::{FetchError, FetchFuture, Fetcher, Wanted};
pub(crate) use provider::{NoVerifier, Tenants};
pub use provider::{ProviderError, SecretProvider};
pub use refusal::Refusal;
pub use scheme::Scheme;
pub use secret::Secret;
pub use secret_error::SecretError;
pub use signing::{SignError, Signing, Unsigned};
pub use verified::{Names, Verified};
pub use verifier::{Signed, Verifier};
