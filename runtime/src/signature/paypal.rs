//! PayPal: id, time, webhook id and a checksum of the body, under the key of a certificate that the request names.
//!
//! In: webhook ids, a request, the certificate. Out: what was verified. It must not fetch anything.
//! The checksum is CRC-32: **somebody who has seen a delivery can make another body of the same checksum**. That is the
//! vendor's scheme; what matters should be asked of their interface.

use std::borrow::Cow;
use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};

use super::asymmetric::Algorithm;
use super::certificate::{Chain, Roots, is_pinned};
use super::shared::sha256;
use super::{Refusal, Secret, SecretError, Signed, Verified, Wanted, clock, header};

const ID: &str = "paypal-transmission-id";
const TIME: &str = "paypal-transmission-time";
const SIGNATURE: &str = "paypal-transmission-sig";
const CERTIFICATE: &str = "paypal-cert-url";
const ALGORITHM: &str = "paypal-auth-algo";

/// What a receiver trusts of PayPal.
///
/// The secrets of the scheme are webhook ids: they are no secrets, but say which webhook a delivery is for.
#[derive(Clone, Debug)]
pub struct PayPal {
    roots: Roots,
}

impl Default for PayPal {
    fn default() -> Self {
        Self { roots: Roots::Mozilla }
    }
}

impl PayPal {
    /// Roots in PEM that certificates must be traced back to, in place of Mozilla's.
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

impl Verifier {
    pub(super) fn new(trust: &PayPal, secrets: &[Secret]) -> Result<Self, SecretError> {
        if secrets.is_empty() {
            return Err(SecretError::None);
        }
        if secrets.iter().any(|secret| secret.text().is_empty()) {
            return Err(SecretError::Empty);
        }
        Ok(Self { trust: trust.clone(), webhooks: secrets.to_vec() })
    }

    /// The certificate that the request names, where it stands on one of PayPal's own hosts.
    pub(super) fn wanted(request: &Signed<'_>) -> Result<Wanted, Refusal> {
        let url = header::only(request.headers, CERTIFICATE)?;
        if !is_pinned(url, |host| host.ends_with(".paypal.com")) {
            return Err(Refusal::Certificate);
        }
        Ok(Wanted::Certificates { url: url.to_owned() })
    }

    /// Of the time nothing is asked unless a tolerance is set: PayPal sends a delivery again for three days, with the time
    /// of the first attempt.
    pub(super) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        certificate: &[u8],
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let id = header::only(request.headers, ID)?;
        let time = header::only(request.headers, TIME)?;
        let given = header::only(request.headers, SIGNATURE)?;
        let given = Base64::decode_vec(given).map_err(|_| Refusal::Malformed { field: SIGNATURE })?;
        let algorithm = algorithm(header::only(request.headers, ALGORITHM)?)?;
        if [id, time].iter().any(|field| field.contains('|')) {
            return Err(Refusal::Malformed { field: ID });
        }
        let signed = clock::rfc3339(time).ok_or(Refusal::Malformed { field: TIME })?;
        let chain = Chain::pem(certificate)?;
        chain.trace(&self.trust.roots, now)?;
        chain.common_name_ends(".paypal.com")?;
        let key = chain.public_key()?;
        let checksum = crc32fast::hash(request.body);
        let message = |webhook: &Secret| format!("{id}|{time}|{}|{checksum}", webhook.text());
        let signs = |webhook: &&Secret| key.verify(algorithm, message(webhook).as_bytes(), &given);
        let matching = self.webhooks.iter().find(signs).ok_or(Refusal::Mismatch)?;
        if let Some(tolerance) = tolerance {
            clock::fresh(signed, tolerance, now)?;
        }
        Ok(Verified {
            id: Some(Cow::Borrowed(id)),
            id_is_signed: true,
            timestamp: Some(signed),
            secret: matching.shared_id(),
            digest: Some(sha256(&[message(matching).as_bytes()])),
            ..Verified::default()
        })
    }
}

/// Never a weaker one than SHA-256.
fn algorithm(name: &str) -> Result<Algorithm, Refusal> {
    match name {
        "SHA256withRSA" => Ok(Algorithm::RsaSha256),
        "SHA384withRSA" => Ok(Algorithm::RsaSha384),
        "SHA512withRSA" => Ok(Algorithm::RsaSha512),
        _ => Err(Refusal::Algorithm),
    }
}
