//! What becomes of events of older versions, value by value, and what stays of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookwright::receive::Inbox;
use hookwright::{Failure, Incoming};
use hookwright_sockets::orders_all;
use serde_json::{Value, json};

use crate::events::{ID, created_v1, created_v2, shipped_v1, upgraded_v1};
use crate::shop::{SECRET, Shop, client, router, serve, signed, told};

#[tokio::test]
async fn values_become_those_of_the_newest_version() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await + "/v1/orders";
    let created = |lines: Value| {
        json!({
            "type": "order.created",
            "order": {
                "id": ID, "mail": "ada@example.com", "total": { "amount": -1, "currency": "JPY" }, "lines": lines,
            },
        })
    };
    let lines = json!([{ "sku": "a", "quantity": 1 }, { "sku": "b", "quantity": 2_147_483_647 }]);
    for (at, lines) in [lines, json!([])].into_iter().enumerate() {
        assert_eq!(signed(&format!("msg_{at}"), &created(lines.clone())).post(&url).await.status, 204);
        let order = &shop.one().payload["order"];
        assert_eq!(order["lines"], lines, "a number of 32 bits is one of 64");
        assert_eq!(order["email"], "ada@example.com", "renamed");
        assert_eq!(order["channel"], "web", "the default");
        assert!(order.get("note").is_none() && order.get("mail").is_none(), "{order}");
        assert_eq!(order["total"], json!({ "amount": -1, "currency": "JPY" }), "as it was");
    }
    // Values that the first version does not list pass through both steps.
    for (at, carrier) in ["post", "courier", "drone"].into_iter().enumerate() {
        let body = json!({ "type": "order.shipped", "order_id": ID, "carrier": carrier });
        assert_eq!(signed(&format!("shipped_{at}"), &body).post(&url).await.status, 204, "{carrier}");
        assert_eq!(shop.one().payload["parcels"], json!([{ "carrier": carrier, "tracking": null }]));
    }
    // An old payload is held against its own version's schema.
    let broken = created(json!([{ "sku": "a", "quantity": 2_147_483_648_i64 }]));
    assert_eq!(signed("msg_broken", &broken).post(&url).await.status, 422);
    assert_eq!(shop.unclaimed(), [told("order.created", Some("1"))]);
}

#[tokio::test]
async fn an_upgrade_that_fails_gives_the_id_back() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await + "/v1/orders";
    shop.fail_once();
    let body = serde_json::to_value(shipped_v1()).expect("JSON");
    let request = signed("msg_again", &body);
    let failed = request.post(&url).await;
    assert_eq!(failed.status, 500);
    assert!(!String::from_utf8_lossy(&failed.body).contains("parcels"), "the reason stays inside");
    assert!(failed.header("deprecation").is_some(), "whatever the answer is");
    assert!(shop.seen().is_empty());
    assert_eq!(request.post(&url).await.status, 204);
    assert_eq!(shop.one().id, "msg_again");
    assert_eq!(shop.outcomes(), [told("handler::failed", Some("1")), told("accepted", Some("1"))]);
}

#[tokio::test]
async fn a_deprecated_version_says_so() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await;
    let at = |version: &str| format!("{url}/{version}/orders");
    let old = client!(orders_v1).order_created(&at("v1"), &created_v1()).await.expect("an answer");
    assert_eq!(old.headers["deprecation"], "@1780272000");
    assert_eq!(old.headers["sunset"], "Tue, 01 Jun 2027 00:00:00 GMT");
    let page = "<https://shop.example/webhooks/versions>";
    assert_eq!(old.headers["link"], format!("{page}; rel=\"deprecation\", {page}; rel=\"sunset\""));
    let new = client!(orders_v2).order_created(&at("v2"), &created_v2()).await.expect("an answer");
    assert!(["deprecation", "sunset", "link"].iter().all(|name| !new.headers.contains_key(*name)));
}

/// Looks at what was sent.
#[derive(Clone, Default)]
struct Curious(Arc<Mutex<Vec<String>>>);

impl orders_all::Receiver for Curious {
    async fn order_created(&self, event: Incoming<orders_all::OrderCreated>) -> Result<(), Failure> {
        let newest = event.original::<orders_all::v3::OrderCreated>().is_ok();
        let note = match event.version() {
            Some("1") => {
                let sent = event.original::<orders_all::v1::OrderCreated>()?;
                format!("1 {} {} {newest} {}", &*sent.order.mail, &*event.order.channel, event.body().len())
            }
            version => format!("{version:?} {newest} {}", event.body().len()),
        };
        self.0.lock().expect("notes").push(note);
        Ok(())
    }

    async fn fallback(&self, unclaimed: orders_all::Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

impl orders_all::OrderShippedV2ToV3 for Curious {
    fn order_shipped_v2_to_v3(
        &self,
        _: orders_all::v2::OrderShipped,
    ) -> Result<orders_all::v3::OrderShipped, Failure> {
        Err(Failure::new(503))
    }
}

#[tokio::test]
async fn the_original_stays_at_hand() {
    let curious = Curious::default();
    let service = orders_all::Webhooks::new(curious.clone()).secret(SECRET).expect("a good secret");
    let url = serve(service.router()).await;
    let at = |version: &str| format!("{url}/{version}/orders");
    let old = client!(orders_v1).order_created(&at("v1"), &created_v1()).await.expect("an answer");
    let new = client!(orders_v2).order_created(&at("v2"), &created_v2()).await.expect("an answer");
    assert_eq!((old.status.as_u16(), new.status.as_u16()), (204, 204));
    let lengths = [
        serde_json::to_vec(&created_v1()).expect("JSON").len(),
        serde_json::to_vec(&created_v2()).expect("JSON").len(),
    ];
    let expected =
        [format!("1 ada@example.com web false {}", lengths[0]), format!("Some(\"2\") true {}", lengths[1])];
    assert_eq!(*curious.0.lock().expect("notes"), expected);
    // The status of an upgrade's failure is the application's.
    let shipped = client!(orders_v1).order_shipped(&at("v1"), &shipped_v1()).await.expect("an answer");
    assert_eq!(shipped.status, 503);
}

#[tokio::test]
async fn an_inbox_upgrades_what_it_stored() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("versions");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let short = Duration::from_millis(20);
    let inbox = Inbox::open(folder.join("inbox.db")).await.expect("an inbox").delays(short, short);
    let shop = Shop::default();
    let service = orders_all::Webhooks::new(shop.clone()).secret(SECRET).expect("a good secret");
    let (service, workers) = service.observe(shop.observe()).inbox(&inbox);
    let url = serve(service.router()).await;
    let at = |version: &str| format!("{url}/{version}/orders");
    // The first attempt at the upgrade fails, later on.
    shop.fail_once();
    let old = client!(orders_v1).order_shipped(&at("v1"), &shipped_v1()).await.expect("an answer");
    let older = client!(orders_v1).order_created(&at("v1"), &created_v1()).await.expect("an answer");
    let unknown = client!(orders_v1).order_created(&at("v9"), &created_v1()).await.expect("an answer");
    assert_eq!([old.status, older.status, unknown.status].map(|status| status.as_u16()), [204, 204, 400]);
    assert!(old.headers.contains_key("deprecation"));
    assert!(shop.seen().is_empty(), "nothing works yet");
    let working = workers.start();
    let mut seen = Vec::new();
    while seen.len() < 2 {
        tokio::time::sleep(short).await;
        seen.extend(shop.seen());
    }
    working.shutdown(Duration::from_secs(5)).await;
    seen.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(seen.iter().all(|seen| seen.version.as_deref() == Some("1")));
    assert_eq!(seen[0].payload, upgraded_v1());
    assert_eq!(seen[1].payload["parcels"], json!([{ "carrier": "courier", "tracking": null }]));
    let outcomes = shop.outcomes();
    assert!(outcomes.contains(&told("inbox::retry", Some("1"))), "{outcomes:?}");
}
