//! PayPal: the delivery's id and time, the webhook's id and the body's CRC, signed by a key whose certificate stands at
//! an address that the request names.
//!
//! In: the ids of webhooks, a request, the certificates that were fetched from there. Out: what was verified. It must not
//! know the network. **The body is covered by its CRC-32 alone**: whoever holds a signed delivery can make another body
//! that has the same.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};

use super::address::Address;
use super::asymmetric::Algorithm;
use super::certificate::Chain;
use super::roots::Roots;
use super::{Refusal, Secret, SecretError, Signed, Verified, Wanted, clock, header};

const ID: &str = "paypal-transmission-id";
const TIME: &str = "paypal-transmission-time";
const SIGNATURE: &str = "paypal-transmission-sig";
const ADDRESS: &str = "paypal-cert-url";
const ALGORITHM: &str = "paypal-auth-algo";
const DOMAIN: &str = "paypal.com";

/// What a receiver trusts of PayPal: certificates on its own hosts that lead to one of Mozilla's roots.
///
/// The secrets of the scheme are webhook ids: they are no secrets, but say which webhook a delivery is for.
#[derive(Clone, Debug, Default)]
pub struct PayPal {
    roots: Roots,
}

impl PayPal {
    /// Roots in PEM that certificates must lead to, in place of Mozilla's; or the certificates themselves.
    ///
    /// # Errors
    /// Where it is no PEM of certificates.
    pub fn roots_pem(self, pem: &str) -> Result<Self, SecretError> {
        Ok(Self { roots: Roots::pem(pem)? })
    }
}

/// Checks PayPal's deliveries.
#[derive(Clone, Debug)]
pub(super) struct Verifier {
    trust: PayPal,
    webhooks: Vec<Secret>,
}

/// What stands in the headers.
struct Read<'a> {
    id: &'a str,
    time: &'a str,
    seconds: i64,
    signature: Vec<u8>,
    address: &'a str,
    algorithm: Algorithm,
}

impl Verifier {
    /// The secrets are the ids of webhooks, as PayPal shows them.
    pub(super) fn new(trust: &PayPal, webhooks: &[Secret]) -> Result<Self, SecretError> {
        if webhooks.is_empty() {
            return Err(SecretError::None);
        }
        if webhooks.iter().any(|webhook| webhook.text().is_empty()) {
            return Err(SecretError::Empty);
        }
        Ok(Self { trust: trust.clone(), webhooks: webhooks.to_vec() })
    }

    /// The certificates that this request was signed under. Nobody is asked for the sake of a request that would be
    /// refused all the same.
    pub(super) fn wanted(request: &Signed<'_>) -> Result<Wanted, Refusal> {
        read(request).map(|read| Wanted::Certificates { url: read.address.to_owned() })
    }

    /// The certificates first, then the signature. Of the time nothing is asked unless a tolerance is set: PayPal sends a
    /// delivery again for three days, with the time of the first attempt.
    pub(super) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        certificates: &[u8],
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let read = read(request)?;
        let chain = Chain::from_pem(certificates).ok_or(Refusal::Certificate)?;
        if !chain.is_named_below(DOMAIN) || !chain.leads_to(&self.trust.roots, now) {
            return Err(Refusal::Certificate);
        }
        let key = chain.key().ok_or(Refusal::Certificate)?;
        let crc = crc32fast::hash(request.body);
        let signs = |webhook: &&Secret| {
            let content = format!("{}|{}|{}|{crc}", read.id, read.time, webhook.text());
            key.verify(read.algorithm, content.as_bytes(), &read.signature)
        };
        let webhook = self.webhooks.iter().find(signs).ok_or(Refusal::Mismatch)?;
        if let Some(tolerance) = tolerance {
            clock::fresh(read.seconds, tolerance, now)?;
        }
        Ok(Verified {
            id: Some(Cow::Borrowed(read.id)),
            id_is_signed: true,
            timestamp: Some(read.seconds),
            secret: webhook.shared_id(),
            ..Verified::default()
        })
    }
}

fn read<'a>(request: &Signed<'a>) -> Result<Read<'a>, Refusal> {
    let text = |name| header::only(request.headers, name);
    let time = text(TIME)?;
    let address = text(ADDRESS)?;
    let is_pinned = |address: Address<'_>| address.is_within(DOMAIN);
    if !Address::https(address).is_some_and(is_pinned) {
        return Err(Refusal::Certificate);
    }
    Ok(Read {
        id: text(ID)?,
        time,
        seconds: clock::rfc3339(time).ok_or(Refusal::Malformed { field: TIME })?,
        signature: Base64::decode_vec(text(SIGNATURE)?)
            .map_err(|_| Refusal::Malformed { field: SIGNATURE })?,
        address,
        algorithm: algorithm(text(ALGORITHM)?)?,
    })
}

/// RSASSA-PKCS1-v1_5 as Java calls it, whose names have no case. SHA-1 would be a step back that the sender chose.
fn algorithm(name: &str) -> Result<Algorithm, Refusal> {
    let names = [
        ("SHA256withRSA", Algorithm::RsaSha256),
        // What the vendor's own libraries say in its place.
        ("SHA256", Algorithm::RsaSha256),
        ("SHA384withRSA", Algorithm::RsaSha384),
        ("SHA512withRSA", Algorithm::RsaSha512),
    ];
    let named = names.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, algorithm)| algorithm).ok_or(Refusal::Algorithm)
}
