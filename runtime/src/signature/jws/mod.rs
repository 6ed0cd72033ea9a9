//! JSON Web Signatures (RFC 7515) in a header: tokens with claims about the body, and detached ones over it.
//!
//! In: a [`Profile`], keys, a request. Out: what was verified, or the header to send. It must not know the other kinds of
//! schemes.

mod claims;
mod key;
mod sign;
mod token;
mod verify;

pub(super) use sign::Signer;
pub(super) use verify::Verifier;

/// What a scheme says in its header.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) name: &'static str,
    /// The header, in lower case.
    pub(super) header: &'static str,
    /// The algorithms that count, by their names in RFC 7518 and RFC 8037.
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

pub(super) static PLAID: Profile =
    Profile { name: "plaid", header: "plaid-verification", algorithms: &["ES256"], says: Says::Plaid };

pub(super) static MESSAGEBIRD: Profile = Profile {
    name: "messagebird-jwt",
    header: "messagebird-signature-jwt",
    algorithms: &["HS256", "HS384", "HS512"],
    says: Says::MessageBird,
};

pub(super) static DETACHED: Profile = Profile {
    name: "jws-detached",
    header: "x-jws-signature",
    algorithms: &[
        "HS256", "HS384", "HS512", "ES256", "ES384", "EdDSA", "Ed25519", "RS256", "RS384", "RS512", "PS256",
        "PS384", "PS512",
    ],
    says: Says::Body,
};
