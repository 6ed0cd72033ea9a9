//! Amazon SNS: fields of the JSON body, under the key of a certificate that the body names.
//!
//! In: topics, a request, the certificate. Out: what was verified. It must not fetch anything. **Any account of the vendor
//! can sign**: only the topic says whose notification it is, so a receiver must name its topics.

use std::borrow::Cow;
use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};

use super::asymmetric::Algorithm;
use super::certificate::{Chain, Roots, is_pinned};
use super::shared::sha256;
use super::{Refusal, Secret, SecretError, Signed, Verified, Wanted, clock};
use crate::json::Tree;

const NOTIFICATION: &[&str] = &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const CONFIRMATION: &[&str] =
    &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/// What a receiver trusts of Amazon SNS. The secrets of the scheme are the topics' names (`arn:aws:sns:…`).
#[derive(Clone, Debug, Default)]
pub struct Sns {
    roots: Option<Roots>,
    demands_sha256: bool,
    any_topic: bool,
}

impl Sns {
    /// Refuses signatures of version 1, which are over SHA-1.
    #[must_use]
    pub fn sha256_only(self) -> Self {
        Self { demands_sha256: true, ..self }
    }

    /// Roots in PEM that certificates must be traced back to. Without them, that a certificate came over TLS from the
    /// vendor's own host is what vouches for it.
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

/// Checks deliveries of SNS.
#[derive(Clone, Debug)]
pub(super) struct Verifier {
    trust: Sns,
    topics: Vec<Secret>,
}

impl Verifier {
    pub(super) fn new(trust: &Sns, secrets: &[Secret]) -> Result<Self, SecretError> {
        if secrets.is_empty() && !trust.any_topic {
            return Err(SecretError::None);
        }
        if secrets.iter().any(|secret| !secret.text().starts_with("arn:")) {
            return Err(SecretError::Encoding);
        }
        Ok(Self { trust: trust.clone(), topics: secrets.to_vec() })
    }

    /// The certificate that the body names, where it stands on one of SNS' own hosts.
    pub(super) fn wanted(request: &Signed<'_>) -> Result<Wanted, Refusal> {
        let body = body(request)?;
        let url = text(&body, "SigningCertURL")?;
        if !is_pinned(url, is_sns) || !url.ends_with(".pem") {
            return Err(Refusal::Certificate);
        }
        Ok(Wanted::Certificates { url: url.to_owned() })
    }

    /// Of the time nothing is asked unless a tolerance is set: SNS sends a notification again for hours, and its time is
    /// that of its publication.
    pub(super) fn verify<'a>(
        &self,
        request: &Signed<'a>,
        certificate: &[u8],
        tolerance: Option<u64>,
        now: SystemTime,
    ) -> Result<Verified<'a>, Refusal> {
        let body = body(request)?;
        let given = Base64::decode_vec(text(&body, "Signature")?);
        let given = given.map_err(|_| Refusal::Malformed { field: "Signature" })?;
        let algorithm = match text(&body, "SignatureVersion")? {
            "1" if !self.trust.demands_sha256 => Algorithm::RsaSha1,
            "2" => Algorithm::RsaSha256,
            _ => return Err(Refusal::Algorithm),
        };
        let message = canonical(&body)?;
        let chain = Chain::pem(certificate)?;
        if let Some(roots) = &self.trust.roots {
            chain.trace(roots, now)?;
        }
        if !chain.public_key()?.verify(algorithm, message.as_bytes(), &given) {
            return Err(Refusal::Mismatch);
        }
        let topic = text(&body, "TopicArn")?;
        let matching = self.topics.iter().find(|own| own.text() == topic);
        if matching.is_none() && !self.trust.any_topic {
            return Err(Refusal::NotAllowed);
        }
        let time =
            clock::rfc3339(text(&body, "Timestamp")?).ok_or(Refusal::Malformed { field: "Timestamp" })?;
        if let Some(tolerance) = tolerance {
            clock::fresh(time, tolerance, now)?;
        }
        Ok(Verified {
            id: Some(Cow::Owned(text(&body, "MessageId")?.to_owned())),
            id_is_signed: true,
            timestamp: Some(time),
            secret: matching.and_then(Secret::shared_id),
            digest: Some(sha256(&[message.as_bytes()])),
            ..Verified::default()
        })
    }
}

/// `sns.<region>.amazonaws.com`, or the same in China; nothing that merely begins or ends like it.
pub(crate) fn is_sns(host: &str) -> bool {
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let region = host.strip_prefix("sns.").and_then(|rest| rest.strip_suffix(".amazonaws.com"));
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    region.is_some_and(|region| region.len() > 2 && region.bytes().all(letter))
}

/// No member twice: the one that is signed must be the one that is read.
fn body<'a>(request: &Signed<'a>) -> Result<Tree<'a>, Refusal> {
    let malformed = Refusal::Malformed { field: "body" };
    let text = std::str::from_utf8(request.body).map_err(|_| malformed)?;
    Tree::distinct(text).map_err(|_| malformed)
}

fn text<'t>(body: &'t Tree<'_>, name: &'static str) -> Result<&'t str, Refusal> {
    match body.get(name) {
        None => Err(Refusal::Missing { field: name }),
        Some(value) => value.as_str().ok_or(Refusal::Malformed { field: name }),
    }
}

/// Names and values in lines, by the kind of message.
fn canonical(body: &Tree<'_>) -> Result<String, Refusal> {
    let names = match text(body, "Type")? {
        "Notification" => NOTIFICATION,
        "SubscriptionConfirmation" | "UnsubscribeConfirmation" => CONFIRMATION,
        _ => return Err(Refusal::Malformed { field: "Type" }),
    };
    let mut lines = String::new();
    for name in names {
        if *name == "Subject" && matches!(body.get(name), None | Some(Tree::Null)) {
            continue;
        }
        lines.extend([name, "\n", text(body, name)?, "\n"]);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::is_sns;

    #[test]
    fn hosts_of_sns_are_told_from_look_alikes() {
        for host in ["sns.us-east-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"] {
            assert!(is_sns(host), "{host}");
        }
        for host in [
            "sns.us-east-1.amazonaws.com.evil.test",
            "evilsns.us-east-1.amazonaws.com",
            "sns.evil.test.amazonaws.com",
            "sns..amazonaws.com",
            "sns.us-east-1.amazonaws.co",
            "s3.us-east-1.amazonaws.com",
        ] {
            assert!(!is_sns(host), "{host}");
        }
    }
}
