//! What the generator emits for a document with two events, by hand, and a shop that receives them.

use hookwright::codegen::{self, Call, Delivery, Dispatch, EventInfo, Fallback, Part};
use hookwright::signature::Scheme;
use hookwright::{Failure, Incoming, Maybe, Setup};
use std::future::Future;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

#[derive(Clone, Debug, PartialEq)]
pub struct OrderCreated {
    pub r#type: String,
    pub id: String,
    pub note: Option<String>,
    pub discount: Maybe<f64>,
}

codegen::object! {
    OrderCreated {
        0 "type" r#type: required,
        1 "id" id: required,
        2 "note" note: optional,
        3 "discount" discount: maybe,
    }
    others: refuse
}

#[derive(Clone, Debug, PartialEq)]
pub struct OrderCancelled {
    pub r#type: String,
}

codegen::object! {
    OrderCancelled {
        0 "type" r#type: required,
    }
    others: ignore
}

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    OrderCreated(Box<OrderCreated>),
    OrderCancelled(Box<OrderCancelled>),
}

codegen::event! { Event { 0 "order.created" OrderCreated, 1 "order.cancelled" OrderCancelled, } }

pub type Unclaimed = hookwright::Unclaimed<Event>;

pub trait Receiver: Send + Sync + 'static {
    fn order_created(
        &self,
        event: Incoming<OrderCreated>,
    ) -> impl Future<Output = Result<OrderCreatedAnswer, Failure>> + Send {
        codegen::unhandled(self.fallback(event.unclaimed(|event| Event::OrderCreated(Box::new(event)))))
    }

    fn order_cancelled(
        &self,
        event: Incoming<OrderCancelled>,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        codegen::unhandled(self.fallback(event.unclaimed(|event| Event::OrderCancelled(Box::new(event)))))
    }

    fn fallback(&self, unclaimed: Unclaimed) -> impl Future<Output = Result<(), Failure>> + Send;
}

#[derive(Debug)]
pub enum OrderCreatedAnswer {
    Ok(Vec<String>),
    Accepted,
    Busy,
    #[allow(dead_code, reason = "only `unhandled` makes it, by the macro")]
    Acknowledged,
}

codegen::answer! { OrderCreatedAnswer { 200 Ok(Vec<String>), 202 Accepted, 429 Busy } }

pub static EVENTS: &[EventInfo] = &[
    EventInfo {
        name: "order.created",
        path: "order.created",
        method: "POST",
        media_type: "application/json",
        success: 201,
        headers: &[],
        ..EventInfo::PLAIN
    },
    EventInfo {
        name: "order.cancelled",
        path: "order.cancelled",
        method: "POST",
        media_type: "application/json",
        success: 204,
        headers: &[],
        ..EventInfo::PLAIN
    },
];

pub static DISPATCH: Dispatch = Dispatch::Key {
    parts: &[Part::Pointer("/type")],
    optional: &[],
    fold: false,
    table: &[("order.cancelled", 1), ("order.created", 0)],
};

#[derive(Debug)]
pub struct Routes<R>(R);

impl<R: Receiver> Routes<R> {
    pub fn of(receiver: R) -> Self {
        Self(receiver)
    }
}

impl<R: Receiver> codegen::Routes for Routes<R> {
    type Event = Event;
    const EVENTS: &'static [EventInfo] = EVENTS;
    const DISPATCH: &'static Dispatch = &DISPATCH;

    fn call(&self, event: usize, delivery: Delivery) -> Call<'_> {
        match event {
            0 => codegen::call(self, delivery, |event| self.0.order_created(event)),
            1 => codegen::call(self, delivery, |event| self.0.order_cancelled(event)),
            _ => codegen::unclaimed(self, delivery),
        }
    }

    fn fallback(&self, unclaimed: Unclaimed) -> Fallback<'_> {
        Box::pin(self.0.fallback(unclaimed))
    }
}

impl<R> codegen::Signed for Routes<R> {
    const SCHEME: fn() -> Scheme = Scheme::standard_webhooks;
}

#[derive(Debug)]
pub struct Webhooks;

impl Webhooks {
    #[allow(clippy::new_ret_no_self, reason = "a receiver without a secret is no service")]
    pub fn new<R: Receiver>(receiver: R) -> Setup<Routes<R>> {
        Setup::new(Routes(receiver))
    }
}

/// A shop whose handler does what the order's note says.
#[derive(Debug, Default)]
pub struct Shop {
    pub calls: AtomicUsize,
    pub entered: Notify,
    pub gate: Notify,
    /// What the last handler or `fallback` had in hand.
    pub last: Mutex<String>,
    /// Which attempt each call was, and its headers.
    pub attempts: Mutex<Vec<(u32, http::HeaderMap)>>,
}

impl Receiver for std::sync::Arc<Shop> {
    async fn order_created(&self, event: Incoming<OrderCreated>) -> Result<OrderCreatedAnswer, Failure> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let novelties = event.novelties().len();
        *self.last.lock().unwrap() = format!("{} {} {:?} {novelties}", event.name(), event.id(), event.url());
        self.attempts.lock().unwrap().push((event.attempt(), event.headers().clone()));
        match event.note.as_deref() {
            Some("fail once") if call == 0 => Err(Failure::new(503).retry_after(Duration::from_secs(7))),
            Some("error once") if call == 0 => Err("the database is gone".into()),
            Some("busy once") if call == 0 => Ok(OrderCreatedAnswer::Busy),
            Some("panic once") if call == 0 => panic!("on purpose"),
            Some("fail always") => Err("the database is gone".into()),
            Some("wait") => {
                self.entered.notify_one();
                self.gate.notified().await;
                Ok(OrderCreatedAnswer::Accepted)
            }
            _ => Ok(OrderCreatedAnswer::Ok(vec![event.payload().id.clone()])),
        }
    }

    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), Failure> {
        let body = String::from_utf8_lossy(unclaimed.body()).into_owned();
        *self.last.lock().unwrap() = format!("{:?} {body}", unclaimed.name());
        if body.contains("refuse") { Err(unclaimed.refuse()) } else { Ok(()) }
    }
}
