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
use super::connector::Connector;
use super::credentials::Credentials;
use super::exchange::{self, Limits};
use super::proxy::{Proxy, ProxyError};
use super::resolver::{Resolve, Resolver};
use super::tls::{self, Identity, IdentityError};
use super::{Client, Delivery, Shared, Terms};
use crate::signature::{Secret, Signing};

/// Options of a [`Client`]. What is allowed beyond the defaults is said here, in words.
#[derive(Clone)]
#[must_use]
pub struct Builder {
    signing: Signing,
    limits: Limits,
    allow: Allow,
    resolver: Option<Arc<dyn Resolve>>,
    proxy: Option<Proxy>,
    by_path: bool,
    user_agent: HeaderValue,
    roots: RootCertStore,
    identity: Option<Identity>,
    credentials: Credentials,
}

/// A receiver that takes longer than this is a failure that is worth a retry.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    headers: None,
    whole: Duration::from_secs(15),
    answer: 64 * 1024,
    truncates: false,
};

impl Builder {
    pub(super) fn new(signing: Signing) -> Self {
        Self {
            signing,
            limits: LIMITS,
            allow: Allow::default(),
            resolver: None,
            proxy: None,
            by_path: false,
            user_agent: HeaderValue::from_static(concat!("hookwright/", env!("CARGO_PKG_VERSION"))),
            roots: RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
            identity: None,
            credentials: Credentials::default(),
        }
    }

    /// How long an attempt may take in all, from the name's lookup to the answer's last byte;
    /// 15 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.whole = timeout;
        self
    }

    /// How long it may take until there is a connection: the name's lookup, the network, a proxy, TLS; 5 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect = timeout;
        self
    }

    /// How long it may take from there to the answer's head; by default as long as all of it.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.headers = Some(timeout);
        self
    }

    /// How many bytes of an answer's body are read; 64 KiB by default.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.limits.answer = bytes;
        self
    }

    /// Takes an answer whose body is larger than the limit as an answer all the same: what is beyond is never read,
    /// the connection is closed, and [`Answer::truncated`](super::Answer::truncated) says so. By default it is a
    /// [`SendError::AnswerTooLarge`](super::SendError::AnswerTooLarge).
    pub fn truncate_answers(mut self) -> Self {
        self.limits.truncates = true;
        self
    }

    /// Allows plain HTTP to 127.0.0.0/8, `::1` and `localhost`, for tests and development.
    pub fn allow_http_on_loopback(mut self) -> Self {
        self.allow.http_on_loopback = true;
        self
    }

    /// Allows HTTPS to addresses that are not public: networks of one's own, but never those at which clouds hand out
    /// credentials (169.254.0.0/16, `fd00:ec2::/32` and the like). Not for URLs that
    /// others register, since they could reach inside through it.
    pub fn allow_private_addresses(mut self) -> Self {
        self.allow.private_addresses = true;
        self
    }

    /// Finds the addresses of names by this, not by the system. The guard stands behind it: what may not be called is
    /// not called, whatever the resolver says.
    ///
    /// ```
    /// use std::io;
    /// use std::net::IpAddr;
    ///
    /// use hookwright::client::{Client, Resolve, Resolving};
    /// use hookwright::signature::Signing;
    ///
    /// struct Pinned(IpAddr);
    ///
    /// impl Resolve for Pinned {
    ///     fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a> {
    ///         let known = if host == "shop.example" { vec![self.0] } else { Vec::new() };
    ///         Box::pin(async move { io::Result::Ok(known) })
    ///     }
    /// }
    ///
    /// let client = Client::builder(Signing::unsigned()).resolver(Pinned([93, 184, 215, 14].into())).build();
    /// ```
    pub fn resolver(mut self, resolver: impl Resolve + 'static) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// Calls every HTTPS URL through a forward proxy, by `CONNECT`: `http://proxy.internal:4750`, with
    /// `user:password@` where the proxy wants to be told.
    ///
    /// The proxy looks names up, so what guards against names that lead inside is the proxy, and only addresses that
    /// stand in a URL are checked here. For URLs of strangers, use one that is made for this, and that refuses private
    /// addresses by itself. Plain HTTP to the machine itself goes past it.
    ///
    /// # Errors
    /// Where this is no URL of an HTTP proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self, ProxyError> {
        self.proxy = Some(Proxy::parse(url)?);
        Ok(self)
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

    /// Shows this certificate to receivers that ask for one (mutual TLS): its chain in PEM, the client's own first,
    /// and its key in PEM.
    ///
    /// # Errors
    /// Where either is not what it should be, or they do not belong together.
    pub fn identity(mut self, chain: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        self.identity = Some(Identity::from_pem(chain, key)?);
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
        let resolver = Resolver::new(self.resolver, self.allow);
        let tls = tls::config(self.roots, self.identity);
        let proxied = self.proxy.is_some();
        let connector = Connector::new(resolver.clone(), self.proxy, tls, self.limits);
        let shared = Shared {
            connections: exchange::connections(connector),
            resolver,
            limits: self.limits,
            proxied,
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
            .field("limits", &self.limits)
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
