//! Durable sending on PostgreSQL, on the server that `HOOKWRIGHT_POSTGRES` names by its URL: each test in a schema of
//! its own.
#![allow(missing_docs, reason = "a test")]

mod accept;
mod deliver;
mod guard;
mod retry;
mod share;
#[allow(dead_code, reason = "shared with the tests of SQLite")]
#[path = "../send/shop.rs"]
mod shop;
#[allow(dead_code, reason = "shared with the tests of SQLite")]
#[path = "../send/sink.rs"]
mod sink;
mod sql;
mod stage;
