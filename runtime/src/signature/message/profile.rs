//! What a receiver demands of HTTP Message Signatures, and a sender does.

use std::time::Duration;

use super::super::asymmetric::Algorithm;

/// A profile of RFC 9421: which components must be signed, by which algorithm, how old a signature may be.
///
/// ```
/// use std::time::Duration;
/// use hookwright::signature::{MessageAlgorithm, MessageSignatures, Scheme, Secret, Signing};
///
/// let profile = MessageSignatures::new()
///     .algorithm(MessageAlgorithm::HmacSha256)
///     .components(["@method", "@target-uri", "content-digest"])
///     .tag("webhook")
///     .max_age(Duration::from_secs(300));
/// let secret = Secret::new("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==");
/// let signing = Signing::new(Scheme::message_signatures(profile), [secret.with_id("shop-2026")])?;
/// # Ok::<(), hookwright::signature::SecretError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MessageSignatures {
    pub(super) algorithm: Option<MessageAlgorithm>,
    pub(super) components: Vec<String>,
    pub(super) tag: Option<String>,
    pub(super) max_age: Option<u64>,
    pub(super) demands_digest: bool,
    pub(super) checks_digest: Option<bool>,
    pub(super) status: Option<u16>,
}

/// The algorithms of RFC 9421 section 3.3 that are supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageAlgorithm {
    /// `hmac-sha256`
    HmacSha256,
    /// `ed25519`
    Ed25519,
    /// `ecdsa-p256-sha256`, `r‖s`
    EcdsaP256Sha256,
    /// `rsa-pss-sha512`
    RsaPssSha512,
    /// `rsa-v1_5-sha256`
    RsaV15Sha256,
}

impl MessageAlgorithm {
    /// All of them.
    pub(super) const ALL: [Self; 5] =
        [Self::HmacSha256, Self::Ed25519, Self::EcdsaP256Sha256, Self::RsaPssSha512, Self::RsaV15Sha256];

    /// The algorithm of this name in the registry, e.g. `rsa-pss-sha512`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Its name in the registry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "hmac-sha256",
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::RsaPssSha512 => "rsa-pss-sha512",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }

    /// The same among those of key pairs.
    pub(super) fn pair(self) -> Option<Algorithm> {
        Some(match self {
            Self::HmacSha256 => return None,
            Self::Ed25519 => Algorithm::Ed25519,
            Self::EcdsaP256Sha256 => Algorithm::EcdsaP256Sha256,
            Self::RsaPssSha512 => Algorithm::RsaPssSha512,
            Self::RsaV15Sha256 => Algorithm::RsaSha256,
        })
    }
}

impl Default for MessageSignatures {
    fn default() -> Self {
        Self::new()
    }
}

impl MessageSignatures {
    /// Method, URL and the body's digest, at most 300 s old, by whatever algorithm the key is for.
    #[must_use]
    pub fn new() -> Self {
        Self {
            algorithm: None,
            components: ["@method", "@target-uri", "content-digest"].map(str::to_owned).into(),
            tag: None,
            max_age: Some(300),
            demands_digest: true,
            checks_digest: None,
            status: None,
        }
    }

    /// Pins the algorithm. Without this it is the key's own.
    #[must_use]
    pub fn algorithm(self, algorithm: MessageAlgorithm) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// The components that must be covered, by their names (`@method`, `content-type`); a sender covers just these.
    #[must_use]
    pub fn components(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { components: names.into_iter().map(Into::into).collect(), ..self }
    }

    /// The tag of the application. Of several signatures only those with this tag count.
    #[must_use]
    pub fn tag(self, tag: impl Into<String>) -> Self {
        Self { tag: Some(tag.into()), ..self }
    }

    /// How old a signature may be, by its `created`, which it then must have. Of the future, 5 s are let pass.
    #[must_use]
    pub fn max_age(self, age: Duration) -> Self {
        Self { max_age: Some(age.as_secs()), ..self }
    }

    /// Signatures may be as old as they like, unless they say `expires` themselves: their replays too.
    #[must_use]
    pub fn any_age(self) -> Self {
        Self { max_age: None, ..self }
    }

    /// Whether `content-digest` must be covered, so that the body is.
    #[must_use]
    pub fn demand_digest(self, demands: bool) -> Self {
        Self { demands_digest: demands, ..self }
    }

    /// Whether `Content-Digest` is held against the body: where it is covered, unless this says otherwise.
    #[must_use]
    pub fn check_digest(self, checks: bool) -> Self {
        Self { checks_digest: Some(checks), ..self }
    }

    pub(in crate::signature) fn covers_url(&self) -> bool {
        self.components.iter().any(|name| name.starts_with('@') && name != "@method" && name != "@status")
    }

    pub(in crate::signature) fn covers_body(&self) -> bool {
        self.demands_digest || self.components.iter().any(|name| name == super::digest::NAME)
    }

    /// What is verified is a response with this status, no request.
    #[must_use]
    pub fn response(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }
}
