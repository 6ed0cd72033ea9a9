//! Endpoints that are pinned to a version get it, made of what was accepted in the current one; and what can't be said
//! there is not sent, and kept as a dead letter.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use hookwright::send::{DeliveryQuery, DeliveryState, NewEndpoint};
use hookwright_sockets::orders_all::{self, Carrier, OrderShipped, Parcel, Version, v1, v2, v3};
use hookwright_sockets::versions_marked;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stage::{Folder, until};

const ID: &str = "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b";

/// What only the application knows: several parcels can't be said in old versions, nor a pickup in the first.
struct Downgrading;

impl orders_all::OrderCreatedV2ToV1 for Downgrading {
    fn order_created_v2_to_v1(&self, _: v2::OrderCreated) -> Option<v1::OrderCreated> {
        None
    }
}

impl orders_all::OrderShippedV3ToV2 for Downgrading {
    fn order_shipped_v3_to_v2(&self, new: v3::OrderShipped) -> Option<v2::OrderShipped> {
        let [parcel] = <[_; 1]>::try_from(new.parcels).ok()?;
        Some(v2::OrderShipped { r#type: Default::default(), order_id: new.order_id, carrier: parcel.carrier })
    }
}

impl orders_all::OrderShippedV2ToV1 for Downgrading {
    fn order_shipped_v2_to_v1(&self, new: v2::OrderShipped) -> Option<v1::OrderShipped> {
        let carrier = match new.carrier {
            v2::Carrier::Post => v1::Carrier::Post,
            v2::Carrier::Courier => v1::Carrier::Courier,
            _ => return None,
        };
        Some(v1::OrderShipped { r#type: Default::default(), order_id: new.order_id, carrier })
    }
}

fn shipped(carriers: &[Carrier]) -> OrderShipped {
    let parcel = |carrier: &Carrier| Parcel { carrier: carrier.clone(), tracking: Some("T1".into()) };
    OrderShipped {
        r#type: orders_all::OrderShippedType::OrderShipped,
        order_id: ID.into(),
        parcels: carriers.iter().map(parcel).collect(),
    }
}

/// Bodies as they come, each with the version that the request tells.
#[derive(Clone, Default)]
struct Arrivals(Arc<Mutex<Vec<(String, Value)>>>);

impl Arrivals {
    async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let seen = Arc::clone(&self.0);
        let take = async move |headers: HeaderMap, body: Bytes| {
            let told =
                headers.get("webhook-version").and_then(|value| value.to_str().ok()).unwrap_or_default();
            seen.lock().expect("notes").push((told.to_owned(), serde_json::from_slice(&body).expect("JSON")));
        };
        let app = axum::Router::new().fallback(take);
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    fn count(&self) -> usize {
        self.0.lock().expect("notes").len()
    }

    fn taken(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.0.lock().expect("notes"))
    }
}

#[tokio::test]
async fn each_endpoint_gets_its_version() {
    let folder = Folder::new();
    let sender = folder.open(orders_all::Sender::builder(Downgrading)).await;
    let endpoints = sender.endpoints("acme");
    let all = [Arrivals::default(), Arrivals::default(), Arrivals::default(), Arrivals::default()];
    let mut ids = Vec::new();
    for (arrivals, version) in all.iter().zip([None, Some(Version::V1), Some(Version::V2), Some(Version::V3)])
    {
        let new = NewEndpoint::new(arrivals.listen().await);
        let new = version.into_iter().fold(new, |new, version| new.version(version.name()));
        ids.push(endpoints.create(new).await.expect("a good endpoint").endpoint.id);
    }
    let unknown = NewEndpoint::new("http://127.0.0.1:9/").version("4");
    assert!(endpoints.create(unknown).await.is_err(), "there is no such version");

    let delivering = sender.deliver();
    sender.to("acme").order_shipped(&shipped(&[Carrier::Post])).await.expect("accepted");
    until("all arrive", async || all.iter().all(|arrivals| arrivals.count() == 1)).await;
    let old = json!({ "type": "order.shipped", "order_id": ID, "carrier": "post" });
    let new = json!({ "type": "order.shipped", "order_id": ID, "parcels": [{ "carrier": "post", "tracking": "T1" }] });
    let got: Vec<Value> = all.iter().flat_map(Arrivals::taken).map(|(_, body)| body).collect();
    assert_eq!(got, [new.clone(), old.clone(), old.clone(), new]);

    // A pickup can be said in the second version, not in the first.
    let accepted = sender.to("acme").order_shipped(&shipped(&[Carrier::Pickup])).await.expect("accepted");
    assert_eq!(accepted.deliveries, 4);
    until("three arrive", async || [0, 2, 3].iter().all(|index| all[*index].count() == 1)).await;
    let deliveries = sender.store().deliveries("acme");
    let dead = DeliveryQuery::new().state(DeliveryState::Dead);
    until("the first is given up", async || {
        !deliveries.list(&dead).await.expect("a list").deliveries.is_empty()
    })
    .await;
    delivering.shutdown(Duration::from_secs(10)).await;
    let dead = deliveries.list(&dead).await.expect("a list").deliveries;
    assert_eq!((dead.len(), &dead[0].endpoint, &dead[0].event), (1, &ids[1], &accepted.id));
    let attempts = deliveries.get(dead[0].number).await.expect("details").attempts;
    assert_eq!((attempts.len(), attempts[0].class.as_str()), (1, "version::no_event"));
    assert_eq!(all[1].count(), 0, "nothing was sent");
}

/// Where all that changed is mechanical, nobody has to say anything; the request tells its version.
#[tokio::test]
async fn mechanical_downgrades_need_nobody() {
    use versions_marked::{OrderCreatedV2, OrderCreatedV2Type, Version};
    let folder = Folder::new();
    let sender = folder.open(versions_marked::Sender::builder(hookwright::Scheme::standard_webhooks())).await;
    let arrivals = Arrivals::default();
    let url = arrivals.listen().await;
    for version in [Version::V1, Version::V2] {
        let new = NewEndpoint::new(url.as_str()).version(version.name());
        sender.endpoints("acme").create(new).await.expect("a good endpoint");
    }
    let event = OrderCreatedV2 { r#type: OrderCreatedV2Type::OrderCreated, email: "ada@example.com".into() };
    sender.to("acme").order_created_v2(&event).await.expect("accepted");
    let delivering = sender.deliver();
    until("both arrive", async || arrivals.count() == 2).await;
    delivering.shutdown(Duration::from_secs(10)).await;
    let mut got = arrivals.taken();
    got.sort_by(|(one, _), (other, _)| one.cmp(other));
    let body = |member: &str| json!({ "type": "order.created", member: "ada@example.com" });
    assert_eq!(got, [("1".to_owned(), body("mail")), ("2".to_owned(), body("email"))]);
}
