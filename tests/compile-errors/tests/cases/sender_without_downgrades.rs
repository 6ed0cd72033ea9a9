//! A sender that was given no downgrades at all.

use hookwright_compile_errors::orders::{Client, OrderShipped, Version};

async fn send(client: &Client, event: &OrderShipped) {
    let _ = client.version(Version::V1).order_shipped("https://shop.example/hooks", event).await;
}

fn main() {}
