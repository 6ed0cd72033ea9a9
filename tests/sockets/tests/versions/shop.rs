//! One handler for all receivers, which notes what it gets; where they are served; how requests are signed.
//!
//! In: generated modules. Out: receivers on sockets, and what they saw. It must not know what is right.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::extract::Request;
use axum::middleware::map_request;
use hookwright::client::Client as Sending;
use hookwright::codegen::serde::Serialize;
use hookwright::receive::Outcome;
use hookwright::signature::Unsigned;
use hookwright::{Failure, Incoming, Signing};
use http::HeaderMap;
use serde_json::Value;

use crate::raw::Raw;

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// One delivery, as the handler had it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The version that was sent.
    pub(crate) version: Option<String>,
    pub(crate) name: String,
    pub(crate) id: String,
    /// The payload, as the receiver's own version has it.
    pub(crate) payload: Value,
    /// The body, as it was sent.
    pub(crate) body: Value,
    /// What the sender set to tell its version.
    pub(crate) told: Option<String>,
    pub(crate) media_type: String,
}

/// What the receiver saw.
#[derive(Clone, Default)]
pub(crate) struct Shop {
    seen: Arc<Mutex<Vec<Seen>>>,
    outcomes: Arc<Mutex<Vec<Told>>>,
    unclaimed: Arc<Mutex<Vec<Told>>>,
    fails: Arc<AtomicBool>,
}

/// The inside code, and the version of the request.
pub(crate) type Told = (String, Option<String>);

impl Shop {
    pub(crate) fn note<P: Serialize>(&self, event: &Incoming<P>) -> Result<(), Failure> {
        let header = |name: &str| {
            let value = event.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        self.seen.lock().expect("notes").push(Seen {
            version: event.version().map(str::to_owned),
            name: event.name().to_owned(),
            id: event.id().to_owned(),
            payload: serde_json::to_value(&**event).expect("JSON"),
            body: serde_json::from_slice(event.body()).expect("JSON"),
            told: header("shop-version").or_else(|| header("webhook-version")),
            media_type: header("content-type").unwrap_or_default(),
        });
        Ok(())
    }

    pub(crate) fn note_unclaimed(&self, name: Option<&str>, version: Option<&str>) {
        let told = (name.unwrap_or_default().to_owned(), version.map(str::to_owned));
        self.unclaimed.lock().expect("notes").push(told);
    }

    pub(crate) fn observe(&self) -> impl Fn(&Outcome) + Send + Sync + 'static {
        let outcomes = Arc::clone(&self.outcomes);
        move |outcome| {
            let told = (outcome.code.to_owned(), outcome.version.map(str::to_owned));
            outcomes.lock().expect("notes").push(told);
        }
    }

    /// Lets the next upgrade by hand fail.
    pub(crate) fn fail_once(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    pub(crate) fn fails(&self) -> bool {
        self.fails.swap(false, Ordering::SeqCst)
    }

    /// All that it saw since it was asked last.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().expect("notes"))
    }

    /// The one delivery since it was asked last.
    pub(crate) fn one(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }

    pub(crate) fn outcomes(&self) -> Vec<Told> {
        std::mem::take(&mut *self.outcomes.lock().expect("notes"))
    }

    pub(crate) fn unclaimed(&self) -> Vec<Told> {
        std::mem::take(&mut *self.unclaimed.lock().expect("notes"))
    }
}

pub(crate) fn told(code: &str, version: Option<&str>) -> Told {
    (code.to_owned(), version.map(str::to_owned))
}

/// The same handler for each module of the three events.
macro_rules! receivers {
    ($($module:ident)*) => {$(
        impl hookwright_sockets::$module::Receiver for $crate::shop::Shop {
            async fn order_created(
                &self,
                event: hookwright::Incoming<hookwright_sockets::$module::OrderCreated>,
            ) -> Result<(), hookwright::Failure> {
                self.note(&event)
            }

            async fn order_shipped(
                &self,
                event: hookwright::Incoming<hookwright_sockets::$module::OrderShipped>,
            ) -> Result<(), hookwright::Failure> {
                self.note(&event)
            }

            async fn order_paid(
                &self,
                event: hookwright::Incoming<hookwright_sockets::$module::OrderPaid>,
            ) -> Result<(), hookwright::Failure> {
                self.note(&event)
            }

            async fn fallback(
                &self,
                unclaimed: hookwright_sockets::$module::Unclaimed,
            ) -> Result<(), hookwright::Failure> {
                self.note_unclaimed(unclaimed.name(), unclaimed.version());
                Err(unclaimed.refuse())
            }
        }
    )*};
}

/// The one step that no generator can know: a parcel for the order that had but a carrier.
macro_rules! parcels {
    ($($module:ident: $old:ident $new:ident $bound:ident $method:ident)*) => {$(
        impl hookwright_sockets::$module::$bound for $crate::shop::Shop {
            fn $method(
                &self,
                old: hookwright_sockets::$module::$old::OrderShipped,
            ) -> Result<hookwright_sockets::$module::$new::OrderShipped, hookwright::Failure> {
                use hookwright_sockets::$module::$new::{OrderShipped, Parcel};
                if self.fails() {
                    return Err(hookwright::Failure::from("no parcels today"));
                }
                let parcels = vec![Parcel { carrier: old.carrier, tracking: None }];
                Ok(OrderShipped { r#type: Default::default(), order_id: old.order_id, parcels })
            }
        }
    )*};
}

receivers! {
    orders_v1 orders_v2 orders_v3
    orders_all orders_at_v2
    orders_by_header orders_by_parameter orders_by_media_type orders_by_query orders_by_pointer
    orders_by_date orders_by_semver
}

parcels! {
    orders_all: v2 v3 OrderShippedV2ToV3 order_shipped_v2_to_v3
    orders_by_header: v2 v3 OrderShippedV2ToV3 order_shipped_v2_to_v3
    orders_by_parameter: v2 v3 OrderShippedV2ToV3 order_shipped_v2_to_v3
    orders_by_media_type: v2 v3 OrderShippedV2ToV3 order_shipped_v2_to_v3
    orders_by_query: v2 v3 OrderShippedV2ToV3 order_shipped_v2_to_v3
    orders_by_pointer: v2 v3 OrderShippedV2ToV3 order_shipped_v2_to_v3
    orders_by_semver: v1_2_0 v2_0_0 OrderShippedV120ToV200 order_shipped_v120_to_v200
}

/// The receiver of a module, signed, as a router.
macro_rules! router {
    ($module:ident, $shop:expr) => {{
        let shop: &$crate::shop::Shop = $shop;
        let setup = hookwright_sockets::$module::Webhooks::new(shop.clone());
        setup.secret($crate::shop::SECRET).expect("a good secret").observe(shop.observe()).router()
    }};
}
pub(crate) use router;

/// The client of a module, with plain HTTP allowed on this machine.
macro_rules! client {
    ($module:ident) => {
        hookwright_sockets::$module::Client::with($crate::shop::sending($crate::shop::SECRET))
    };
}
pub(crate) use client;

pub(crate) fn sending(secret: &str) -> Sending {
    let signing = Signing::standard_webhooks(secret).expect("a good secret");
    Sending::builder(signing).allow_http_on_loopback().build()
}

/// Serves an application on a free port; gives its URL, without a slash at the end.
pub(crate) async fn serve(app: axum::Router) -> String {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = tokio::net::TcpListener::bind(any).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

/// The same behind a gateway that sets headers: what senders of one version alone can't say.
pub(crate) async fn behind<F>(app: axum::Router, gateway: F) -> String
where
    F: Fn(&mut HeaderMap) + Clone + Send + Sync + 'static,
{
    let set = move |mut request: Request| {
        gateway(request.headers_mut());
        async move { request }
    };
    serve(app.layer(map_request(set))).await
}

/// A request signed by hand, so that it can be spoilt or repeated.
pub(crate) fn signed(id: &str, body: &Value) -> Raw {
    let body = serde_json::to_vec(body).expect("JSON");
    let signing = Signing::standard_webhooks(SECRET).expect("a good secret");
    let headers = signing.sign(&Unsigned::post(id, "", &body), SystemTime::now()).expect("signable");
    let mut request = Raw::json(&body);
    for (name, value) in headers {
        request.set(name.as_str(), value.to_str().expect("text"));
    }
    request
}
