//! Versions within one document: marked at its webhooks, or told by the names of its events.

use hookwright::client::SendError;
use hookwright::{Failure, Incoming};
use hookwright_sockets::{versions_by_name, versions_marked};
use serde_json::{Value, json};

use crate::raw::Raw;
use crate::shop::{Shop, client, serve};

/// Both documents have the same events in their newest version.
macro_rules! receivers {
    ($($module:ident)*) => {$(
        impl $module::Receiver for Shop {
            async fn order_created_v2(&self, event: Incoming<$module::OrderCreatedV2>) -> Result<(), Failure> {
                self.note(&event)
            }

            async fn order_paid(&self, event: Incoming<$module::OrderPaid>) -> Result<(), Failure> {
                self.note(&event)
            }

            async fn fallback(&self, unclaimed: $module::Unclaimed) -> Result<(), Failure> {
                self.note_unclaimed(unclaimed.name(), unclaimed.version());
                Err(unclaimed.refuse())
            }
        }
    )*};
}
receivers! { versions_marked versions_by_name }

async fn post(url: &str, version: Option<&str>, body: &Value) -> u16 {
    let mut request = Raw::json(&serde_json::to_vec(body).expect("JSON"));
    if let Some(version) = version {
        request.set("webhook-version", version);
    }
    request.post(url).await.status
}

#[tokio::test]
async fn marked_webhooks_are_of_their_versions() {
    let shop = Shop::default();
    let service = versions_marked::Webhooks::new(shop.clone()).unsigned();
    let url = serve(service.router()).await + "/";
    let old = json!({ "type": "order.created", "mail": "ada@example.com" });
    let new = json!({ "type": "order.created", "email": "ada@example.com" });
    for (version, body, sent_in) in [(None, &old, "1"), (Some("1"), &old, "1"), (Some("2"), &new, "2")] {
        assert_eq!(post(&url, version, body).await, 204, "{version:?}");
        let seen = shop.one();
        assert_eq!((seen.version.as_deref(), &seen.payload), (Some(sent_in), &new));
    }
    // One event has one name in both; what it is, its version says.
    assert_eq!(post(&url, Some("2"), &old).await, 422);
    assert_eq!(post(&url, Some("3"), &new).await, 400);
    // A webhook without a mark is in all versions.
    for version in ["1", "2"] {
        assert_eq!(post(&url, Some(version), &json!({ "type": "order.paid", "cents": 7 })).await, 204);
        assert_eq!(shop.one().version.as_deref(), Some(version));
    }
}

#[tokio::test]
async fn clients_of_marked_webhooks_are_pinned() {
    use versions_marked::{OrderCreatedV2, OrderCreatedV2Type, Version};
    let shop = Shop::default();
    let url = serve(versions_marked::Webhooks::new(shop.clone()).unsigned().router()).await + "/";
    let event = OrderCreatedV2 { r#type: OrderCreatedV2Type::OrderCreated, email: "ada@example.com".into() };
    for (version, member) in [(Version::V1, "mail"), (Version::V2, "email")] {
        let client = client!(versions_marked).version(version);
        assert!(client.order_created_v2(&url, &event).await.expect("an answer").is_success());
        let seen = shop.one();
        assert_eq!(seen.body, json!({ "type": "order.created", member: "ada@example.com" }));
        assert_eq!(seen.told.as_deref(), Some(version.name()));
        assert_eq!(seen.payload["email"], "ada@example.com");
    }
}

#[tokio::test]
async fn events_bear_their_version_in_their_name() {
    let shop = Shop::default();
    let url = serve(versions_by_name::Webhooks::new(shop.clone()).unsigned().router()).await + "/";
    let old = json!({ "type": "order.created", "cents": 2_147_483_647 });
    let new = json!({ "type": "order.created.v2", "cents": 2_147_483_648_i64, "channel": "shop" });
    assert_eq!(post(&url, None, &old).await, 204);
    let seen = shop.one();
    assert_eq!(seen.version.as_deref(), Some("1"));
    let upgraded = json!({ "type": "order.created.v2", "cents": 2_147_483_647, "channel": "web" });
    assert_eq!((seen.payload, seen.body), (upgraded, old));
    assert_eq!(post(&url, None, &new).await, 204);
    let seen = shop.one();
    assert_eq!((seen.version.as_deref(), seen.payload), (Some("2"), new));
    // What is in both is of the newest; what is in none is for the application to judge.
    assert_eq!(post(&url, None, &json!({ "type": "order.paid" })).await, 204);
    assert_eq!(shop.one().version.as_deref(), Some("2"));
    assert_ne!(post(&url, None, &json!({ "type": "order.created.v3" })).await, 204);
    let unclaimed = shop.unclaimed();
    assert_eq!(unclaimed.len(), 1);
    assert_eq!(unclaimed[0].0, "order.created.v3");
}

/// Only the application knows what becomes of a number that is too large.
#[derive(Clone, Copy, Debug)]
struct Small;

impl versions_by_name::OrderCreatedV2ToV1 for Small {
    fn order_created_v2_to_v1(
        &self,
        old: versions_by_name::v2::OrderCreatedV2,
    ) -> Option<versions_by_name::v1::OrderCreated> {
        let cents = old.cents.try_into().ok()?;
        Some(versions_by_name::v1::OrderCreated { r#type: Default::default(), cents })
    }
}

#[tokio::test]
async fn clients_send_the_name_of_the_version() {
    use versions_by_name::{OrderCreatedV2, OrderCreatedV2Type, Version};
    let shop = Shop::default();
    let url = serve(versions_by_name::Webhooks::new(shop.clone()).unsigned().router()).await + "/";
    let event = |cents| {
        let r#type = OrderCreatedV2Type::OrderCreatedV2;
        OrderCreatedV2 { r#type, cents, channel: "shop".into() }
    };
    let client = client!(versions_by_name).downgrades(Small);
    for (version, name) in [(Version::V1, "order.created"), (Version::V2, "order.created.v2")] {
        let sent = client.version(version).order_created_v2(&url, &event(7)).await.expect("an answer");
        assert!(sent.is_success());
        assert_eq!(shop.one().body["type"], name);
    }
    let large = client.version(Version::V1).order_created_v2(&url, &event(i64::MAX)).await;
    assert!(matches!(large, Err(SendError::NotInVersion { version: "1", .. })));
    assert!(shop.seen().is_empty());
}
