//! Servers over real sockets that answer as they are told, and keep what they were sent.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{WantsServerCert, WebPkiClientVerifier};
use tokio_rustls::rustls::{ConfigBuilder, RootCertStore, ServerConfig, WantsVerifier};

pub(crate) static AUTHORITY: &[u8] = include_bytes!("tls/authority.der");

/// What a server does once it has read a request.
#[derive(Clone)]
pub(crate) enum Then {
    Answer(Vec<u8>),
    Hang,
    Close,
}

pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn answering(answer: &str) -> Self {
        Self::start(Then::Answer(answer.as_bytes().to_vec()), None).await
    }

    pub(crate) async fn then(then: Then) -> Self {
        Self::start(then, None).await
    }

    pub(crate) async fn tls(answer: &str) -> Self {
        Self::start(Then::Answer(answer.as_bytes().to_vec()), Some(acceptor())).await
    }

    /// One that wants a client's certificate.
    pub(crate) async fn mutual(answer: &str) -> Self {
        Self::start(Then::Answer(answer.as_bytes().to_vec()), Some(mutual())).await
    }

    async fn start(then: Then, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (then, kept, tls) = (then.clone(), Arc::clone(&kept), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(socket, &then, &kept).await,
                        Some(tls) => {
                            if let Ok(socket) = tls.accept(socket).await {
                                serve(socket, &then, &kept).await;
                            }
                        }
                    }
                });
            }
        });
        Self { port, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// The last request: its head in lower case but for values, and its body.
    pub(crate) fn last(&self) -> Received {
        let requests = self.requests.lock().unwrap();
        let text = requests.last().expect("a request was made");
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Received { head: head.to_owned(), body: body.to_owned() }
    }
}

pub(crate) struct Received {
    pub head: String,
    pub body: String,
}

impl Received {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    pub(crate) fn headers(&self) -> http::HeaderMap {
        let lines = self.head.lines().skip(1);
        let pairs = lines.map(|line| line.split_once(": ").unwrap());
        let pair =
            |(name, value): (&str, &str)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
        pairs.map(pair).collect()
    }
}

/// A whole answer with a body of this text.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut socket: S, then: &Then, kept: &Mutex<Vec<String>>) {
    while let Some(request) = read(&mut socket).await {
        kept.lock().unwrap().push(request);
        match then {
            Then::Answer(bytes) => {
                if socket.write_all(bytes).await.is_err() {
                    return;
                }
            }
            Then::Hang => std::future::pending().await,
            Then::Close => return,
        }
    }
}

pub(crate) async fn read<S: AsyncRead + Unpin>(socket: &mut S) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text.into_owned());
            }
        }
        let mut buffer = [0; 4096];
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

/// A server for `localhost` and 127.0.0.1, under a test authority that nobody else trusts.
fn acceptor() -> TlsAcceptor {
    acceptor_of(|builder| builder.with_no_client_auth())
}

/// The same, for clients under an authority of theirs.
fn mutual() -> TlsAcceptor {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(include_bytes!("tls/clients.der").as_slice())).unwrap();
    let provider = tokio_rustls::rustls::crypto::ring::default_provider();
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.into());
    let verifier = verifier.build().unwrap();
    acceptor_of(|builder| builder.with_client_cert_verifier(verifier))
}

fn acceptor_of(
    clients: impl FnOnce(
        ConfigBuilder<ServerConfig, WantsVerifier>,
    ) -> ConfigBuilder<ServerConfig, WantsServerCert>,
) -> TlsAcceptor {
    let certificate = CertificateDer::from(include_bytes!("tls/localhost.der").as_slice());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("tls/localhost.key.der").as_slice());
    let provider = tokio_rustls::rustls::crypto::ring::default_provider();
    let builder = ServerConfig::builder_with_provider(provider.into());
    let builder = clients(builder.with_safe_default_protocol_versions().unwrap());
    let config = builder.with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key)).unwrap();
    TlsAcceptor::from(Arc::new(config))
}
