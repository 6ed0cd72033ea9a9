//! Detached signatures: a header of one's choice, and perhaps one algorithm.

use super::{Profile, Says};

const ALGORITHMS: &[&str] = &[
    "HS256", "HS384", "HS512", "ES256", "ES384", "EdDSA", "Ed25519", "RS256", "RS384", "RS512", "PS256",
    "PS384", "PS512",
];

/// How a body is signed by a detached JSON Web Signature (RFC 7515 appendix F). Both forms are verified: the body in
/// base64url, and as it is (`b64: false`, RFC 7797); what is sent has the second.
///
/// ```
/// use hookwright::signature::{DetachedJws, Scheme, Signing};
///
/// let by = DetachedJws::new().header("x-shop-signature").algorithm("HS512").ok_or("no such algorithm")?;
/// let signing = Signing::new(Scheme::jws_detached_by(by), ["AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"])?;
/// assert!(DetachedJws::new().algorithm("none").is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DetachedJws(pub(in crate::signature) Profile);

impl DetachedJws {
    /// In `X-JWS-Signature`. A JSON Web Key may say its algorithm (`alg`); a key pair signs by any of its type; a shared
    /// key that is bytes alone by HS256.
    #[must_use]
    pub const fn new() -> Self {
        Self(Profile {
            name: "jws-detached",
            header: "x-jws-signature",
            algorithms: ALGORITHMS,
            says: Says::Body,
        })
    }

    /// The header that carries it.
    #[must_use]
    pub const fn header(self, name: &'static str) -> Self {
        Self(Profile { header: name, ..self.0 })
    }

    /// Pins the algorithm, by its name in RFC 7518, RFC 8037 or RFC 9864; `None` where it is none of those. Bytes in base64
    /// are then an Ed25519 key, where that is the algorithm.
    #[must_use]
    pub fn algorithm(self, name: &str) -> Option<Self> {
        let algorithms = ALGORITHMS.chunks(1).find(|one| one[0] == name)?;
        Some(Self(Profile { algorithms, ..self.0 }))
    }
}

impl Default for DetachedJws {
    fn default() -> Self {
        Self::new()
    }
}
