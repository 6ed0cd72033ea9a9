//! What a receiver accepts for a demand.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use ctutils::CtEq;
use http::Uri;
use http::request::Parts;
use sha2::{Digest, Sha256};

use super::{By, Demand, presented};

/// Who is at the other end of a connection with mutual TLS, as the server that ended it found: the name in a certificate
/// that it verified. Only a layer in front of the service may set it, as an extension of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientIdentity(pub Arc<str>);

/// What a security scheme of the document accepts.
///
/// ```
/// use hookwright::security::Credential;
///
/// let key = Credential::any_of(["the key of today", "the key of yesterday"]);
/// let user = Credential::user("shop", "a password");
/// let machine = Credential::check(|name| name.ends_with(".shop.example"));
/// ```
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
enum Kind {
    /// Digests of the texts: equally long, and of no use to whoever reads memory.
    AnyOf(Arc<[[u8; 32]]>),
    Check(Arc<dyn Fn(&str) -> bool + Send + Sync>),
}

impl Credential {
    /// A key or token that is one of these, compared in constant time. Empty ones count for nothing.
    pub fn any_of(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let texts = texts.into_iter().filter(|text| !text.as_ref().is_empty());
        Self(Kind::AnyOf(texts.map(|text| digest(text.as_ref())).collect()))
    }

    /// A user with a password (`http`, `basic`).
    #[must_use]
    pub fn user(name: &str, password: &str) -> Self {
        Self::any_of([Base64::encode_string(format!("{name}:{password}").as_bytes())])
    }

    /// Whatever this function says: the name of a client with mutual TLS, a token that carries its own proof. It is called
    /// with what a stranger wrote, and must not block.
    pub fn check(check: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self(Kind::Check(Arc::new(check)))
    }

    fn accepts(&self, text: &str) -> bool {
        match &self.0 {
            Kind::AnyOf(accepted) => {
                let given = digest(text);
                // All are compared: how long it takes does not tell which one was near.
                accepted.iter().fold(false, |found, own| found | own.ct_eq(&given).to_bool())
            }
            Kind::Check(check) => check(text),
        }
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(..)")
    }
}

/// What is accepted, by the names of security schemes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(HashMap<Box<str>, Credential>);

/// A request that is held against demands.
pub(crate) struct Claimant<'r> {
    pub(crate) parts: &'r Parts,
    pub(crate) uri: &'r Uri,
    /// Whether its signature is good.
    pub(crate) signed: bool,
}

impl Credentials {
    pub(crate) fn set(&mut self, scheme: &str, accepted: Credential) {
        self.0.insert(scheme.into(), accepted);
    }

    /// Whether all of one alternative is met. One that demands nothing meets nothing.
    pub(crate) fn meet(&self, alternatives: &[&[Demand]], request: &Claimant<'_>) -> bool {
        let met = |demand: &Demand| match demand.by {
            By::Signature => request.signed,
            by => presented(by, request.parts, request.uri)
                .is_some_and(|text| self.0.get(demand.name).is_some_and(|accepted| accepted.accepts(&text))),
        };
        alternatives.iter().any(|demands| !demands.is_empty() && demands.iter().all(met))
    }
}
