//! A receiver that notes what it sees, and requests made by hand.

mod raw;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use hookwright::client::Client as Sending;
use hookwright::signature::Unsigned;
use hookwright::{Failure, Incoming, Maybe, Service, Signing};
use hookwright_sockets::{orders, subscriptions};
pub(crate) use raw::Raw;
use tokio::sync::Notify;

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What the receiver saw.
#[derive(Default)]
struct Notes {
    seen: Vec<String>,
    codes: Vec<&'static str>,
    urls: Vec<String>,
    unclaimed: Vec<String>,
    novelties: Vec<usize>,
}

/// A receiver of `specs/orders.yaml` that handles two events and refuses what breaks the document.
#[derive(Clone, Default)]
pub(crate) struct Shop {
    notes: Arc<Mutex<Notes>>,
    slow: bool,
    fail: Arc<AtomicBool>,
    entered: Arc<Notify>,
    release: Arc<Notify>,
}

impl Shop {
    /// Waits in the handler until it is released.
    pub(crate) fn slow() -> Self {
        Self { slow: true, ..Self::default() }
    }

    /// Fails the first time.
    pub(crate) fn failing_once() -> Self {
        let shop = Self::default();
        shop.fail.store(true, Ordering::SeqCst);
        shop
    }

    pub(crate) fn service(&self) -> Service<orders::Routes<Self>> {
        let notes = Arc::clone(&self.notes);
        let setup = orders::Webhooks::new(self.clone()).secret(SECRET).expect("a good secret");
        setup.observe(move |outcome| notes.lock().expect("notes").codes.push(outcome.code))
    }

    pub(crate) fn router(&self) -> axum::Router {
        self.service().router()
    }

    pub(crate) async fn entered(&self) {
        self.entered.notified().await;
    }

    pub(crate) fn release(&self) {
        self.release.notify_one();
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.notes.lock().expect("notes").seen.clone()
    }

    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.notes.lock().expect("notes").codes.clone()
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        self.notes.lock().expect("notes").urls.clone()
    }

    pub(crate) fn unclaimed(&self) -> Vec<String> {
        self.notes.lock().expect("notes").unclaimed.clone()
    }

    pub(crate) fn novelties(&self) -> Vec<usize> {
        self.notes.lock().expect("notes").novelties.clone()
    }
}

impl orders::Receiver for Shop {
    async fn order_created(&self, event: Incoming<orders::OrderCreated>) -> Result<(), Failure> {
        if self.slow {
            self.entered.notify_one();
            self.release.notified().await;
        }
        if self.fail.swap(false, Ordering::SeqCst) {
            return Err(Failure::from("the till is closed"));
        }
        let mut notes = self.notes.lock().expect("notes");
        notes.seen.push(format!("{} {}", event.name(), event.order.id));
        notes.urls.extend(event.url().map(str::to_owned));
        notes.novelties.push(event.novelties().len());
        Ok(())
    }

    async fn order_cancelled(
        &self,
        event: Incoming<orders::OrderCancelled>,
    ) -> Result<orders::OrderCancelledAnswer, Failure> {
        if event.reason == "shipped" {
            return Ok(orders::OrderCancelledAnswer::Ok(Box::new(orders::ReturnPlan { parcels: 2 })));
        }
        Ok(orders::OrderCancelledAnswer::NoContent)
    }

    async fn fallback(&self, unclaimed: orders::Unclaimed) -> Result<(), Failure> {
        assert!(!unclaimed.body().is_empty(), "the raw body is in hand");
        let name = unclaimed.name().unwrap_or_default().to_owned();
        self.notes.lock().expect("notes").unclaimed.push(name);
        match unclaimed {
            orders::Unclaimed::Unhandled(_) => Ok(()),
            other => Err(other.refuse()),
        }
    }
}

/// A receiver of the callback in `specs/subscriptions.yaml`.
#[derive(Clone, Default)]
pub(crate) struct Station(Arc<Mutex<Vec<String>>>);

impl Station {
    pub(crate) fn router(&self) -> axum::Router {
        let service = subscriptions::Webhooks::new(self.clone()).unsigned();
        axum::Router::new().nest("/readings", service.router())
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.0.lock().expect("notes").clone()
    }
}

impl subscriptions::Receiver for Station {
    async fn on_data(&self, event: Incoming<subscriptions::Readings>) -> Result<(), Failure> {
        self.0.lock().expect("notes").push(format!("{} {:?}", event.station, event.values));
        Ok(())
    }

    async fn fallback(&self, unclaimed: subscriptions::Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

/// Serves an application on a free port; gives its URL, with a slash at the end.
pub(crate) async fn serve(app: axum::Router) -> String {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = tokio::net::TcpListener::bind(any).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/")
}

/// The generated client, with plain HTTP allowed on this machine.
pub(crate) fn client(secret: &str) -> orders::Client {
    let signing = Signing::standard_webhooks(secret).expect("a good secret");
    orders::Client::with(Sending::builder(signing).allow_http_on_loopback().build())
}

/// A request signed by hand, so that it can be spoilt or repeated.
pub(crate) fn signed(secret: &str, id: &str, at: SystemTime, body: &[u8]) -> Raw {
    let signing = Signing::standard_webhooks(secret).expect("a good secret");
    let headers = signing.sign(&Unsigned::post(id, "", body), at).expect("signable");
    let mut request = Raw::json(body);
    for (name, value) in headers {
        request.set(name.as_str(), value.to_str().expect("text"));
    }
    request
}

/// The order as it is sent.
pub(crate) fn body() -> Vec<u8> {
    serde_json::to_vec(&order()).expect("JSON")
}

pub(crate) fn order() -> orders::OrderCreated {
    orders::OrderCreated {
        r#type: orders::OrderCreatedType::OrderCreated,
        order: orders::Order {
            id: "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b".into(),
            placed_at: "2026-11-23T09:30:00+01:00".into(),
            status: orders::OrderStatus::Paid,
            total: orders::Money { amount: 5480, currency: "EUR".into() },
            lines: vec![orders::OrderLinesItem { sku: "book".into(), quantity: 2 }],
            customer: orders::OrderCustomer { email: "ada@example.com".into(), phone: Maybe::Absent },
            payment: orders::Payment::BankPayment(Box::new(orders::BankPayment {
                method: orders::BankPaymentMethod::Bank,
                iban: "DE02".into(),
            })),
            note: Some("ring twice".into()),
        },
    }
}
