//! What outlives a process: the duplicate store in a file, and the inbox.
#![allow(dead_code, unreachable_pub, reason = "the shop and its server are shared with the other tests")]

mod claims;
mod duplicates;
mod file;
mod inbox;
#[path = "../receive/orders.rs"]
mod orders;
#[path = "../receive/server.rs"]
mod server;
#[path = "../receive/versions/shop.rs"]
mod shop;
mod versions;
