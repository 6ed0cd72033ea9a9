//! Why a sink can't start, or did not get what it waited for. In: causes. Out: words. It must not hold secrets.

use std::fmt;
use std::time::Duration;

use super::ScriptError;
use crate::signature::SecretError;

/// Why a sink can't start, or did not get what it waited for.
#[derive(Debug)]
#[non_exhaustive]
pub enum SinkError {
    /// No secret was given, and it was not said that nothing is signed.
    NoSecret,
    /// The document names no scheme.
    NoScheme,
    /// The secret is not one of the scheme's.
    Secret(SecretError),
    /// A script of answers is none.
    Script(ScriptError),
    /// The address can't be listened at.
    Listen(std::io::Error),
    /// Fewer requests came than were waited for.
    Waited {
        /// So many came.
        came: usize,
        /// So many were to come.
        wanted: usize,
        /// So long was waited.
        time: Duration,
    },
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSecret => f.write_str("no secret was given: say `.secret(…)`, or `.unsigned()`"),
            Self::NoScheme => {
                f.write_str("the document names no scheme: say `.verifier(…)`, or `.unsigned()`")
            }
            Self::Secret(error) => write!(f, "{error}"),
            Self::Script(error) => write!(f, "{error}"),
            Self::Listen(error) => write!(f, "can't listen: {error}"),
            Self::Waited { came, wanted, time } => {
                write!(f, "{came} of {wanted} requests came in {} s", time.as_secs())
            }
        }
    }
}

impl std::error::Error for SinkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Secret(error) => Some(error),
            Self::Script(error) => Some(error),
            Self::Listen(error) => Some(error),
            Self::NoSecret | Self::NoScheme | Self::Waited { .. } => None,
        }
    }
}
