//! Certificates that sign requests.
//!
//! In: PEM as it was fetched, roots, the time. Out: the key, and whether the chain, the name and the validity are good.
//! It must not know which vendor demands what of them, nor where they came from.

use std::time::{Duration, SystemTime};

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, UnixTime};
use spki::ObjectIdentifier;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage};
use x509_cert::Certificate;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::name::DirectoryString;

use super::address::is_below;
use super::asymmetric::PublicKey;
use super::clock;
use super::roots::Roots;

/// No vendor has more certificates between its own and a root.
const MOST: usize = 8;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// A certificate, and those that lead from it towards a root.
pub(super) struct Chain {
    first: Certificate,
    all: Vec<CertificateDer<'static>>,
}

impl Chain {
    /// Certificates in PEM, the one that signs first.
    pub(super) fn from_pem(pem: &[u8]) -> Option<Self> {
        let all: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(pem).take(MOST + 1).collect::<Result<_, _>>().ok()?;
        let first = Certificate::from_der(all.first()?).ok()?;
        (all.len() <= MOST).then_some(Self { first, all })
    }

    /// The key of the one that signs.
    pub(super) fn key(&self) -> Option<PublicKey> {
        let key = self.first.tbs_certificate().subject_public_key_info().to_der().ok()?;
        PublicKey::spki(&key).ok()
    }

    /// Whether its validity has ended.
    pub(super) fn is_over(&self, now: SystemTime) -> bool {
        self.first.tbs_certificate().validity().not_after.to_unix_duration().as_secs() < since(now)
    }

    /// Whether it has a common name, and every one of them stands below this domain. Other names don't count: what checks
    /// these certificates elsewhere reads the common name alone.
    pub(super) fn is_named_below(&self, domain: &str) -> bool {
        let names = || self.first.tbs_certificate().subject().iter().filter(|part| part.oid == COMMON_NAME);
        let is_below = |name: &DirectoryString| is_below(&name.value(), domain);
        names().next().is_some()
            && names().all(|part| part.value.decode_as::<DirectoryString>().is_ok_and(|name| is_below(&name)))
    }

    /// Whether it is valid now and leads to a root, by RFC 5280 as TLS clients read it: constraints, key usage and the
    /// validity of every certificate are checked, signatures by SHA-1 and keys below 2048 bits refused.
    pub(super) fn leads_to(&self, roots: &Roots, now: SystemTime) -> bool {
        let Some((first, others)) = self.all.split_first() else { return false };
        if roots.hold(first) {
            let start = self.first.tbs_certificate().validity().not_before.to_unix_duration().as_secs();
            return start <= since(now) && !self.is_over(now);
        }
        let time = UnixTime::since_unix_epoch(Duration::from_secs(since(now)));
        EndEntityCert::try_from(first).is_ok_and(|leaf| {
            let usage = KeyUsage::server_auth();
            leaf.verify_for_usage(ALL_VERIFICATION_ALGS, roots.anchors(), others, time, usage, None, None)
                .is_ok()
        })
    }
}

/// Unix seconds; no certificate is valid before 1970.
fn since(now: SystemTime) -> u64 {
    u64::try_from(clock::seconds(now)).unwrap_or_default()
}
