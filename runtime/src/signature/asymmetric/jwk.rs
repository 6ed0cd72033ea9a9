//! JSON Web Keys (RFC 7517, 7518 section 6, RFC 8037).

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ring::signature::{RsaKeyPair, RsaPublicKeyComponents};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::public::Kind;
use super::{PrivateKey, PublicKey};
use crate::signature::SecretError;

type Members = Map<String, Value>;

fn members(text: &str) -> Result<Members, SecretError> {
    serde_json::from_str(text).map_err(|_| SecretError::Encoding)
}

fn text<'m>(members: &'m Members, name: &str) -> Result<&'m str, SecretError> {
    members.get(name).and_then(Value::as_str).ok_or(SecretError::Encoding)
}

/// Members that are bytes, in base64url without padding.
fn bytes(members: &Members, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let bytes = Base64UrlUnpadded::decode_vec(text(members, name)?).map_err(|_| SecretError::Encoding)?;
    Ok(Zeroizing::new(bytes))
}

/// An uncompressed point (SEC 1 section 2.3.3), and the bytes of a coordinate.
fn point(members: &Members) -> Result<(Vec<u8>, usize), SecretError> {
    let length = match text(members, "crv")? {
        "P-256" => 32,
        "P-384" => 48,
        _ => return Err(SecretError::Encoding),
    };
    let (x, y) = (bytes(members, "x")?, bytes(members, "y")?);
    if x.len() != length || y.len() != length {
        return Err(SecretError::Encoding);
    }
    Ok(([&[4], x.as_slice(), y.as_slice()].concat(), length))
}

fn is_ed25519(members: &Members) -> bool {
    text(members, "crv").is_ok_and(|curve| curve == "Ed25519")
}

/// The public half of a key.
pub(super) fn public(json: &str) -> Result<PublicKey, SecretError> {
    let members = members(json)?;
    match text(&members, "kty")? {
        "OKP" if is_ed25519(&members) => PublicKey::ed25519(&bytes(&members, "x")?),
        "EC" => {
            let (point, length) = point(&members)?;
            Ok(PublicKey::new(if length == 32 { Kind::P256(point) } else { Kind::P384(point) }))
        }
        "RSA" => Ok(PublicKey::new(Kind::RsaParts(RsaPublicKeyComponents {
            n: bytes(&members, "n")?.to_vec(),
            e: bytes(&members, "e")?.to_vec(),
        }))),
        _ => Err(SecretError::Encoding),
    }
}

/// The whole key; it has a member `d`.
pub(super) fn private(json: &str) -> Result<PrivateKey, SecretError> {
    let members = members(json)?;
    if !members.contains_key("d") {
        return Err(SecretError::Public);
    }
    let d = bytes(&members, "d")?;
    match text(&members, "kty")? {
        "OKP" if is_ed25519(&members) => {
            let pair = [d.as_slice(), bytes(&members, "x")?.as_slice()].concat();
            PrivateKey::ed25519(&Zeroizing::new(pair))
        }
        "EC" => PrivateKey::ec(&d, &point(&members)?.0),
        "RSA" => rsa(&members, d.to_vec()),
        _ => Err(SecretError::Encoding),
    }
}

fn rsa(members: &Members, d: Vec<u8>) -> Result<PrivateKey, SecretError> {
    let part = |name: &str| bytes(members, name).map(|bytes| bytes.to_vec());
    let components = ring::rsa::KeyPairComponents {
        public_key: RsaPublicKeyComponents { n: part("n")?, e: part("e")? },
        d,
        p: part("p")?,
        q: part("q")?,
        dP: part("dp")?,
        dQ: part("dq")?,
        qInv: part("qi")?,
    };
    RsaKeyPair::from_components(&components).map(PrivateKey::rsa).map_err(|_| SecretError::Encoding)
}
