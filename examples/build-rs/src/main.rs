//! A partner of the shop in `specs/orders.yaml`, and the shop itself, on one socket.
//!
//! Sends a signed event and receives it typed; then shows what becomes of a forged, a stale, a
//! repeated and an invalid one.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use hookwright::client::{Client as Sending, Delivery};
use hookwright::{Failure, Incoming, Maybe, Signing};
use orders::{Client, EVENTS, OrderCreated, OrderStatus, Payment, Receiver, Unclaimed, Webhooks};

hookwright::include_webhooks!("orders");

/// What both sides know. In a real application it comes from the environment.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Partner;

impl Receiver for Partner {
    async fn order_created(&self, event: Incoming<OrderCreated>) -> Result<(), Failure> {
        let order = &event.order;
        println!("  the handler has order {} of {} {}", order.id, order.total.amount, order.total.currency);
        Ok(())
    }

    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), Failure> {
        for violation in unclaimed.violations() {
            println!("  the fallback sees {violation}");
        }
        Err(unclaimed.refuse())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = listen().await?;
    let shop = shop(SECRET)?;
    let order = order();

    println!("A signed order.created, over {url}:");
    report(shop.delivery(Delivery::of("msg_1")).order_created(&url, &order).await)?;

    println!("The same delivery again (its id is known, so the handler is not called twice):");
    report(shop.delivery(Delivery::of("msg_1")).order_created(&url, &order).await)?;

    println!("Forged, with another secret:");
    let forger = self::shop("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")?;
    report(forger.order_created(&url, &order).await)?;

    println!("Replayed after an hour, with the signature that was right then:");
    let then = SystemTime::now() - Duration::from_secs(3600);
    report(shop.delivery(Delivery::of("msg_2").at(then)).order_created(&url, &order).await)?;

    println!("Signed, but not what the document says:");
    let wrong = serde_json::json!({ "type": "order.created", "order": { "id": 7, "status": "open" } });
    report(sending(SECRET)?.send::<_, ()>(&EVENTS[0], &url, &hookwright::Json::from(wrong)).await)?;
    Ok(())
}

/// Serves the partner's receiver on a free port.
async fn listen() -> Result<String, Box<dyn std::error::Error>> {
    let app = Webhooks::new(Partner)
        .secret(SECRET)?
        .observe(|outcome| println!("  the receiver says `{}`", outcome.code))
        .router();
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(url)
}

/// The shop's client; plain HTTP is allowed because it stays on this machine.
fn shop(secret: &str) -> Result<Client, Box<dyn std::error::Error>> {
    Ok(Client::with(sending(secret)?))
}

fn sending(secret: &str) -> Result<Sending, Box<dyn std::error::Error>> {
    Ok(Sending::builder(Signing::standard_webhooks(secret)?).allow_http_on_loopback().build())
}

/// An order of two books, paid by card.
fn order() -> OrderCreated {
    OrderCreated {
        r#type: orders::OrderCreatedType::OrderCreated,
        order: orders::Order {
            id: "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b".into(),
            placed_at: "2026-11-23T09:30:00+01:00".into(),
            status: OrderStatus::Paid,
            total: orders::Money { amount: 5480, currency: "EUR".into() },
            lines: vec![orders::OrderLinesItem { sku: "book-rust".into(), quantity: 2 }],
            customer: orders::OrderCustomer { email: "ada@example.com".into(), phone: Maybe::Null },
            payment: Payment::CardPayment(Box::new(orders::CardPayment {
                method: orders::CardPaymentMethod::Card,
                last4: "4242".into(),
            })),
            note: None,
        },
    }
}

/// Prints what the sender sees.
fn report<T>(
    answer: Result<hookwright::client::Answer<T>, hookwright::client::SendError>,
) -> Result<(), hookwright::client::SendError> {
    let answer = answer?;
    println!("  the sender gets {} {}\n", answer.status, String::from_utf8_lossy(&answer.body));
    Ok(())
}
