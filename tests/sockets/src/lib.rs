//! What the generator makes of the documents of `specs` that travel.

hookwright::include_webhooks!("orders");
hookwright::include_webhooks!("subscriptions");
hookwright::include_webhooks!("form_body");
hookwright::include_webhooks!("handshake");
hookwright::include_webhooks!("headers");
hookwright::include_webhooks!("multipart_form");
hookwright::include_webhooks!("multipart_related");
hookwright::include_webhooks!("text_body");
hookwright::include_webhooks!("orders_v1");
hookwright::include_webhooks!("orders_v2");
hookwright::include_webhooks!("orders_v3");
hookwright::include_webhooks!("orders_all");
hookwright::include_webhooks!("orders_at_v2");
hookwright::include_webhooks!("orders_by_header");
hookwright::include_webhooks!("orders_by_parameter");
hookwright::include_webhooks!("orders_by_media_type");
hookwright::include_webhooks!("orders_by_query");
hookwright::include_webhooks!("orders_by_pointer");
hookwright::include_webhooks!("orders_by_date");
hookwright::include_webhooks!("orders_by_semver");
hookwright::include_webhooks!("versions_marked");
hookwright::include_webhooks!("versions_by_name");
