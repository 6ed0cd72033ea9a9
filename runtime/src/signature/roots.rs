//! Roots that certificates must lead to.
//!
//! In: certificates in PEM, or Mozilla's list. Out: [`Roots`]. It must not know what is checked against them.

use std::fmt;
use std::sync::Arc;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use super::SecretError;

/// The certificate authorities that a vendor's certificate may lead to: Mozilla's, unless others are given.
#[derive(Clone, Default)]
pub(super) struct Roots {
    given: Option<Arc<Given>>,
}

struct Given {
    certificates: Vec<CertificateDer<'static>>,
    anchors: Vec<TrustAnchor<'static>>,
}

impl Roots {
    /// These authorities and no others: one or several certificates in PEM. One that signs requests itself may be among
    /// them: then it is trusted as it is.
    pub(super) fn pem(text: &str) -> Result<Self, SecretError> {
        let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(text.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| SecretError::Encoding)?;
        let anchors = certificates.iter().map(|certificate| {
            webpki::anchor_from_trusted_cert(certificate)
                .map(|anchor| anchor.to_owned())
                .map_err(|_| SecretError::Encoding)
        });
        let anchors: Vec<_> = anchors.collect::<Result<_, _>>()?;
        if anchors.is_empty() {
            return Err(SecretError::Encoding);
        }
        Ok(Self { given: Some(Arc::new(Given { certificates, anchors })) })
    }

    pub(super) fn anchors(&self) -> &[TrustAnchor<'static>] {
        self.given.as_ref().map_or(webpki_roots::TLS_SERVER_ROOTS, |given| &given.anchors)
    }

    /// Whether a certificate is itself one of those that were given.
    pub(super) fn hold(&self, certificate: &CertificateDer<'_>) -> bool {
        self.given.as_ref().is_some_and(|given| given.certificates.contains(certificate))
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.given {
            Some(given) => write!(f, "Roots({} given)", given.anchors.len()),
            None => f.write_str("Roots(Mozilla)"),
        }
    }
}
