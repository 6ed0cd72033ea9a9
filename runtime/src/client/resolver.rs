//! Names to addresses, guarded.
//!
//! In: a host's name. Out: those of its addresses that may be called. The check stands where the
//! connection is made, so that a name can't show one address to a check and another to the socket.
//! It must not know URLs or events.

use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use super::address::Allow;

#[derive(Clone)]
pub(super) struct Resolver {
    inner: GaiResolver,
    allow: Allow,
}

/// Every address of a name is blocked.
#[derive(Debug)]
pub(super) struct AllBlocked;

impl fmt::Display for AllBlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name has no address that may be called")
    }
}

impl std::error::Error for AllBlocked {}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Resolver {
    pub(super) fn new(allow: Allow) -> Self {
        Self { inner: GaiResolver::new(), allow }
    }
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failure>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let allow = self.allow;
        let found = self.inner.call(name);
        Box::pin(async move {
            let mut some = false;
            let addresses = found.await?.inspect(|_| some = true);
            let addresses = addresses.filter(|address| allow.address(address.ip()));
            let addresses: Vec<SocketAddr> = addresses.collect();
            match addresses.is_empty() && some {
                true => Err(AllBlocked.into()),
                false => Ok(addresses.into_iter()),
            }
        })
    }
}
