//! A receiver that plays a script over a real socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::server::read;

/// What the script has in hand: one connection.
pub(crate) struct Peer {
    socket: TcpStream,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    requests: AtomicUsize,
    written: AtomicUsize,
    closed: AtomicUsize,
}

/// Where it listens, and what came of it.
pub(crate) struct Hostile {
    pub(crate) port: u16,
    counts: Arc<Counts>,
}

impl Hostile {
    /// Plays the script on each connection.
    pub(crate) async fn playing<F, P>(script: F) -> Self
    where
        F: Fn(Peer) -> P + Send + 'static,
        P: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(script(Peer { socket, counts: Arc::clone(&shared) }));
            }
        });
        Self { port, counts }
    }

    /// Reads a request, says this, and closes.
    pub(crate) async fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::playing(move |mut peer| {
            let bytes = bytes.clone();
            async move {
                peer.request().await;
                peer.say(&bytes).await;
            }
        })
        .await
    }

    /// Reads a request, says the first, and then the second for ever.
    pub(crate) async fn flooding(first: impl Into<Vec<u8>>, second: impl Into<Vec<u8>>) -> Self {
        let (first, second) = (first.into(), second.into());
        Self::playing(move |mut peer| {
            let (first, second) = (first.clone(), second.clone());
            async move {
                peer.request().await;
                peer.say(&first).await;
                while peer.say(&second).await {}
                peer.counts.closed.fetch_add(1, Ordering::SeqCst);
            }
        })
        .await
    }

    /// Reads a request, says the first, and then the second byte for byte, without an end.
    pub(crate) async fn dripping(first: impl Into<Vec<u8>>, second: impl Into<Vec<u8>>) -> Self {
        let (first, second) = (first.into(), second.into());
        Self::playing(move |mut peer| {
            let (first, second) = (first.clone(), second.clone());
            async move {
                peer.request().await;
                peer.say(&first).await;
                for byte in second.iter().cycle() {
                    if !peer.say(&[*byte]).await {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                peer.counts.closed.fetch_add(1, Ordering::SeqCst);
            }
        })
        .await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    pub(crate) fn tls_url(&self) -> String {
        format!("https://localhost:{}/", self.port)
    }

    pub(crate) fn connections(&self) -> usize {
        self.counts.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> usize {
        self.counts.requests.load(Ordering::SeqCst)
    }

    /// Bytes that the system took: what the client read, and what lies in buffers.
    pub(crate) fn written(&self) -> usize {
        self.counts.written.load(Ordering::SeqCst)
    }

    /// Waits until the client has closed so many connections.
    pub(crate) async fn is_left(&self, times: usize) {
        while self.counts.closed.load(Ordering::SeqCst) < times {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Peer {
    /// The next request, if one comes.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let request = read(&mut self.socket).await?;
        self.counts.requests.fetch_add(1, Ordering::SeqCst);
        Some(request)
    }

    /// Whether the other side still takes what is said.
    pub(crate) async fn say(&mut self, bytes: &[u8]) -> bool {
        let said = self.socket.write_all(bytes).await.is_ok();
        if said {
            self.counts.written.fetch_add(bytes.len(), Ordering::SeqCst);
        }
        said
    }

    /// So many bytes, whatever they are.
    pub(crate) async fn take(&mut self, count: usize) {
        let mut bytes = vec![0; count];
        let _ = self.socket.read_exact(&mut bytes).await;
    }

    /// Until the other side closes.
    pub(crate) async fn hang(mut self) {
        let mut bytes = [0; 1024];
        while matches!(self.socket.read(&mut bytes).await, Ok(1..)) {}
        self.counts.closed.fetch_add(1, Ordering::SeqCst);
    }

    /// Without reading, and without an end.
    pub(crate) async fn stall(self) {
        std::future::pending::<()>().await;
        drop(self);
    }

    /// Ends the connection by RST, not FIN.
    pub(crate) fn reset(self) {
        self.socket.set_zero_linger().unwrap();
    }
}
