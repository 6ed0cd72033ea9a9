//! One sender, endpoints pinned to each version: receivers generated from that version alone get their own.

use hookwright::client::{Delivery, SendError};
use hookwright_sockets::orders_all::{
    Carrier, Line, OrderCreated, OrderPaid, OrderPaidType, OrderShipped, Parcel, Version,
};
use hookwright_sockets::{orders_all, orders_by_semver};
use serde_json::{Value, json};

use crate::events::ID;
use crate::shop::{Shop, client, router, serve, told};

/// What only the application knows: large numbers and several parcels can't be said in old versions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Downgrading;

macro_rules! downgrades {
    ($($module:ident: $v1:ident $v2:ident $v3:ident
        $created:ident $created_to_v1:ident $shipped:ident $shipped_to_v1:ident $parcels:ident $parcels_to_v2:ident)*) => {$(
        impl hookwright_sockets::$module::$created for Downgrading {
            fn $created_to_v1(
                &self,
                old: hookwright_sockets::$module::$v2::OrderCreated,
            ) -> Option<hookwright_sockets::$module::$v1::OrderCreated> {
                use hookwright_sockets::$module::$v1::{Line, Order, OrderCreated};
                let line = |line: hookwright_sockets::$module::$v2::Line| {
                    Some(Line { sku: line.sku, quantity: line.quantity.try_into().ok()? })
                };
                let lines = old.order.lines.into_iter().map(line).collect::<Option<_>>()?;
                let order = Order { id: old.order.id, mail: old.order.email, total: old.order.total, lines };
                Some(OrderCreated { r#type: Default::default(), order })
            }
        }

        impl hookwright_sockets::$module::$shipped for Downgrading {
            fn $shipped_to_v1(
                &self,
                old: hookwright_sockets::$module::$v2::OrderShipped,
            ) -> Option<hookwright_sockets::$module::$v1::OrderShipped> {
                use hookwright_sockets::$module::{$v1, $v2};
                let carrier = match old.carrier {
                    $v2::Carrier::Post => $v1::Carrier::Post,
                    $v2::Carrier::Courier => $v1::Carrier::Courier,
                    _ => return None,
                };
                Some($v1::OrderShipped { r#type: Default::default(), order_id: old.order_id, carrier })
            }
        }

        impl hookwright_sockets::$module::$parcels for Downgrading {
            fn $parcels_to_v2(
                &self,
                old: hookwright_sockets::$module::$v3::OrderShipped,
            ) -> Option<hookwright_sockets::$module::$v2::OrderShipped> {
                let [parcel] = <[_; 1]>::try_from(old.parcels).ok()?;
                Some(hookwright_sockets::$module::$v2::OrderShipped {
                    r#type: Default::default(),
                    order_id: old.order_id,
                    carrier: parcel.carrier,
                })
            }
        }
    )*};
}

macro_rules! integers {
    ($($module:ident)*) => {
        downgrades! {$(
            $module: v1 v2 v3 OrderCreatedV2ToV1 order_created_v2_to_v1 OrderShippedV2ToV1 order_shipped_v2_to_v1
                OrderShippedV3ToV2 order_shipped_v3_to_v2
        )*}
    };
}
integers! { orders_all orders_by_header orders_by_parameter orders_by_media_type orders_by_query }

fn created(quantity: i64) -> OrderCreated {
    OrderCreated {
        r#type: orders_all::OrderCreatedType::OrderCreated,
        order: orders_all::Order {
            id: ID.into(),
            email: "ada@example.com".into(),
            channel: "shop".into(),
            note: Some("ring twice".into()),
            total: orders_all::Money { amount: 5480, currency: "EUR".into() },
            lines: vec![Line { sku: "book".into(), quantity }],
        },
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

fn paid() -> OrderPaid {
    let total = orders_all::Money { amount: 5480, currency: "EUR".into() };
    OrderPaid { r#type: OrderPaidType::OrderPaid, order_id: ID.into(), total }
}

fn sender(version: Version) -> orders_all::Client<Downgrading> {
    client!(orders_all).downgrades(Downgrading).version(version)
}

/// The three receivers, each of one version alone, with their URLs.
async fn partners() -> [(Version, Shop, String); 3] {
    let shops = [Shop::default(), Shop::default(), Shop::default()];
    let urls = [
        serve(router!(orders_v1, &shops[0])).await,
        serve(router!(orders_v2, &shops[1])).await,
        serve(router!(orders_v3, &shops[2])).await,
    ];
    let [first, second, third] = shops;
    let [at_first, at_second, at_third] = urls;
    [(Version::V1, first, at_first), (Version::V2, second, at_second), (Version::V3, third, at_third)]
}

#[tokio::test]
async fn each_endpoint_gets_its_own_version() {
    let email = json!({
        "id": ID, "email": "ada@example.com", "channel": "shop", "note": "ring twice",
        "total": { "amount": 5480, "currency": "EUR" }, "lines": [{ "sku": "book", "quantity": 2 }],
    });
    let mail = json!({
        "id": ID, "mail": "ada@example.com",
        "total": { "amount": 5480, "currency": "EUR" }, "lines": [{ "sku": "book", "quantity": 2 }],
    });
    let parcel = json!({ "parcels": [{ "carrier": "courier", "tracking": "T1" }] });
    let carrier = json!({ "carrier": "courier" });
    let expected = [(mail, &carrier), (email.clone(), &carrier), (email, &parcel)];
    for ((version, shop, url), (order, parcels)) in partners().await.into_iter().zip(expected) {
        let client = sender(version).delivery(Delivery::of("msg_order_7"));
        let answer = client.order_created(&url, &created(2)).await.expect("an answer");
        assert_eq!((answer.status.as_u16(), answer.id.as_str()), (204, "msg_order_7"), "{version:?}");
        let seen = shop.one();
        assert_eq!(seen.id, "msg_order_7", "the id is the delivery's in every version");
        assert_eq!(seen.body, json!({ "type": "order.created", "order": order }));
        assert_eq!(seen.payload, seen.body, "nothing is unknown to the receiver");
        assert_eq!(seen.told.as_deref(), Some(version.name()));
        let client = sender(version);
        let answer = client.order_shipped(&url, &shipped(&[Carrier::Courier])).await.expect("an answer");
        assert_eq!(answer.status, 204);
        let mut body = shop.one().body;
        let members = body.as_object_mut().expect("an object");
        let common = (members.remove("type"), members.remove("order_id"));
        assert_eq!(common, (Some(json!("order.shipped")), Some(json!(ID))));
        assert_eq!(body, *parcels);
        assert_eq!(client.order_paid(&url, &paid()).await.expect("an answer").status, 204);
        assert_eq!(shop.one().body, serde_json::to_value(paid()).expect("JSON"));
        assert_eq!(shop.outcomes(), vec![told("accepted", None); 3], "each was signed as it was sent");
    }
}

#[tokio::test]
async fn what_a_version_cannot_say_is_not_sent() {
    let [(_, first, at_first), (_, second, at_second), (_, third, at_third)] = partners().await;
    let large = created(i64::from(i32::MAX) + 1);
    let two = shipped(&[Carrier::Post, Carrier::Courier]);
    let pickup = shipped(&[Carrier::Pickup]);
    let not_in = |sent: Result<_, SendError>| {
        let refused = sent.map(|_: hookwright::client::Answer<()>| ()).expect_err("it can't be said");
        let SendError::NotInVersion { event, version } = &refused else { panic!("{refused}") };
        assert!(refused.to_string().contains(&format!("`{event}` can't be said in version {version}")));
        (*event, *version)
    };
    let sent = sender(Version::V1).order_created(&at_first, &large).await;
    assert_eq!(not_in(sent), ("order.created", "1"));
    let sent = sender(Version::V1).order_shipped(&at_first, &pickup).await;
    assert_eq!(not_in(sent), ("order.shipped", "1"));
    let sent = sender(Version::V1).order_shipped(&at_first, &two).await;
    assert_eq!(not_in(sent), ("order.shipped", "1"));
    let sent = sender(Version::V2).order_shipped(&at_second, &two).await;
    assert_eq!(not_in(sent), ("order.shipped", "2"));
    assert!(first.outcomes().is_empty() && second.outcomes().is_empty(), "nothing was sent");
    // What newer versions can say arrives there.
    let sent = sender(Version::V2).order_created(&at_second, &large).await.expect("an answer");
    assert_eq!(sent.status, 204);
    let sent = sender(Version::V2).order_shipped(&at_second, &pickup).await.expect("an answer");
    assert_eq!(sent.status, 204);
    let sent = sender(Version::V3).order_shipped(&at_third, &two).await.expect("an answer");
    assert_eq!(sent.status, 204);
    assert_eq!((second.seen().len(), third.seen().len()), (2, 1));
}

#[tokio::test]
async fn an_endpoint_has_a_place_for_the_version() {
    let shop = Shop::default();
    // It has no other routes, so that what arrives stood in the place.
    let app = axum::Router::new().nest("/hooks/v2/orders", router!(orders_v2, &shop));
    let url = serve(app).await + "/hooks/{version}/orders";
    let answer = sender(Version::V2).order_created(&url, &created(2)).await.expect("an answer");
    assert_eq!(answer.status, 204);
    assert_eq!(shop.one().body["order"]["email"], "ada@example.com");
    let elsewhere = sender(Version::V3).order_created(&url, &created(2)).await.expect("an answer");
    assert_eq!(elsewhere.status, 404);
    // The receiver of all versions reads it there.
    let url = serve(router!(orders_all, &shop)).await + "/hooks/{version}/orders";
    for version in Version::ALL {
        let answer = sender(*version).order_paid(&url, &paid()).await.expect("an answer");
        assert_eq!(answer.status, 204);
        assert_eq!(shop.one().version.as_deref(), Some(version.name()));
    }
}

#[test]
fn versions_are_found_by_their_names() {
    assert_eq!(Version::named("2"), Some(Version::V2));
    assert_eq!(Version::named("4"), None);
    assert_eq!((Version::CURRENT, Version::ALL.len()), (Version::V3, 3));
    assert!(Version::V1 < Version::V3);
    let names = orders_by_semver::Version::ALL.iter().map(|version| version.name()).collect::<Vec<_>>();
    assert_eq!(names, ["1.0.0", "1.2.0", "2.0.0"]);
}

/// Whatever a version had of an order, it is an order of the newest.
#[tokio::test]
async fn there_and_back_again() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await + "/{version}/orders";
    let answer = sender(Version::V1).order_created(&url, &created(2)).await.expect("an answer");
    assert_eq!(answer.status, 204);
    let seen = shop.one();
    let order: &Value = &seen.payload["order"];
    assert_eq!((seen.version.as_deref(), &order["email"]), (Some("1"), &json!("ada@example.com")));
    assert_eq!((&order["channel"], order.get("note")), (&json!("web"), None), "what was lost is the default");
}
