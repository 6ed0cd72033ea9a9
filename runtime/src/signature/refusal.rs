//! Why a signature was refused.
//!
//! In: the verifier's finding. Out: [`Refusal`] with a stable code for logs and metrics. It must
//! not know HTTP statuses: what is answered is the receiver's business, and is one uniform answer.

use std::fmt;

/// Why a request's signature was refused. For logs and metrics only: never tell the sender which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A header that the scheme needs is absent or empty.
    Missing {
        /// The header's name.
        header: &'static str,
    },
    /// A header is not in the scheme's form, or stands several times where it can stand once.
    Malformed {
        /// The header's name.
        header: &'static str,
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
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { header } => write!(f, "the header `{header}` is missing or empty"),
            Self::Malformed { header } => {
                write!(f, "the header `{header}` is not in the scheme's form")
            }
            Self::Mismatch => f.write_str("no signature matches under any secret"),
            Self::Stale { seconds } => write!(f, "signed {seconds} s ago"),
            Self::Future { seconds } => write!(f, "signed {seconds} s ahead of our clock"),
        }
    }
}

impl std::error::Error for Refusal {}
