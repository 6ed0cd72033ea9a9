//! TLS of the server, by rustls with ring. In: a certificate chain and its key as PEM. Out: secured streams.
//! It must not show the key.

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fmt;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Who a server is: its certificate, those that vouch for it, and its private key.
pub struct TlsIdentity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// Why there is no TLS. It never holds anything of the key.
#[derive(Debug)]
pub struct TlsError(String);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

impl TlsIdentity {
    /// Reads PEM (RFC 7468): the server's certificate first, then what vouches for it; a key as PKCS #8, PKCS #1 or SEC 1.
    ///
    /// # Errors
    /// Where there is no certificate, or no key, or one can't be read.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let unread = |what: &str| TlsError(format!("the {what} is not readable PEM"));
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let chain = chain.map_err(|_| unread("certificate chain"))?;
        if chain.is_empty() {
            return Err(unread("certificate chain"));
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| unread("private key"))?;
        Ok(Self { chain, key })
    }
}

impl fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsIdentity").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}

/// What secures a server's streams.
#[derive(Clone)]
pub(super) struct Tls(TlsAcceptor);

impl Tls {
    pub(super) fn new(identity: TlsIdentity) -> Result<Self, TlsError> {
        let TlsIdentity { chain, key } = identity;
        let unusable = |error: rustls::Error| TlsError(format!("the certificate can't be used: {error}"));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.0.accept(stream).await
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}
