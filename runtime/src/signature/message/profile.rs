//! What a receiver demands of HTTP Message Signatures, and a sender does.

use std::time::Duration;

use sfv::Item;

use super::{component, digest};
use crate::signature::asymmetric::{Algorithm, By};
use crate::signature::shared::Hash;

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
    pub(super) lifetime: Option<u64>,
    pub(super) nonce_is_id: bool,
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
    /// `ecdsa-p384-sha384`, `r‖s`
    EcdsaP384Sha384,
    /// `rsa-pss-sha512`
    RsaPssSha512,
    /// `rsa-v1_5-sha256`
    RsaV15Sha256,
}

impl MessageAlgorithm {
    /// All of them.
    pub(super) const ALL: [Self; 6] = [
        Self::HmacSha256,
        Self::Ed25519,
        Self::EcdsaP256Sha256,
        Self::EcdsaP384Sha384,
        Self::RsaPssSha512,
        Self::RsaV15Sha256,
    ];

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
            Self::EcdsaP384Sha384 => "ecdsa-p384-sha384",
            Self::RsaPssSha512 => "rsa-pss-sha512",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }

    /// The same as keys know it.
    pub(super) fn by(self) -> By {
        match self {
            Self::HmacSha256 => By::Hmac(Hash::Sha256),
            Self::Ed25519 => By::Pair(Algorithm::Ed25519),
            Self::EcdsaP256Sha256 => By::Pair(Algorithm::EcdsaP256Sha256),
            Self::EcdsaP384Sha384 => By::Pair(Algorithm::EcdsaP384Sha384),
            Self::RsaPssSha512 => By::Pair(Algorithm::RsaPssSha512),
            Self::RsaV15Sha256 => By::Pair(Algorithm::RsaSha256),
        }
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
            lifetime: None,
            nonce_is_id: false,
            status: None,
        }
    }

    /// Pins the algorithm. Without this it is the key's own.
    #[must_use]
    pub fn algorithm(self, algorithm: MessageAlgorithm) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// The components that must be covered; a sender covers just these. A name (`@method`, `content-type`) stands for the
    /// whole value; with parameters they are written as in `Signature-Input`: `"@query-param";name="shop"`. What is no
    /// component can't be covered: nothing verifies then, and nothing is signed.
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

    /// Whether `Content-Digest`, where it stands, is held against the body. Without this it is where it is covered.
    #[must_use]
    pub fn check_digest(self, checks: bool) -> Self {
        Self { checks_digest: Some(checks), ..self }
    }

    /// A sender says `expires`, so long after `created`. Receivers always heed it.
    #[must_use]
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self { lifetime: Some(lifetime.as_secs()), ..self }
    }

    /// The delivery's id is the `nonce`: so it is signed, and is the same when a delivery is sent again. A receiver then
    /// demands one.
    #[must_use]
    pub fn nonce_is_id(self, is: bool) -> Self {
        Self { nonce_is_id: is, ..self }
    }

    /// What is verified is a response with this status, no request.
    #[must_use]
    pub fn response(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// All that must be covered; `None` for what is no component.
    pub(super) fn wanted(&self) -> Vec<Option<Item>> {
        let mut wanted: Vec<Option<Item>> =
            self.components.iter().map(|text| component::named(text)).collect();
        let digest = component::named(digest::NAME);
        if self.demands_digest && !wanted.contains(&digest) {
            wanted.push(digest);
        }
        wanted
    }

    pub(in crate::signature) fn signs_id(&self) -> bool {
        self.nonce_is_id
    }

    pub(in crate::signature) fn covers_url(&self) -> bool {
        const OF_URL: [&str; 7] =
            ["@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param"];
        self.wanted().iter().flatten().filter_map(component::name).any(|name| OF_URL.contains(&name))
    }

    pub(in crate::signature) fn covers_body(&self) -> bool {
        self.wanted().iter().flatten().filter_map(component::name).any(|name| name == digest::NAME)
    }
}
