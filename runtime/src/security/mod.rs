//! What a webhook's own `security` demands: keys, tokens, passwords, certificates.
//!
//! In: the demands of a document, what a receiver accepts, a request. Out: whether they are met. It must not know
//! signatures, nor what a refusal is answered with.
//!
//! Alternatives are OR, what stands in one of them is AND (OpenAPI 3.1 section 4.8.30).

mod credential;
mod presented;

pub(crate) use credential::{Claimant, Credentials};
pub use credential::{ClientIdentity, Credential};
pub(crate) use presented::presented;

use crate::event::EventInfo;

/// One demand of `security`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct Demand {
    /// The name of the security scheme in the document.
    pub name: &'static str,
    /// How it is met.
    pub by: By,
}

/// How a demand is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
#[non_exhaustive]
pub enum By {
    /// `Authorization: Bearer …` (RFC 6750 section 2.1).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// A key in this header, in lower case.
    Header(&'static str),
    /// A key in this parameter of the query.
    Query(&'static str),
    /// A key in this cookie (RFC 6265 section 5.4).
    Cookie(&'static str),
    /// The certificate of the connection, which the server hands on as a [`ClientIdentity`].
    MutualTls,
    /// The signature of the delivery.
    Signature,
}

/// Whether a webhook is content without a signature, by its own word: only where a signature is one of its alternatives
/// can another one stand in for it.
pub(crate) fn is_choice(event: &EventInfo) -> bool {
    let is_signed = |demands: &&[Demand]| demands.iter().any(|demand| demand.by == By::Signature);
    event.security.iter().any(is_signed) && !event.security.iter().all(is_signed)
}
