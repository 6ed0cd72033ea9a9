//! A receiver that is written against another version than the newest.

use hookwright::Failure;
use hookwright_sockets::orders_at_v2::{self, Version};
use serde_json::json;

use crate::events::{created_v1, created_v3, shipped_v1, shipped_v3};
use crate::shop::{Shop, client, router, serve};

impl orders_at_v2::OrderShippedV3ToV2 for Shop {
    fn order_shipped_v3_to_v2(
        &self,
        old: orders_at_v2::v3::OrderShipped,
    ) -> Result<orders_at_v2::v2::OrderShipped, Failure> {
        let first = old.parcels.into_iter().next().ok_or("no parcel")?;
        let order_id = old.order_id;
        Ok(orders_at_v2::v2::OrderShipped { r#type: Default::default(), order_id, carrier: first.carrier })
    }
}

#[tokio::test]
async fn newer_events_come_down_and_older_ones_up() {
    let shop = Shop::default();
    let url = serve(router!(orders_at_v2, &shop)).await;
    let at = |version: &str| format!("{url}/{version}/orders");
    assert_eq!(Version::CURRENT, Version::V2);
    for answer in [
        client!(orders_v1).order_created(&at("v1"), &created_v1()).await,
        client!(orders_v3).order_created(&at("v3"), &created_v3()).await,
        client!(orders_v1).order_shipped(&at("v1"), &shipped_v1()).await,
        client!(orders_v3).order_shipped(&at("v3"), &shipped_v3()).await,
    ] {
        assert_eq!(answer.expect("an answer").status, 204);
    }
    let seen = shop.seen();
    let found: Vec<_> = seen.iter().map(|seen| seen.version.as_deref().unwrap_or_default()).collect();
    assert_eq!(found, ["1", "3", "1", "3"]);
    assert_eq!(seen[0].payload["order"]["channel"], "web");
    assert_eq!(seen[1].payload["order"]["channel"], "shop");
    assert_eq!(seen[2].payload["carrier"], json!("courier"));
    assert_eq!(seen[3].payload["carrier"], json!("post"), "of two parcels the first");
}
