//! The shop: an axum application with a table of orders, in the file in which the sender has its own.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Path as Segments, State};
use axum::http::StatusCode;
use axum::routing::post;
use hookwright::Maybe;
use hookwright::send::rusqlite::{self, Connection};
use hookwright::send::{Error, NewEndpoint};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Problem, orders};

/// The application. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Shop {
    sender: orders::Sender,
    database: Arc<Mutex<Connection>>,
}

/// What a customer orders, at which partner.
#[derive(Deserialize)]
struct Order {
    partner: String,
    email: String,
    sku: String,
    quantity: i64,
}

/// Where a partner wants which events.
#[derive(Deserialize)]
struct Endpoint {
    url: String,
    events: Vec<String>,
}

type Answer = (StatusCode, Json<Value>);

/// Why there is no order.
enum Refused {
    Orders(rusqlite::Error),
    Event(Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Orders(error)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Event(error)
    }
}

impl Shop {
    pub(crate) fn open(file: &Path, sender: orders::Sender) -> Result<Self, Problem> {
        let database = Connection::open(file)?;
        // The sender writes to the same file: whoever comes second waits a moment.
        database.busy_timeout(std::time::Duration::from_secs(5))?;
        let table = "CREATE TABLE IF NOT EXISTS orders
            (number INTEGER PRIMARY KEY, email TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL)";
        database.execute(table, [])?;
        Ok(Self { sender, database: Arc::new(Mutex::new(database)) })
    }

    pub(crate) fn router(&self) -> axum::Router {
        axum::Router::new()
            .route("/orders", post(place))
            .route("/partners/{partner}/endpoints", post(register))
            .with_state(self.clone())
    }

    pub(crate) fn sender(&self) -> &orders::Sender {
        &self.sender
    }

    /// How many orders there are.
    pub(crate) fn count(&self) -> Result<i64, Problem> {
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(database.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?)
    }

    /// Stores an order and accepts its event: both, or nothing.
    fn place(&self, order: &Order) -> Result<String, Refused> {
        let mut database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = database.transaction()?;
        let insert = "INSERT INTO orders (email, sku, quantity) VALUES (?1, ?2, ?3)";
        transaction.execute(insert, (&order.email, &order.sku, order.quantity))?;
        let event = event(transaction.last_insert_rowid(), &order.email, &order.sku, order.quantity);
        let accepted = self.sender.to(&order.partner).order_created_in(&transaction, &event)?;
        transaction.commit()?;
        Ok(accepted.id)
    }
}

async fn place(State(shop): State<Shop>, Json(order): Json<Order>) -> Answer {
    // A transaction of rusqlite stays on its thread, and waits for the disk.
    let placed = tokio::task::spawn_blocking(move || shop.place(&order)).await;
    match placed {
        Ok(Ok(event)) => (StatusCode::CREATED, Json(json!({ "event": event }))),
        Ok(Err(Refused::Event(error))) => refused(&error),
        Ok(Err(Refused::Orders(error))) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "why": error.to_string() })))
        }
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, Json(Value::Null)),
    }
}

/// Who may register for a partner is the application's to say; here everybody may.
async fn register(
    State(shop): State<Shop>,
    Segments(partner): Segments<String>,
    Json(endpoint): Json<Endpoint>,
) -> Answer {
    let new = NewEndpoint::new(endpoint.url).events(endpoint.events);
    match shop.sender.endpoints(partner).create(new).await {
        Ok(made) => {
            let said = json!({ "id": made.endpoint.id, "secret": made.secret.expose() });
            (StatusCode::CREATED, Json(said))
        }
        Err(error) => refused(&error),
    }
}

fn refused(error: &Error) -> Answer {
    let status = match error {
        Error::Forbidden(_) | Error::Url(_) | Error::UnknownEvent(_) => StatusCode::UNPROCESSABLE_ENTITY,
        error if error.is_overloaded() => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(json!({ "why": error.to_string() })))
}

/// The event of an order.
pub(crate) fn event(number: i64, email: &str, sku: &str, quantity: i64) -> orders::OrderCreated {
    use orders::{BankPayment, BankPaymentMethod, Money, Order, OrderCustomer, OrderLinesItem, OrderStatus};
    let line = OrderLinesItem { sku: sku.into(), quantity };
    let payment = BankPayment { method: BankPaymentMethod::Bank, iban: "DE02120300000000202051".into() };
    orders::OrderCreated {
        r#type: orders::OrderCreatedType::OrderCreated,
        order: Order {
            id: format!("00000000-0000-4000-8000-{number:012}").into(),
            placed_at: "2026-11-23T09:30:00+01:00".into(),
            status: OrderStatus::Open,
            total: Money { amount: 2990 * quantity, currency: "EUR".into() },
            lines: vec![line],
            customer: OrderCustomer { email: email.into(), phone: Maybe::Absent },
            payment: orders::Payment::BankPayment(Box::new(payment)),
            note: None,
        },
    }
}
