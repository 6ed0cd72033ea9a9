//! A partner of the shop in `specs/orders.yaml` that answers at once and works afterwards, from a file.
//!
//! The sender never waits for a handler. One that fails is tried again; what the application refuses is a dead letter;
//! and what was acknowledged when the receiver stops is handled by its next start.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use hookwright::client::Client as Sending;
use hookwright::receive::{Counts, Inbox, Running};
use hookwright::{Failure, Incoming, Signing};
use orders::{Client, Receiver, StockChanged, Unclaimed, Webhooks};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

hookwright::include_webhooks!("orders");

/// What both sides know. In a real application it comes from the environment.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type Problem = Box<dyn std::error::Error>;

struct Partner;

impl Receiver for Partner {
    async fn stock_changed(&self, event: Incoming<StockChanged>) -> Result<(), Failure> {
        println!("  {} {}: attempt {}", event.id(), event.sku, event.attempt());
        tokio::time::sleep(Duration::from_millis(50)).await;
        match (event.sku.as_str(), event.attempt()) {
            ("gift-card", 1) => Err("the warehouse does not answer".into()),
            ("unicorn", _) => Err(Failure::new(422).because("nobody sells unicorns")),
            _ => Ok(()),
        }
    }

    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let folder = std::env::temp_dir().join(format!("hookwright-example-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("inbox.db");

    println!("Three deliveries, acknowledged before anybody handles them:");
    let server = Server::start(&file).await?;
    for sku in ["book-rust", "gift-card", "unicorn"] {
        server.send(sku).await?;
    }
    empty(&server.inbox).await?;
    for letter in server.inbox.dead_letters(0, 10).await? {
        println!("  dead letter {}: {} ({})", letter.number, letter.error, letter.code);
        server.inbox.delete(letter.number).await?;
    }

    println!("One more, and a stop right after it:");
    server.send("last-minute").await?;
    server.stop().await?;

    println!("The next start finds whatever was left:");
    let server = Server::start(&file).await?;
    empty(&server.inbox).await?;
    println!("  nothing is left");
    server.stop().await?;
    // Where files can't be removed while they are being closed, it is left behind.
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}

/// A receiver that listens and works.
struct Server {
    inbox: Inbox,
    working: Running,
    url: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    async fn start(file: &Path) -> Result<Self, Problem> {
        let inbox = Inbox::open(file).await?.delays(Duration::from_millis(100), Duration::from_secs(1));
        let (service, workers) = Webhooks::new(Partner).secret(SECRET)?.inbox(&inbox);
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = axum::serve(listener, service.router()).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        let serving = tokio::spawn(serve.into_future());
        Ok(Self { inbox, working: workers.start(), url, stop, serving })
    }

    /// First the server, so that nothing more comes in; then the workers, which finish what they are at.
    async fn stop(self) -> Result<(), Problem> {
        let _ = self.stop.send(());
        self.serving.await??;
        self.working.shutdown(Duration::from_secs(10)).await;
        Ok(())
    }

    /// What the shop does; plain HTTP is allowed because it stays on this machine.
    async fn send(&self, sku: &str) -> Result<(), Problem> {
        let sending = Sending::builder(Signing::standard_webhooks(SECRET)?).allow_http_on_loopback().build();
        let stock = StockChanged {
            r#type: orders::StockChangedType::StockChanged,
            sku: sku.into(),
            left: 3,
            warehouses: None,
        };
        let started = Instant::now();
        let answer = Client::with(sending).stock_changed(&self.url, &stock).await?;
        println!("  {sku}: {} after {} ms", answer.status, started.elapsed().as_millis());
        Ok(())
    }
}

/// Waits until every delivery is done or dead.
async fn empty(inbox: &Inbox) -> Result<(), Problem> {
    while !matches!(inbox.counts().await?, Counts { pending: 0, running: 0, .. }) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
