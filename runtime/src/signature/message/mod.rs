//! HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).
//!
//! In: a [`MessageSignatures`] profile, keys, a request. Out: what was verified, or the headers to send. It must not know
//! the other kinds of schemes.

mod base;
mod component;
pub(super) mod digest;
mod field;
mod key;
mod profile;
mod sign;
mod verify;

pub use profile::{MessageAlgorithm, MessageSignatures};
pub(super) use sign::Signer;
pub(super) use verify::Verifier;
