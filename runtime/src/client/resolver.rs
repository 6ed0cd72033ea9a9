//! Names to addresses, guarded.
//!
//! In: a host's name. Out: those of its addresses that may be called. The check stands where the
//! connection is made, so that a name can't show one address to a check and another to the socket.
//! It must not know URLs or events.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use super::address::Allow;

/// A lookup on its way.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Finds the addresses of a name: the system's resolver unless [`Builder::resolver`](super::Builder::resolver) sets
/// another. Whatever it finds goes through the client's guard, once for each connection, and nothing else is called.
pub trait Resolve: Send + Sync {
    /// The addresses of this host; an empty list where it has none.
    fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a>;
}

/// The resolver of the operating system.
#[derive(Debug)]
struct System;

impl Resolve for System {
    fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a> {
        Box::pin(async move {
            let name: Name = host.parse().map_err(io::Error::other)?;
            let found = GaiResolver::new().call(name).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A resolver behind the guard.
#[derive(Clone)]
pub(super) struct Resolver {
    inner: Arc<dyn Resolve>,
    allow: Allow,
}

/// Why a name leads nowhere.
#[derive(Debug)]
pub(super) enum LookupError {
    /// Every address of the name is blocked.
    AllBlocked,
    /// The name has no address.
    Nothing,
    /// What the resolver said.
    Failed(io::Error),
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllBlocked => "the name has no address that may be called",
            Self::Nothing => "the name has no address",
            Self::Failed(_) => "the name was not found",
        })
    }
}

impl std::error::Error for LookupError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(error) => Some(error),
            Self::AllBlocked | Self::Nothing => None,
        }
    }
}

impl Resolver {
    /// By the system, if none is given.
    pub(super) fn new(inner: Option<Arc<dyn Resolve>>, allow: Allow) -> Self {
        Self { inner: inner.unwrap_or_else(|| Arc::new(System)), allow }
    }

    /// For hosts that the operator names, not a stranger.
    pub(super) fn unguarded() -> Self {
        Self::new(None, Allow { http_on_loopback: true, private_addresses: true })
    }

    /// Those addresses of this name that may be called; never none.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, LookupError> {
        let mut addresses = self.inner.resolve(host).await.map_err(LookupError::Failed)?;
        if addresses.is_empty() {
            return Err(LookupError::Nothing);
        }
        addresses.retain(|address| self.allow.address(*address));
        if addresses.is_empty() { Err(LookupError::AllBlocked) } else { Ok(addresses) }
    }
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = LookupError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, LookupError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), LookupError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = resolver.addresses(name.as_str()).await?;
            // The connector puts the URL's port in the place of none.
            let sockets: Vec<SocketAddr> = addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect();
            Ok(sockets.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known(&'static [&'static str]);

    impl Resolve for Known {
        fn resolve<'a>(&'a self, _: &'a str) -> Resolving<'a> {
            Box::pin(async move { Ok(self.0.iter().map(|ip| ip.parse().unwrap()).collect()) })
        }
    }

    #[tokio::test]
    async fn of_many_addresses_those_inside_are_left_out() {
        let known = Known(&["127.0.0.1", "1.1.1.1", "::1", "169.254.169.254", "2606:4700::1111", "10.0.0.1"]);
        let resolver = Resolver::new(Some(Arc::new(known)), Allow::default());
        let outside: [IpAddr; 2] = ["1.1.1.1".parse().unwrap(), "2606:4700::1111".parse().unwrap()];
        assert_eq!(resolver.addresses("shop.example").await.unwrap(), outside);
    }
}
