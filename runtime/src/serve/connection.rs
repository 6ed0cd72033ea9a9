//! One connection, from the handshake to its end. In: a stream, bounds, a service. Out: answers on the stream.
//! It must not outlive the server's grace.

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::error::Error;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Server;
use super::tracker::Told;
use crate::receive::Peer;

pub(super) struct Connection {
    pub(super) server: Arc<Server>,
    pub(super) peer: SocketAddr,
    pub(super) told: Told,
}

impl Connection {
    pub(super) async fn serve<S, B>(self, stream: TcpStream, service: S)
    where
        S: tower_service::Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        S::Future: Send,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let Self { server, peer, mut told } = self;
        let Some(tls) = &server.tls else { return speak(&server, peer, told, stream, service).await };
        let secured = tokio::select! {
            secured = timeout(server.handshake_time, tls.accept(stream)) => secured,
            () = told.stopping() => return,
        };
        // What goes wrong in a handshake is the client's; there is nobody to tell.
        match secured {
            Ok(Ok(stream)) => speak(&server, peer, told, stream, service).await,
            Ok(Err(error)) => tracing::debug!(target: "hookwright", %peer, %error, "no handshake"),
            Err(_) => tracing::debug!(target: "hookwright", %peer, "a handshake took too long"),
        }
    }
}

/// Answers requests one after another until the client ends, breaks a bound, or the server stops.
async fn speak<S, B>(
    server: &Server,
    peer: SocketAddr,
    mut told: Told,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    service: S,
) where
    S: tower_service::Service<Request<Incoming>, Response = Response<B>> + Clone,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body<Data = Bytes> + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let begun = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&begun);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        seen.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(Peer(peer));
        let mut service = service.clone();
        async move {
            poll_fn(|context| service.poll_ready(context)).await?;
            service.call(request).await
        }
    });
    let mut connection = pin!(server.protocol().serve_connection(TokioIo::new(stream), answer));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told.stopping() => {
            // Nothing was accepted on it, and hyper would wait for a first request.
            if !begun.load(Ordering::Relaxed) {
                return;
            }
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection.as_mut() => ended,
                () = told.abandoned() => Ok(()),
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(target: "hookwright", %peer, %error, "a connection failed");
    }
}

impl Server {
    /// HTTP/1.1 under this server's bounds.
    fn protocol(&self) -> http1::Builder {
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            .header_read_timeout(self.head_time)
            .max_headers(self.headers)
            .max_header_size(self.head_bytes)
            .max_buf_size(self.head_bytes);
        protocol
    }
}
