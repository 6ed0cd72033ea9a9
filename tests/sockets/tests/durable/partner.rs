//! A tenant's receiver of `specs/orders.yaml`, and the events that it gets.

use std::sync::{Arc, Mutex};

use hookwright::send::{NewEndpoint, Registered};
use hookwright::{Failure, Incoming, Maybe};
use hookwright_sockets::orders;
use tokio::net::TcpListener;

/// One delivery as the handler had it: the event's id and what it is about.
pub(crate) type Seen = (String, String);

/// Notes what it gets.
#[derive(Clone, Default)]
pub(crate) struct Partner {
    seen: Arc<Mutex<Vec<Seen>>>,
    codes: Arc<Mutex<Vec<&'static str>>>,
}

impl Partner {
    /// Registers a receiver as an endpoint of this tenant, and serves it by the secret that is shown then.
    pub(crate) async fn register(
        &self,
        sender: &orders::Sender,
        tenant: &str,
        with: impl FnOnce(NewEndpoint) -> NewEndpoint,
    ) -> Registered {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
        let endpoint = with(NewEndpoint::new(url));
        let registered = sender.endpoints(tenant).create(endpoint).await.expect("a good endpoint");
        let codes = Arc::clone(&self.codes);
        let setup =
            orders::Webhooks::new(self.clone()).secret(registered.secret.clone()).expect("a good secret");
        let service = setup.observe(move |outcome| codes.lock().expect("notes").push(outcome.code));
        let app = axum::Router::new().nest("/hooks", service.router());
        tokio::spawn(async move { axum::serve(listener, app).await });
        registered
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("notes").clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().expect("notes").len()
    }

    /// The inside codes of what was answered.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.codes.lock().expect("notes").clone()
    }

    fn note(&self, id: &str, what: impl Into<String>) {
        self.seen.lock().expect("notes").push((id.to_owned(), what.into()));
    }
}

impl orders::Receiver for Partner {
    async fn order_created(&self, event: Incoming<orders::OrderCreated>) -> Result<(), Failure> {
        self.note(event.id(), event.order.customer.email.as_str());
        Ok(())
    }

    async fn stock_changed(&self, event: Incoming<orders::StockChanged>) -> Result<(), Failure> {
        self.note(event.id(), event.sku.as_str());
        Ok(())
    }

    async fn fallback(&self, unclaimed: orders::Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

/// An order of somebody's.
pub(crate) fn order(email: &str) -> orders::OrderCreated {
    orders::OrderCreated {
        r#type: orders::OrderCreatedType::OrderCreated,
        order: orders::Order {
            id: "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b".into(),
            placed_at: "2026-11-23T09:30:00+01:00".into(),
            status: orders::OrderStatus::Paid,
            total: orders::Money { amount: 5480, currency: "EUR".into() },
            lines: vec![orders::OrderLinesItem { sku: "book".into(), quantity: 2 }],
            customer: orders::OrderCustomer { email: email.into(), phone: Maybe::Absent },
            payment: orders::Payment::BankPayment(Box::new(orders::BankPayment {
                method: orders::BankPaymentMethod::Bank,
                iban: "DE02".into(),
            })),
            note: None,
        },
    }
}

/// What is left of an article.
pub(crate) fn stock(sku: &str, left: i32) -> orders::StockChanged {
    orders::StockChanged {
        r#type: orders::StockChangedType::StockChanged,
        sku: sku.into(),
        left,
        warehouses: None,
    }
}
