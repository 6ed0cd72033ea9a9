//! What a scheme may be told beside its secrets.
//!
//! Comes in: a JSON file. Goes out: the scheme with its profile, keys with their ids.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use hookwright::Scheme;
use hookwright::signature::{
    DetachedJws, MessageAlgorithm, MessageSignatures, PayPal, Secret, SecretError, Served, Sns,
};
use serde::Deserialize;

/// The file. Members that are not known are let be: files are made by other programs, too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Extra {
    /// Keys by their ids, in place of `--secret`.
    keys: BTreeMap<String, String>,
    /// The algorithm, for schemes that leave it open.
    alg: Option<String>,
    /// The message is a response with this status.
    response_status: Option<u16>,
    /// What RFC 9421 leaves to the receiver.
    policy: Option<Policy>,
    /// Addresses and the certificates there, in place of the network.
    served: BTreeMap<String, String>,
    /// The certificate, whatever its address.
    cert_pem: Option<String>,
    /// Roots to trust, in place of Mozilla's.
    trust_root_pem: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Policy {
    max_age: Option<u64>,
    required_components: Vec<String>,
    tag: Option<String>,
    require_body_digest: bool,
    #[serde(rename = "content-digest")]
    content_digest: Option<bool>,
}

impl Extra {
    /// Reads the file.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
        serde_json::from_str(&text).map_err(|error| wrong(&error))
    }

    /// The keys by their ids.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        self.keys.iter().map(|(id, key)| Secret::new(key).with_id(id)).collect()
    }

    /// The certificates in place of the network: at their addresses, or the one for every address.
    pub(super) fn fetcher(&self) -> Served {
        let everywhere = self.cert_pem.iter().filter(|_| self.served.is_empty()).cloned();
        let served = self
            .served
            .iter()
            .fold(Served::default(), |served, (place, pem)| served.with(place, pem.clone()));
        everywhere.fold(served, Served::otherwise)
    }

    /// The scheme, as the file makes it. Without topics, any is accepted: the command judges a signature, and is no
    /// receiver.
    pub(super) fn scheme(&self, scheme: Scheme, names_secrets: bool) -> Result<Scheme, String> {
        let wrong = |error: SecretError| format!("trust_root_pem: {error}");
        if scheme == Scheme::paypal() {
            let trust = PayPal::default();
            let trust = match &self.trust_root_pem {
                Some(pem) => trust.roots_pem(pem).map_err(wrong)?,
                None => trust,
            };
            return Ok(Scheme::paypal_by(trust));
        }
        if scheme == Scheme::aws_sns() {
            let trust = if names_secrets { Sns::default() } else { Sns::default().any_topic() };
            return Ok(Scheme::aws_sns_by(match &self.trust_root_pem {
                Some(pem) => trust.roots_pem(pem).map_err(wrong)?,
                None => trust,
            }));
        }
        if let (true, Some(name)) = (scheme == Scheme::jws_detached(), &self.alg) {
            let by = DetachedJws::new().algorithm(name).ok_or_else(|| format!("no algorithm `{name}`"))?;
            return Ok(Scheme::jws_detached_by(by));
        }
        if scheme != Scheme::rfc9421()
            || (self.policy.is_none() && self.alg.is_none() && self.response_status.is_none())
        {
            return Ok(scheme);
        }
        self.profile().map(Scheme::message_signatures)
    }

    fn profile(&self) -> Result<MessageSignatures, String> {
        let mut profile = MessageSignatures::new();
        if let Some(policy) = &self.policy {
            profile =
                profile.components(&policy.required_components).demand_digest(policy.require_body_digest);
            profile = match policy.max_age {
                Some(seconds) => profile.max_age(Duration::from_secs(seconds)),
                None => profile.any_age(),
            };
            profile = policy.tag.iter().fold(profile, MessageSignatures::tag);
            profile = policy.content_digest.into_iter().fold(profile, MessageSignatures::check_digest);
        }
        if let Some(name) = &self.alg {
            let algorithm = MessageAlgorithm::named(name).ok_or_else(|| format!("no algorithm `{name}`"))?;
            profile = profile.algorithm(algorithm);
        }
        Ok(self.response_status.into_iter().fold(profile, MessageSignatures::response))
    }
}
