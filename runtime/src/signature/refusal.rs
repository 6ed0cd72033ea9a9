//! Why a signature was refused.
//!
//! In: the verifier's finding. Out: [`Refusal`] with a stable code for logs and metrics. It must
//! not know HTTP statuses: what is answered is the receiver's business, and is one uniform answer.

use std::fmt;

/// Why a request's signature was refused. For logs and metrics only: never tell the sender which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A header or member that the scheme needs is absent or empty.
    Missing {
        /// The header's name, or the JSON Pointer.
        field: &'static str,
    },
    /// A header or member is not in the scheme's form, or stands several times where it can stand once.
    Malformed {
        /// The header's name, or the JSON Pointer.
        field: &'static str,
    },
    /// No signature matches under any secret.
    Mismatch,
    /// Signed well, but too long ago.
    Stale {
        /// How old the request is.
        seconds: u64,
    },
    /// Signed well, but too far ahead of our clock.
    Future {
        /// How far ahead the request is.
        seconds: u64,
    },
    /// The scheme signs the URL, and this receiver does not know its own (`public_url`).
    NoUrl,
    /// The request names a key that is not among the secrets.
    UnknownKey,
    /// A certificate or key that stands elsewhere could not be fetched.
    Unavailable,
    /// The request asks for an algorithm that is not the scheme's, or not the key's.
    Algorithm,
    /// The body is not the one whose digest was signed.
    Digest,
    /// What has to be signed is not covered by the signature.
    Uncovered,
    /// A signed claim does not fit: a hash, an issuer, a validity.
    Claim {
        /// The claim's name.
        claim: &'static str,
    },
    /// The certificate is not to be trusted: its address, chain, name or validity.
    Certificate,
    /// From somebody that is not on the list of those who may, whoever signed it.
    NotAllowed,
}

impl Refusal {
    /// The code in logs and metrics, e.g. `signature::mismatch`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "signature::missing",
            Self::Malformed { .. } => "signature::malformed",
            Self::Mismatch => "signature::mismatch",
            Self::Stale { .. } => "signature::stale",
            Self::Future { .. } => "signature::future",
            Self::NoUrl => "signature::no_url",
            Self::UnknownKey => "signature::unknown_key",
            Self::Unavailable => "signature::unavailable",
            Self::Algorithm => "signature::algorithm",
            Self::Digest => "signature::digest",
            Self::Uncovered => "signature::uncovered",
            Self::Claim { .. } => "signature::claim",
            Self::Certificate => "signature::certificate",
            Self::NotAllowed => "signature::not_allowed",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "`{field}` is missing or empty"),
            Self::Malformed { field } => write!(f, "`{field}` is not in the scheme's form"),
            Self::Mismatch => f.write_str("no signature matches under any secret"),
            Self::Stale { seconds } => write!(f, "signed {seconds} s ago"),
            Self::Future { seconds } => write!(f, "signed {seconds} s ahead of our clock"),
            Self::NoUrl => f.write_str("the scheme signs the URL, and no public URL is configured"),
            Self::UnknownKey => f.write_str("the request names a key that is not among the secrets"),
            Self::Unavailable => f.write_str("the key or certificate could not be fetched"),
            Self::Algorithm => f.write_str("the request asks for another algorithm than the scheme's"),
            Self::Digest => f.write_str("the body does not have the digest that it says"),
            Self::Uncovered => f.write_str("the signature does not cover what it has to"),
            Self::Claim { claim } => write!(f, "the claim `{claim}` does not fit"),
            Self::Certificate => f.write_str("the certificate is not to be trusted"),
            Self::NotAllowed => f.write_str("from somebody who is not on the list"),
        }
    }
}

impl std::error::Error for Refusal {}
