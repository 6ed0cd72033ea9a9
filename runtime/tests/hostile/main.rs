//! Hostile clients over real sockets: each is bounded in memory and time, and others are served meanwhile.
//!
//! The tests run one after another, since each looks at the memory and the files of the whole process.
#![allow(dead_code, unreachable_pub, reason = "the shop is shared with the other tests of receiving")]

mod bodies;
mod coded;
mod connections;
mod harness;
mod heads;
mod measured;
mod rates;
mod stopping;
mod tls;

#[path = "../receive/orders.rs"]
mod orders;
#[path = "../receive/server.rs"]
mod server;
