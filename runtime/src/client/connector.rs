//! Making connections: name, network, proxy, TLS, in one limit of time.
//!
//! In: a URI that may be called. Out: a connection, or a [`Failure`] that says how far it came. Names are looked up
//! once for each connection, through the guard, and what it let through is what is connected to. It must not know
//! requests.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tower_service::Service;

use super::error::Step;
use super::exchange::Limits;
use super::metered::Metered;
use super::proxy::Proxy;
use super::resolver::{LookupError, Resolver};

type Boxed = Box<dyn Error + Send + Sync>;
type Connecting<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum Failure {
    /// All addresses are blocked.
    Blocked,
    /// Not in time.
    Late(Duration),
    /// What was said, and at which step.
    At(Step, Boxed),
}

impl Failure {
    fn of_network(error: Boxed) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&*error);
        while let Some(inner) = cause {
            match inner.downcast_ref() {
                Some(LookupError::AllBlocked) => return Self::Blocked,
                Some(LookupError::Nothing | LookupError::Failed(_)) => return Self::At(Step::Name, error),
                None => cause = inner.source(),
            }
        }
        Self::At(Step::Network, error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blocked => "the host has no address that may be called",
            Self::Late(_) => "no connection in time",
            Self::At(..) => "no connection",
        })
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::At(_, error) => Some(&**error),
            Self::Blocked | Self::Late(_) => None,
        }
    }
}

/// Connects to hosts, whatever stands between.
#[derive(Clone)]
pub(super) struct Connector {
    tls: HttpsConnector<Route>,
    limit: Duration,
}

impl Connector {
    pub(super) fn new(resolver: Resolver, proxy: Option<Proxy>, tls: ClientConfig, limits: Limits) -> Self {
        let route = Route { direct: network(resolver), tunnel: proxy.map(tunnel), most: limits.most() };
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
        Self { tls: builder.enable_http1().wrap_connector(route), limit: limits.connect }
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<Metered>>;
    type Error = Failure;
    type Future = Connecting<Self::Response, Failure>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, limit) = (self.tls.call(uri), self.limit);
        Box::pin(async move {
            let connected =
                tokio::time::timeout(limit, connecting).await.map_err(|_| Failure::Late(limit))?;
            connected.map_err(|error| match error.downcast::<Failure>() {
                Ok(failure) => *failure,
                Err(error) => Failure::At(Step::Tls, error),
            })
        })
    }
}

/// The way to a host, below TLS. Plain HTTP has no way but to the machine itself, so no proxy is asked for it.
#[derive(Clone)]
struct Route {
    direct: HttpConnector<Resolver>,
    tunnel: Option<Tunnel<HttpConnector<Resolver>>>,
    /// Bytes that may be read for one answer.
    most: usize,
}

fn network(resolver: Resolver) -> HttpConnector<Resolver> {
    let mut network = HttpConnector::new_with_resolver(resolver);
    network.enforce_http(false);
    network.set_nodelay(true);
    network
}

/// The proxy itself is the operator's own: it may stand inside.
fn tunnel(proxy: Proxy) -> Tunnel<HttpConnector<Resolver>> {
    let tunnel = Tunnel::new(proxy.uri, network(Resolver::unguarded()));
    match proxy.authorization {
        Some(authorization) => tunnel.with_auth(authorization),
        None => tunnel,
    }
}

impl Service<Uri> for Route {
    type Response = TokioIo<Metered>;
    type Error = Failure;
    type Future = Connecting<Self::Response, Failure>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let most = self.most;
        match &mut self.tunnel {
            Some(tunnel) if uri.scheme_str() == Some("https") => {
                let connecting = tunnel.call(uri);
                Box::pin(async move {
                    let socket = connecting.await.map_err(|error| Failure::At(Step::Proxy, error.into()))?;
                    Ok(TokioIo::new(Metered::new(socket.into_inner(), most)))
                })
            }
            _ => {
                let connecting = self.direct.call(uri);
                Box::pin(async move {
                    let socket = connecting.await.map_err(|error| Failure::of_network(error.into()))?;
                    Ok(TokioIo::new(Metered::new(socket.into_inner(), most)))
                })
            }
        }
    }
}
