//! Why secrets can't be used.
//!
//! In: what is wrong with them. Out: [`SecretError`]. It must not hold them.

use std::fmt;

/// Why secrets can't be used. Never shows them.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// No secret was given.
    None,
    /// A secret is empty (after its prefix).
    Empty,
    /// A secret is not in the encoding that the scheme asks for.
    Encoding,
    /// The environment variable is not set or not UTF-8.
    Environment,
    /// The file can't be read or is not UTF-8.
    File,
    /// The scheme needs a feature of this crate that is not switched on (`asymmetric`).
    Feature,
    /// The scheme signs with a key of its own, which a verifier does not have.
    Public,
    /// The scheme can be verified, not signed: its signatures are part of the body, or the vendor's alone.
    Unsupported,
    /// The scheme carries one signature per request, so a signer needs exactly one secret.
    Several,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no secret was given; use `.unsigned()` if that is meant",
            Self::Empty => "a secret is empty; is its environment variable set?",
            Self::Encoding => {
                "a secret is not padded base64 as the scheme asks for (line breaks and spaces \
                 around it count)"
            }
            Self::Environment => "the environment variable with the secret is not set",
            Self::File => "the file with the secret can't be read",
            Self::Feature => "the scheme needs the feature `asymmetric` of the crate hookwright",
            Self::Public => "a public key signs nothing: give the private one",
            Self::Unsupported => "this scheme can be verified, not signed: its signature is part of the body, or the vendor's alone",
            Self::Several => "the scheme carries one signature, so a signer takes one secret",
        })
    }
}

/// As `Display`: it is what a `main` that returns the error prints.
impl fmt::Debug for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SecretError {}
