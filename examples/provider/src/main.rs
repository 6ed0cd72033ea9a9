//! A provider of webhooks: the shop of `specs/orders.yaml`, with its orders and its deliveries in one file of SQLite.
//!
//! `shop.rs` is the application: an order and its event are stored in one transaction. `partner.rs` is on the other
//! end: it registers an endpoint, and verifies what comes. This file tells a story with them, over real sockets.

mod http;
mod partner;
mod shop;

use std::path::Path;
use std::time::Duration;

use hookwright::Signing;
use hookwright::client::Client as Sending;
use hookwright::send::{DeliveryQuery, DeliveryState, OperatorEvent, Retry, SealingKey};
use partner::{Place, Till};
use serde_json::json;
use shop::Shop;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

hookwright::include_webhooks!("orders");

type Problem = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let folder = std::env::temp_dir().join(format!("hookwright-provider-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("shop.db");

    println!("A shop opens. A partner registers an endpoint, and is shown its secret, once:");
    let server = Server::start(&file).await?;
    let (place, till) = (Place::take().await?, Till::default());
    let url = place.url.clone();
    let endpoint = json!({ "url": url, "events": ["order.created"] });
    let (status, said) = http::post(&server.address, "/partners/acme/endpoints", &endpoint).await?;
    println!("  {status}: {}", said["id"]);
    place.serve(&till, said["secret"].as_str().unwrap_or_default())?;

    println!("An order is stored and its event accepted in one transaction:");
    server.order("ada@example.com", 2).await?;
    server.settled().await?;

    println!("What breaks the document is not accepted, and the order is rolled back with it:");
    server.order("nobody@example.com", 0).await?;

    println!("A partner that fails is tried again:");
    till.fail(2);
    server.order("grace@example.com", 1).await?;
    server.settled().await?;

    println!("Somebody sends an event who has guessed the URL, and not the secret:");
    forge(&url).await?;

    println!("The partner is closed when an order comes in, and the shop stops before it opens again:");
    till.fail(u32::MAX);
    server.order("edsger@example.com", 3).await?;
    server.tried().await?;
    server.stop().await?;
    till.fail(0);
    println!("The next start delivers what was left:");
    let server = Server::start(&file).await?;
    server.settled().await?;
    server.stop().await?;
    // Where files can't be removed while they are being closed, it is left behind.
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}

/// The shop, listening and delivering.
struct Server {
    shop: Shop,
    address: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    delivering: hookwright::send::Delivering,
}

impl Server {
    async fn start(file: &Path) -> Result<Self, Problem> {
        // A story can't wait for hours: without this line, retries are as the document says, else as Standard Webhooks.
        let quick = Retry::schedule([0, 200, 400, 800, 1600, 3200, 6400].map(Duration::from_millis))?;
        let sender = orders::Sender::builder()
            .retry(quick.jitter(false))
            // In a real application the key comes from the environment or a key service.
            .sealing([SealingKey::from_hex(&"2b".repeat(32))?])
            // Only because the partner of this story stands on this machine.
            .allow_http_on_loopback()
            .on_operator_event(tell)
            .open(&format!("sqlite:{}", file.display()))
            .await?;
        let delivering = sender.deliver();
        let shop = Shop::open(file, sender)?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = axum::serve(listener, shop.router()).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        Ok(Self { shop, address, stop, serving: tokio::spawn(serve.into_future()), delivering })
    }

    /// A customer orders.
    async fn order(&self, email: &str, quantity: i64) -> Result<(), Problem> {
        let order = json!({ "partner": "acme", "email": email, "sku": "book-rust", "quantity": quantity });
        let (status, said) = http::post(&self.address, "/orders", &order).await?;
        println!("  {status}: {said}; orders in the shop's table: {}", self.shop.count()?);
        Ok(())
    }

    /// Waits until nothing is left to deliver, and tells how the last delivery went.
    async fn settled(&self) -> Result<(), Problem> {
        let deliveries = self.shop.sender().store().deliveries("acme");
        let pending = DeliveryQuery::new().state(DeliveryState::Pending);
        while !deliveries.list(&pending).await?.deliveries.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let last = deliveries.list(&DeliveryQuery::new().limit(1)).await?.deliveries.remove(0);
        for attempt in deliveries.get(last.number).await?.attempts {
            let status = attempt.status.map_or("no answer".to_owned(), |status| status.to_string());
            println!("    attempt {}: {status}, {}", attempt.attempt, attempt.class);
        }
        Ok(())
    }

    /// Waits for the first attempt of the last delivery.
    async fn tried(&self) -> Result<(), Problem> {
        let deliveries = self.shop.sender().store().deliveries("acme");
        let last = DeliveryQuery::new().limit(1);
        while deliveries.list(&last).await?.deliveries.iter().any(|delivery| delivery.attempts == 0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// First the API, so that nothing more comes in; then deliveries, which finish the attempts that they are at.
    async fn stop(self) -> Result<(), Problem> {
        let _ = self.stop.send(());
        self.serving.await??;
        self.delivering.shutdown(Duration::from_secs(10)).await;
        Ok(())
    }
}

/// What somebody sends who has guessed the URL and not the secret.
async fn forge(url: &str) -> Result<(), Problem> {
    let signing = Signing::standard_webhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
    let sending = Sending::builder(signing).allow_http_on_loopback().build();
    let event = shop::event(666, "mallory@example.com", "book-rust", 1);
    let answer = orders::Client::with(sending).order_created(url, &event).await?;
    println!("  {}", answer.status);
    Ok(())
}

fn tell(event: &OperatorEvent) {
    println!("  the operator hears of {}: {} ({})", event.endpoint, event.kind.name(), event.reason);
}
