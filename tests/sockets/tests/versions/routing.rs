//! Each way in which a request can tell its version: senders of each version alone reach the newest handler.

use hookwright::codegen::serde::Serialize;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::events::{
    ID, created_v1, created_v2, created_v3, shipped_v1, shipped_v2, shipped_v3, upgraded_v1,
};
use crate::shop::{Shop, behind, client, router, serve, signed, told};

fn value(payload: &impl Serialize) -> Value {
    serde_json::to_value(payload).expect("JSON")
}

/// The clients of each version send to its URL; the handler gets the newest version of everything.
async fn all_arrive(shop: &Shop, urls: [&str; 3]) {
    let [first, second, third] = urls;
    let answers = [
        client!(orders_v1).order_created(first, &created_v1()).await,
        client!(orders_v2).order_created(second, &created_v2()).await,
        client!(orders_v3).order_created(third, &created_v3()).await,
        client!(orders_v1).order_shipped(first, &shipped_v1()).await,
        client!(orders_v2).order_shipped(second, &shipped_v2()).await,
        client!(orders_v3).order_shipped(third, &shipped_v3()).await,
    ];
    for answer in answers {
        assert_eq!(answer.expect("an answer").status, 204);
    }
    let seen = shop.seen();
    let versions: Vec<_> = seen.iter().map(|seen| seen.version.as_deref().unwrap_or_default()).collect();
    assert_eq!(versions, ["1", "2", "3", "1", "2", "3"]);
    let names: Vec<_> = seen.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names, ["order.created"; 3].into_iter().chain(["order.shipped"; 3]).collect::<Vec<_>>());
    let parcel = |carrier: &str| json!({ "type": "order.shipped", "order_id": ID, "parcels": [{ "carrier": carrier, "tracking": null }] });
    let newest = [
        upgraded_v1(),
        value(&created_v3()),
        value(&created_v3()),
        parcel("courier"),
        parcel("pickup"),
        value(&shipped_v3()),
    ];
    let sent = [
        value(&created_v1()),
        value(&created_v2()),
        value(&created_v3()),
        value(&shipped_v1()),
        value(&shipped_v2()),
        value(&shipped_v3()),
    ];
    for ((seen, newest), sent) in seen.iter().zip(newest).zip(sent) {
        assert_eq!(seen.payload, newest);
        assert_eq!(seen.body, sent, "the body is what was sent");
    }
    let accepted = ["1", "2", "3", "1", "2", "3"].map(|version| told("accepted", Some(version)));
    assert_eq!(shop.outcomes(), accepted);
}

/// One gateway per version, since one header can't say three.
async fn behind_gateways(app: axum::Router, set: fn(&mut HeaderMap, &'static str)) -> [String; 3] {
    [
        behind(app.clone(), move |headers| set(headers, "1")).await,
        behind(app.clone(), move |headers| set(headers, "2")).await,
        behind(app, move |headers| set(headers, "3")).await,
    ]
}

#[tokio::test]
async fn by_a_segment_of_the_path() {
    let shop = Shop::default();
    let url = serve(router!(orders_all, &shop)).await;
    let at = |version: &str| format!("{url}/webhook/{version}/orders");
    all_arrive(&shop, [&at("v1"), &at("v2"), &at("v3")]).await;
    // Also where a router has cut the segment off.
    let nested = axum::Router::new().nest("/hooks/{version}", router!(orders_all, &shop));
    let url = serve(nested).await;
    let at = |version: &str| format!("{url}/hooks/{version}");
    all_arrive(&shop, [&at("v1"), &at("V2"), &at("v3")]).await;
}

#[tokio::test]
async fn by_a_header() {
    let shop = Shop::default();
    let set = |headers: &mut HeaderMap, version| {
        headers.insert("shop-version", HeaderValue::from_static(version));
    };
    let [first, second, third] = behind_gateways(router!(orders_by_header, &shop), set).await;
    all_arrive(&shop, [&first, &second, &third]).await;
}

#[tokio::test]
async fn by_a_parameter_of_the_media_type() {
    let shop = Shop::default();
    let set = |headers: &mut HeaderMap, version: &str| {
        let told = format!("application/json; charset=utf-8; version=\"{version}\"");
        headers.insert(CONTENT_TYPE, HeaderValue::try_from(told).expect("a header"));
    };
    let [first, second, third] = behind_gateways(router!(orders_by_parameter, &shop), set).await;
    all_arrive(&shop, [&first, &second, &third]).await;
}

#[tokio::test]
async fn by_a_media_type_of_the_vendor() {
    let shop = Shop::default();
    let set = |headers: &mut HeaderMap, version: &str| {
        let told = format!("application/vnd.shop.v{version}+json");
        headers.insert(CONTENT_TYPE, HeaderValue::try_from(told).expect("a header"));
    };
    let [first, second, third] = behind_gateways(router!(orders_by_media_type, &shop), set).await;
    all_arrive(&shop, [&first, &second, &third]).await;
}

#[tokio::test]
async fn by_the_query() {
    let shop = Shop::default();
    let url = serve(router!(orders_by_query, &shop)).await;
    let at = |version: &str| format!("{url}/orders?a=1&api={version}");
    all_arrive(&shop, [&at("1"), &at("v2"), &at("%33")]).await;
}

#[tokio::test]
async fn by_a_member_of_the_payload() {
    let shop = Shop::default();
    let url = serve(router!(orders_by_pointer, &shop)).await + "/";
    for (version, told, payload, newest) in [
        ("1", json!("1"), value(&created_v1()), upgraded_v1()),
        ("2", json!(2), value(&created_v2()), value(&created_v3())),
        ("3", json!("v3"), value(&created_v3()), value(&created_v3())),
    ] {
        let mut body = payload;
        body["api_version"] = told;
        let answer = signed(&format!("msg_{version}"), &body).post(&url).await;
        assert_eq!(answer.status, 204);
        let seen = shop.one();
        assert_eq!((seen.version.as_deref(), seen.payload, seen.body), (Some(version), newest, body));
    }
    let silent = signed("msg_4", &value(&created_v1())).post(&url).await;
    assert_eq!(silent.status, 400, "nothing else tells it, and there is no default");
}

/// What the clients of the same module say is what their receivers read.
macro_rules! round_trip {
    ($($test:ident $module:ident $told:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            use hookwright_sockets::$module::{OrderPaid, OrderPaidType, Money, Version};
            let shop = Shop::default();
            let url = serve(router!($module, &shop)).await + "/orders";
            let money = Money { amount: 5480, currency: "EUR".into() };
            let paid = OrderPaid { r#type: OrderPaidType::OrderPaid, order_id: ID.into(), total: money };
            let downgrades = crate::sending::Downgrading;
            for version in Version::ALL {
                let client = client!($module).downgrades(downgrades).version(*version);
                let answer = client.order_paid(&url, &paid).await.expect("an answer");
                assert_eq!(answer.status, 204);
                let seen = shop.one();
                assert_eq!(seen.version.as_deref(), Some(version.name()));
                assert_eq!((seen.told.unwrap_or_default(), seen.media_type), $told(version.name()));
            }
        }
    )*};
}

const JSON: &str = "application/json";

round_trip! {
    clients_say_it_in_a_header orders_by_header |name: &str| (name.to_owned(), JSON.to_owned());
    clients_say_it_in_a_parameter orders_by_parameter |name: &str| (String::new(), format!("{JSON}; version={name}"));
    clients_say_it_in_a_media_type orders_by_media_type
        |name: &str| (String::new(), format!("application/vnd.shop.v{name}+json"));
    clients_say_it_in_the_query orders_by_query |_: &str| (String::new(), JSON.to_owned());
}
