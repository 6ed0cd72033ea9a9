//! What the generator makes of `specs/orders.yaml` and `specs/subscriptions.yaml`.

hookwright::include_webhooks!("orders");
hookwright::include_webhooks!("subscriptions");
