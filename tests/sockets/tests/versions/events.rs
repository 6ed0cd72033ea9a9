//! The events of each version, as its own sender makes them, and what the newest version has of them.

use hookwright_sockets::{orders_v1, orders_v2, orders_v3};
use serde_json::{Value, json};

pub(crate) const ID: &str = "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b";

pub(crate) fn created_v1() -> orders_v1::OrderCreated {
    orders_v1::OrderCreated {
        r#type: orders_v1::OrderCreatedType::OrderCreated,
        order: orders_v1::Order {
            id: ID.into(),
            mail: "ada@example.com".into(),
            total: orders_v1::Money { amount: 5480, currency: "EUR".into() },
            lines: vec![orders_v1::Line { sku: "book".into(), quantity: i32::MAX }],
        },
    }
}

pub(crate) fn shipped_v1() -> orders_v1::OrderShipped {
    orders_v1::OrderShipped {
        r#type: orders_v1::OrderShippedType::OrderShipped,
        order_id: ID.into(),
        carrier: orders_v1::Carrier::Courier,
    }
}

/// Orders did not change from the second version to the third.
macro_rules! created {
    ($name:ident $module:ident) => {
        pub(crate) fn $name() -> $module::OrderCreated {
            $module::OrderCreated {
                r#type: $module::OrderCreatedType::OrderCreated,
                order: $module::Order {
                    id: ID.into(),
                    email: "ada@example.com".into(),
                    channel: "shop".into(),
                    note: Some("ring twice".into()),
                    total: $module::Money { amount: 5480, currency: "EUR".into() },
                    lines: vec![$module::Line { sku: "book".into(), quantity: 2 }],
                },
            }
        }
    };
}
created!(created_v2 orders_v2);
created!(created_v3 orders_v3);

pub(crate) fn shipped_v2() -> orders_v2::OrderShipped {
    orders_v2::OrderShipped {
        r#type: orders_v2::OrderShippedType::OrderShipped,
        order_id: ID.into(),
        carrier: orders_v2::Carrier::Pickup,
    }
}

pub(crate) fn shipped_v3() -> orders_v3::OrderShipped {
    let parcel = |carrier| orders_v3::Parcel { carrier, tracking: Some("T1".into()) };
    orders_v3::OrderShipped {
        r#type: orders_v3::OrderShippedType::OrderShipped,
        order_id: ID.into(),
        parcels: vec![parcel(orders_v3::Carrier::Post), parcel(orders_v3::Carrier::Pickup)],
    }
}

/// What the newest version has of [`created_v1`]: a renamed member, a default, a wider number.
pub(crate) fn upgraded_v1() -> Value {
    let total = json!({ "amount": 5480, "currency": "EUR" });
    let lines = json!([{ "sku": "book", "quantity": 2_147_483_647 }]);
    json!({
        "type": "order.created",
        "order": { "id": ID, "email": "ada@example.com", "channel": "web", "total": total, "lines": lines },
    })
}
