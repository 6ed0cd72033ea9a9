//! X.509 certificates of vendors who sign with a key that is fetched.
//!
//! In: PEM, roots, the time. Out: the public key of a certificate that is to be trusted. It must not fetch anything, nor
//! know schemes.

use std::time::{SystemTime, UNIX_EPOCH};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;

use super::asymmetric::PublicKey;
use super::{Refusal, SecretError};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Whom certificates are traced back to.
#[derive(Clone, Debug)]
pub(super) enum Roots {
    /// Mozilla's, as the client's TLS has them.
    Mozilla,
    /// Some of one's own, in DER.
    Own(Vec<CertificateDer<'static>>),
}

impl Roots {
    /// Roots in PEM, at least one.
    pub(super) fn pem(pem: &str) -> Result<Self, SecretError> {
        let roots: Vec<_> = certificates(pem.as_bytes()).ok_or(SecretError::Encoding)?;
        let usable = roots.iter().all(|root| anchor_from_trusted_cert(root).is_ok());
        if roots.is_empty() || !usable { Err(SecretError::Encoding) } else { Ok(Self::Own(roots)) }
    }

    fn anchors(&self) -> Vec<TrustAnchor<'_>> {
        match self {
            Self::Mozilla => webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            Self::Own(roots) => roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect(),
        }
    }
}

/// A certificate, and those that lead from it to a root.
pub(super) struct Chain {
    leaf: CertificateDer<'static>,
    between: Vec<CertificateDer<'static>>,
}

impl Chain {
    pub(super) fn pem(pem: &[u8]) -> Result<Self, Refusal> {
        let mut all = certificates(pem).ok_or(Refusal::Certificate)?.into_iter();
        let leaf = all.next().ok_or(Refusal::Certificate)?;
        Ok(Self { leaf, between: all.collect() })
    }

    /// That it leads to a root, for a server, and that everything on the way is valid now.
    pub(super) fn trace(&self, roots: &Roots, now: SystemTime) -> Result<(), Refusal> {
        let leaf = EndEntityCert::try_from(&self.leaf).map_err(|_| Refusal::Certificate)?;
        let since = now.duration_since(UNIX_EPOCH).map_err(|_| Refusal::Certificate)?;
        let (anchors, now) = (roots.anchors(), UnixTime::since_unix_epoch(since));
        let usage = KeyUsage::server_auth();
        let traced = leaf.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &anchors,
            &self.between,
            now,
            usage,
            None,
            None,
        );
        traced.map(drop).map_err(|_| Refusal::Certificate)
    }

    /// That its one common name ends so, e.g. `.paypal.com`.
    pub(super) fn common_name_ends(&self, end: &str) -> Result<(), Refusal> {
        let parsed = Certificate::from_der(&self.leaf).map_err(|_| Refusal::Certificate)?;
        let names = parsed.tbs_certificate().subject().iter_rdn().flat_map(|name| name.iter());
        let names: Vec<_> =
            names.filter(|attribute| attribute.oid == COMMON_NAME).map(|one| one.value.value()).collect();
        match names.as_slice() {
            [name] if name.to_ascii_lowercase().ends_with(end.as_bytes()) => Ok(()),
            _ => Err(Refusal::Certificate),
        }
    }

    pub(super) fn public_key(&self) -> Result<PublicKey, Refusal> {
        let leaf = EndEntityCert::try_from(&self.leaf).map_err(|_| Refusal::Certificate)?;
        PublicKey::spki(&leaf.subject_public_key_info()).map_err(|_| Refusal::Certificate)
    }
}

fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().ok()
}

/// Whether an address is `https`, on a host that is allowed, at the usual port, and nobody is logged in.
pub(super) fn is_pinned(url: &str, host: impl Fn(&str) -> bool) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let Some(authority) = uri.authority() else { return false };
    let port = authority.port_u16().is_none_or(|port| port == 443);
    let plain = !authority.as_str().contains('@') && !url.contains(['\\', '\t', '\n', '\r']);
    uri.scheme_str() == Some("https") && port && plain && host(&authority.host().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::is_pinned;

    #[test]
    fn only_the_vendors_own_hosts_are_called() {
        let pinned =
            |url: &str| is_pinned(url, |host| host == "api.paypal.com" || host.ends_with(".paypal.com"));
        assert!(pinned("https://api.paypal.com/v1/notifications/certs/CERT-1"));
        assert!(pinned("https://API.PayPal.com:443/x"));
        for url in [
            "http://api.paypal.com/x",
            "https://api.paypal.com.evil.test/x",
            "https://api.paypal.com@evil.test/x",
            "https://evil.test@api.paypal.com/x",
            "https://evilpaypal.com/x",
            "https://api.paypal.com:8443/x",
            "https://evil.test/api.paypal.com",
            "https://evil.test\\.paypal.com/",
            "//api.paypal.com/x",
            "api.paypal.com/x",
            "",
        ] {
            assert!(!pinned(url), "{url}");
        }
    }
}
