//! Why an endpoint has not consented. In: what went wrong. Out: words that show hosts alone. It must not show challenges
//! or secrets.

use std::fmt;

use http::StatusCode;

use crate::client::SendError;
use crate::signature::SignError;

/// Why an endpoint is not to be sent to.
#[derive(Debug)]
#[non_exhaustive]
pub enum HandshakeError {
    /// It could not be asked, or did not answer.
    Send(SendError),
    /// It answered with a status that is no consent.
    Status(StatusCode),
    /// It answered well, and did not consent (CloudEvents).
    Refused,
    /// Its answer is not what the handshake demands; this says in what.
    Answer(&'static str),
    /// The client signs by no HMAC, so there is nothing to compare the answer with.
    NoKey,
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(error) => write!(f, "the endpoint could not be asked: {error}"),
            Self::Status(status) => write!(f, "the endpoint answered the handshake with {status}"),
            Self::Refused => f.write_str("the endpoint does not consent to deliveries"),
            Self::Answer(what) => write!(f, "the endpoint's answer to the handshake is wrong: {what}"),
            Self::NoKey => f.write_str("this handshake needs a client that signs by an HMAC"),
        }
    }
}

impl std::error::Error for HandshakeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Send(error) => Some(error),
            _ => None,
        }
    }
}

impl From<SendError> for HandshakeError {
    fn from(error: SendError) -> Self {
        Self::Send(error)
    }
}

impl From<SignError> for HandshakeError {
    fn from(error: SignError) -> Self {
        Self::Send(error.into())
    }
}
