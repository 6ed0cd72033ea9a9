//! JSON Web Keys (RFC 7517, 7518 section 6, RFC 8037).
//!
//! In: a key as JSON text. Out: its public or private half. It must not know what `kid` and `alg` are for: schemes do.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ring::rsa::KeyPairComponents;
use ring::signature::{RsaKeyPair, RsaPublicKeyComponents};
use zeroize::Zeroizing;

use super::{PrivateKey, PublicKey};
use crate::json::Tree;
use crate::signature::SecretError;

/// A key as it is written. It borrows from its text, so that no secret is copied.
struct Jwk<'t>(Tree<'t>);

impl<'t> Jwk<'t> {
    fn read(text: &'t str) -> Result<Self, SecretError> {
        Tree::distinct(text).map(Self).map_err(|_| SecretError::Encoding)
    }

    fn text(&self, name: &str) -> Result<&str, SecretError> {
        self.0.get(name).and_then(Tree::as_str).ok_or(SecretError::Encoding)
    }

    /// A member that is bytes, in base64url without padding.
    fn bytes(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
        let bytes = Base64UrlUnpadded::decode_vec(self.text(name)?).map_err(|_| SecretError::Encoding)?;
        Ok(Zeroizing::new(bytes))
    }

    fn is_ed25519(&self) -> bool {
        self.text("crv").is_ok_and(|curve| curve == "Ed25519")
    }

    /// An uncompressed point (SEC 1 section 2.3.3), and how long a coordinate is, in bytes.
    fn point(&self) -> Result<(Vec<u8>, usize), SecretError> {
        let length = match self.text("crv")? {
            "P-256" => 32,
            "P-384" => 48,
            _ => return Err(SecretError::Encoding),
        };
        let (x, y) = (self.bytes("x")?, self.bytes("y")?);
        if x.len() != length || y.len() != length {
            return Err(SecretError::Encoding);
        }
        Ok(([&[4], x.as_slice(), y.as_slice()].concat(), length))
    }

    fn rsa(&self) -> Result<PrivateKey, SecretError> {
        let public = |name: &str| self.bytes(name).map(|bytes| bytes.to_vec());
        let components = KeyPairComponents {
            public_key: RsaPublicKeyComponents { n: public("n")?, e: public("e")? },
            d: self.bytes("d")?,
            p: self.bytes("p")?,
            q: self.bytes("q")?,
            dP: self.bytes("dp")?,
            dQ: self.bytes("dq")?,
            qInv: self.bytes("qi")?,
        };
        RsaKeyPair::from_components(&components).map(PrivateKey::rsa).map_err(|_| SecretError::Encoding)
    }
}

/// The public half of a key.
pub(super) fn public(text: &str) -> Result<PublicKey, SecretError> {
    let jwk = Jwk::read(text)?;
    match jwk.text("kty")? {
        "OKP" if jwk.is_ed25519() => PublicKey::ed25519(&jwk.bytes("x")?),
        "EC" => jwk.point().and_then(|(point, length)| PublicKey::ec(&point, length)),
        "RSA" => PublicKey::rsa(jwk.bytes("n")?.to_vec(), jwk.bytes("e")?.to_vec(), false),
        _ => Err(SecretError::Encoding),
    }
}

/// The whole key; it has a member `d`.
pub(super) fn private(text: &str) -> Result<PrivateKey, SecretError> {
    let jwk = Jwk::read(text)?;
    if jwk.0.get("d").is_none() {
        return Err(SecretError::Public);
    }
    match jwk.text("kty")? {
        "OKP" if jwk.is_ed25519() => {
            let pair = [jwk.bytes("d")?.as_slice(), jwk.bytes("x")?.as_slice()].concat();
            PrivateKey::ed25519(&Zeroizing::new(pair))
        }
        "EC" => PrivateKey::ec(&jwk.bytes("d")?, &jwk.point()?.0),
        "RSA" => jwk.rsa(),
        _ => Err(SecretError::Encoding),
    }
}
