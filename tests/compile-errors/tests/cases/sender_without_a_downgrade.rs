//! A sender that does not say what becomes of several parcels where a version knows only one carrier.

use hookwright_compile_errors::orders::{Client, OrderCreatedV2ToV1, OrderShippedV2ToV1, v1, v2};

#[derive(Clone)]
struct Old;

impl OrderCreatedV2ToV1 for Old {
    fn order_created_v2_to_v1(&self, _: v2::OrderCreated) -> Option<v1::OrderCreated> {
        None
    }
}

impl OrderShippedV2ToV1 for Old {
    fn order_shipped_v2_to_v1(&self, _: v2::OrderShipped) -> Option<v1::OrderShipped> {
        None
    }
}

fn pinned(client: &Client) -> Client<Old> {
    client.downgrades(Old)
}

fn main() {}
