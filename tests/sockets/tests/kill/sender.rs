//! Senders that know their trade: one delivery after the other on a connection that stays open, each sent again under
//! its id until it is acknowledged.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use hookwright::Signing;
use hookwright::signature::Unsigned;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::receiver;

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const CONNECTIONS: usize = 32;

const ORDER: &str = r#"{"type":"order.created","order":{"id":"3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b",
  "placed_at":"2026-11-23T09:30:00+01:00","status":"open","total":{"amount":5480,"currency":"EUR"},
  "lines":[{"sku":"book-rust","quantity":2}],"customer":{"email":"ada@example.com","phone":null},
  "payment":{"method":"card","last4":"4242"}}}"#;

/// The id of the delivery with this number.
pub(crate) fn id(number: usize) -> String {
    format!("msg_{number}")
}

pub(crate) struct Senders {
    folder: PathBuf,
    deliveries: usize,
    next: AtomicUsize,
    acknowledged: AtomicUsize,
    resent: AtomicUsize,
    signing: Signing,
}

impl Senders {
    pub(crate) fn new(folder: PathBuf, deliveries: usize) -> Self {
        Self {
            folder,
            deliveries,
            next: AtomicUsize::new(0),
            acknowledged: AtomicUsize::new(0),
            resent: AtomicUsize::new(0),
            signing: Signing::standard_webhooks(SECRET).expect("a good secret"),
        }
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    pub(crate) fn resent(&self) -> usize {
        self.resent.load(Ordering::SeqCst)
    }

    pub(crate) async fn send_all(self: Arc<Self>) {
        let mut senders = JoinSet::new();
        for _ in 0..CONNECTIONS {
            senders.spawn(Arc::clone(&self).send());
        }
        while let Some(sender) = senders.join_next().await {
            sender.expect("a sender sends");
        }
    }

    async fn send(self: Arc<Self>) {
        let mut connection = None;
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.deliveries {
                return;
            }
            while self.attempt(&mut connection, number).await != Some(true) {
                connection = None;
                self.resent.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Whether it was acknowledged; nothing where there was no whole answer.
    async fn attempt(&self, connection: &mut Option<TcpStream>, number: usize) -> Option<bool> {
        if connection.is_none() {
            *connection = TcpStream::connect(receiver::address(&self.folder)?).await.ok();
        }
        let stream = connection.as_mut()?;
        stream.write_all(&self.request(number)).await.ok()?;
        let status = timeout(Duration::from_secs(10), answer(stream)).await.ok()??;
        Some((200..300).contains(&status))
    }

    fn request(&self, number: usize) -> Vec<u8> {
        let id = id(number);
        let unsigned = Unsigned::post(&id, "", ORDER.as_bytes());
        let signed = self.signing.sign(&unsigned, SystemTime::now()).expect("signable");
        let mut request = String::from("POST / HTTP/1.1\r\nhost: receiver.test\r\n");
        for (name, value) in signed {
            request += &format!("{name}: {}\r\n", value.to_str().expect("text"));
        }
        let length = ORDER.len();
        request += &format!("content-type: application/json\r\ncontent-length: {length}\r\n\r\n{ORDER}");
        request.into_bytes()
    }
}

/// The status of an answer that has a length and is read to its end.
async fn answer(stream: &mut TcpStream) -> Option<u16> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).ok()?.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(Some(0), |length| length.parse().ok())?;
            if bytes.len() >= end + 4 + length {
                return head.split(' ').nth(1)?.parse().ok();
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
