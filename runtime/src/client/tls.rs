//! TLS as the client speaks it.
//!
//! In: authorities to trust, a certificate of one's own. Out: rustls' configuration. It must not know hosts.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};

/// A certificate with its key, to be shown to servers that ask for one.
#[derive(Clone)]
pub(super) struct Identity(Arc<SingleCertAndKey>);

/// Why a certificate and a key make no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentityError {
    /// There is no certificate in PEM.
    Certificate,
    /// There is no private key in PEM, or it is of a kind that TLS has no use for.
    Key,
    /// The key is not the certificate's.
    Mismatch,
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "the client's certificate is none in PEM",
            Self::Key => "the client's key is none in PEM that TLS can use",
            Self::Mismatch => "the client's key is not its certificate's",
        })
    }
}

impl std::error::Error for IdentityError {}

impl Identity {
    pub(super) fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let chain = chain.map_err(|_| IdentityError::Certificate)?;
        if chain.is_empty() {
            return Err(IdentityError::Certificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| IdentityError::Key)?;
        let certified = CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => IdentityError::Mismatch,
            rustls::Error::InvalidCertificate(_) => IdentityError::Certificate,
            _ => IdentityError::Key,
        })?;
        Ok(Self(Arc::new(certified.into())))
    }
}

fn provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}

pub(super) fn config(roots: RootCertStore, identity: Option<Identity>) -> ClientConfig {
    let config = ClientConfig::builder_with_provider(provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for the default protocol versions")
        .with_root_certificates(roots);
    match identity {
        Some(Identity(certificate)) => config.with_client_cert_resolver(certificate),
        None => config.with_no_client_auth(),
    }
}
