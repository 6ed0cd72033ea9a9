//! Adyen's notifications of payments: each item of the body has a signature over eight of its fields.
//!
//! In: keys, a request. Out: what was verified. It must not know the other schemes. **What is not among the eight fields
//! is not signed**, and there is no timestamp: a delivery may come again for ever. There is no id either; the digest of
//! the signed fields stands for it, which is finer than the vendor's advice (`pspReference` and `eventCode`).

use std::fmt;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::encoding::{Bytes, hex_bytes};
use super::shared::{Hash, equal, sha256, tag};
use super::{Refusal, Secret, SecretError, Signed, Verified};
use crate::json::Tree;

const ITEMS: &str = "/notificationItems";
const SIGNATURE: &str = "/additionalData/hmacSignature";

/// Checks Adyen's notifications.
#[derive(Clone)]
pub(super) struct Verifier {
    keys: Vec<(Secret, Zeroizing<Vec<u8>>)>,
}

impl Verifier {
    pub(super) fn new(secrets: &[Secret]) -> Result<Self, SecretError> {
        let key = |secret: &Secret| {
            let bytes = hex_bytes(secret.text()).map(Zeroizing::new).ok_or(SecretError::Encoding)?;
            if bytes.is_empty() { Err(SecretError::Empty) } else { Ok((secret.clone(), bytes)) }
        };
        let keys: Vec<_> = secrets.iter().map(key).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(SecretError::None) } else { Ok(Self { keys }) }
    }

    /// Every item must be signed, and there must be one; one secret must have signed them all.
    pub(super) fn verify<'a>(&self, request: &Signed<'a>) -> Result<Verified<'a>, Refusal> {
        let malformed = Refusal::Malformed { field: ITEMS };
        let text = std::str::from_utf8(request.body).map_err(|_| malformed)?;
        // Two members of one name could be one thing here and another to whoever decodes the payload.
        let body = Tree::distinct(text).map_err(|_| malformed)?;
        let Some(Tree::Array(items)) = body.get("notificationItems") else { return Err(malformed) };
        let items = items.iter().map(|item| item.get("NotificationRequestItem").ok_or(malformed));
        let items: Vec<(String, Bytes)> = items.map(|item| read(item?)).collect::<Result<_, _>>()?;
        if items.is_empty() {
            return Err(Refusal::Missing { field: ITEMS });
        }
        let signs = |key: &[u8]| {
            items.iter().all(|(content, given)| {
                equal(&tag(Hash::Sha256, key, &[content.as_bytes()]), given.as_slice())
            })
        };
        let matching = self.keys.iter().find(|(_, key)| signs(key)).ok_or(Refusal::Mismatch)?;
        let contents: Vec<&[u8]> =
            items.iter().flat_map(|(content, _)| [content.as_bytes(), b"\n"]).collect();
        let mut verified = Verified {
            secret: matching.0.shared_id(),
            digest: Some(sha256(&contents)),
            ..Verified::default()
        };
        for (_, key) in &self.keys {
            verified.signature_keys.push(sha256(&[&tag(Hash::Sha256, key, &contents)]));
        }
        Ok(verified)
    }
}

/// The signed text of an item, and its signature.
fn read(item: &Tree<'_>) -> Result<(String, Bytes), Refusal> {
    let given = item.get("additionalData").and_then(|data| data.get("hmacSignature")).and_then(Tree::as_str);
    let given = given.filter(|given| !given.is_empty()).ok_or(Refusal::Missing { field: SIGNATURE })?;
    let given = Bytes::base64(given).ok_or(Refusal::Malformed { field: SIGNATURE })?;
    Ok((content(item)?, given))
}

/// The eight fields; what is missing is empty. Only the merchant's own reference can have a colon: elsewhere it would let
/// text move from one field to the next under the same signature. What is no text, number or boolean is not passed over.
fn content(item: &Tree<'_>) -> Result<String, Refusal> {
    const FREE: &str = "merchantReference";
    let malformed = Refusal::Malformed { field: ITEMS };
    let amount = match item.get("amount") {
        None | Some(Tree::Null) => None,
        Some(amount @ Tree::Object(_)) => Some(amount),
        Some(_) => return Err(malformed),
    };
    let fields = [
        (Some(item), "pspReference"),
        (Some(item), "originalReference"),
        (Some(item), "merchantAccountCode"),
        (Some(item), FREE),
        (amount, "value"),
        (amount, "currency"),
        (Some(item), "eventCode"),
        (Some(item), "success"),
    ];
    let texts = fields.map(|(object, name)| match object.and_then(|object| object.get(name)) {
        None | Some(Tree::Null) => Ok(""),
        Some(value) => {
            let text = value.scalar().filter(|text| name == FREE || !text.contains(':'));
            text.ok_or(malformed)
        }
    });
    let texts: Vec<&str> = texts.into_iter().collect::<Result<_, _>>()?;
    Ok(texts.join(":"))
}

/// The signature of one `NotificationRequestItem`, as its `additionalData.hmacSignature`; for senders, which write it into
/// the body themselves.
///
/// # Errors
/// Where the key is not hexadecimal, or the item is none that a receiver would read.
pub fn sign_item(key: &str, item: &str) -> Result<String, SecretError> {
    let key =
        hex_bytes(key).filter(|key| !key.is_empty()).map(Zeroizing::new).ok_or(SecretError::Encoding)?;
    let item = Tree::distinct(item).map_err(|_| SecretError::Encoding)?;
    let content = content(&item).map_err(|_| SecretError::Encoding)?;
    Ok(Base64::encode_string(&tag(Hash::Sha256, &key, &[content.as_bytes()])))
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(secret, _)| secret)).finish()
    }
}
