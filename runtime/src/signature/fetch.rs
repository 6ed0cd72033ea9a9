//! Keys and certificates that stand elsewhere.
//!
//! In: what a request says where its key is. Out: bytes, through a trait, so that tests need no network and
//! applications their own client. It must not trust what it brings: that is the scheme's to decide.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

/// What a scheme asks a [`Fetcher`] for. Its address is pinned to the vendor's hosts before anybody is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wanted {
    /// An X.509 certificate, or several, in PEM.
    Certificates {
        /// An `https` address on one of the vendor's hosts.
        url: String,
    },
    /// A JSON Web Key Set (RFC 7517 section 5).
    KeySet {
        /// The configured address.
        url: String,
    },
    /// Nothing but that the address was called, which confirms a handshake: any 2xx.
    Confirmation {
        /// An `https` address on a host of whoever asked for the handshake.
        url: String,
    },
    /// One JSON Web Key, from a vendor's own interface.
    Key {
        /// The `kid` that the request names.
        id: String,
    },
}

/// Why nothing could be fetched.
pub type FetchError = Box<dyn Error + Send + Sync>;

/// What a fetcher's method returns.
pub type FetchFuture<'a> = Pin<Box<dyn Future<Output = Result<Bytes, FetchError>> + Send + 'a>>;

/// Brings what stands elsewhere. What it brought is kept by the verifier, so it is not asked for every request.
pub trait Fetcher: Send + Sync + 'static {
    /// Fetches it: one `GET`, no redirects, a time limit, a bounded answer.
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a>;
}
