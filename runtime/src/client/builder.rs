//! Building a client: limits and permissions.
//!
//! In: signing and options. Out: a [`Client`]. It must not know requests or answers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::address::Allow;
use super::credentials::Credentials;
use super::{Client, Delivery, Shared, Terms, attempt};
use crate::signature::{Secret, Signing};

/// Options of a [`Client`]. What is allowed beyond the defaults is said here, in words.
#[derive(Clone)]
#[must_use]
pub struct Builder {
    signing: Signing,
    timeout: Duration,
    answer_limit: usize,
    allow: Allow,
    by_path: bool,
    user_agent: HeaderValue,
    roots: RootCertStore,
    credentials: Credentials,
}

impl Builder {
    pub(super) fn new(signing: Signing) -> Self {
        Self {
            signing,
            timeout: Duration::from_secs(15),
            answer_limit: 64 * 1024,
            allow: Allow::default(),
            by_path: false,
            user_agent: HeaderValue::from_static(concat!("hookwright/", env!("CARGO_PKG_VERSION"))),
            roots: RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
            credentials: Credentials::default(),
        }
    }

    /// How long an attempt may take in all, from the name's lookup to the answer's last byte;
    /// 15 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many bytes of an answer's body are read; 64 KiB by default.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.answer_limit = bytes;
        self
    }

    /// Allows plain HTTP to 127.0.0.0/8, `::1` and `localhost`, for tests and development.
    pub fn allow_http_on_loopback(mut self) -> Self {
        self.allow.http_on_loopback = true;
        self
    }

    /// Allows HTTPS to addresses that are not public: networks of one's own. Not for URLs that
    /// others register, since they could reach inside through it.
    pub fn allow_private_addresses(mut self) -> Self {
        self.allow.private_addresses = true;
        self
    }

    /// Sends each event to its own path below the URL: `{url}/{event's path segment}`.
    pub fn by_path(mut self) -> Self {
        self.by_path = true;
        self
    }

    /// The `user-agent` header; `hookwright/<version>` by default.
    pub fn user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.user_agent = user_agent;
        self
    }

    /// Trusts one more certificate authority (DER) beside Mozilla's list, e.g. a company's own.
    ///
    /// # Errors
    /// Where the bytes are no certificate.
    pub fn trust(mut self, certificate: &[u8]) -> Result<Self, TrustError> {
        let certificate = CertificateDer::from(certificate.to_vec());
        self.roots.add(certificate).map_err(|_| TrustError)?;
        Ok(self)
    }

    /// What is presented for the security scheme of this name, where a webhook's own `security` demands it: a key, a
    /// token, or `user:password`. Beside the signature, and never to a webhook that does not ask for it.
    pub fn credential(mut self, scheme: &str, secret: impl Into<Secret>) -> Self {
        self.credentials.set(scheme, secret.into());
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> Client {
        let shared = Shared {
            connections: attempt::connections(self.roots, self.allow),
            timeout: self.timeout,
            answer_limit: self.answer_limit,
            allow: self.allow,
            by_path: self.by_path,
            user_agent: self.user_agent,
            credentials: self.credentials,
        };
        let signing = Arc::new(self.signing);
        let terms = Terms { signing, headers: HeaderMap::new(), version: None, check: None };
        Client { shared: Arc::new(shared), delivery: Delivery::default(), terms }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("signing", &self.signing)
            .field("timeout", &self.timeout)
            .field("answer_limit", &self.answer_limit)
            .field("allow", &self.allow)
            .field("by_path", &self.by_path)
            .finish_non_exhaustive()
    }
}

/// A certificate authority's bytes are not a certificate in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustError;

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate authority to trust is not a certificate in DER")
    }
}

impl std::error::Error for TrustError {}
