//! What a scheme may be told beside its secrets.
//!
//! Comes in: a JSON file. Goes out: the scheme with its profile, keys with their ids.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use hookwright::Scheme;
use hookwright::signature::{MessageAlgorithm, MessageSignatures, Secret};
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
    pub(super) served: BTreeMap<String, String>,
    /// Roots to trust, in place of Mozilla's.
    pub(super) trust_root_pem: Option<String>,
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

    /// The scheme, as the file makes it.
    pub(super) fn scheme(&self, scheme: Scheme) -> Result<Scheme, String> {
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
