//! A small HTTP/1.1 server that strangers may call. In: a listener and a `tower` service. Out: answers, until it is told
//! to stop. It must not know what is served: a [`Service`](crate::Service) or any router.
//!
//! Everything that a client can hold is bounded: how many connections there are, how long a handshake, a request's head
//! and the pause between two requests may take, how many and how long headers are. Bodies are the service's to bound.
//!
//! HTTP/2 is left out: who sends webhooks sends one request at a time, and each of its known attacks would need a bound
//! of its own. TLS offers `http/1.1` alone, by ALPN.

mod connection;
mod tls;
mod tracker;

pub use tls::{TlsError, TlsIdentity};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use self::connection::Connection;
use self::tls::Tls;
use self::tracker::Tracker;

/// The pause after the system refused to accept, as it does when it is out of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// A server and its bounds.
///
/// ```no_run
/// # async fn serve(service: hookwright::Service<()>) -> Result<(), Box<dyn std::error::Error>> {
/// use hookwright::serve::{Server, TlsIdentity};
///
/// let identity = TlsIdentity::from_pem(&std::fs::read("chain.pem")?, &std::fs::read("key.pem")?)?;
/// let listener = tokio::net::TcpListener::bind("0.0.0.0:443").await?;
/// let stopped = async { drop(tokio::signal::ctrl_c().await) };
/// Server::new().tls(identity)?.serve(listener, service, stopped).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Server {
    connections: usize,
    head_time: Duration,
    handshake_time: Duration,
    headers: usize,
    head_bytes: usize,
    grace: Duration,
    tls: Option<Tls>,
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// A server with the bounds that the methods below say.
    #[must_use]
    pub fn new() -> Self {
        Self {
            connections: 4096,
            head_time: Duration::from_secs(15),
            handshake_time: Duration::from_secs(10),
            headers: 128,
            head_bytes: 64 * 1024,
            grace: Duration::from_secs(30),
            tls: None,
        }
    }

    /// Sets how many connections are open at once, at least one; by default 4096. Further ones wait in the system's own
    /// queue until one ends; [`head_timeout`](Self::head_timeout) ends those that say nothing.
    #[must_use]
    pub fn max_connections(self, connections: usize) -> Self {
        Self { connections: connections.clamp(1, Semaphore::MAX_PERMITS), ..self }
    }

    /// Sets how long a connection may take to send a request's line and headers, from being accepted or from the last
    /// answer on: a connection that is kept alive and idle ends by it, too. By default 15 s.
    #[must_use]
    pub fn head_timeout(self, time: Duration) -> Self {
        Self { head_time: time, ..self }
    }

    /// Sets how long a TLS handshake may take; by default 10 s.
    #[must_use]
    pub fn handshake_timeout(self, time: Duration) -> Self {
        Self { handshake_time: time, ..self }
    }

    /// Sets how many headers a request may have, and how many bytes its line and headers may have together, at least
    /// 8 KiB. By default 128 and 64 KiB; more is answered with 431 and the end of the connection.
    #[must_use]
    pub fn head_limits(self, headers: usize, bytes: usize) -> Self {
        Self { headers, head_bytes: bytes.max(8 * 1024), ..self }
    }

    /// Sets how long requests may still take once the server was told to stop; by default 30 s. Those that are not
    /// answered then are dropped.
    #[must_use]
    pub fn grace(self, time: Duration) -> Self {
        Self { grace: time, ..self }
    }

    /// Serves HTTPS alone.
    ///
    /// # Errors
    /// Where the key does not belong to the certificate, or neither can be used.
    pub fn tls(self, identity: TlsIdentity) -> Result<Self, TlsError> {
        Ok(Self { tls: Some(Tls::new(identity)?), ..self })
    }

    /// Accepts and serves until `stop` is ready. Then nothing more is accepted, requests that have begun are answered,
    /// idle connections end, and this returns: at the latest after the [`grace`](Self::grace).
    ///
    /// Each request has the extension [`Peer`](crate::receive::Peer). A connection's own failure ends that connection.
    /// It says whether everything was answered.
    pub async fn serve<S, B>(self, listener: TcpListener, service: S, stop: impl Future<Output = ()>) -> bool
    where
        S: tower_service::Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        S::Future: Send,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let room = Arc::new(Semaphore::new(self.connections));
        let tracker = Tracker::new();
        let bounds = Arc::new(self);
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = accept(&listener, &room) => accepted,
            };
            let Ok((stream, peer, permit)) = accepted else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let connection = Connection { server: Arc::clone(&bounds), peer, told: tracker.told() };
            let served = connection.serve(stream, service.clone());
            tokio::spawn(async move {
                served.await;
                drop(permit);
            });
        }
        drop(listener);
        tracker.finish(bounds.grace).await
    }
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, std::net::SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // Answers are small and whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    Ok((stream, peer, permit))
}
