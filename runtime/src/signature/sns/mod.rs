//! Amazon SNS: members of the body, signed by a key whose certificate stands at an address that the body names.
//!
//! In: topics, a request, the certificate that was fetched. Out: what was verified. It must not know the network, nor what
//! is done with a confirmation. Any account of the vendor can sign, so that a signature means nothing without the topic.

mod message;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

use super::certificate::Chain;
use super::roots::Roots;
use super::{Refusal, Secret, SecretError, Signed, Verified, Wanted, clock};
use message::Message;

/// What a receiver trusts of Amazon SNS. The secrets of the scheme are the topics' names (`arn:aws:sns:…`).
#[derive(Clone, Debug, Default)]
pub struct Sns {
    roots: Option<Roots>,
    demands_sha256: bool,
    any_topic: bool,
}

impl Sns {
    /// Refuses signatures of version 1, which are over SHA-1. The topic's attribute `SignatureVersion` must be 2 for that.
    #[must_use]
    pub fn sha256_only(self) -> Self {
        Self { demands_sha256: true, ..self }
    }

    /// Roots in PEM that certificates must lead to, under a name of the vendor's; so what stands at the address must
    /// have all those between. Without roots, that a certificate came over TLS from the vendor's own host is what vouches
    /// for it.
    ///
    /// # Errors
    /// Where it is no PEM of certificates.
    pub fn roots_pem(self, pem: &str) -> Result<Self, SecretError> {
        Ok(Self { roots: Some(Roots::pem(pem)?), ..self })
    }

    /// Accepts every topic of every account there is. Whoever has an account can then deliver.
    #[must_use]
    pub fn any_topic(self) -> Self {
        Self { any_topic: true, ..self }
    }
}

/// Checks messages of Amazon SNS.
#[derive(Clone, Debug)]
pub(super) struct Verifier {
    trust: Sns,
    topics: Vec<Secret>,
}

impl Verifier {
    /// The secrets are the names (ARN) of topics.
    pub(super) fn new(trust: &Sns, topics: &[Secret]) -> Result<Self, SecretError> {
        if topics.is_empty() && !trust.any_topic {
            return Err(SecretError::None);
        }
        if topics.iter().any(|topic| topic.text().is_empty()) {
            return Err(SecretError::Empty);
        }
        if topics.iter().any(|topic| !topic.text().starts_with("arn:")) {
            return Err(SecretError::Encoding);
        }
        Ok(Self { trust: trust.clone(), topics: topics.to_vec() })
    }

    /// The certificate that this message was signed under. Nobody is asked for the sake of a stranger's topic.
    pub(super) fn wanted(&self, request: &Signed<'_>) -> Result<Wanted, Refusal> {
        let message = self.read(request.body)?;
        Ok(Wanted::Certificates { url: message.address.into_owned() })
    }

    /// Topic and certificate first, then the signature. Of the time nothing is asked unless a tolerance is set: SNS sends
    /// a notification again for hours, and its time is that of its publication.
    pub(super) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        certificate: &[u8],
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let message = self.read(request.body)?;
        let chain = Chain::from_pem(certificate).ok_or(Refusal::Certificate)?;
        if chain.is_over(now) || !self.is_trusted(&chain, now) {
            return Err(Refusal::Certificate);
        }
        let key = chain.key().ok_or(Refusal::Certificate)?;
        if !key.verify(message.algorithm, message.content.as_bytes(), &message.signature) {
            return Err(Refusal::Mismatch);
        }
        if let Some(tolerance) = tolerance {
            clock::fresh(message.seconds, tolerance, now)?;
        }
        let secret = self.topic(&message.topic).and_then(Secret::shared_id);
        let (id, timestamp) = (Some(message.id), Some(message.seconds));
        Ok(Verified { id, id_is_signed: true, timestamp, secret, ..Verified::default() })
    }

    fn read<'a>(&self, body: &'a [u8]) -> Result<Message<'a>, Refusal> {
        let message = Message::read(body)?;
        if self.trust.demands_sha256 && message.is_sha1() {
            return Err(Refusal::Algorithm);
        }
        match self.trust.any_topic || self.topic(&message.topic).is_some() {
            true => Ok(message),
            false => Err(Refusal::NotAllowed),
        }
    }

    fn topic(&self, name: &str) -> Option<&Secret> {
        self.topics.iter().find(|topic| topic.text() == name)
    }

    fn is_trusted(&self, chain: &Chain, now: SystemTime) -> bool {
        let is_amazon =
            || ["amazonaws.com", "amazonaws.com.cn"].iter().any(|domain| chain.is_named_below(domain));
        self.trust.roots.as_ref().is_none_or(|roots| is_amazon() && chain.leads_to(roots, now))
    }
}
