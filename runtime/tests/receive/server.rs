//! A shop on a real socket, and a client that writes exactly the bytes that a test wants.

use super::orders::{Routes, Shop, Webhooks};
use hookwright::Service;
use hookwright::receive::Outcome;
use hookwright::signature::{Signing, Unsigned};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
pub const FORGED: &str = "whsec_Zm9yZ2VkLWZvcmdlZC1mb3JnZWQtZm9yZ2VkLWZvcmdlZA==";

pub type ShopService = Service<Routes<Arc<Shop>>>;

/// A shop that listens.
pub struct Open {
    pub address: SocketAddr,
    pub shop: Arc<Shop>,
    outcomes: Arc<Mutex<Vec<Outcome>>>,
}

impl Open {
    pub fn new(address: SocketAddr, shop: Arc<Shop>, outcomes: Arc<Mutex<Vec<Outcome>>>) -> Self {
        Self { address, shop, outcomes }
    }

    /// The inside codes so far; the last one may come a moment after the answer.
    pub async fn codes(&self, count: usize) -> Vec<&'static str> {
        for _ in 0..200 {
            let codes: Vec<_> = self.outcomes.lock().unwrap().iter().map(|outcome| outcome.code).collect();
            if codes.len() >= count {
                return codes;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("fewer than {count} outcomes: {:?}", self.outcomes.lock().unwrap());
    }

    pub fn outcome(&self) -> Outcome {
        self.outcomes.lock().unwrap().last().unwrap().clone()
    }

    pub fn last(&self) -> String {
        self.shop.last.lock().unwrap().clone()
    }

    pub fn calls(&self) -> usize {
        self.shop.calls.load(std::sync::atomic::Ordering::SeqCst)
    }
}

pub async fn open() -> Open {
    open_with(|service| service).await
}

pub async fn open_with(change: impl FnOnce(ShopService) -> ShopService) -> Open {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap();
    serve(shop, change(service), |service| service.router()).await
}

pub async fn open_unsigned() -> Open {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).unsigned();
    serve(shop, service, |service| service.router()).await
}

pub async fn serve(
    shop: Arc<Shop>,
    service: ShopService,
    mount: impl FnOnce(ShopService) -> axum::Router,
) -> Open {
    serve_any(shop, service, mount).await
}

/// The same for other routes than the shop's own.
pub async fn serve_any<H>(
    shop: Arc<Shop>,
    service: Service<H>,
    mount: impl FnOnce(Service<H>) -> axum::Router,
) -> Open {
    let outcomes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&outcomes);
    let service = service.observe(move |outcome| seen.lock().unwrap().push(outcome.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = mount(service);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Open::new(address, shop, outcomes)
}

/// A delivery on its way, which a test can bend.
#[derive(Clone)]
pub struct Sent {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub chunked: bool,
}

impl Sent {
    pub fn signed(id: &str, body: &str) -> Self {
        Self::signed_by(SECRET, id, SystemTime::now(), body)
    }

    pub fn signed_by(secret: &str, id: &str, at: SystemTime, body: &str) -> Self {
        let signing = Signing::standard_webhooks(secret).unwrap();
        let signature = signing.sign(&Unsigned::post(id, "", body.as_bytes()), at).unwrap();
        let mut sent = Self::plain(body);
        for (name, value) in signature {
            sent = sent.header(name.as_str(), value.to_str().unwrap());
        }
        sent
    }

    pub fn plain(body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { method: "POST", path: "/".to_owned(), headers, body: body.into(), chunked: false }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self
    }

    pub fn to(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: evil.test\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if self.chunked {
            let mut bytes = (head + "transfer-encoding: chunked\r\n\r\n").into_bytes();
            for chunk in self.body.chunks(1000) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
            return bytes;
        }
        if !self.headers.iter().any(|(name, _)| name == "content-length") {
            head += &format!("content-length: {}\r\n", self.body.len());
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend(&self.body);
        bytes
    }

    /// Writes the request and leaves the connection open.
    pub async fn start(&self, open: &Open) -> TcpStream {
        let mut stream = TcpStream::connect(open.address).await.unwrap();
        // A server that answers early may close before it has read everything.
        let _ = stream.write_all(&self.bytes()).await;
        stream
    }

    pub async fn send(&self, open: &Open) -> Got {
        Got::read(self.start(open).await).await
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Got {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Got {
    pub async fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}
