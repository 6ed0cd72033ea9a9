//! JSON Web Signatures (RFC 7515) in a header: tokens with claims about the body, and detached ones over it.
//!
//! In: a [`Profile`], keys, a request. Out: what was verified, or the header to send. It must not know the other kinds of
//! schemes.

mod claims;
mod detached;
mod key;
mod sign;
mod token;
mod verify;

pub use detached::DetachedJws;
pub(super) use sign::Signer;
pub(super) use verify::Verifier;

/// What a scheme says in its header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    pub(super) name: &'static str,
    pub(super) header: &'static str,
    /// The algorithms that count, by their names in RFC 7518, RFC 8037 and RFC 9864.
    pub(super) algorithms: &'static [&'static str],
    pub(super) says: Says,
}

/// What the signature is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Plaid: `request_body_sha256`, `iat`; the key by `kid`.
    Plaid,
    /// MessageBird: `url_hash`, `payload_hash`, `iss`, `nbf`, `exp`, `jti`.
    MessageBird,
    /// The body itself, which is not in the token (RFC 7515 appendix F, RFC 7797).
    Body,
}

pub(super) const PLAID: Profile =
    Profile { name: "plaid", header: "plaid-verification", algorithms: &["ES256"], says: Says::Plaid };

pub(super) const MESSAGEBIRD: Profile = Profile {
    name: "messagebird-jwt",
    header: "messagebird-signature-jwt",
    algorithms: &["HS256", "HS384", "HS512"],
    says: Says::MessageBird,
};
