//! Signing requests and verifying their signatures.
//!
//! In: a [`Scheme`] (how requests are signed), secrets, and the headers and raw bytes of a
//! request. Out: [`Verified`] or a [`Refusal`] when receiving, the headers to add when sending.
//! It must not know payloads, events, routing, sockets or what a refusal is answered with.
//!
//! Most schemes are one declarative record each ([`template`]); what no record can express is a kind of its own.

#[cfg(feature = "asymmetric")]
mod address;
mod adyen;
pub(crate) mod amazon;
#[cfg(feature = "asymmetric")]
mod asymmetric;
#[cfg(feature = "asymmetric")]
mod certificate;
mod clock;
mod encoding;
mod fetch;
mod header;
#[cfg(feature = "asymmetric")]
mod jws;
mod key;
#[cfg(feature = "asymmetric")]
mod message;
#[cfg(feature = "asymmetric")]
mod paypal;
mod provider;
mod refusal;
mod remote;
#[cfg(feature = "asymmetric")]
mod roots;
mod scheme;
mod secret;
mod secret_error;
mod shared;
mod signing;
#[cfg(feature = "asymmetric")]
mod sns;
pub mod template;
mod twilio;
mod verified;
mod verifier;

pub use adyen::sign_item as sign_adyen_item;
pub use fetch::{FetchError, FetchFuture, Fetcher, Wanted};
#[cfg(feature = "asymmetric")]
pub use jws::DetachedJws;
#[cfg(feature = "asymmetric")]
pub use message::digest::{content_digest, verify_content_digest};
#[cfg(feature = "asymmetric")]
pub use message::{MessageAlgorithm, MessageSignatures};
#[cfg(feature = "asymmetric")]
pub use paypal::PayPal;
pub(crate) use provider::{NoVerifier, Tenants};
pub use provider::{ProviderError, SecretProvider};
pub use refusal::Refusal;
pub use remote::Served;
pub use scheme::Scheme;
pub use secret::Secret;
pub use secret_error::SecretError;
pub use signing::{SignError, Signing, Unsigned};
#[cfg(feature = "asymmetric")]
pub use sns::Sns;
pub use verified::{Names, Verified};
pub use verifier::{Signed, Verifier};
