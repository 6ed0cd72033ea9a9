//! A shop behind our own server, a good client beside every bad one, and what the process needed meanwhile.

use super::orders::{Shop, Webhooks};
use super::server::{Open, SECRET, Sent, ShopService};
use hookwright::serve::Server;
use hookwright::signature::{Signing, Unsigned};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{MutexGuard, oneshot};
use tokio::task::JoinHandle;

pub const CREATED: &str = r#"{"type":"order.created","id":"o1"}"#;

static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A shop that listens by our server.
pub struct Standing {
    pub open: Open,
    pub stop: oneshot::Sender<()>,
    /// Whether everything was answered.
    pub ended: JoinHandle<bool>,
    /// No other test runs beside this one.
    _alone: MutexGuard<'static, ()>,
}

pub async fn stand(server: Server, change: impl FnOnce(ShopService) -> ShopService) -> Standing {
    let alone = ONE_AT_A_TIME.lock().await;
    let (shop, outcomes) = (Arc::new(Shop::default()), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&outcomes);
    let service = change(Webhooks::new(Arc::clone(&shop)).secret(SECRET).unwrap())
        .observe(move |outcome| seen.lock().unwrap().push(outcome.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = Open::new(listener.local_addr().unwrap(), shop, outcomes);
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(server.serve(listener, service, async { drop(stopped.await) }));
    Standing { open, stop, ended, _alone: alone }
}

impl Standing {
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.open.address).await.unwrap()
    }

    /// Runs an attack while a good client sends one delivery after another, and says how much more memory the process
    /// had at most. Nobody waits for long, neither the good client nor the attack.
    pub async fn meanwhile<T>(&self, attack: impl Future<Output = T>) -> (T, usize) {
        let over = AtomicBool::new(false);
        let before = memory();
        let others = async {
            let (mut served, mut most) = (0, 0);
            while !over.load(Ordering::Relaxed) || served == 0 {
                let asked = Instant::now();
                let got = Sent::signed(&format!("good_{served}"), CREATED).send(&self.open).await;
                assert_eq!(got.status, 200, "{got:?}");
                assert!(asked.elapsed() < Duration::from_secs(10), "others waited for {:?}", asked.elapsed());
                served += 1;
                most = most.max(memory());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            most
        };
        let attack = async {
            let done = tokio::time::timeout(Duration::from_secs(60), attack).await;
            over.store(true, Ordering::Relaxed);
            done.expect("the attack is over by itself")
        };
        let (done, most) = tokio::join!(attack, others);
        (done, most.saturating_sub(before))
    }
}

/// The resident memory of the process, in bytes; 0 where the system does not say it in a file.
pub fn memory() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

/// Everything that comes until the other side ends.
pub async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A signed delivery of any bytes.
pub fn signed(id: &str, body: &[u8]) -> Sent {
    let signing = Signing::standard_webhooks(SECRET).unwrap();
    let signature = signing.sign(&Unsigned::post(id, "", body), SystemTime::now()).unwrap();
    let mut sent = Sent { body: body.to_vec(), ..Sent::plain("") };
    for (name, value) in signature {
        sent = sent.header(name.as_str(), value.to_str().unwrap());
    }
    sent
}
